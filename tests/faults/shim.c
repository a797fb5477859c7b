/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loaded before libc by LD_PRELOAD: a disk and a clock that fail on order. Calls that touch files
 * below $FAULT_BELOW are counted; the one with the number $FAULT_AT fails as $FAULT_HOW says:
 *
 *     EIO      this one call
 *     ENOSPC   this one, and every later one that needs room: a full disk stays full
 *     EROFS    this one, and every later one that changes anything: read-only from now on
 *     KILL     the process dies right before it, as by kill -9
 *
 * $FAULT_LOG (a file elsewhere) gets a line when that has happened; without $FAULT_AT, the number
 * of calls when the program ends. With $FAULT_CLOCK, each look at the calendar is so many seconds
 * earlier than the one before.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static atomic_long calls;
static atomic_int broken; /* the disk, from now on: ENOSPC or EROFS */

/* What a call asks of the disk. */
enum asks { READS = 0, CHANGES = 1, NEEDS_ROOM = 3 };

/* --- whether a call fails --- */

static bool is_below(const char *path)
{
    const char *below = getenv("FAULT_BELOW");
    return below && *below && strncmp(path, below, strlen(below)) == 0;
}

static bool is_file_below(int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return is_below(path);
}

static void tell(const char *how, const char *call)
{
    const char *log = getenv("FAULT_LOG");
    int fd = log ? REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    char line[128];
    int n = snprintf(line, sizeof line, "%s %s\n", how, call);
    if (fd >= 0) {
        if (REAL(write)(fd, line, (size_t)n) != n)
            abort();
        close(fd);
    }
}

/* Counts a call; true when it is to fail, with errno set. */
static bool fails(const char *call, enum asks asks)
{
    static const struct {
        const char *how;
        int lasting;
    } ways[] = {{"ENOSPC", ENOSPC}, {"EROFS", EROFS}};
    const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW");
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (!at || !how)
        return false;
    bool now = number == strtol(at, NULL, 10);
    for (size_t i = 0; now && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(how, ways[i].how) == 0)
            atomic_store(&broken, ways[i].lasting);
    if (now)
        tell(how, call);
    if (now && strcmp(how, "KILL") == 0)
        kill(getpid(), SIGKILL);
    int lasting = atomic_load(&broken);
    errno = lasting ? lasting : EIO;
    return (lasting == ENOSPC && asks == NEEDS_ROOM) || (lasting == EROFS && asks != READS) ||
           (now && !lasting);
}

__attribute__((destructor)) static void tell_number(void)
{
    char number[24];
    snprintf(number, sizeof number, "%ld", atomic_load(&calls));
    if (!getenv("FAULT_AT"))
        tell(number, "calls");
}

/* --- files --- */

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    if (is_below(path) && fails("open", flags & O_CREAT                   ? NEEDS_ROOM
                                        : (flags & O_ACCMODE) != O_RDONLY ? CHANGES
                                                                          : READS))
        return -1;
    return REAL(open)(path, flags, mode);
}

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) /* what a hardened program calls open */
{
    return open(path, flags);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    return is_file_below(fd) && fails("write", NEEDS_ROOM) ? -1 : REAL(write)(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return is_file_below(fd) && fails("pwrite", NEEDS_ROOM) ? -1 : REAL(pwrite)(fd, bytes, n, at);
}

int ftruncate(int fd, off_t n)
{
    return is_file_below(fd) && fails("ftruncate", CHANGES) ? -1 : REAL(ftruncate)(fd, n);
}

int fsync(int fd)
{
    return is_file_below(fd) && fails("fsync", READS) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return is_file_below(fd) && fails("fdatasync", READS) ? -1 : REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    return is_below(to) && fails("rename", CHANGES) ? -1 : REAL(rename)(from, to);
}

int link(const char *from, const char *to)
{
    return is_below(to) && fails("link", NEEDS_ROOM) ? -1 : REAL(link)(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return is_below(path) && fails("mkdir", NEEDS_ROOM) ? -1 : REAL(mkdir)(path, mode);
}

int unlink(const char *path)
{
    return is_below(path) && fails("unlink", CHANGES) ? -1 : REAL(unlink)(path);
}

/* --- the calendar --- */

static long earlier_s(void)
{
    static atomic_long looks;
    const char *step = getenv("FAULT_CLOCK");
    return step ? strtol(step, NULL, 10) * (atomic_fetch_add(&looks, 1) + 1) : 0;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int status = REAL(clock_gettime)(clock, out);
    if (status == 0 && clock == CLOCK_REALTIME)
        out->tv_sec -= earlier_s();
    return status;
}
