/* What a process does to the files below one folder: counted, written down, and made to fail at one operation.
 *
 * Loaded before the C library (LD_PRELOAD). CRASH_PREFIX is the folder, CRASH_MODE one of
 *
 *   log    every operation that succeeded is appended to CRASH_LOG, with what was written
 *   kill   the process ends by SIGKILL in place of operation CRASH_AT
 *   io     operation CRASH_AT fails once with EIO
 *   full   from operation CRASH_AT on, whatever is written fails with ENOSPC, as where files are never written in place
 *   grow   from operation CRASH_AT on, what makes a file longer fails with ENOSPC
 *
 * Nothing is ever synced: a process that is killed leaves what it wrote to the kernel, and a lost power is replayed from the log. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPEN, WRITE, TRUNCATE, SYNC, UNLINK, CLOSE, RENAME };
enum { OFF, LOG, KILL, IO, FULL, GROW };
/* What space an operation needs: none, that of bytes which are there already, or more. */
enum { NONE, SAME, MORE };
enum { FILES = 4096 };

static int mode = OFF;
static long at = -1;
static long count = 0;
static int log_fd = -1;
static char prefix[PATH_MAX];
static size_t prefix_length;
/* The number of each open file below the folder, by its descriptor; 0 for all others. */
static uint32_t numbers[FILES];
static uint32_t next_number = 0;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_close)(int);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void start(void) {
    real_open = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    real_write = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    real_pwrite = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    real_ftruncate = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
    real_unlink = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    real_close = (int (*)(int))dlsym(RTLD_NEXT, "close");
    real_rename = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    const char *name = getenv("CRASH_MODE"), *folder = getenv("CRASH_PREFIX");
    const char *number = getenv("CRASH_AT"), *path = getenv("CRASH_LOG");
    if (!name || !folder || strlen(folder) >= sizeof prefix) return;
    strcpy(prefix, folder);
    prefix_length = strlen(prefix);
    at = number ? atol(number) : -1;
    if (!strcmp(name, "kill")) mode = KILL;
    if (!strcmp(name, "io")) mode = IO;
    if (!strcmp(name, "full")) mode = FULL;
    if (!strcmp(name, "grow")) mode = GROW;
    if (!strcmp(name, "log") && path) {
        log_fd = real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        mode = log_fd < 0 ? OFF : LOG;
    }
}

static int below(const char *path) {
    if (mode == OFF || strncmp(path, prefix, prefix_length)) return 0;
    return path[prefix_length] == 0 || path[prefix_length] == '/';
}

static uint32_t number_of(int fd) { return mode != OFF && fd >= 0 && fd < FILES ? numbers[fd] : 0; }

