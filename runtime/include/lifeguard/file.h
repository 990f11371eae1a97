/* lifeguard/file.h: files, and what is in folders.
 *
 * The system has no way to wait for a disk: each call runs on a thread of the runtime's pool (lifeguard/blocking.h),
 * and the task goes on when it has returned. Everything gives 0 or the errno value of the system call it is named
 * after; also ENOMEM and EAGAIN where there is no thread for it. Cancelled, a call that is under way is waited for;
 * what it has done is done, but nobody is told. What pointers lead to must stay as it is meanwhile. */
#ifndef LIFEGUARD_FILE_H
#define LIFEGUARD_FILE_H

#include <fcntl.h>
#include <lifeguard/blocking.h>
#include <stdint.h>
#include <sys/stat.h>

/* An open file: whoever has it owns the descriptor; copying it is moving it. All zero is empty; operations on an empty
 * one give EBADF. Positioned reads and writes may go on at the same time; of the others one at a time. */
typedef struct lg_file {
    int number; /* the descriptor and 1; 0: empty */
} lg_file;

/* Closes the file, at once. What close(2) says of earlier writes is lost: lg_file_sync asks for it. */
void lg_file_drop(lg_file *file);

/* Makes a file of a descriptor, which it takes over. */
void lg_file_from_fd(lg_file *file, int fd);

/* The descriptor, which stays the file's; -1 if it is empty. */
int lg_file_fd(const lg_file *file);

/* The future of all that is here; the members are the library's. */
struct lg_file_call {
    struct lg_blocking_call call;
    int (*run)(struct lg_file_call *self); /* on the other thread: 0 or an errno value */
    lg_file *file;
    const char *path, *other_path;
    void *in;
    const void *out;
    struct stat *status;
    uint64_t size, offset;
    size_t *count;
    int flags; /* of lg_open; of reads and writes: whether `offset` counts */
    int error;
    mode_t mode;
    bool begun;
};
lg_poll lg_file_call_poll(struct lg_file_call *self, lg_context *cx, int *out);
void lg_file_call_drop(struct lg_file_call *self);

void lg_open_init(struct lg_file_call *self, lg_file *file, const char *path, int flags, mode_t mode);
void lg_file_read_init(struct lg_file_call *self, lg_file *file, void *buffer, size_t size, size_t *got);
void lg_file_read_at_init(struct lg_file_call *self, lg_file *file, void *buffer, size_t size, uint64_t offset,
                          size_t *got);
void lg_file_write_init(struct lg_file_call *self, lg_file *file, const void *bytes, size_t size, size_t *put);
void lg_file_write_at_init(struct lg_file_call *self, lg_file *file, const void *bytes, size_t size, uint64_t offset,
                           size_t *put);
void lg_file_sync_init(struct lg_file_call *self, lg_file *file);
void lg_file_stat_init(struct lg_file_call *self, lg_file *file, struct stat *status);
void lg_file_truncate_init(struct lg_file_call *self, lg_file *file, uint64_t size);
void lg_stat_init(struct lg_file_call *self, const char *path, struct stat *status);
void lg_rename_init(struct lg_file_call *self, const char *from, const char *to);
void lg_unlink_init(struct lg_file_call *self, const char *path);
void lg_mkdir_init(struct lg_file_call *self, const char *path, mode_t mode);
void lg_rmdir_init(struct lg_file_call *self, const char *path);

/* clang-format off */

/* await lg_open(&file, path, flags, mode): as open(2), close-on-exec; `mode` counts where it makes a file. `*file` must be
 * empty. */
lg_leaf(struct lg_file_call, lg_open_init, lg_file_call_poll, lg_file_call_drop)
int lg_open(lg_file *file, const char *path, int flags, mode_t mode);

/* Reads `size` bytes from where the file's position is, fewer only at its end; `*got` is how many, 0 at the end. */
lg_leaf(struct lg_file_call, lg_file_read_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_read(lg_file *file, void *buffer, size_t size, size_t *got);

/* The same from `offset`, without regard to the position. */
lg_leaf(struct lg_file_call, lg_file_read_at_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_read_at(lg_file *file, void *buffer, size_t size, uint64_t offset, size_t *got);

/* Writes all of the bytes to where the file's position is; `*put` (may be NULL) is how many, fewer only after an error. */
lg_leaf(struct lg_file_call, lg_file_write_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_write(lg_file *file, const void *bytes, size_t size, size_t *put);

/* The same to `offset`, without regard to the position. */
lg_leaf(struct lg_file_call, lg_file_write_at_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_write_at(lg_file *file, const void *bytes, size_t size, uint64_t offset, size_t *put);

/* What was written is on the disk when this is ready: fsync(2). */
lg_leaf(struct lg_file_call, lg_file_sync_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_sync(lg_file *file);

lg_leaf(struct lg_file_call, lg_file_stat_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_stat(lg_file *file, struct stat *status);

lg_leaf(struct lg_file_call, lg_file_truncate_init, lg_file_call_poll, lg_file_call_drop)
int lg_file_truncate(lg_file *file, uint64_t size);

lg_leaf(struct lg_file_call, lg_stat_init, lg_file_call_poll, lg_file_call_drop)
int lg_stat(const char *path, struct stat *status);

lg_leaf(struct lg_file_call, lg_rename_init, lg_file_call_poll, lg_file_call_drop)
int lg_rename(const char *from, const char *to);

lg_leaf(struct lg_file_call, lg_unlink_init, lg_file_call_poll, lg_file_call_drop)
int lg_unlink(const char *path);

lg_leaf(struct lg_file_call, lg_mkdir_init, lg_file_call_poll, lg_file_call_drop)
int lg_mkdir(const char *path, mode_t mode);

lg_leaf(struct lg_file_call, lg_rmdir_init, lg_file_call_poll, lg_file_call_drop)
int lg_rmdir(const char *path);

/* clang-format on */

#endif
