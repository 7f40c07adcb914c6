#define _GNU_SOURCE
#include "unconfirmed.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Something that the disk has not confirmed.
struct change {
    enum kind kind;
    // Contents: an own descriptor of the file, what was there before, and the sizes before and after.
    dev_t device;
    ino_t inode;
    int file;
    off_t offset, before, after;
    size_t length, held;
    unsigned char *old;
    // Names: the folder that has to be synced, and the names.
    char *folder, *from, *to, *kept;
    size_t remains;
};

static struct change *changes;
static size_t count, room;
static char scratch[PATH_MAX];
static long kept_names;
static uint64_t chance;

void remember_in(const char *place, uint64_t seed) {
    snprintf(scratch, sizeof scratch, "%s", place);
    chance = seed;
}

static uint64_t random_below(uint64_t limit) {  // SplitMix64
    uint64_t mixed = chance += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return (mixed ^ (mixed >> 31)) % limit;
}

static char *above(const char *path) {
    char *copy = strdup(path), *slash = strrchr(copy, '/');
    if (slash) *slash = 0;
    return copy;
}

static struct change *add(enum kind kind) {
    if (count == room) changes = realloc(changes, (room = room * 2 + 64) * sizeof *changes);
    struct change *new = &changes[count++];
    memset(new, 0, sizeof *new);
    new->kind = kind;
    return new;
}

static int is_of(const struct change *c, const struct stat *file) {
    return c->kind <= TRUNCATE && c->device == file->st_dev && c->inode == file->st_ino;
}

// A descriptor that stays open for good: closing one would take SQLite's locks away.
static int own(int number, const struct stat *status) {
    for (size_t i = 0; i < count; i++)
        if (is_of(&changes[i], status)) return changes[i].file;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", number);
    return (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC, 0);
}

void will_change_contents(enum kind kind, int number, off_t offset, size_t length, off_t after) {
    struct stat status;
    if (fstat(number, &status) != 0) return;
    int file = own(number, &status);
    struct change *c = add(kind);
    c->device = status.st_dev, c->inode = status.st_ino, c->file = file;
    c->offset = offset, c->length = length, c->before = status.st_size, c->after = after;
    if (offset >= status.st_size) return;
    off_t there = status.st_size - offset;
    c->held = (off_t)length < there ? length : (size_t)there;
    c->old = malloc(c->held ? c->held : 1);
    if (pread(file, c->old, c->held, offset) != (ssize_t)c->held) abort();
}

static char *keep(const char *path) {
    char name[PATH_MAX + 32];
    snprintf(name, sizeof name, "%s/%d.%ld", scratch, (int)getpid(), kept_names++);
    if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, name, 0) != 0) return NULL;
    return strdup(name);
}

void will_change_name(enum kind kind, const char *from, const char *to) {
    // What loses its name stays within reach.
    int loses = kind == UNLINK || (kind == RENAME && access(to, F_OK) == 0);
    char *kept = loses ? keep(to) : NULL;
    struct change *c = add(kind);
    c->from = strdup(from), c->to = strdup(to), c->kept = kept, c->folder = above(to);
}

void was_not_changed(void) { count--; }

// Nothing takes them back any more.
static void forget(int (*is)(const struct change *, const void *), const void *what) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (!is(&changes[i], what)) changes[left++] = changes[i];
    count = left;
}

static int is_of_file(const struct change *c, const void *file) { return is_of(c, file); }
static int is_in_folder(const struct change *c, const void *path) {
    return c->kind > TRUNCATE && strcmp(c->folder, path) == 0;
}
void confirm_contents(const struct stat *file) { forget(is_of_file, file); }
void confirm_names(const char *folder) { forget(is_in_folder, folder); }

static void put(int file, const unsigned char *bytes, size_t length, off_t offset) {
    if (length && syscall(SYS_pwrite64, file, bytes, length, offset) != (long)length) abort();
}

// Takes the contents of one file back. `remains` of each change says how many of its first bytes stay.
static void take_contents_back(const struct change *of) {
    struct stat status = {.st_dev = of->device, .st_ino = of->inode};
    off_t size = -1;
    for (size_t i = 0; i < count; i++) {
        struct change *c = &changes[i];
        if (!is_of(c, &status)) continue;
        if (size < 0) size = c->before;
        if (c->kind == TRUNCATE && c->remains) size = c->after;
        if (c->kind == WRITE && c->remains && c->offset + (off_t)c->remains > size) size = c->offset + c->remains;
    }
    for (size_t i = count; i-- > 0;) {
        struct change *c = &changes[i];
        if (!is_of(c, &status) || c->remains >= c->length) continue;
        unsigned char *bytes = calloc(1, c->length);
        if (c->old) memcpy(bytes, c->old, c->held);
        put(c->file, bytes + c->remains, c->length - c->remains, c->offset + c->remains);
        free(bytes);
    }
    if (syscall(SYS_ftruncate, of->file, size) != 0) abort();
}

static void take_name_back(const struct change *c) {
    char lost[PATH_MAX + 32];
    snprintf(lost, sizeof lost, "%s/%d.lost.%ld", scratch, (int)getpid(), kept_names++);
    switch (c->kind) {
    case CREATE: case FOLDER: case LINK: syscall(SYS_renameat2, AT_FDCWD, c->to, AT_FDCWD, lost, 0); break;
    case UNLINK: if (c->kept) syscall(SYS_linkat, AT_FDCWD, c->kept, AT_FDCWD, c->to, 0); break;
    case RENAME:
        syscall(SYS_renameat2, AT_FDCWD, c->to, AT_FDCWD, c->from, 0);
        if (c->kept) syscall(SYS_linkat, AT_FDCWD, c->kept, AT_FDCWD, c->to, 0);
        break;
    default: break;
    }
}

void lose_contents(const struct stat *file) {
    const struct change *first = NULL;
    for (size_t i = 0; i < count; i++) {
        changes[i].remains = 0;
        if (!first && is_of(&changes[i], file)) first = &changes[i];
    }
    if (first) take_contents_back(first);
    confirm_contents(file);
}

void lose_names(const char *folder) {
    for (size_t i = count; i-- > 0;)
        if (is_in_folder(&changes[i], folder)) take_name_back(&changes[i]);
    confirm_names(folder);
}

void lose_everything(int some) {
    size_t names = 0;
    for (size_t i = 0; i < count; i++) {
        struct change *c = &changes[i];
        if (c->kind > TRUNCATE) names++;
        c->remains = 0;
        if (!some || c->kind > TRUNCATE) continue;
        switch (random_below(3)) {
        case 0: c->remains = c->length; break;
        case 1: c->remains = c->kind == WRITE && c->length > 512 ? 512 * random_below(c->length / 512) : 0; break;
        default: break;
        }
    }
    // What was undone of a file is undone once: the first change of each file does it.
    for (size_t i = 0; i < count; i++) {
        int is_first = changes[i].kind <= TRUNCATE;
        for (size_t j = 0; is_first && j < i; j++)
            if (changes[j].kind <= TRUNCATE && changes[j].device == changes[i].device
                && changes[j].inode == changes[i].inode) is_first = 0;
        if (is_first) take_contents_back(&changes[i]);
    }
    // Names are written in their order: the first ones are there, the later ones are not.
    size_t left = some ? random_below(names + 1) : 0, lost = names - left;
    for (size_t i = count; i-- > 0 && lost > 0;)
        if (changes[i].kind > TRUNCATE) take_name_back(&changes[i]), lost--;
}
