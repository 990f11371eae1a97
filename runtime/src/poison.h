/* poison.h: tells AddressSanitizer which memory of our own allocators nobody may touch, and ThreadSanitizer which reads
 * are no race. Nothing without them. */
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

#if defined(__SANITIZE_THREAD__)
#define LG__TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LG__TSAN 1
#endif
#endif

#ifdef LG__TSAN
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
#define lg__tsan_ignore_begin() AnnotateIgnoreReadsBegin(__FILE__, __LINE__)
#define lg__tsan_ignore_end()   AnnotateIgnoreReadsEnd(__FILE__, __LINE__)
#else
#define lg__tsan_ignore_begin() ((void)0)
#define lg__tsan_ignore_end()   ((void)0)
#endif

#endif
