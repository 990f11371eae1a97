/* trace_text.c: the subscriber that writes lines for people. */
#include "posix.h"

#include <lifeguard/subscriber.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a terminal is told, and what ends it: all empty where the file is none. */
struct colours {
    const char *time, *name, *times, *level[LG_TRACE + 1], *end;
};

static const struct colours colours = {
    .time = "\033[2m",
    .name = "\033[1m",
    .times = "\033[2m",
    .level = {"", "\033[31m", "\033[33m", "\033[32m", "\033[34m", "\033[35m"},
    .end = "\033[0m",
};
static const struct colours plain = {"", "", "", {"", "", "", "", "", ""}, ""};

struct text {
    lg_subscriber subscriber;
    FILE *file;
    const struct colours *colours;
};

/* How many bytes of a control character begin here: of ASCII but the tabulator, or of those that UTF-8 has beside. */
static size_t control_length(const char *text)
{
    const unsigned char first = (unsigned char)text[0], second = first ? (unsigned char)text[1] : 0;
    if (first == 0xc2 && second >= 0x80 && second < 0xa0)
        return 2;
    return (first < ' ' && first != '\t') || first == 0x7f;
}

/* What the program wrote may come from anybody: it makes no lines, and a terminal gets no commands from it. */
static void print_safely(const struct text *text, const char *what)
{
    for (size_t length; *what; what += length) {
        length = control_length(what);
        for (size_t i = 0; i < length; i++)
            fprintf(text->file, "\\x%02x", (unsigned)(unsigned char)what[i]);
        if (length > 0)
            continue;
        while (what[length] && control_length(what + length) == 0)
            length++;
        fwrite(what, 1, length, text->file);
    }
}

static void print_fields(const struct text *text, const lg_trace_record *record)
{
    if (*record->fields)
        fputc(' ', text->file);
    print_safely(text, record->fields);
}

static const char *const levels[] = {"", "error", "warn", "", "debug", "trace"};

static void print_level(const struct text *text, lg_level level)
{
    if (*levels[level])
        fprintf(text->file, "%s%s%s: ", text->colours->level[level], levels[level], text->colours->end);
}

static void print_times(const struct text *text, const lg_trace_record *record)
{
    const double ns_per_ms = (double)LG_NS_PER_MS;
    fprintf(text->file, " %sbusy=%.3fms idle=%.3fms%s", text->colours->times, (double)record->busy / ns_per_ms,
            (double)record->idle / ns_per_ms, text->colours->end);
}

static void print_event(const struct text *text, const lg_trace_record *record)
{
    print_level(text, record->level);
    print_safely(text, record->message);
    print_fields(text, record);
}

static void print_span(const struct text *text, const lg_trace_record *record)
{
    static const char marks[] = {[LG_SPAN_ENTER] = '>', [LG_SPAN_EXIT] = '<', [LG_SPAN_CLOSE] = 'x'};
    fprintf(text->file, "%c ", marks[record->kind]);
    print_level(text, record->level);
    fprintf(text->file, "%s%s%s", text->colours->name, record->name, text->colours->end);
    print_fields(text, record);
    if (record->kind == LG_SPAN_CLOSE)
        print_times(text, record);
}

static void print(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    const struct text *text = start;
    uint64_t us = record->at / 1000;
    if (record->kind == LG_SPAN_NEW || record->kind == LG_SPAN_FOLLOWS)
        return;
    int indent = 2 * (int)(record->depth + (record->kind == LG_EVENT && record->span ? 1 : 0));
    fprintf(text->file, "%s%5llu.%06llu%s %*s", text->colours->time, (unsigned long long)(us / 1000000),
            (unsigned long long)(us % 1000000), text->colours->end, indent, "");
    if (record->kind == LG_EVENT)
        print_event(text, record);
    else
        print_span(text, record);
    fputc('\n', text->file);
}

static bool wants_colours(FILE *file)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(fileno(file)) && !(no_colour && *no_colour) && !(terminal && strcmp(terminal, "dumb") == 0);
}

void lg_trace_to(FILE *file)
{
    static struct text text = {.subscriber = {.record = print}};
    lg_unsubscribe(&text.subscriber);
    text.file = file;
    if (!file)
        return;
    text.colours = wants_colours(file) ? &colours : &plain;
    lg_subscribe(&text.subscriber);
}
