/* Preloaded into a process under test: SIGKILL at the n-th call that changes a file, once half of a write is out.

   arm(n) counts from the process that calls it, so that its children are left alone; calls() tells how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

static pid_t armed;
static long left, seen;

void arm(long n) { armed = getpid(); left = n; seen = 0; }
long calls(void) { return seen; }

static int due(void) { return armed && armed == getpid() && (seen++, left > 0 && --left == 0); }
static void die(void) { raise(SIGKILL); }

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) {
    if (file > 2 && due()) { NEXT(write)(file, data, size / 2); die(); }
    return NEXT(write)(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    if (due()) { NEXT(pwrite64)(file, data, size / 2, at); die(); }
    return NEXT(pwrite64)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    if (due()) { NEXT(pwrite)(file, data, size / 2, at); die(); }
    return NEXT(pwrite)(file, data, size, at);
}
int fsync(int file) { if (due()) die(); return NEXT(fsync)(file); }
int fdatasync(int file) { if (due()) die(); return NEXT(fdatasync)(file); }
int ftruncate(int file, off_t size) { if (due()) die(); return NEXT(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { if (due()) die(); return NEXT(ftruncate64)(file, size); }
int rename(const char *from, const char *to) { if (due()) die(); return NEXT(rename)(from, to); }
int unlink(const char *path) { if (due()) die(); return NEXT(unlink)(path); }
