/* measure.h: what the C programs of test/bench/runtime share: clocks, and the lines that `run` reads.
 *
 *     wall_ns_per 51.2      nanoseconds by the clock on the wall, an operation
 *     cpu_ns_per 51.0       the same of all threads' processor time
 *     bytes_per 96.0        resident bytes, an operation
 *     checksum 4950         must be the same for every program of a row
 */
#ifndef MEASURE_H
#define MEASURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_setaffinity */
#endif
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static inline double wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static inline double cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* This thread runs on that processor only, from now on. */
static inline void pin_to(int processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        abort();
}

/* Of the whole process. */
static inline double resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*s %ld", &pages) != 1)
        abort();
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static inline void print_bytes_per(double bytes)
{
    printf("bytes_per %.1f\n", bytes);
}

/* What has passed since the clocks showed `wall` and `cpu`, for each of n operations. */
static inline void print_times(double wall, double cpu, double n)
{
    printf("wall_ns_per %.2f\ncpu_ns_per %.2f\n", (wall_ns() - wall) / n, (cpu_ns() - cpu) / n);
}

static inline void print_checksum(unsigned long sum)
{
    printf("checksum %lu\n", sum);
}

static inline void check(long is, long should)
{
    if (is != should) {
        fprintf(stderr, "computed %ld, not %ld\n", is, should);
        exit(1);
    }
}

/* How long the i-th of the sleepers sleeps: up to a second, in no order. */
static inline uint64_t sleep_ms(long i)
{
    return (uint64_t)i * 7919 % 1000 + 1;
}

/* Some microseconds of arithmetic that no compiler sees through. */
static inline long burn(long i)
{
    uint32_t x = (uint32_t)i | 1;
    for (int turn = 0; turn < 4000; turn++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    }
    return (long)x;
}

#endif
