// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// Semaphore, read-write lock, barrier and once on one thread, polled by hand: who is served when, and what a cancelled
// one leaves behind.
#include "polled.h"

enum { WAITERS = 4 };

/* semaphore */

static lg_semaphore semaphore;
static struct lg_acquiring acquiring[WAITERS];
static lg_semaphore_permit permits[WAITERS];
static struct polled polled[WAITERS];

/* The waiters want so many. */
static void line_up(size_t there, const size_t counts[WAITERS])
{
    semaphore = (lg_semaphore)LG_SEMAPHORE_INIT(there);
    for (int i = 0; i < WAITERS; i++) {
        int error;
        permits[i] = (lg_semaphore_permit){NULL, 0};
        lg_acquiring_init(&acquiring[i], &semaphore, counts[i], &permits[i]);
        CHECK_INT(lg_acquiring_poll(&acquiring[i], context(&polled[i]), &error), LG_PENDING);
    }
}

/* Who has been woken, as a number of bits. */
static unsigned woken(void)
{
    unsigned bits = 0;
    for (int i = 0; i < WAITERS; i++)
        bits |= (polled[i].counts.wakes > 0) * 1u << i;
    return bits;
}

static void acquire(int i)
{
    int error = -1;
    CHECK_INT(lg_acquiring_poll(&acquiring[i], &polled[i].cx, &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK(permits[i].semaphore == &semaphore);
}

static void check_all(size_t available)
{
    CHECK_INT(lg_semaphore_available(&semaphore), available);
    for (int i = 0; i < WAITERS; i++)
        CHECK_BALANCED(polled[i].counts);
}

static void test_semaphore(void)
{
    lg_semaphore_permit permit, more;
    semaphore = (lg_semaphore)LG_SEMAPHORE_INIT(3);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 4, &permit), EAGAIN);
    CHECK(!permit.semaphore);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 2, &permit), 0);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 2, &more), EAGAIN);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 1, &more), 0);
    lg_semaphore_permit_drop(&permit);
    lg_semaphore_permit_drop(&permit); /* once is enough */
    CHECK_INT(lg_semaphore_available(&semaphore), 2);
    lg_semaphore_permit_forget(&more);
    lg_semaphore_permit_drop(&more);
    CHECK_INT(lg_semaphore_available(&semaphore), 2);
}

/* First come, first served: who wants many is not overtaken. */
static void test_semaphore_turns(void)
{
    lg_semaphore_permit permit;
    line_up(2, (size_t[]){3, 1, 2, 1});
    CHECK_INT(lg_semaphore_available(&semaphore), 0);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 1, &permit), EAGAIN);
    CHECK_INT(woken(), 0);
    lg_semaphore_add(&semaphore, 1);
    CHECK_INT(woken(), 1);
    acquire(0);
    CHECK_INT(permits[0].count, 3);
    lg_semaphore_permit_drop(&permits[0]);
    CHECK_INT(woken(), 7);
    acquire(2);
    acquire(1);
    lg_semaphore_permit_drop(&permits[1]);
    CHECK_INT(woken(), 15);
    acquire(3);
    lg_semaphore_permit_drop(&permits[2]);
    lg_semaphore_permit_drop(&permits[3]);
    check_all(3);
}

/* Cancelled in line, the ones behind it may go on; cancelled with permits given, they get those. */
static void test_semaphore_cancelled(void)
{
    line_up(2, (size_t[]){3, 1, 1, 2});
    lg_acquiring_drop(&acquiring[0]);
    CHECK_INT(woken(), 6);
    lg_acquiring_drop(&acquiring[1]);
    CHECK_INT(woken(), 6);
    lg_acquiring_drop(&acquiring[2]);
    CHECK_INT(woken(), 14);
    lg_acquiring_drop(&acquiring[3]);
    lg_acquiring_drop(&acquiring[3]);
    check_all(2);
    CHECK(!permits[3].semaphore);
}

