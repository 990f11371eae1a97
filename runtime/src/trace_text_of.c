/* trace_text_of.c: see trace_text_of.h. */
#include "posix.h"

#include "trace_text_of.h"

#include <stdio.h>
#include <string.h>

struct out {
    char *text;
    size_t size, used;
};

static void put(struct out *out, char c)
{
    if (out->used + 1 < out->size)
        out->text[out->used] = c;
    out->used++;
}

static void put_text(struct out *out, const char *text)
{
    for (; *text; text++)
        put(out, *text);
}

static bool is_plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == '"' || *c == 0x7f)
            return false;
    return *text != '\0';
}

static void put_quoted(struct out *out, const char *text)
{
    put(out, '"');
    for (; *text; text++) {
        char code[8];
        if (*text == '"' || *text == '\\') {
            put(out, '\\');
            put(out, *text);
        } else if ((unsigned char)*text < ' ' || *text == 0x7f) {
            snprintf(code, sizeof code, "\\x%02x", (unsigned char)*text);
            put_text(out, code);
        } else {
            put(out, *text);
        }
    }
    put(out, '"');
}

static void put_value(struct out *out, const lg_field *field)
{
    char number[32] = "";
    const char *text = number;
    switch (field->kind) {
    case LG_INT_FIELD:
        snprintf(number, sizeof number, "%lld", field->value.integer);
        break;
    case LG_UINT_FIELD:
        snprintf(number, sizeof number, "%llu", field->value.natural);
        break;
    case LG_DOUBLE_FIELD:
        snprintf(number, sizeof number, "%.10g", field->value.real);
        break;
    case LG_BOOL_FIELD:
        text = field->value.truth ? "true" : "false";
        break;
    case LG_TEXT_FIELD:
        text = field->value.text ? field->value.text : "(null)";
        break;
    }
    if (is_plain(text))
        put_text(out, text);
    else
        put_quoted(out, text);
}

size_t lg__fields_print(char *text, size_t size, const lg_field *fields, size_t count)
{
    struct out out = {text, size, 0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            put(&out, ' ');
        put_text(&out, fields[i].name);
        put(&out, '=');
        put_value(&out, &fields[i]);
    }
    if (size > 0)
        text[out.used < size ? out.used : size - 1] = '\0';
    return out.used;
}
