// A disk that fails where a test says, put between a program and the system with LD_PRELOAD (docs/decisions/047).
//
// Every call of the program that changes a folder is counted, in the order in which it happens. At the call with the number
// that the test names, the program is killed, the call fails, or the power goes: then everything goes back that no sync had
// confirmed, contents and names, before the program is killed. SQLite's memory (-shm), which it makes anew at each start, and
// the lock file are no part of it.
//
// SAKSI_DISK_FOLDER   the folder
// SAKSI_DISK_SCRATCH  a folder on the same disk, for what has to be remembered
// SAKSI_DISK_TRACE    a file that gets one line for each call: its number, what it does, and to what
// SAKSI_DISK_FAULT    AT ACTION ERROR SEED: the number of the call, a letter, an error number, and where chance begins
//   k  killed before the call
//   f  the call fails with the error; a sync that fails has lost what it should have confirmed
//   p  the power goes before the call, and all is lost that was not confirmed
//   s  the power goes, and of what was not confirmed some is there: whole writes, the first sectors of others, the first names

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unconfirmed.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX], real[PATH_MAX];
static int trace = -1, error = EIO;
static long calls, at;
static char action;

__attribute__((constructor)) static void begin(void) {
    const char *named = getenv("SAKSI_DISK_FOLDER"), *fault = getenv("SAKSI_DISK_FAULT");
    const char *output = getenv("SAKSI_DISK_TRACE"), *place = getenv("SAKSI_DISK_SCRATCH");
    if (!named || !output || !place || !realpath(named, real)) return;
    unsigned long long seed = 0;
    if (fault && sscanf(fault, "%ld %c %d %llu", &at, &action, &error, &seed) != 4) abort();
    remember_in(place, seed);
    trace = (int)syscall(SYS_openat, AT_FDCWD, output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    snprintf(folder, sizeof folder, "%s", named);
}

// The part of a path that lies below a folder; NULL if none does.
static const char *below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) != 0 || (path[length] && path[length] != '/')) return NULL;
    return path + length;
}

static int ends(const char *text, const char *end) {
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

// The path as the kernel names it, if it is of our folder and of the disk.
static int ours(const char *path, char *found) {
    if (trace < 0) return 0;
    char whole[PATH_MAX * 2];
    if (path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
    }
    const char *rest = below(whole, folder);
    if (!rest) rest = below(whole, real);
    if (!rest || ends(rest, "-shm") || strcmp(rest, "/lock") == 0) return 0;
    return snprintf(found, PATH_MAX, "%s%s", real, rest) < PATH_MAX;
}

static int ours_open(int file, char *found) {
    if (trace < 0) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || path[0] != '/') return 0;
    path[length] = 0;
    return ours(path, found);
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Counts a call before it happens. Whether it is to fail.
static int strikes(const char *what, const char *path) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", ++calls, what, path + strlen(real));
    int hits = calls == at;
    if (syscall(SYS_write, trace, line, length) != length) abort();
    if (!hits) return 0;
    switch (action) {
    case 'p': lose_everything(0); end(); break;
    case 's': lose_everything(1); end(); break;
    case 'k': end(); break;
    default: break;
    }
    errno = error;
    return 1;
}

