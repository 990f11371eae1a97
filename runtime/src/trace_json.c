/* trace_json.c: the subscriber that writes an object a line: docs/trace/json.md. */
#include "posix.h"

#include "json_write.h"

#include <errno.h>
#include <stdlib.h>

struct json {
    lg_subscriber subscriber;
    FILE *file;
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
};

static void write_number(FILE *file, const char *name, uint64_t number)
{
    if (number)
        fprintf(file, ",\"%s\":%llu", name, (unsigned long long)number);
}

static void write_text(FILE *file, const char *name, const char *text)
{
    if (!*text)
        return;
    fprintf(file, ",\"%s\":", name);
    lg__json_text(file, text);
}

static void write_future(FILE *file, const lg_trace_record *record)
{
    const lg_future_type *type = record->type;
    fprintf(file, ",\"future\":\"0x%llx\"", (unsigned long long)(uintptr_t)record->future);
    if (!type->states || record->detail >= type->state_count)
        return;
    const lg_state_info *state = &type->states[record->detail];
    write_text(file, "state", state->name);
    write_text(file, "file", state->file ? state->file : "");
    write_number(file, "line", (uint64_t)(state->line > 0 ? state->line : 0));
    write_text(file, "callee", state->callee ? state->callee : "");
}

/* What does not apply is left out. */
static void put_record(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    FILE *file = ((struct json *)start)->file;
    fprintf(file, "{\"ns\":%llu,\"kind\":\"%s\"", (unsigned long long)record->at, kinds[record->kind]);
    if (record->kind <= LG_SPAN_FOLLOWS)
        write_text(file, "level", lg__level_name(record->level));
    write_text(file, "target", record->target);
    write_text(file, "name", record->name);
    write_text(file, "message", record->message);
    write_number(file, "span", record->span);
    write_number(file, "parent", record->parent);
    write_number(file, "task", record->task);
    write_number(file, record->kind == LG_SPAN_FOLLOWS || record->kind == LG_SPAN_CLOSE ? "follows" : "by",
                 record->other);
    write_number(file, "since", record->since);
    if (record->kind >= LG_FUTURE_CREATE)
        write_future(file, record);
    else if (record->kind == LG_TASK_POLL_END || record->kind == LG_TASK_END)
        fprintf(file, ",\"ready\":%s", record->detail == LG_READY ? "true" : "false");
    if (*record->fields) {
        fputs(",\"fields\":", file);
        lg__json_fields(file, record);
    }
    if (record->kind == LG_SPAN_EXIT || record->kind == LG_SPAN_CLOSE)
        fprintf(file, ",\"busy\":%llu,\"idle\":%llu", (unsigned long long)record->busy,
                (unsigned long long)record->idle);
    fprintf(file, ",\"thread\":%u", record->thread);
    if (record->worker >= 0)
        fprintf(file, ",\"worker\":%d", record->worker);
    write_text(file, "file", record->file);
    write_number(file, "line", (uint64_t)record->line);
    fputs("}\n", file);
}

static int finish(lg_subscriber *self)
{
    void *start = self;
    struct json *json = start;
    int error = lg__json_finish(json->file);
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
    *json = (struct json){{.record = put_record,
                           .when = LG_BATCHED,
                           .wants = LG_WANTS_SPANS | LG_WANTS_TASKS | LG_WANTS_FUTURES,
                           .finish = finish},
                          file};
    lg_subscribe(&json->subscriber);
    return &json->subscriber;
}
