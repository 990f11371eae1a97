/* For pointer_files.c: what one file knows of another's pointers to async functions. */
#ifndef STREAM_H
#define STREAM_H

#include "../check.h"

struct stream;
struct stream_ops {
    async int (*read)(struct stream *, int);
    async void (*close)(struct stream *);
};
struct stream {
    const struct stream_ops *ops;
    int at;
};

extern const struct stream_ops counting, doubling;
extern const struct stream_ops *const all_ops[];
typedef async int (*sleeper)(int);
extern const sleeper first_leaf;

async int count_read(struct stream *s, int by);
sleeper find(const char *name);

/* A function of a header, which is taken as a pointer and never called by name. */
static inline async int halved(int x)
{
    return await later(x) / 2;
}
static inline async int quarter(int x)
{
    sleeper half = halved;
    return await half(await half(x));
}

#endif
