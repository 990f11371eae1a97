/* message.h: messages are bytes, of a size that is known at run time only. Their alignment does not matter. */
#ifndef LG__MESSAGE_H
#define LG__MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Ends a message that nobody will receive. NULL where there is nothing to do. */
typedef void lg__message_drop(void *message);

/* Whether a message is of a usual size, a word or two: then it is copied without a call. */
static inline bool lg__message_has_words(size_t size)
{
    return size == 8 || size == 4 || size == 16;
}

/* Copies such a message; false, and nothing, for others. */
static inline bool lg__message_copy_words(void *restrict to, const void *restrict from, size_t size)
{
    if (__builtin_expect(size == 8, 1))
        memcpy(to, from, 8);
    else if (size == 4)
        memcpy(to, from, 4);
    else if (size == 16)
        memcpy(to, from, 16);
    else
        return false;
    return true;
}

static inline void lg__message_copy(void *restrict to, const void *restrict from, size_t size)
{
    if (!lg__message_copy_words(to, from, size))
        memcpy(to, from, size);
}

#endif
