/* lifeguard/directory.h: what is in a folder, and in the folders in it.
 *
 *     lg_scoped(lg_walk) walk = {0};
 *     lg_entry entry;
 *     int error = lg_walk_open(&walk, "/usr/share");
 *     while (!error && !(error = await lg_walk_next(&walk, &entry)) && entry.path)
 *         …
 *
 * Entries come in the order the system has them, a folder before what is in it. Symbolic links are told, not followed.
 * The system is asked on a thread of the runtime's pool, for many entries at a time. */
#ifndef LIFEGUARD_DIRECTORY_H
#define LIFEGUARD_DIRECTORY_H

#include <lifeguard/blocking.h>
#include <stddef.h>
#include <stdint.h>

typedef enum lg_entry_kind { LG_ENTRY_FILE, LG_ENTRY_FOLDER, LG_ENTRY_LINK, LG_ENTRY_OTHER } lg_entry_kind;

/* Valid until the next is asked for. */
typedef struct lg_entry {
    const char *path; /* with that of the walk before it; NULL: there are no more */
    const char *name; /* the last part of it */
    lg_entry_kind kind;
    unsigned depth; /* 1 for what is in the folder itself */
    uint64_t size;  /* of a file, in bytes */
    int error;      /* 0, or why it could not be looked at, or into; the walk goes on */
} lg_entry;

/* A walk under way; copying it is moving it. All zero is closed. One task at a time uses it. */
typedef struct lg_walk {
    struct lg__walker *walker;
} lg_walk;

/* Begins a walk; the system is not asked yet. 0; ENOMEM. */
int lg_walk_open(lg_walk *walk, const char *path);

void lg_walk_drop(lg_walk *walk);

/* Does not go into the folder that was given last. */
void lg_walk_skip(lg_walk *walk);

/* The future of lg_walk_next. */
struct lg_walking {
    struct lg_blocking_call call;
    struct lg__walker *walker;
    lg_entry *entry;
    bool calling, finished;
};
void lg_walking_init(struct lg_walking *self, lg_walk *walk, lg_entry *entry);
lg_poll lg_walking_poll(struct lg_walking *self, lg_context *cx, int *out);
void lg_walking_drop(struct lg_walking *self);

/* await lg_walk_next(&walk, &entry): the next entry. 0; EBADF: it is closed; ENOENT, ENOTDIR, EACCES, …: the folder
 * itself can not be read; ENOMEM; EAGAIN where there is no thread for it. Cancelled, no entry is lost. */
/* clang-format off */
lg_leaf(struct lg_walking, lg_walking_init, lg_walking_poll, lg_walking_drop)
int lg_walk_next(lg_walk *walk, lg_entry *entry);
/* clang-format on */

#endif
