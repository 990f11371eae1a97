/* event.c: events: recorded with all that they say. Layout: see event.h. */
#include "posix.h"

#include "event.h"
#include "span.h"
#include "stamp.h"
#include "trace_buffer.h"

#include <stdarg.h>
#include <string.h>

enum { MOST_MESSAGE = 4096, MOST_TEXT = 1024 }; /* bytes, with the end; the rest is cut off */

static unsigned words_of(size_t bytes)
{
    return (unsigned)((bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t));
}

/* The record, but for what comes behind its head; NULL: it is dropped. */
static uint64_t *begin(lg_callsite *callsite, unsigned words, size_t message, size_t count)
{
    uint64_t *record = lg__trace_begin(LG_EVENT, LG__EVENT_WORDS + words, 0, lg__stamp());
    if (!record)
        return NULL;
    record[LG__EVENT_SPAN] = (uintptr_t)lg__span_heard(lg_span_current());
    record[LG__EVENT_CALLSITE] = (uintptr_t)callsite;
    record[LG__EVENT_SIZES] = (uint64_t)message | (uint64_t)count << 32;
    return record;
}

void lg_event(const char *format, ...)
{
    enum { USUAL = 256 };
    char text[USUAL];
    if (!lg__trace_wanted(LG_WANTS_SPANS) || !lg_callsite_is_on(&lg__anywhere))
        return;
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof text, format, arguments);
    size_t size = length > 0 ? (size_t)length + 1 : 1;
    size = size > MOST_MESSAGE ? MOST_MESSAGE : size;
    uint64_t *record = begin(&lg__anywhere, words_of(size), size, 0);
    if (record) {
        char *message = (char *)&record[LG__EVENT_WORDS];
        if (size <= sizeof text)
            memcpy(message, text, size);
        else
            vsnprintf(message, size, format, again);
        message[size - 1] = '\0';
        lg__trace_commit(record);
    }
    va_end(again);
    va_end(arguments);
}

static size_t text_size(const lg_field *field)
{
    if (field->kind != LG_TEXT_FIELD || !field->value.text)
        return 0;
    size_t size = strnlen(field->value.text, MOST_TEXT - 1) + 1;
    return size;
}

static unsigned field_words(const lg_field *field)
{
    return LG__FIELD_WORDS + words_of(text_size(field));
}

void lg_event_make(lg_callsite *callsite, const lg_field *fields, size_t count)
{
    unsigned words = 0;
    size_t kept = 0; /* as many as there is room for */
    for (; kept < count; kept++) {
        unsigned more = field_words(&fields[kept]);
        if (LG__EVENT_WORDS + words + more > LG__MOST_RECORD_WORDS)
            break;
        words += more;
    }
    uint64_t *record = begin(callsite, words, 0, kept);
    if (!record)
        return;
    uint64_t *place = record + LG__EVENT_WORDS;
    for (size_t i = 0; i < kept; i++) {
        size_t size = text_size(&fields[i]);
        place[0] = (uintptr_t)fields[i].name;
        place[1] = (uint64_t)fields[i].kind | (uint64_t)size << 32;
        memcpy(&place[2], &fields[i].value, sizeof fields[i].value);
        if (size > 0) {
            char *text = (char *)&place[LG__FIELD_WORDS];
            memcpy(text, fields[i].value.text, size - 1);
            text[size - 1] = '\0';
        }
        place += field_words(&fields[i]);
    }
    lg__trace_commit(record);
}
