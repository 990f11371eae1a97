/* support.h: what the shapes work on. The functions are in another file, so that nothing of a shape can be left out. */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#ifdef __cplusplus
extern "C" {
#endif

int next(void);                              /* 1, 2, 3, … */
void fill(unsigned char *to, unsigned size); /* from next() */
int total(const unsigned char *of, unsigned size);
void note(int value); /* into the checksum */
unsigned noted(void); /* the checksum */

#ifdef __cplusplus
}
#endif

#endif
