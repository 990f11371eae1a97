/* json_write.c: see json_write.h. */
#include "posix.h"

#include "json_write.h"

#include <errno.h>
#include <math.h>
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

void lg__json_string(FILE *file, const char *text, size_t length)
{
    fputc('"', file);
    while (length > 0) {
        const unsigned char *c = (const unsigned char *)text;
        size_t bytes = character(c, length);
        if (bytes == 0)
            fputs("\\ufffd", file);
        else if (*c == '"' || *c == '\\')
            fprintf(file, "\\%c", *c);
        else if (*c < ' ' || *c == 0x7f)
            fprintf(file, "\\u%04x", *c);
        else
            fwrite(text, 1, bytes, file);
        bytes = bytes ? bytes : 1;
        text += bytes;
        length -= bytes;
    }
    fputc('"', file);
}

void lg__json_text(FILE *file, const char *text)
{
    lg__json_string(file, text, strlen(text));
}

static void write_value(FILE *file, const lg_field *field, size_t length)
{
    switch (field->kind) {
    case LG_INT_FIELD:
        fprintf(file, "%lld", field->value.integer);
        break;
    case LG_UINT_FIELD:
        fprintf(file, "%llu", field->value.natural);
        break;
    case LG_DOUBLE_FIELD:
        fprintf(file, isfinite(field->value.real) ? "%.17g" : "\"%g\"", field->value.real);
        break;
    case LG_BOOL_FIELD:
        fputs(field->value.truth ? "true" : "false", file);
        break;
    case LG_TEXT_FIELD:
        lg__json_string(file, field->value.text, length);
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

void lg__json_value(FILE *file, const lg_field *field)
{
    struct lg__json_field given = of_value(field);
    write_value(file, &given.value, given.text_length);
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
    FILE *file;
    const char *before;
};

static void write_member(void *data, const struct lg__json_field *field)
{
    struct object *object = data;
    fputs(object->before, object->file);
    lg__json_string(object->file, field->name, field->name_length);
    fputc(':', object->file);
    write_value(object->file, &field->value, field->text_length);
    object->before = ",";
}

void lg__json_fields(FILE *file, const lg_trace_record *record)
{
    struct object object = {file, ""};
    fputc('{', file);
    lg__json_each_field(record, write_member, &object);
    fputc('}', file);
}

int lg__json_finish(FILE *file)
{
    errno = 0;
    if (fflush(file) != 0)
        return errno ? errno : EIO;
    return ferror(file) ? EIO : 0;
}