static void test_semaphore_closed(void)
{
    int error;
    line_up(2, (size_t[]){3, 1, 1, 2});
    lg_acquiring_drop(&acquiring[0]); /* 1 and 2 are given theirs */
    lg_semaphore_close(&semaphore);
    CHECK_INT(woken(), 14);
    acquire(1);
    CHECK_INT(lg_acquiring_poll(&acquiring[3], &polled[3].cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    CHECK(!permits[3].semaphore);
    lg_acquiring_drop(&acquiring[2]);
    lg_semaphore_permit_drop(&permits[1]);
    check_all(2);
    CHECK_INT(lg_semaphore_try_acquire(&semaphore, 1, &permits[0]), EPIPE);
}

/* More than one batch of wakes. */
static void test_semaphore_many(void)
{
    enum { MANY = 100 };
    struct lg_acquiring many[MANY];
    lg_semaphore_permit got[MANY];
    struct polled each;
    int error;
    semaphore = (lg_semaphore){0};
    context(&each);
    for (int i = 0; i < MANY; i++) {
        lg_acquiring_init(&many[i], &semaphore, 1, &got[i]);
        CHECK_INT(lg_acquiring_poll(&many[i], &each.cx, &error), LG_PENDING);
    }
    lg_semaphore_add(&semaphore, 96);
    CHECK_INT(each.counts.wakes, 96);
    lg_semaphore_add(&semaphore, 5);
    CHECK_INT(each.counts.wakes, MANY);
    for (int i = 0; i < MANY; i++)
        CHECK_INT(lg_acquiring_poll(&many[i], &each.cx, &error), LG_READY);
    CHECK_BALANCED(each.counts);
    CHECK_INT(lg_semaphore_available(&semaphore), 1);
}

/* rwlock */

static void test_rwlock(void)
{
    lg_rwlock lock = LG_RWLOCK_INIT;
    lg_read_guard read, readers[3];
    lg_write_guard write, writer;
    struct lg_reading reading[3];
    struct lg_writing writing;
    struct polled readers_polled[3], writer_polled;
    CHECK_INT(lg_rwlock_try_read(&lock, &read), 0);
    CHECK_INT(lg_rwlock_try_read(&lock, &readers[0]), 0);
    CHECK_INT(lg_rwlock_try_write(&lock, &write), EBUSY);
    lg_write_guard_drop(&write); /* empty */
    lg_read_guard_drop(&read);
    lg_read_guard_drop(&read); /* once is enough */
    CHECK_INT(lg_rwlock_try_write(&lock, &write), EBUSY);

    /* A reader that comes after a writer waits behind it; readers next to each other go on together. */
    lg_writing_init(&writing, &lock);
    CHECK_INT(lg_writing_poll(&writing, context(&writer_polled), &writer), LG_PENDING);
    CHECK_INT(lg_rwlock_try_read(&lock, &read), EBUSY);
    for (int i = 0; i < 3; i++) {
        lg_reading_init(&reading[i], &lock);
        CHECK_INT(lg_reading_poll(&reading[i], context(&readers_polled[i]), &readers[i]), LG_PENDING);
    }
    lg_read_guard_drop(&(lg_read_guard){&lock}); /* readers[0], overwritten since */
    CHECK_INT(writer_polled.counts.wakes, 1);
    CHECK_INT(readers_polled[0].counts.wakes, 0);
    CHECK_INT(lg_writing_poll(&writing, &writer_polled.cx, &writer), LG_READY);
    CHECK_INT(lg_rwlock_try_read(&lock, &read), EBUSY);
    read = lg_write_guard_downgrade(&writer);
    CHECK(!writer.lock && read.lock == &lock);
    for (int i = 0; i < 3; i++)
        CHECK_INT(readers_polled[i].counts.wakes, 1);
    CHECK_INT(lg_reading_poll(&reading[0], &readers_polled[0].cx, &readers[0]), LG_READY);
    lg_reading_drop(&reading[1]); /* had been given the lock */
    CHECK_INT(lg_reading_poll(&reading[2], &readers_polled[2].cx, &readers[2]), LG_READY);

    /* A writer that is cancelled lets the readers behind it in. */
    lg_writing_init(&writing, &lock);
    CHECK_INT(lg_writing_poll(&writing, &writer_polled.cx, &writer), LG_PENDING);
    lg_reading_init(&reading[1], &lock);
    CHECK_INT(lg_reading_poll(&reading[1], &readers_polled[1].cx, &readers[1]), LG_PENDING);
    lg_writing_drop(&writing);
    CHECK_INT(readers_polled[1].counts.wakes, 2);
    CHECK_INT(lg_reading_poll(&reading[1], &readers_polled[1].cx, &readers[1]), LG_READY);
    lg_read_guard_drop(&read);
    for (int i = 0; i < 3; i++) {
        CHECK_BALANCED(readers_polled[i].counts);
        lg_read_guard_drop(&readers[i]);
    }
    CHECK_BALANCED(writer_polled.counts);
    CHECK_INT(lg_rwlock_try_write(&lock, &write), 0);
    lg_write_guard_drop(&write);
    lg_write_guard_drop(&write);
    write = lg_rwlock_blocking_write(&lock);
    lg_write_guard_drop(&write);
    read = lg_rwlock_blocking_read(&lock);
    lg_read_guard_drop(&read);
}

/* barrier */

static void test_barrier(void)
{
    lg_barrier barrier = LG_BARRIER_INIT(3);
    struct lg_gathering gathering[4];
    bool last;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 2; i++) {
            lg_gathering_init(&gathering[i], &barrier);
            CHECK_INT(lg_gathering_poll(&gathering[i], context(&polled[i]), &last), LG_PENDING);
            CHECK_INT(lg_gathering_poll(&gathering[i], &polled[i].cx, &last), LG_PENDING);
        }
        lg_gathering_drop(&gathering[1]); /* it has not come */
        CHECK_BALANCED(polled[1].counts);
        lg_gathering_init(&gathering[2], &barrier);
        CHECK_INT(lg_gathering_poll(&gathering[2], context(&polled[2]), &last), LG_PENDING);
        lg_gathering_init(&gathering[3], &barrier);
        CHECK_INT(lg_gathering_poll(&gathering[3], context(&polled[3]), &last), LG_READY);
        CHECK(last);
        CHECK_INT(polled[0].counts.wakes, 1);
        CHECK_INT(polled[2].counts.wakes, 1);
        lg_gathering_drop(&gathering[2]); /* it had come, and is not needed any more */
        CHECK_INT(lg_gathering_poll(&gathering[0], &polled[0].cx, &last), LG_READY);
        CHECK(!last);
        for (int i = 0; i < 4; i++)
            CHECK_BALANCED(polled[i].counts);
    }
    lg_barrier one = LG_BARRIER_INIT(1);
    lg_gathering_init(&gathering[0], &one);
    CHECK_INT(lg_gathering_poll(&gathering[0], context(&polled[0]), &last), LG_READY);
    CHECK(last);
}

