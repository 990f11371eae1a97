/* trace_otlp.c: the subscriber that writes OpenTelemetry's protocol as JSON, a request a line: docs/trace/otlp.md. A
 * span is written when it is closed; an event as a record of a log, which names the span it belongs to. */
#include "posix.h"

#include "json_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ID_DIGITS = 16 }; /* of a number of 64 bits */

struct otlp {
    lg_subscriber subscriber;
    struct lg__out out;
    uint64_t epoch;    /* what the calendar's clock showed, nanoseconds, when lg_now was 0; 0 on a paused clock */
    uint64_t trace_id; /* the first half of all, which tells this run from others; 0 on a paused clock */
    char service[];
};

static void write_trace(struct otlp *otlp, uint64_t root, uint64_t span)
{
    lg__out_text(&otlp->out, "\"traceId\":\"");
    lg__out_hex(&otlp->out, otlp->trace_id, ID_DIGITS);
    lg__out_hex(&otlp->out, root, ID_DIGITS);
    lg__out_text(&otlp->out, "\",\"spanId\":\"");
    lg__out_hex(&otlp->out, span, ID_DIGITS);
    lg__out_text(&otlp->out, "\"");
}

static void write_instant(struct otlp *otlp, const char *name, lg_instant at)
{
    lg__out_text(&otlp->out, name);
    lg__out_text(&otlp->out, "\"");
    lg__out_number(&otlp->out, otlp->epoch + at);
    lg__out_text(&otlp->out, "\"");
}

/* Attributes. */

struct attributes {
    struct lg__out *out;
    const char *before;
};

static void begin_attribute(struct attributes *attributes, const char *name, size_t length)
{
    lg__out_text(attributes->out, attributes->before);
    lg__out_text(attributes->out, "{\"key\":");
    lg__json_string(attributes->out, name, length);
    lg__out_text(attributes->out, ",\"value\":");
    attributes->before = ",";
}

static void write_int(struct lg__out *out, int64_t number)
{
    lg__out_text(out, "{\"intValue\":\"");
    lg__out_signed(out, number);
    lg__out_text(out, "\"}}");
}

static void write_attribute(void *data, const struct lg__json_field *field)
{
    struct attributes *attributes = data;
    struct lg__out *out = attributes->out;
    begin_attribute(attributes, field->name, field->name_length);
    switch (field->value.kind) {
    case LG_INT_FIELD: /* 64 bits are strings in protobuf's JSON */
        write_int(out, field->value.value.integer);
        break;
    case LG_UINT_FIELD: /* of the kind that the protocol has, with a sign */
        write_int(out, (int64_t)field->value.value.natural);
        break;
    case LG_DOUBLE_FIELD:
        lg__out_text(out, "{\"doubleValue\":");
        lg__json_value(out, &field->value);
        lg__out_text(out, "}}");
        break;
    case LG_BOOL_FIELD:
        lg__out_text(out, field->value.value.truth ? "{\"boolValue\":true}}" : "{\"boolValue\":false}}");
        break;
    case LG_TEXT_FIELD:
        lg__out_text(out, "{\"stringValue\":");
        lg__json_string(out, field->value.value.text, field->text_length);
        lg__out_text(out, "}}");
        break;
    }
}

static void write_number(struct attributes *attributes, const char *name, uint64_t number)
{
    begin_attribute(attributes, name, strlen(name));
    write_int(attributes->out, (int64_t)number);
}

static void write_text(struct attributes *attributes, const char *name, const char *text)
{
    begin_attribute(attributes, name, strlen(name));
    lg__out_text(attributes->out, "{\"stringValue\":");
    lg__json_text(attributes->out, text);
    lg__out_text(attributes->out, "}}");
}

/* The names of what is not the program's own are those of OpenTelemetry's conventions, as far as it has any. */
static void write_attributes(struct lg__out *out, const lg_trace_record *record)
{
    struct attributes attributes = {out, ""};
    lg__out_text(out, ",\"attributes\":[");
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
    lg__out_text(out, "]");
}

/* Around each span or log record. */

static void begin(struct otlp *otlp, const char *resources, const char *scopes, const char *records)
{
    struct lg__out *out = &otlp->out;
    lg__out_text(out, "{\"");
    lg__out_text(out, resources);
    lg__out_text(out, "\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":");
    lg__json_text(out, otlp->service);
    lg__out_text(out, "}}]},\"");
    lg__out_text(out, scopes);
    lg__out_text(out, "\":[{\"scope\":{\"name\":\"lifeguard\"},\"");
    lg__out_text(out, records);
    lg__out_text(out, "\":[{");
}

static void end(struct otlp *otlp)
{
    lg__out_text(&otlp->out, "}]}]}]}\n");
}

static void write_span(struct otlp *otlp, const lg_trace_record *record)
{
    struct lg__out *out = &otlp->out;
    begin(otlp, "resourceSpans", "scopeSpans", "spans");
    write_trace(otlp, record->root, record->span);
    if (record->parent) {
        lg__out_text(out, ",\"parentSpanId\":\"");
        lg__out_hex(out, record->parent, ID_DIGITS);
        lg__out_text(out, "\"");
    }
    lg__out_text(out, ",\"name\":");
    lg__json_text(out, record->name);
    lg__out_text(out, ",\"kind\":1"); /* internal */
    write_instant(otlp, ",\"startTimeUnixNano\":", record->since);
    write_instant(otlp, ",\"endTimeUnixNano\":", record->at);
    write_attributes(out, record);
    if (record->other) {
        lg__out_text(out, ",\"links\":[{");
        write_trace(otlp, record->other_root, record->other);
        lg__out_text(out, "}]");
    }
    end(otlp);
}

static void write_event(struct otlp *otlp, const lg_trace_record *record)
{
    static const char *const severity[] = {
        [LG_ERROR] = ",\"severityNumber\":17,\"severityText\":\"ERROR\"",
        [LG_WARN] = ",\"severityNumber\":13,\"severityText\":\"WARN\"",
        [LG_INFO] = ",\"severityNumber\":9,\"severityText\":\"INFO\"",
        [LG_DEBUG] = ",\"severityNumber\":5,\"severityText\":\"DEBUG\"",
        [LG_TRACE] = ",\"severityNumber\":1,\"severityText\":\"TRACE\"",
    };
    struct lg__out *out = &otlp->out;
    begin(otlp, "resourceLogs", "scopeLogs", "logRecords");
    write_instant(otlp, "\"timeUnixNano\":", record->at);
    lg__out_text(out, severity[record->level]);
    lg__out_text(out, ",\"body\":{\"stringValue\":");
    lg__json_text(out, record->message);
    lg__out_text(out, "}");
    write_attributes(out, record);
    if (record->span) {
        lg__out_text(out, ",");
        write_trace(otlp, record->root, record->span);
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

static void told(lg_subscriber *self)
{
    void *start = self; /* of the whole */
    lg__out_flush(&((struct otlp *)start)->out);
}

static int finish(lg_subscriber *self)
{
    void *start = self;
    struct otlp *otlp = start;
    int error = lg__out_finish(&otlp->out);
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
                                         .finish = finish,
                                         .told = told}};
    lg__out_init(&otlp->out, file);
    if (!lg_clock_is_paused()) {
        otlp->epoch = calendar_ns() - lg_now();
        otlp->trace_id = (otlp->epoch ^ (uint64_t)getpid()) * UINT64_C(0x9e3779b97f4a7c15);
    }
    memcpy(otlp->service, service, size);
    lg_subscribe(&otlp->subscriber);
    return &otlp->subscriber;
}
