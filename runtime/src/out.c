/* out.c: see out.h. */
#include "posix.h"

#include "out.h"

#include <errno.h>

enum { MOST_DIGITS = 20 };

void lg__out_flush(struct lg__out *out)
{
    fwrite(out->bytes, 1, out->used, out->file); /* a failure stays with the file, for lg__out_finish */
    out->used = 0;
}

int lg__out_finish(struct lg__out *out)
{
    lg__out_flush(out);
    errno = 0;
    if (fflush(out->file) != 0)
        return errno ? errno : EIO;
    return ferror(out->file) ? EIO : 0;
}

void lg__out_more(struct lg__out *out, const char *text, size_t length)
{
    lg__out_flush(out);
    if (length > sizeof out->bytes)
        fwrite(text, 1, length, out->file);
    else
        lg__out_bytes(out, text, length);
}

static char digit(uint64_t value)
{
    return (char)('0' + value);
}

/* Two digits for each division, which takes longest. */
void lg__out_number(struct lg__out *out, uint64_t number)
{
    enum { HUNDRED = 100, TEN = 10 };
    char digits[MOST_DIGITS];
    int at = MOST_DIGITS;
    while (number >= HUNDRED) {
        unsigned two = (unsigned)(number % HUNDRED);
        number /= HUNDRED;
        digits[--at] = digit(two % TEN);
        digits[--at] = digit(two / TEN);
    }
    if (number >= TEN) {
        digits[--at] = digit(number % TEN);
        number /= TEN;
    }
    digits[--at] = digit(number);
    lg__out_bytes(out, digits + at, (size_t)(MOST_DIGITS - at));
}

void lg__out_signed(struct lg__out *out, int64_t number)
{
    if (number < 0)
        lg__out_text(out, "-");
    lg__out_number(out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void lg__out_three(struct lg__out *out, unsigned number)
{
    const char digits[] = {digit(number / 100), digit(number / 10 % 10),
                           digit(number % 10)}; /* NOLINT(readability-magic-numbers) */
    lg__out_bytes(out, digits, sizeof digits);
}

void lg__out_hex(struct lg__out *out, uint64_t number, int digits)
{
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        lg__out_bytes(out, &"0123456789abcdef"[number >> shift & 0xf], 1);
}
