/* polled.h: for the tests of what futures wait for: contexts made by hand whose wakers count, and messages that count
 * their drops. */
#ifndef POLLED_H
#define POLLED_H

#include "check.h"

struct polled {
    struct counts counts;
    lg_waker waker;
    lg_context cx;
};

__attribute__((unused)) static lg_context *context(struct polled *polled)
{
    *polled = (struct polled){0};
    polled->waker = counting(&polled->counts);
    lg_context_init(&polled->cx, &polled->waker);
    return &polled->cx;
}

/* Messages that are an int. */
static int dropped, dropped_sum;

__attribute__((unused)) static void count_dropped(void *message)
{
    int number;
    memcpy(&number, message, sizeof number);
    dropped++;
    dropped_sum += number;
}

#endif
