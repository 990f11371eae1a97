/* poison.h: tells AddressSanitizer which memory of our own allocators nobody may touch. Nothing without it. */
#ifndef LG__POISON_H
#define LG__POISON_H

#if defined(__SANITIZE_ADDRESS__)
#define LG__ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LG__ASAN 1
#endif
#endif

#ifdef LG__ASAN
#include <sanitizer/asan_interface.h>
#define lg__poison(address, size)   ASAN_POISON_MEMORY_REGION(address, size)
#define lg__unpoison(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#else
#define lg__poison(address, size)   ((void)(address), (void)(size))
#define lg__unpoison(address, size) ((void)(address), (void)(size))
#endif

#endif
