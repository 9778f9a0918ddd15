/* A computer's clock that is wrong, or is set anew in the midst of a process's work.

   SATCHEL_CLOCK names a file that says, in seconds, how far the clock is off at first, how often it
   is read until it is set anew, and how far it is off then. How often it was read is written beside
   that file, as NAME.read, when the process ends. Clocks that only count are left alone. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static atomic_long readings;
static long before, until, after;
static int (*real_clock_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    const char *name = getenv("SATCHEL_CLOCK");
    FILE *file = name ? fopen(name, "r") : NULL;
    if (file == NULL) return;
    if (fscanf(file, "%ld %ld %ld", &before, &until, &after) != 3) abort();
    fclose(file);
}

__attribute__((destructor)) static void end(void) {
    const char *name = getenv("SATCHEL_CLOCK");
    char path[4096];
    if (name == NULL) return;
    snprintf(path, sizeof path, "%s.read", name);
    FILE *file = fopen(path, "w");
    if (file == NULL) return;
    fprintf(file, "%ld", atomic_load(&readings));
    fclose(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = real_clock_gettime(clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += atomic_fetch_add(&readings, 1) < until ? before : after;
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &found) != 0) return -1;
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (kept != NULL) *kept = found.tv_sec;
    return found.tv_sec;
}
