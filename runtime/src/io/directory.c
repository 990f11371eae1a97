/* directory.c: a walk through folders, a batch of entries at a time: read on a thread of the pool into one block of
 * memory, then given out one by one without it. Folders that were found wait in a list, each with its path: they are
 * opened one at a time, so that a walk never has more than one descriptor. */
#include "../posix.h"

#include "../contract.h"

#include <lifeguard/directory.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 64 };

/* An entry that waits to be given, and a folder that waits to be read. */
struct found {
    struct found *next;
    lg_entry entry; /* its path is behind */
    bool skipped;
};

struct lg__walker {
    DIR *open;
    int fd;                      /* of `open` */
    struct found *reading;       /* the folder that is open */
    struct found *first, **last; /* entries to be given */
    struct found *given;         /* the last one; NULL: none yet, or it is a folder that waits */
    struct found *folders;       /* given, to be read, newest first */
    unsigned count;              /* entries to be given */
    int error;                   /* of the folder itself */
};

static struct found *new_found(const struct found *parent, const char *name)
{
    const size_t before = parent ? strlen(parent->entry.path) : 0, length = strlen(name);
    struct found *found = malloc(sizeof *found + before + length + 2);
    if (!found)
        return NULL;
    char *path = (char *)(found + 1);
    size_t at = before;
    if (parent) {
        memcpy(path, parent->entry.path, before);
        if (before > 0 && path[before - 1] != '/')
            path[at++] = '/';
    }
    memcpy(path + at, name, length + 1);
    *found = (struct found){.entry = {.path = path, .name = path + at, .depth = parent ? parent->entry.depth + 1 : 0}};
    return found;
}

int lg_walk_open(lg_walk *walk, const char *path)
{
    struct lg__walker *walker = malloc(sizeof *walker);
    struct found *root = new_found(NULL, path);
    if (!walker || !root) {
        free(walker);
        free(root);
        return ENOMEM;
    }
    *walker = (struct lg__walker){.folders = root};
    walker->last = &walker->first;
    walk->walker = walker;
    return 0;
}

static void free_all(struct found *found)
{
    for (struct found *next; found; found = next) {
        next = found->next;
        free(found);
    }
}

static void close_folder(struct lg__walker *walker)
{
    if (walker->open)
        closedir(walker->open);
    walker->open = NULL;
    free(walker->reading);
    walker->reading = NULL;
}

void lg_walk_drop(lg_walk *walk)
{
    struct lg__walker *walker = walk->walker;
    walk->walker = NULL;
    if (!walker)
        return;
    close_folder(walker);
    free_all(walker->first);
    free_all(walker->folders);
    free(walker->given);
    free(walker);
}

void lg_walk_skip(lg_walk *walk)
{
    if (walk->walker && walk->walker->given)
        walk->walker->given->skipped = true;
}

/* Reading, on another thread. */

static void append(struct lg__walker *walker, struct found *found)
{
    found->next = NULL;
    *walker->last = found;
    walker->last = &found->next;
    walker->count++;
}

/* Looks at one entry of the open folder. 0; ENOMEM. */
static int look_at(struct lg__walker *walker, const char *name)
{
    struct found *found = new_found(walker->reading, name);
    struct stat status;
    if (!found)
        return ENOMEM;
    lg_entry *entry = &found->entry;
    entry->kind = LG_ENTRY_OTHER;
    if (fstatat(walker->fd, name, &status, AT_SYMLINK_NOFOLLOW)) {
        entry->error = errno;
    } else if (S_ISREG(status.st_mode)) {
        entry->kind = LG_ENTRY_FILE;
        entry->size = (uint64_t)status.st_size;
    } else if (S_ISDIR(status.st_mode)) {
        entry->kind = LG_ENTRY_FOLDER;
    } else if (S_ISLNK(status.st_mode)) {
        entry->kind = LG_ENTRY_LINK;
    }
    append(walker, found);
    return 0;
}

/* Opens the next folder. One that can not be opened is told once more, with the error; the walk's own ends the walk. */
static int open_next(struct lg__walker *walker)
{
    struct found *folder = walker->folders;
    walker->folders = folder->next;
    int fd = open(folder->entry.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    walker->open = fd == -1 ? NULL : fdopendir(fd);
    if (walker->open) {
        walker->reading = folder;
        walker->fd = fd;
        return 0;
    }
    int error = errno;
    if (fd != -1)
        close(fd);
    if (folder->entry.depth == 0) {
        free(folder);
        return error;
    }
    folder->entry.error = error;
    append(walker, folder);
    return 0;
}

static bool is_itself(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void read_batch(void *data)
{
    struct lg__walker *walker = data;
    int error = 0;
    while (walker->count < BATCH && !error && (walker->open || walker->folders)) {
        if (!walker->open) {
            error = open_next(walker);
            continue;
        }
        errno = 0;
        struct dirent *entry = readdir(walker->open);
        if (!entry) {
            error = errno;
            close_folder(walker);
            if (walker->count > 0)
                break; /* the folders among them come first */
        } else if (!is_itself(entry->d_name)) {
            error = look_at(walker, entry->d_name);
        }
    }
    walker->error = error;
}

/* Giving. */

/* What was given last is done with: a folder is to be read. */
static void put_away(struct lg__walker *walker)
{
    struct found *given = walker->given;
    walker->given = NULL;
    if (given && given->entry.kind == LG_ENTRY_FOLDER && !given->entry.error && !given->skipped) {
        given->next = walker->folders;
        walker->folders = given;
    } else {
        free(given);
    }
}

/* Gives the next entry, if one is there. */
static bool give(struct lg__walker *walker, lg_entry *entry)
{
    struct found *found = walker->first;
    if (!found)
        return false;
    walker->first = found->next;
    if (!walker->first)
        walker->last = &walker->first;
    walker->count--;
    walker->given = found;
    *entry = found->entry;
    return true;
}

void lg_walking_init(struct lg_walking *self, lg_walk *walk, lg_entry *entry)
{
    *self = (struct lg_walking){.walker = walk->walker, .entry = entry};
}

/* Ready with the next entry, the end, or an error; false: more must be read. */
static bool next(struct lg_walking *self, int *out)
{
    struct lg__walker *walker = self->walker;
    *out = walker->error;
    walker->error = 0;
    if (*out)
        return true;
    put_away(walker);
    if (give(walker, self->entry))
        return true;
    *self->entry = (lg_entry){0};
    return !walker->open && !walker->folders;
}

lg_poll lg_walking_poll(struct lg_walking *self, lg_context *cx, int *out)
{
    if (self->finished)
        lg_polled_after_completion("lg_walk_next");
    *out = self->walker ? 0 : EBADF;
    while (!*out) {
        if (!self->calling) {
            if (next(self, out))
                break;
            lg_blocking_call_init(&self->call, read_batch, self->walker);
            self->calling = true;
        }
        if (lg_blocking_call_poll(&self->call, cx, out) == LG_PENDING)
            return LG_PENDING;
        self->calling = false;
    }
    self->finished = true;
    return LG_READY;
}

void lg_walking_drop(struct lg_walking *self)
{
    if (self->calling)
        lg_blocking_call_drop(&self->call);
    self->calling = false;
    self->finished = true;
}