static int opened(int place, const char *path, int flags, mode_t mode) {
    char found[PATH_MAX];
    int creates = flags & O_CREAT && place == AT_FDCWD && ours(path, found);
    if (!creates) return (int)syscall(SYS_openat, place, path, flags, mode);
    pthread_mutex_lock(&lock);
    int result = -1, isNew = access(path, F_OK) != 0;
    if (!isNew || !strikes("create", found)) {
        result = (int)syscall(SYS_openat, place, path, flags, mode);
        if (isNew && result >= 0) will_change_name(CREATE, found, found);
    }
    int saved = errno;
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

#define OPEN(name)                                                  \
    int name(const char *path, int flags, ...) {                    \
        va_list rest;                                               \
        va_start(rest, flags);                                      \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;   \
        va_end(rest);                                               \
        return opened(AT_FDCWD, path, flags, mode);                 \
    }
OPEN(open)
OPEN(open64)
#define OPEN_AT(name)                                               \
    int name(int place, const char *path, int flags, ...) {         \
        va_list rest;                                               \
        va_start(rest, flags);                                      \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;   \
        va_end(rest);                                               \
        return opened(place, path, flags, mode);                    \
    }
OPEN_AT(openat)
OPEN_AT(openat64)

// Runs a call, counted and under the lock, and keeps what it changes until a sync confirms it.
#define GUARDED(type, what, found, before, call, failed)            \
    pthread_mutex_lock(&lock);                                      \
    type result = -1;                                               \
    if (!strikes(what, found)) {                                    \
        before;                                                     \
        result = (type)(call);                                      \
        if (result < 0) { failed; }                                 \
    }                                                               \
    int saved = errno;                                              \
    pthread_mutex_unlock(&lock);                                    \
    errno = saved;                                                  \
    return result

static ssize_t written(int file, const void *bytes, size_t length, off_t offset) {
    char found[PATH_MAX];
    if (!ours_open(file, found)) return syscall(SYS_pwrite64, file, bytes, length, offset);
    GUARDED(ssize_t, "write", found, will_change_contents(WRITE, file, offset, length, 0),
            syscall(SYS_pwrite64, file, bytes, length, offset), was_not_changed());
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return written(file, bytes, length, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) { return written(file, bytes, length, offset); }

ssize_t write(int file, const void *bytes, size_t length) {
    char found[PATH_MAX];
    if (!ours_open(file, found)) return syscall(SYS_write, file, bytes, length);
    GUARDED(ssize_t, "write", found, will_change_contents(WRITE, file, lseek(file, 0, SEEK_CUR), length, 0),
            syscall(SYS_write, file, bytes, length), was_not_changed());
}

static int cut(int file, off_t size) {
    char found[PATH_MAX];
    struct stat status;
    if (!ours_open(file, found) || fstat(file, &status) != 0) return (int)syscall(SYS_ftruncate, file, size);
    size_t length = size < status.st_size ? status.st_size - size : 1;
    GUARDED(int, "truncate", found, will_change_contents(TRUNCATE, file, size, length, size), syscall(SYS_ftruncate, file, size),
            was_not_changed());
}
int ftruncate(int file, off_t size) { return cut(file, size); }
int ftruncate64(int file, off_t size) { return cut(file, size); }

static int synced(int file, long number) {
    char found[PATH_MAX];
    struct stat status;
    if (!ours_open(file, found) || fstat(file, &status) != 0) return (int)syscall(number, file);
    int isFolder = S_ISDIR(status.st_mode);
    pthread_mutex_lock(&lock);
    int result = -1;
    if (strikes("sync", found)) {
        if (isFolder) lose_names(found); else lose_contents(&status);
        errno = error;
    } else {
        result = (int)syscall(number, file);
        if (result == 0 && isFolder) confirm_names(found);
        if (result == 0 && !isFolder) confirm_contents(&status);
    }
    int saved = errno;
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

int rename(const char *from, const char *to) {
    char a[PATH_MAX], b[PATH_MAX];
    struct stat old, new;
    if (!ours(from, a) || !ours(to, b)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int isThere = stat(to, &new) == 0;
    // Two names of one file: the system changes nothing.
    int isSame = isThere && stat(from, &old) == 0 && old.st_dev == new.st_dev && old.st_ino == new.st_ino;
    GUARDED(int, "rename", b, if (!isSame) will_change_name(RENAME, a, b),
            syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), if (!isSame) was_not_changed());
}

int link(const char *from, const char *to) {
    char b[PATH_MAX];
    if (!ours(to, b)) return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    GUARDED(int, "link", b, will_change_name(LINK, from, b), syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0), was_not_changed());
}

int unlink(const char *path) {
    char found[PATH_MAX];
    if (!ours(path, found) || access(path, F_OK) != 0) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    GUARDED(int, "remove", found, will_change_name(UNLINK, found, found), syscall(SYS_unlinkat, AT_FDCWD, path, 0),
            was_not_changed());
}

int mkdir(const char *path, mode_t mode) {
    char found[PATH_MAX];
    if (!ours(path, found) || access(path, F_OK) == 0) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    GUARDED(int, "folder", found, will_change_name(FOLDER, found, found), syscall(SYS_mkdirat, AT_FDCWD, path, mode), was_not_changed());
}
