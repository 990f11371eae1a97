/* contract.h: what ends the program: a violated contract, or memory that is out where nobody can be told. */
#ifndef LG__CONTRACT_H
#define LG__CONTRACT_H

#include <lifeguard/abi.h> /* lg_polled_after_completion */

/* Aborts with "lifeguard: WHO: WHAT". */
_Noreturn void lg__violated(const char *who, const char *what);

/* Aborts with "lifeguard: WHO: out of memory". */
_Noreturn void lg__out_of_memory(const char *who);

#endif
