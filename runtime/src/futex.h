/* futex.h: sleeping for as long as a word has a value. */
#ifndef LG__FUTEX_H
#define LG__FUTEX_H

#include <stdatomic.h>

/* Sleeps while `*word` is `value`, until a wake; may return early. */
void lg__futex_wait(_Atomic(unsigned) *word, unsigned value);

/* Wakes one that sleeps there. The address may be that of freed memory by now, which at worst wakes somebody for
 * nothing. */
void lg__futex_wake_one(_Atomic(unsigned) *word);

#endif
