/* Stands between a process and the system, and lets a computer run out of something.
 *
 * Memory, open files, and threads or processes that can be started: the n-th that is asked for is
 * refused, once or from then on, as a system that has none left refuses it. A test loads it with
 * LD_PRELOAD and steers it through scarce_fail and scarce_heal.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "opening.h"

enum kind { MEMORY, FILES, STARTS, KINDS };

static int failing = -1, failing_from, failing_for_ever, seen[KINDS];
static int room = -1, alive;
static size_t least;

/* Refuse the n-th of one kind from now on, and with for_ever all that follow it; of memory only
 * what is at least so many bytes counts. */
void scarce_fail(int kind, int n, int for_ever, size_t bytes) {
    for (int each = 0; each < KINDS; each++) seen[each] = 0;
    failing_from = n;
    failing_for_ever = for_ever;
    least = bytes;
    failing = kind;
}

/* Let no more than so many threads, and processes, be there at once beside those of now. */
void scarce_room(int most) {
    alive = 0;
    room = most;
}

/* Refuse nothing any more. */
void scarce_heal(void) { failing = room = -1; }

/* Return how many of a kind were asked for. */
int scarce_seen(int kind) { return seen[kind]; }

static int refused(enum kind kind, int error) {
    int count = __sync_add_and_fetch(&seen[kind], 1);
    if (failing != (int)kind) return 0;
    if (count != failing_from && !(failing_for_ever && count > failing_from)) return 0;
    errno = error;
    return 1;
}

/* ---- memory -------------------------------------------------------------------------------- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

static int no_room(size_t size) { return size >= least && refused(MEMORY, ENOMEM); }

void *malloc(size_t size) { return no_room(size) ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return no_room(n * size) ? NULL : __libc_calloc(n, size); }
void *realloc(void *old, size_t size) {
    return size && no_room(size) ? NULL : __libc_realloc(old, size);
}
void *memalign(size_t to, size_t size) { return no_room(size) ? NULL : __libc_memalign(to, size); }
void *aligned_alloc(size_t to, size_t size) { return memalign(to, size); }
int posix_memalign(void **into, size_t to, size_t size) {
    void *got = memalign(to, size);
    if (!got) return ENOMEM;
    *into = got;
    return 0;
}
void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    if (no_room(size)) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    return mmap(at, size, protection, flags, fd, offset);
}

/* ---- open files ----------------------------------------------------------------------------- */

static int opened(int at, const char *path, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    return refused(FILES, EMFILE) ? -1 : real(at, path, flags, mode);
}

#define OPENING(result, name, none, arguments, values, ...)     \
    result name arguments {                                     \
        REAL(result, #name, __VA_ARGS__);                       \
        return refused(FILES, EMFILE) ? none : real values;     \
    }
OPENING(DIR *, opendir, NULL, (const char *path), (path), const char *)
OPENING(FILE *, fopen, NULL, (const char *path, const char *how), (path, how), const char *,
        const char *)
OPENING(FILE *, fopen64, NULL, (const char *path, const char *how), (path, how), const char *,
        const char *)
OPENING(int, dup, -1, (int fd), (fd), int)
OPENING(int, pipe2, -1, (int ends[2], int flags), (ends, flags), int *, int)
OPENING(int, socket, -1, (int family, int kind, int protocol), (family, kind, protocol), int, int,
        int)
OPENING(int, socketpair, -1, (int family, int kind, int protocol, int ends[2]),
        (family, kind, protocol, ends), int, int, int, int *)

/* ---- threads and processes ------------------------------------------------------------------- */

static int crowded(void) {
    if (refused(STARTS, EAGAIN)) return 1;
    if (__sync_add_and_fetch(&alive, 1) <= room || room < 0) return 0;
    __sync_sub_and_fetch(&alive, 1);
    errno = EAGAIN;
    return 1;
}

pid_t fork(void) {
    REAL(pid_t, "fork", void);
    return crowded() ? -1 : real();
}
/* What stands between cannot return twice: a plain fork does what is done with it as well. */
pid_t vfork(void) { return fork(); }

struct work {
    void *(*work)(void *);
    void *with;
};

static void *worked(void *given) {
    struct work own = *(struct work *)given;
    free(given);
    void *result = own.work(own.with);
    __sync_sub_and_fetch(&alive, 1);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *with) {
    REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (crowded()) return EAGAIN;
    struct work *given = __libc_malloc(sizeof *given);
    *given = (struct work){work, with};
    int error = real(thread, how, worked, given);
    if (error) {
        free(given);
        __sync_sub_and_fetch(&alive, 1);
    }
    return error;
}
