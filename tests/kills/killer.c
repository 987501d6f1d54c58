/* Preloaded into a process under test: at the n-th call that changes a file comes SIGKILL, once half of a write is out,
   or the disk is full from there on.

   arm(n, full) counts from the process that calls it, so that its children are left alone; calls() tells how many there
   were. Pipes and terminals do not count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <stdio.h>
#include <unistd.h>

static pid_t armed;
static long left, seen;
static int full;

void arm(long n, int disk_full) { armed = getpid(); left = n; full = disk_full; seen = 0; }
long calls(void) { return seen; }

static int due(void) { return armed == getpid() && (seen++, left > 0 && --left == 0); }
static int on_disk(int file) { struct stat found; return armed && !fstat(file, &found) && S_ISREG(found.st_mode); }
static void die(void) { raise(SIGKILL); }

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CUT(name, ...) do { if (full) { left = 1; errno = ENOSPC; return -1; } NEXT(name)(__VA_ARGS__); die(); } while (0)

ssize_t write(int file, const void *data, size_t size) {
    if (on_disk(file) && due()) CUT(write, file, data, size / 2);
    return NEXT(write)(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    if (on_disk(file) && due()) CUT(pwrite64, file, data, size / 2, at);
    return NEXT(pwrite64)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    if (on_disk(file) && due()) CUT(pwrite, file, data, size / 2, at);
    return NEXT(pwrite)(file, data, size, at);
}

/* What follows needs no room: a full disk lets it pass. */
#define OR_DIE if (!full && armed && due()) die()
int fsync(int file) { OR_DIE; return NEXT(fsync)(file); }
int fdatasync(int file) { OR_DIE; return NEXT(fdatasync)(file); }
int ftruncate(int file, off_t size) { OR_DIE; return NEXT(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { OR_DIE; return NEXT(ftruncate64)(file, size); }
int rename(const char *from, const char *to) { OR_DIE; return NEXT(rename)(from, to); }
int unlink(const char *path) { OR_DIE; return NEXT(unlink)(path); }