/* Counts an operation; true, with errno, if it has to fail. */
static int fails(int space) {
    long now = __atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
    if (mode == KILL && now == at) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (mode == IO && now == at) {
        errno = EIO;
        return 1;
    }
    if (now >= at && ((mode == FULL && space != NONE) || (mode == GROW && space == MORE))) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

/* The space that a file needs to be written up to an end. */
static int space_of(int fd, off_t end) {
    struct stat found;
    return !fstat(fd, &found) && end > found.st_size ? MORE : SAME;
}

/* Appends an operation that succeeded. */
static void note(uint32_t op, uint32_t file, uint64_t offset, const void *data, uint64_t length) {
    if (mode != LOG) return;
    int before = errno;
    struct { uint32_t op, file; uint64_t offset, length; } head = { op, file, offset, length };
    if (real_write(log_fd, &head, sizeof head) != sizeof head) abort();
    const char *rest = data;
    while (length > 0) {
        ssize_t done = real_write(log_fd, rest, length);
        if (done <= 0) abort();
        rest += done;
        length -= (uint64_t)done;
    }
    errno = before;
}

static int open_below(const char *path, int flags, mode_t permissions) {
    if (!below(path)) return real_open(path, flags, permissions);
    struct stat found;
    if (fails((flags & O_CREAT) && stat(path, &found) ? MORE : NONE)) return -1;
    int fd = real_open(path, flags, permissions);
    if (fd >= 0 && fd < FILES) {
        numbers[fd] = ++next_number;
        note(OPEN, numbers[fd], (uint64_t)flags, path, strlen(path));
    }
    return fd;
}

#define PERMISSIONS(flags)                     \
    mode_t permissions = 0;                    \
    if ((flags) & (O_CREAT | O_TMPFILE)) {     \
        va_list rest;                          \
        va_start(rest, flags);                 \
        permissions = va_arg(rest, mode_t);    \
        va_end(rest);                          \
    }

int open(const char *path, int flags, ...) {
    PERMISSIONS(flags)
    return open_below(path, flags, permissions);
}

int open64(const char *path, int flags, ...) {
    PERMISSIONS(flags)
    return open_below(path, flags | O_LARGEFILE, permissions);
}

static int open_at(int folder, const char *path, int flags, mode_t permissions) {
    if (folder == AT_FDCWD || path[0] == '/') return open_below(path, flags, permissions);
    int (*real)(int, const char *, int, ...) = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat");
    return real(folder, path, flags, permissions);
}

int openat(int folder, const char *path, int flags, ...) {
    PERMISSIONS(flags)
    return open_at(folder, path, flags, permissions);
}

int openat64(int folder, const char *path, int flags, ...) {
    PERMISSIONS(flags)
    return open_at(folder, path, flags | O_LARGEFILE, permissions);
}

ssize_t write(int fd, const void *data, size_t length) {
    uint32_t number = number_of(fd);
    if (!number) return real_write(fd, data, length);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    if (fails(space_of(fd, offset + (off_t)length))) return -1;
    ssize_t done = real_write(fd, data, length);
    if (done > 0) note(WRITE, number, (uint64_t)offset, data, (uint64_t)done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    uint32_t number = number_of(fd);
    if (!number) return real_pwrite(fd, data, length, offset);
    if (fails(space_of(fd, offset + (off_t)length))) return -1;
    ssize_t done = real_pwrite(fd, data, length, offset);
    if (done > 0) note(WRITE, number, (uint64_t)offset, data, (uint64_t)done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwrite(fd, data, length, offset); }

int ftruncate(int fd, off_t length) {
    uint32_t number = number_of(fd);
    if (!number) return real_ftruncate(fd, length);
    if (fails(space_of(fd, length) == MORE ? MORE : NONE)) return -1;
    int done = real_ftruncate(fd, length);
    if (!done) note(TRUNCATE, number, (uint64_t)length, NULL, 0);
    return done;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int fsync(int fd) {
    uint32_t number = number_of(fd);
    if (number && fails(NONE)) return -1;
    if (number) note(SYNC, number, 0, NULL, 0);
    return 0;
}

int fdatasync(int fd) { return fsync(fd); }

int unlink(const char *path) {
    if (!below(path)) return real_unlink(path);
    if (fails(NONE)) return -1;
    int done = real_unlink(path);
    /* One that fails changes nothing, and may be a mark. */
    note(UNLINK, 0, 0, path, strlen(path));
    return done;
}

int rename(const char *from, const char *to) {
    /* Nobody renames a database: noted so that a replay that does not know it stops. */
    if (below(from) || below(to)) {
        if (fails(MORE)) return -1;
        note(RENAME, 0, 0, from, strlen(from));
    }
    return real_rename(from, to);
}

int close(int fd) {
    uint32_t number = number_of(fd);
    if (!number) return real_close(fd);
    int failed = fails(NONE), cause = errno;
    numbers[fd] = 0;
    int done = real_close(fd);
    if (!failed) {
        note(CLOSE, number, 0, NULL, 0);
        return done;
    }
    errno = cause;
    return -1;
}