/* once */

static void test_once(void)
{
    lg_once once = LG_ONCE_INIT;
    lg_once_turn turn, other;
    struct lg_beginning beginning[WAITERS];
    CHECK(!lg_once_is_made(&once));
    CHECK_INT(lg_once_try_begin(&once, &turn), 0);
    CHECK(turn.once == &once);
    CHECK_INT(lg_once_try_begin(&once, &other), EBUSY);
    CHECK(!other.once);
    for (int i = 0; i < WAITERS; i++) {
        lg_beginning_init(&beginning[i], &once);
        CHECK_INT(lg_beginning_poll(&beginning[i], context(&polled[i]), &other), LG_PENDING);
    }
    lg_once_turn_drop(&turn); /* given up: the next one has the turn */
    CHECK_INT(woken(), 1);
    CHECK_INT(lg_once_try_begin(&once, &other), EBUSY);
    lg_beginning_drop(&beginning[0]); /* and passes it on */
    CHECK_INT(woken(), 3);
    CHECK_INT(lg_beginning_poll(&beginning[1], &polled[1].cx, &turn), LG_READY);
    CHECK(turn.once == &once);
    lg_beginning_drop(&beginning[2]);
    lg_once_finish(&turn);
    lg_once_turn_drop(&turn);
    CHECK_INT(woken(), 11);
    CHECK(lg_once_is_made(&once));
    CHECK_INT(lg_beginning_poll(&beginning[3], &polled[3].cx, &other), LG_READY);
    CHECK(!other.once);
    lg_beginning_init(&beginning[0], &once);
    CHECK_INT(lg_beginning_poll(&beginning[0], &polled[0].cx, &other), LG_READY);
    CHECK(!other.once);
    CHECK_INT(lg_once_try_begin(&once, &other), 0);
    CHECK(!other.once);

    /* Nobody waits: the turn is free again. */
    lg_once second = LG_ONCE_INIT;
    lg_beginning_init(&beginning[0], &second);
    CHECK_INT(lg_beginning_poll(&beginning[0], &polled[0].cx, &turn), LG_READY);
    lg_once_turn_drop(&turn);
    CHECK_INT(lg_once_try_begin(&second, &turn), 0);
    CHECK(turn.once == &second);
    lg_once_finish(&turn);
    for (int i = 0; i < WAITERS; i++)
        CHECK_BALANCED(polled[i].counts);
}

int main(void)
{
    test_semaphore();
    test_semaphore_turns();
    test_semaphore_cancelled();
    test_semaphore_closed();
    test_semaphore_many();
    test_rwlock();
    test_barrier();
    test_once();
    return 0;
}
