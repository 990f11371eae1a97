#include "stream.h"

async int count_read(struct stream *s, int by)
{
    s->at += await later(by);
    return s->at;
}
static async void count_close(struct stream *s)
{
    await lg_yield_now();
    s->at = -1;
}
const struct stream_ops counting = {.read = count_read, .close = count_close};
const sleeper first_leaf = later;
