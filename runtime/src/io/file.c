/* file.c: system calls on files, each made on a thread of the pool. */
#include "../posix.h"

#include <lifeguard/file.h>

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

void lg_file_drop(lg_file *file)
{
    if (file->number)
        close(file->number - 1);
    file->number = 0;
}

void lg_file_from_fd(lg_file *file, int fd)
{
    file->number = fd + 1;
}

int lg_file_fd(const lg_file *file)
{
    return file->number - 1;
}

/* The future. */

static void run(void *data)
{
    struct lg_file_call *self = data;
    self->error = self->run(self);
}

lg_poll lg_file_call_poll(struct lg_file_call *self, lg_context *cx, int *out)
{
    if (!self->begun) { /* not earlier: the future has its place only now */
        lg_blocking_call_init(&self->call, run, self);
        self->begun = true;
    }
    if (lg_blocking_call_poll(&self->call, cx, out) == LG_PENDING)
        return LG_PENDING;
    if (!*out)
        *out = self->error;
    return LG_READY;
}

void lg_file_call_drop(struct lg_file_call *self)
{
    if (self->begun)
        lg_blocking_call_drop(&self->call);
}

/* The calls. */

static int errno_of(int result)
{
    return result == -1 ? errno : 0;
}

static int run_open(struct lg_file_call *self)
{
    int fd = open(self->path, self->flags | O_CLOEXEC, self->mode);
    if (fd != -1)
        lg_file_from_fd(self->file, fd);
    return errno_of(fd);
}

/* One read or write of what is left; 0 at the end. */
static ssize_t transfer(struct lg_file_call *self, size_t done)
{
    const int fd = lg_file_fd(self->file);
    const size_t left = self->size - done;
    const bool positioned = self->flags;
    const off_t offset = (off_t)(self->offset + done);
    if (self->in) {
        char *to = (char *)self->in + done;
        return positioned ? pread(fd, to, left, offset) : read(fd, to, left);
    }
    const char *from = (const char *)self->out + done;
    return positioned ? pwrite(fd, from, left, offset) : write(fd, from, left);
}

static int run_transfer(struct lg_file_call *self)
{
    size_t done = 0;
    int error = 0;
    for (ssize_t part = 1; part > 0 && done < self->size; done += part > 0 ? (size_t)part : 0) {
        do
            part = transfer(self, done);
        while (part == -1 && errno == EINTR);
        error = part == -1 ? errno : 0;
    }
    if (self->count)
        *self->count = done;
    return error;
}

static int run_sync(struct lg_file_call *self)
{
    return errno_of(fsync(lg_file_fd(self->file)));
}

static int run_file_stat(struct lg_file_call *self)
{
    return errno_of(fstat(lg_file_fd(self->file), self->status));
}

static int run_truncate(struct lg_file_call *self)
{
    return errno_of(ftruncate(lg_file_fd(self->file), (off_t)self->size));
}

static int run_stat(struct lg_file_call *self)
{
    return errno_of(stat(self->path, self->status));
}

static int run_rename(struct lg_file_call *self)
{
    return errno_of(rename(self->path, self->other_path));
}

static int run_unlink(struct lg_file_call *self)
{
    return errno_of(unlink(self->path));
}

static int run_mkdir(struct lg_file_call *self)
{
    return errno_of(mkdir(self->path, self->mode));
}

static int run_rmdir(struct lg_file_call *self)
{
    return errno_of(rmdir(self->path));
}

void lg_open_init(struct lg_file_call *self, lg_file *file, const char *path, int flags, mode_t mode)
{
    *self = (struct lg_file_call){.run = run_open, .file = file, .path = path, .flags = flags, .mode = mode};
}

void lg_file_read_init(struct lg_file_call *self, lg_file *file, void *buffer, size_t size, size_t *got)
{
    *self = (struct lg_file_call){.run = run_transfer, .file = file, .in = buffer, .size = size};
    self->count = got;
}

void lg_file_read_at_init(struct lg_file_call *self, lg_file *file, void *buffer, size_t size, uint64_t offset,
                          size_t *got)
{
    lg_file_read_init(self, file, buffer, size, got);
    self->offset = offset;
    self->flags = 1;
}

void lg_file_write_init(struct lg_file_call *self, lg_file *file, const void *bytes, size_t size, size_t *put)
{
    *self = (struct lg_file_call){.run = run_transfer, .file = file, .out = bytes, .size = size};
    self->count = put;
}

void lg_file_write_at_init(struct lg_file_call *self, lg_file *file, const void *bytes, size_t size, uint64_t offset,
                           size_t *put)
{
    lg_file_write_init(self, file, bytes, size, put);
    self->offset = offset;
    self->flags = 1;
}

void lg_file_sync_init(struct lg_file_call *self, lg_file *file)
{
    *self = (struct lg_file_call){.run = run_sync, .file = file};
}

void lg_file_stat_init(struct lg_file_call *self, lg_file *file, struct stat *status)
{
    *self = (struct lg_file_call){.run = run_file_stat, .file = file, .status = status};
}

void lg_file_truncate_init(struct lg_file_call *self, lg_file *file, uint64_t size)
{
    *self = (struct lg_file_call){.run = run_truncate, .file = file, .size = size};
}

void lg_stat_init(struct lg_file_call *self, const char *path, struct stat *status)
{
    *self = (struct lg_file_call){.run = run_stat, .path = path, .status = status};
}

void lg_rename_init(struct lg_file_call *self, const char *from, const char *to)
{
    *self = (struct lg_file_call){.run = run_rename, .path = from, .other_path = to};
}

void lg_unlink_init(struct lg_file_call *self, const char *path)
{
    *self = (struct lg_file_call){.run = run_unlink, .path = path};
}

void lg_mkdir_init(struct lg_file_call *self, const char *path, mode_t mode)
{
    *self = (struct lg_file_call){.run = run_mkdir, .path = path, .mode = mode};
}

void lg_rmdir_init(struct lg_file_call *self, const char *path)
{
    *self = (struct lg_file_call){.run = run_rmdir, .path = path};
}
