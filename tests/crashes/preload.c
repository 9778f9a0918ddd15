/* Stands between a process and the system, for the files under one folder.
 *
 * It writes down what changes them, in the order in which it happened, and it makes calls fail.
 * A test loads it with LD_PRELOAD and steers it through the satchel_* functions below.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "opening.h"

enum op { OPEN = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, MARK };
enum call { C_OPEN, C_READ, C_WRITE, C_SYNC, C_RENAME, C_UNLINK, C_MKDIR, C_CALLS };

#define MOST_FILES 4096
struct header {
    uint32_t op;
    int32_t fd;
    int64_t offset;
    uint32_t first, second, data;
    int32_t created;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int record = -1;
static char *paths[MOST_FILES];

static int failing = -1, failing_from, failing_for_ever, failing_with;
static int seen[C_CALLS];

/* ---- steering ---------------------------------------------------------------------------- */

/* Watch the files under a folder; the path must be absolute and without links. */
void satchel_watch(const char *folder) {
    root_length = strlen(folder);
    memcpy(root, folder, root_length + 1);
}

/* Write what happens to the open descriptor, or nothing where it is -1. */
void satchel_record(int descriptor) { record = descriptor; }

/* Let the n-th call of one class from now on fail, and with for_ever all that follow it. */
void satchel_fail(int call, int n, int for_ever, int error) {
    memset(seen, 0, sizeof seen);
    failing = call;
    failing_from = n;
    failing_for_ever = for_ever;
    failing_with = error;
}

/* Let nothing fail any more; return how many calls of the class there were. */
int satchel_heal(int call) {
    failing = -1;
    return seen[call];
}

/* ---- what every call goes through --------------------------------------------------------- */

static int is_watched(const char *path) {
    return root_length && path && !strncmp(path, root, root_length) &&
           (path[root_length] == '/' || path[root_length] == 0);
}

static const char *path_of(int fd) { return fd >= 0 && fd < MOST_FILES ? paths[fd] : NULL; }

/* Return the absolute path of a name that may be relative to an open folder. */
static const char *absolute(int folder, const char *name, char *into) {
    if (!name || name[0] == '/') return name;
    const char *base = folder == AT_FDCWD ? NULL : path_of(folder);
    if (!base) return NULL;
    if (strlen(base) + strlen(name) + 2 > PATH_MAX) return NULL;
    strcpy(into, base);
    strcat(into, "/");
    return strcat(into, name);
}

static int fails(enum call call, const char *path) {
    if (!is_watched(path)) return 0;
    int count = __sync_add_and_fetch(&seen[call], 1);
    if (failing != (int)call) return 0;
    if (count == failing_from || (failing_for_ever && count > failing_from)) {
        errno = failing_with;
        return 1;
    }
    return 0;
}

static void note(enum op op, int fd, int64_t offset, const char *first, const char *second,
                 const void *data, size_t length, int created) {
    if (record < 0) return;
    struct header header = {op,     fd,     offset, first ? strlen(first) : 0,
                            second ? strlen(second) : 0, length, created};
    struct iovec pieces[4] = {{&header, sizeof header},
                              {(void *)first, header.first},
                              {(void *)second, header.second},
                              {(void *)data, length}};
    int kept = errno;
    syscall(SYS_writev, record, pieces, 4);
    errno = kept;
}

/* Let a test write down what it knows, among the calls. */
void satchel_mark(const char *text, int length) {
    pthread_mutex_lock(&lock);
    note(MARK, -1, 0, NULL, NULL, text, length, 0);
    pthread_mutex_unlock(&lock);
}

static void remember(int fd, const char *path) {
    if (fd < 0 || fd >= MOST_FILES) return;
    free(paths[fd]);
    paths[fd] = path && is_watched(path) ? strdup(path) : NULL;
}

/* ---- opening and closing ------------------------------------------------------------------- */

