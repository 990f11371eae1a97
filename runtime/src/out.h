/* out.h: text on its way to a file, put together without printf and without a lock for each piece. Who writes calls
 * lg__out_flush when something is whole. */
#ifndef LG__OUT_H
#define LG__OUT_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LG__OUT_BYTES = 32768 };

struct lg__out {
    FILE *file;
    size_t used;
    char bytes[LG__OUT_BYTES];
};

static inline void lg__out_init(struct lg__out *out, FILE *file)
{
    out->file = file;
    out->used = 0;
}

/* Gives the file what there is. */
void lg__out_flush(struct lg__out *out);

/* The same, and has the file write it: 0, or an errno if something was not written. */
int lg__out_finish(struct lg__out *out);

/* More than there is room for. */
void lg__out_more(struct lg__out *out, const char *text, size_t length);

static inline void lg__out_bytes(struct lg__out *out, const char *text, size_t length)
{
    if (length > sizeof out->bytes - out->used) {
        lg__out_more(out, text, length);
        return;
    }
    memcpy(out->bytes + out->used, text, length);
    out->used += length;
}

static inline void lg__out_text(struct lg__out *out, const char *text)
{
    lg__out_bytes(out, text, strlen(text));
}

/* In decimal; one below 1000 in three digits; in so many hexadecimal digits. */
void lg__out_number(struct lg__out *out, uint64_t number);
void lg__out_signed(struct lg__out *out, int64_t number);
void lg__out_three(struct lg__out *out, unsigned number);
void lg__out_hex(struct lg__out *out, uint64_t number, int digits);

#endif
