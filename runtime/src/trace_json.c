/* trace_json.c: the subscriber that writes an object a line: docs/trace/json.md. */
#include "posix.h"

#include "json_write.h"

#include <errno.h>
#include <stdlib.h>

enum { ADDRESS_DIGITS = 2 * sizeof(void *) };

struct json {
    lg_subscriber subscriber;
    struct lg__out out;
};

static const char *const kinds[] = {
    [LG_SPAN_NEW] = "new",
    [LG_SPAN_ENTER] = "enter",
    [LG_SPAN_EXIT] = "exit",
    [LG_SPAN_CLOSE] = "close",
    [LG_EVENT] = "event",
    [LG_SPAN_FOLLOWS] = "follows",
    [LG_TASK_SPAWN] = "spawn",
    [LG_TASK_WAKE] = "wake",
    [LG_TASK_POLL_BEGIN] = "poll",
    [LG_TASK_POLL_END] = "polled",
    [LG_TASK_END] = "end",
    [LG_FUTURE_CREATE] = "future-create",
    [LG_FUTURE_POLL_BEGIN] = "future-poll",
    [LG_FUTURE_POLL_END] = "future-pending",
    [LG_FUTURE_READY] = "future-ready",
    [LG_FUTURE_DROP] = "future-drop",
    [LG_FUTURE_RESUME] = "future-resume",
    [LG_FUTURE_SUSPEND] = "future-suspend",
    [LG_FUTURE_CANCEL] = "future-cancel",
    [LG_FUTURE_VALUE] = "future-value",
};

static void write_name(struct lg__out *out, const char *name)
{
    lg__out_text(out, ",\"");
    lg__out_text(out, name);
    lg__out_text(out, "\":");
}

static void write_number(struct lg__out *out, const char *name, uint64_t number)
{
    if (!number)
        return;
    write_name(out, name);
    lg__out_number(out, number);
}

static void write_text(struct lg__out *out, const char *name, const char *text)
{
    if (!*text)
        return;
    write_name(out, name);
    lg__json_text(out, text);
}

static void write_future(struct lg__out *out, const lg_trace_record *record)
{
    const lg_future_type *type = record->type;
    lg__out_text(out, ",\"future\":\"0x");
    lg__out_hex(out, (uintptr_t)record->future, ADDRESS_DIGITS);
    lg__out_text(out, "\"");
    if (record->kind == LG_FUTURE_VALUE || !type->states || record->detail >= type->state_count)
        return;
    const lg_state_info *state = &type->states[record->detail];
    write_text(out, "state", state->name);
    write_text(out, "file", state->file ? state->file : "");
    write_number(out, "line", (uint64_t)(state->line > 0 ? state->line : 0));
    write_text(out, "callee", state->callee ? state->callee : "");
}

/* What does not apply is left out. */
static void put_record(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    struct lg__out *out = &((struct json *)start)->out;
    lg__out_text(out, "{\"ns\":");
    lg__out_number(out, record->at);
    write_text(out, "kind", kinds[record->kind]);
    if (record->kind <= LG_SPAN_FOLLOWS)
        write_text(out, "level", lg__level_name(record->level));
    write_text(out, record->kind >= LG_FUTURE_CREATE ? "hook" : "target", record->target);
    write_text(out, "name", record->name);
    write_text(out, "message", record->message);
    write_number(out, "span", record->span);
    write_number(out, "parent", record->parent);
    write_number(out, "task", record->task);
    write_number(out, record->kind == LG_SPAN_FOLLOWS || record->kind == LG_SPAN_CLOSE ? "follows" : "by",
                 record->other);
    write_number(out, "since", record->since);
    if (record->kind >= LG_FUTURE_CREATE)
        write_future(out, record);
    else if (record->kind == LG_TASK_POLL_END || record->kind == LG_TASK_END)
        lg__out_text(out, record->detail == LG_READY ? ",\"ready\":true" : ",\"ready\":false");
    if (*record->fields) {
        write_name(out, "fields");
        lg__json_fields(out, record);
    }
    if (record->kind == LG_SPAN_EXIT || record->kind == LG_SPAN_CLOSE) {
        write_name(out, "busy");
        lg__out_number(out, record->busy);
        write_name(out, "idle");
        lg__out_number(out, record->idle);
    }
    write_number(out, "thread", record->thread);
    if (record->worker >= 0) {
        write_name(out, "worker");
        lg__out_number(out, (uint64_t)record->worker);
    }
    write_text(out, "file", record->file);
    write_number(out, "line", (uint64_t)record->line);
    lg__out_text(out, "}\n");
}

static void told(lg_subscriber *self)
{
    void *start = self; /* of the whole */
    lg__out_flush(&((struct json *)start)->out);
}

static int finish(lg_subscriber *self)
{
    void *start = self;
    struct json *json = start;
    int error = lg__out_finish(&json->out);
    free(json);
    return error;
}

lg_subscriber *lg_trace_json(FILE *file)
{
    struct json *json = malloc(sizeof *json);
    if (!json) {
        errno = ENOMEM;
        return NULL;
    }
    json->subscriber = (lg_subscriber){.record = put_record,
                                       .when = LG_BATCHED,
                                       .wants = LG_WANTS_SPANS | LG_WANTS_TASKS | LG_WANTS_FUTURES,
                                       .finish = finish,
                                       .told = told};
    lg__out_init(&json->out, file);
    lg_subscribe(&json->subscriber);
    return &json->subscriber;
}
