/* What the libraries here share: the real function behind a name, and the four names by which a
   file is opened, all of which go through the library's own opened(). */

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

#define REAL(result, name, ...)             \
    static result (*real)(__VA_ARGS__);     \
    if (!real) *(void **)(&real) = dlsym(RTLD_NEXT, name)

#define MODE                                \
    mode_t mode = 0;                        \
    if (flags & (O_CREAT | O_TMPFILE)) {    \
        va_list more;                       \
        va_start(more, flags);              \
        mode = va_arg(more, mode_t);        \
        va_end(more);                       \
    }

static int opened(int folder, const char *name, int flags, mode_t mode);

int open(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE return opened(at, name, flags, mode); }
