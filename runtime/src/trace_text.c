/* trace_text.c: the subscriber that writes lines. */
#include "posix.h"

#include <lifeguard/trace.h>

struct text {
    lg_subscriber subscriber;
    FILE *file;
};

static void print_times(FILE *file, const lg_trace_record *record)
{
    const double ns_per_ms = (double)LG_NS_PER_MS;
    fprintf(file, " busy=%.3fms idle=%.3fms", (double)record->busy / ns_per_ms, (double)record->idle / ns_per_ms);
}

static void print(lg_subscriber *self, const lg_trace_record *record)
{
    static const char marks[] = {[LG_SPAN_ENTER] = '>', [LG_SPAN_EXIT] = '<', [LG_SPAN_CLOSE] = 'x'};
    void *text = self; /* begins with it */
    FILE *file = ((struct text *)text)->file;
    uint64_t us = record->at / 1000;
    if (record->kind == LG_SPAN_NEW)
        return;
    int indent = 2 * (int)(record->depth + (record->kind == LG_EVENT && record->span ? 1 : 0));
    fprintf(file, "%5llu.%06llu %*s", (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000), indent,
            "");
    if (record->kind == LG_EVENT) {
        fprintf(file, "%s", record->message);
    } else {
        fprintf(file, "%c %s%s%s", marks[record->kind], record->name, *record->fields ? " " : "", record->fields);
        if (record->kind == LG_SPAN_CLOSE)
            print_times(file, record);
    }
    fputc('\n', file);
}

void lg_trace_to(FILE *file)
{
    static struct text text = {.subscriber = {.record = print}};
    lg_unsubscribe(&text.subscriber);
    text.file = file;
    if (file)
        lg_subscribe(&text.subscriber);
}
