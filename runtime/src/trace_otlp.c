/* trace_otlp.c: the subscriber that writes OpenTelemetry's protocol as JSON, a request a line: docs/trace/otlp.md. A
 * span is written when it is closed; an event as a record of a log, which names the span it belongs to. */
#include "posix.h"

#include "json_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct otlp {
    lg_subscriber subscriber;
    FILE *file;
    uint64_t epoch;    /* what the calendar's clock showed, nanoseconds, when lg_now was 0; 0 on a paused clock */
    uint64_t trace_id; /* the first half of all, which tells this run from others; 0 on a paused clock */
    char service[];
};

static void write_trace(FILE *file, const struct otlp *otlp, uint64_t root, uint64_t span)
{
    fprintf(file, "\"traceId\":\"%016llx%016llx\",\"spanId\":\"%016llx\"", (unsigned long long)otlp->trace_id,
            (unsigned long long)root, (unsigned long long)span);
}

static void write_instant(FILE *file, const struct otlp *otlp, const char *name, lg_instant at)
{
    fprintf(file, "\"%s\":\"%llu\"", name, (unsigned long long)otlp->epoch + at);
}

/* Attributes. */

struct attributes {
    FILE *file;
    const char *before;
};

static void begin_attribute(struct attributes *attributes, const char *name, size_t length)
{
    fprintf(attributes->file, "%s{\"key\":", attributes->before);
    lg__json_string(attributes->file, name, length);
    fputs(",\"value\":", attributes->file);
    attributes->before = ",";
}

static void write_attribute(void *data, const struct lg__json_field *field)
{
    struct attributes *attributes = data;
    FILE *file = attributes->file;
    begin_attribute(attributes, field->name, field->name_length);
    switch (field->value.kind) {
    case LG_INT_FIELD: /* 64 bits are strings in protobuf's JSON */
        fprintf(file, "{\"intValue\":\"%lld\"}", field->value.value.integer);
        break;
    case LG_UINT_FIELD: /* of the kind that the protocol has, with a sign */
        fprintf(file, "{\"intValue\":\"%lld\"}", (long long)field->value.value.natural);
        break;
    case LG_DOUBLE_FIELD:
        fputs("{\"doubleValue\":", file);
        lg__json_value(file, &field->value);
        fputc('}', file);
        break;
    case LG_BOOL_FIELD:
        fprintf(file, "{\"boolValue\":%s}", field->value.value.truth ? "true" : "false");
        break;
    case LG_TEXT_FIELD:
        fputs("{\"stringValue\":", file);
        lg__json_string(file, field->value.value.text, field->text_length);
        fputc('}', file);
        break;
    }
    fputc('}', file);
}

static void write_number(struct attributes *attributes, const char *name, uint64_t number)
{
    begin_attribute(attributes, name, strlen(name));
    fprintf(attributes->file, "{\"intValue\":\"%llu\"}}", (unsigned long long)number);
}

static void write_text(struct attributes *attributes, const char *name, const char *text)
{
    begin_attribute(attributes, name, strlen(name));
    fputs("{\"stringValue\":", attributes->file);
    lg__json_text(attributes->file, text);
    fputs("}}", attributes->file);
}

/* The names of what is not the program's own are those of OpenTelemetry's conventions, as far as it has any. */
static void write_attributes(FILE *file, const lg_trace_record *record)
{
    struct attributes attributes = {file, ""};
    fputs(",\"attributes\":[", file);
    lg__json_each_field(record, write_attribute, &attributes);
    if (*record->target)
        write_text(&attributes, "target", record->target);
    if (*record->file) {
        write_text(&attributes, "code.file.path", record->file);
        write_number(&attributes, "code.line.number", (uint64_t)record->line);
    }
    if (record->kind == LG_SPAN_CLOSE) {
        write_number(&attributes, "busy_ns", record->busy);
        write_number(&attributes, "idle_ns", record->idle);
    }
    if (record->task)
        write_number(&attributes, "task", record->task);
    write_number(&attributes, "thread.id", record->thread);
    fputc(']', file);
}

/* Around each span or log record. */

static void begin(const struct otlp *otlp, const char *resources, const char *scopes, const char *records)
{
    fprintf(otlp->file,
            "{\"%s\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":", resources);
    lg__json_text(otlp->file, otlp->service);
    fprintf(otlp->file, "}}]},\"%s\":[{\"scope\":{\"name\":\"lifeguard\"},\"%s\":[{", scopes, records);
}

static void end(const struct otlp *otlp)
{
    fputs("}]}]}]}\n", otlp->file);
}

static void write_span(const struct otlp *otlp, const lg_trace_record *record)
{
    FILE *file = otlp->file;
    begin(otlp, "resourceSpans", "scopeSpans", "spans");
    write_trace(file, otlp, record->root, record->span);
    if (record->parent)
        fprintf(file, ",\"parentSpanId\":\"%016llx\"", (unsigned long long)record->parent);
    fputs(",\"name\":", file);
    lg__json_text(file, record->name);
    fputs(",\"kind\":1,", file); /* internal */
    write_instant(file, otlp, "startTimeUnixNano", record->since);
    fputc(',', file);
    write_instant(file, otlp, "endTimeUnixNano", record->at);
    write_attributes(file, record);
    if (record->other) {
        fputs(",\"links\":[{", file);
        write_trace(file, otlp, record->other_root, record->other);
        fputs("}]", file);
    }
    end(otlp);
}

static void write_event(const struct otlp *otlp, const lg_trace_record *record)
{
    static const int severity[] = {[LG_ERROR] = 17, [LG_WARN] = 13, [LG_INFO] = 9, [LG_DEBUG] = 5, [LG_TRACE] = 1};
    static const char *const texts[] = {"", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"};
    FILE *file = otlp->file;
    begin(otlp, "resourceLogs", "scopeLogs", "logRecords");
    write_instant(file, otlp, "timeUnixNano", record->at);
    fprintf(file, ",\"severityNumber\":%d,\"severityText\":\"%s\",\"body\":{\"stringValue\":", severity[record->level],
            texts[record->level]);
    lg__json_text(file, record->message);
    fputc('}', file);
    write_attributes(file, record);
    if (record->span) {
        fputc(',', file);
        write_trace(file, otlp, record->root, record->span);
    }
    end(otlp);
}

static void put_record(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    if (record->kind == LG_SPAN_CLOSE)
        write_span(start, record);
    else if (record->kind == LG_EVENT)
        write_event(start, record);
}

static int finish(lg_subscriber *self)
{
    void *start = self;
    struct otlp *otlp = start;
    int error = lg__json_finish(otlp->file);
    free(otlp);
    return error;
}

static uint64_t calendar_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * LG_NS_PER_MS * 1000 + (uint64_t)now.tv_nsec;
}

lg_subscriber *lg_trace_otlp(FILE *file, const char *service)
{
    size_t size = strlen(service) + 1;
    struct otlp *otlp = malloc(sizeof *otlp + size);
    if (!otlp) {
        errno = ENOMEM;
        return NULL;
    }
    *otlp = (struct otlp){.subscriber = {.record = put_record,
                                         .when = LG_BATCHED,
                                         .wants = LG_WANTS_SPANS | LG_WANTS_TASKS,
                                         .finish = finish},
                          .file = file};
    if (!lg_clock_is_paused()) {
        otlp->epoch = calendar_ns() - lg_now();
        otlp->trace_id = (otlp->epoch ^ (uint64_t)getpid()) * UINT64_C(0x9e3779b97f4a7c15);
    }
    memcpy(otlp->service, service, size);
    lg_subscribe(&otlp->subscriber);
    return &otlp->subscriber;
}
