/* cold.h: functions that most calls of their callers get by without. */
#ifndef LG__COLD_H
#define LG__COLD_H

/* Not inlined into the straight way of its callers. */
#define lg__cold __attribute__((cold, noinline))

#endif
