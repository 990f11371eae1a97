#include "posix.h"

#include "run_ring.h"
#include "task.h"

#include <stddef.h>

static _Atomic(lg_task *) *place(struct lg__ring *ring, uint32_t at)
{
    return &ring->tasks[at % LG__RING_SIZE];
}

bool lg__ring_push(struct lg__ring *ring, lg_task *task)
{
    uint32_t tail = lg__load_relaxed(&ring->tail);
    uint32_t head = lg__load_acquire(&ring->head); /* pairs with who moved it on: they have copied what was there */
    if (tail - head == LG__RING_SIZE)
        return false;
    lg__store_relaxed(place(ring, tail), task);
    lg__store_release(&ring->tail, tail + 1); /* pairs with the acquire in lg__ring_steal */
    return true;
}

lg_task *lg__ring_pop(struct lg__ring *ring)
{
    uint32_t head = lg__load_acquire(&ring->head);
    for (;;) {
        if (head == lg__load_relaxed(&ring->tail))
            return NULL;
        lg_task *task = lg__load_relaxed(place(ring, head));
        if (lg__cas_acq_rel(&ring->head, &head, head + 1))
            return task;
    }
}

unsigned lg__ring_take_half(struct lg__ring *ring, lg_task **first, lg_task **last)
{
    lg_task *tasks[LG__RING_SIZE / 2];
    uint32_t head = lg__load_acquire(&ring->head);
    if (lg__load_relaxed(&ring->tail) - head < LG__RING_SIZE)
        return 0;
    for (uint32_t i = 0; i < LG__RING_SIZE / 2; i++)
        tasks[i] = lg__load_relaxed(place(ring, head + i));
    if (!lg__cas_acq_rel(&ring->head, &head, head + LG__RING_SIZE / 2))
        return 0;
    for (unsigned i = 0; i + 1 < LG__RING_SIZE / 2; i++)
        tasks[i]->next = tasks[i + 1];
    *first = tasks[0];
    *last = tasks[LG__RING_SIZE / 2 - 1];
    return LG__RING_SIZE / 2;
}

lg_task *lg__ring_steal(struct lg__ring *from, struct lg__ring *to, unsigned *count)
{
    uint32_t end = lg__load_relaxed(&to->tail); /* nobody looks behind it: what is copied there may yet prove stale */
    uint32_t head = lg__load_acquire(&from->head);
    for (;;) {
        uint32_t there = lg__load_acquire(&from->tail) - head;
        uint32_t half = there - there / 2;
        if (there == 0)
            return NULL;
        if (there > LG__RING_SIZE) { /* the head was read long before the tail */
            head = lg__load_acquire(&from->head);
            continue;
        }
        for (uint32_t i = 0; i < half; i++)
            lg__store_relaxed(place(to, end + i), lg__load_relaxed(place(from, head + i)));
        if (!lg__cas_acq_rel(&from->head, &head, head + half))
            continue;
        *count = half;
        lg_task *task = lg__load_relaxed(place(to, end + half - 1));
        lg__store_release(&to->tail, end + half - 1);
        return task;
    }
}
