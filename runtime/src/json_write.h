/* json_write.h: pieces of JSON (RFC 8259). What is no UTF-8 is written as U+FFFD. */
#ifndef LG__JSON_WRITE_H
#define LG__JSON_WRITE_H

#include "out.h"
#include <lifeguard/subscriber.h>

/* A string, in its quotes. */
void lg__json_string(struct lg__out *out, const char *text, size_t length);
void lg__json_text(struct lg__out *out, const char *text);

/* A field's value. Numbers that JSON does not have are strings. */
void lg__json_value(struct lg__out *out, const lg_field *field);

/* Calls `each` for every field of a span or event, whether it was given as a value or in text, where "key=value" is a
 * field and other words together are one called "text". */
struct lg__json_field {
    const char *name;
    size_t name_length;
    lg_field value; /* the text of a text is not terminated: */
    size_t text_length;
};
void lg__json_each_field(const lg_trace_record *record, void (*each)(void *data, const struct lg__json_field *field),
                         void *data);

/* The fields as an object. */
void lg__json_fields(struct lg__out *out, const lg_trace_record *record);

/* The name of a level in lower case. */
const char *lg__level_name(lg_level level);

#endif