static int opened(int folder, const char *name, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    char whole[PATH_MAX];
    const char *path = absolute(folder, name, whole);
    if (!is_watched(path)) {
        int fd = real(folder, name, flags, mode);
        if (fd >= 0) remember(fd, NULL);
        return fd;
    }
    if (fails(C_OPEN, path)) return -1;
    pthread_mutex_lock(&lock);
    struct stat before;
    int created = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, path, &before, 0) != 0;
    int fd = real(folder, name, flags, mode);
    if (fd >= 0) {
        remember(fd, path);
        note(OPEN, fd, 0, path, NULL, NULL, 0, created);
        if ((flags & O_TRUNC) && !created) note(TRUNCATE, fd, 0, NULL, NULL, NULL, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

int close(int fd) {
    REAL(int, "close", int);
    remember(fd, NULL);
    return real(fd);
}

/* ---- reading and writing -------------------------------------------------------------------- */

#define READING(name, arguments, values, types)                    \
    ssize_t name arguments {                                       \
        REAL(ssize_t, #name, types);                               \
        if (path_of(fd) && fails(C_READ, path_of(fd))) return -1;  \
        return real values;                                        \
    }
#define T3 int, void *, size_t
#define T4 int, void *, size_t, off_t
READING(read, (int fd, void *to, size_t n), (fd, to, n), T3)
READING(pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), T4)
READING(pread64, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), T4)

static ssize_t written(int fd, const void *from, size_t n, off_t at, int placed) {
    REAL(ssize_t, "write", int, const void *, size_t);
    static ssize_t (*real_at)(int, const void *, size_t, off_t);
    if (!real_at) *(void **)(&real_at) = dlsym(RTLD_NEXT, "pwrite64");
    if (!path_of(fd)) return placed ? real_at(fd, from, n, at) : real(fd, from, n);
    if (fails(C_WRITE, path_of(fd))) return -1;
    pthread_mutex_lock(&lock);
    if (!placed) {
        struct stat now;
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        at = appends && !fstat(fd, &now) ? now.st_size : lseek(fd, 0, SEEK_CUR);
    }
    ssize_t done = placed ? real_at(fd, from, n, at) : real(fd, from, n);
    if (done > 0) note(WRITE, fd, at, NULL, NULL, from, done, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *from, size_t n) { return written(fd, from, n, 0, 0); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { return written(fd, from, n, at, 1); }
ssize_t pwrite64(int fd, const void *from, size_t n, off_t at) {
    return written(fd, from, n, at, 1);
}

/* What copies inside the system is refused, so that the caller reads and writes instead. */
#define REFUSED(name, arguments, values, types)       \
    ssize_t name arguments {                          \
        REAL(ssize_t, #name, types);                  \
        if (path_of(to) || path_of(from)) {           \
            errno = EINVAL;                           \
            return -1;                                \
        }                                             \
        return real values;                           \
    }
#define TS int, int, off_t *, size_t
#define TC int, off_t *, int, off_t *, size_t, unsigned
REFUSED(sendfile, (int to, int from, off_t *at, size_t n), (to, from, at, n), TS)
REFUSED(sendfile64, (int to, int from, off_t *at, size_t n), (to, from, at, n), TS)
REFUSED(copy_file_range, (int from, off_t *a, int to, off_t *b, size_t n, unsigned f),
        (from, a, to, b, n, f), TC)

static int truncated(int fd, off_t length) {
    REAL(int, "ftruncate64", int, off_t);
    if (!path_of(fd)) return real(fd, length);
    if (fails(C_WRITE, path_of(fd))) return -1;
    pthread_mutex_lock(&lock);
    int result = real(fd, length);
    if (!result) note(TRUNCATE, fd, length, NULL, NULL, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

#define SYNCING(name)                                              \
    int name(int fd) {                                             \
        REAL(int, #name, int);                                     \
        if (!path_of(fd)) return real(fd);                         \
        if (fails(C_SYNC, path_of(fd))) return -1;                 \
        pthread_mutex_lock(&lock);                                 \
        int result = real(fd);                                     \
        if (!result) note(SYNC, fd, 0, NULL, NULL, NULL, 0, 0);    \
        pthread_mutex_unlock(&lock);                               \
        return result;                                             \
    }
SYNCING(fsync)
SYNCING(fdatasync)

/* ---- names ----------------------------------------------------------------------------------- */

static int renamed(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    char one[PATH_MAX], two[PATH_MAX];
    const char *first = absolute(from_at, from, one), *second = absolute(to_at, to, two);
    if (!is_watched(first) && !is_watched(second)) return real(from_at, from, to_at, to, flags);
    if (fails(C_RENAME, is_watched(first) ? first : second)) return -1;
    pthread_mutex_lock(&lock);
    int result = real(from_at, from, to_at, to, flags);
    if (!result) note(RENAME, -1, 0, first, second, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return renamed(a, from, b, to, flags);
}

static int unlinked(int at, const char *name, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char whole[PATH_MAX];
    const char *path = absolute(at, name, whole);
    if (!is_watched(path)) return real(at, name, flags);
    if (fails(C_UNLINK, path)) return -1;
    pthread_mutex_lock(&lock);
    int result = real(at, name, flags);
    if (!result) note(flags & AT_REMOVEDIR ? RMDIR : UNLINK, -1, 0, path, NULL, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int at, const char *path, int flags) { return unlinked(at, path, flags); }

int mkdirat(int at, const char *name, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    char whole[PATH_MAX];
    const char *path = absolute(at, name, whole);
    if (!is_watched(path)) return real(at, name, mode);
    if (fails(C_MKDIR, path)) return -1;
    pthread_mutex_lock(&lock);
    int result = real(at, name, mode);
    if (!result) note(MKDIR, -1, 0, path, NULL, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/* ---- from the environment ---------------------------------------------------------------------- */

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("SATCHEL_WATCHED"), *file = getenv("SATCHEL_RECORD");
    if (folder) satchel_watch(folder);
    if (file) record = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}
