/* json_write.c: see json_write.h. */
#include "posix.h"

#include "json_write.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

const char *lg__level_name(lg_level level)
{
    static const char *const names[] = {"off", "error", "warn", "info", "debug", "trace"};
    return names[level];
}

/* Bytes of the character at `text`, or 0 if it is no UTF-8 (RFC 3629): not overlong, no surrogate, not past U+10FFFF.
 */
static size_t character(const unsigned char *text, size_t left)
{
    static const unsigned char smallest[] = {0, 0, 0, 0xa0, 0x90};
    size_t length = text[0] < 0x80   ? 1
                    : text[0] < 0xc2 ? 0
                    : text[0] < 0xe0 ? 2
                    : text[0] < 0xf0 ? 3
                    : text[0] < 0xf5 ? 4
                                     : 0;
    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    if ((text[0] == 0xe0 || text[0] == 0xf0) && text[1] < smallest[length])
        return 0;
    if ((text[0] == 0xed && text[1] >= 0xa0) || (text[0] == 0xf4 && text[1] >= 0x90))
        return 0;
    return length;
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* A character that is not plain; returns its bytes. */
static size_t write_special(struct lg__out *out, const char *text, size_t left)
{
    const unsigned char *c = (const unsigned char *)text;
    size_t bytes = character(c, left);
    if (bytes == 0) {
        lg__out_text(out, "\\ufffd");
    } else if (*c == '"' || *c == '\\') {
        lg__out_text(out, "\\");
        lg__out_bytes(out, text, 1);
    } else if (bytes == 1) {
        lg__out_text(out, "\\u");
        lg__out_hex(out, *c, 4);
    } else {
        lg__out_bytes(out, text, bytes);
    }
    return bytes ? bytes : 1;
}

void lg__json_string(struct lg__out *out, const char *text, size_t length)
{
    lg__out_text(out, "\"");
    while (length > 0) {
        size_t done = 0;
        while (done < length && is_plain((unsigned char)text[done]))
            done++;
        lg__out_bytes(out, text, done);
        if (done < length)
            done += write_special(out, text + done, length - done);
        text += done;
        length -= done;
    }
    lg__out_text(out, "\"");
}

void lg__json_text(struct lg__out *out, const char *text)
{
    lg__json_string(out, text, strlen(text));
}

/* What JSON has no numbers for is called as in protobuf's JSON. */
static void write_real(struct lg__out *out, double number)
{
    enum { MOST = 32 };
    char text[MOST];
    if (isfinite(number)) {
        snprintf(text, sizeof text, "%.17g", number);
        lg__out_text(out, text);
    } else {
        lg__out_text(out, isnan(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    }
}

static void write_value(struct lg__out *out, const lg_field *field, size_t length)
{
    switch (field->kind) {
    case LG_INT_FIELD:
        lg__out_signed(out, field->value.integer);
        break;
    case LG_UINT_FIELD:
        lg__out_number(out, field->value.natural);
        break;
    case LG_DOUBLE_FIELD:
        write_real(out, field->value.real);
        break;
    case LG_BOOL_FIELD:
        lg__out_text(out, field->value.truth ? "true" : "false");
        break;
    case LG_TEXT_FIELD:
        lg__json_string(out, field->value.text, length);
        break;
    }
}

static struct lg__json_field of_value(const lg_field *field)
{
    struct lg__json_field given = {field->name, strlen(field->name), *field, 0};
    if (field->kind == LG_TEXT_FIELD) {
        given.value.value.text = field->value.text ? field->value.text : "(null)";
        given.text_length = strlen(given.value.value.text);
    }
    return given;
}

void lg__json_value(struct lg__out *out, const lg_field *field)
{
    struct lg__json_field given = of_value(field);
    write_value(out, &given.value, given.text_length);
}

/* Whether all the words are key=value. */
static bool is_pairs(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, " ");
        const char *equals = memchr(text, '=', length);
        if (length > 0 && (!equals || equals == text))
            return false;
        text += length + (text[length] == ' ');
    }
    return true;
}

static void each_of_text(const char *text, void (*each)(void *, const struct lg__json_field *), void *data)
{
    if (!is_pairs(text)) {
        const struct lg__json_field whole = {"text", strlen("text"), {"", LG_TEXT_FIELD, {.text = text}}, strlen(text)};
        each(data, &whole);
        return;
    }
    while (*text) {
        size_t length = strcspn(text, " ");
        const char *equals = memchr(text, '=', length);
        if (equals) {
            const struct lg__json_field pair = {text,
                                                (size_t)(equals - text),
                                                {"", LG_TEXT_FIELD, {.text = equals + 1}},
                                                (size_t)(text + length - equals - 1)};
            each(data, &pair);
        }
        text += length + (text[length] == ' ');
    }
}

void lg__json_each_field(const lg_trace_record *record, void (*each)(void *, const struct lg__json_field *), void *data)
{
    for (size_t i = 0; i < record->field_count; i++) {
        struct lg__json_field given = of_value(&record->field_list[i]);
        each(data, &given);
    }
    if (record->field_count == 0)
        each_of_text(record->fields, each, data);
}

struct object {
    struct lg__out *out;
    const char *before;
};

static void write_member(void *data, const struct lg__json_field *field)
{
    struct object *object = data;
    lg__out_text(object->out, object->before);
    lg__json_string(object->out, field->name, field->name_length);
    lg__out_text(object->out, ":");
    write_value(object->out, &field->value, field->text_length);
    object->before = ",";
}

void lg__json_fields(struct lg__out *out, const lg_trace_record *record)
{
    struct object object = {out, ""};
    lg__out_text(out, "{");
    lg__json_each_field(record, write_member, &object);
    lg__out_text(out, "}");
}
