/* trace_memory.c: the subscriber that keeps what it is told. Recording costs what recording costs: it is told when
 * somebody looks. */
#include "posix.h"

#include <errno.h>
#include <lifeguard/subscriber.h>
#include <stdlib.h>
#include <string.h>

struct lg_trace_memory {
    lg_subscriber subscriber;
    lg_trace_record *records; /* with copies of fields, message and field list */
    size_t count, room;
};

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copied = malloc(size);
    return copied ? memcpy(copied, text, size) : NULL;
}

/* One block: the fields, then their texts. NULL where memory is out, and for none. */
static lg_field *copy_list(const lg_field *fields, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += fields[i].kind == LG_TEXT_FIELD && fields[i].value.text ? strlen(fields[i].value.text) + 1 : 0;
    lg_field *copied = count ? malloc(count * sizeof *copied + bytes) : NULL;
    if (!copied)
        return NULL;
    char *text = (char *)(copied + count);
    for (size_t i = 0; i < count; i++) {
        copied[i] = fields[i];
        if (fields[i].kind == LG_TEXT_FIELD && fields[i].value.text) {
            size_t size = strlen(fields[i].value.text) + 1;
            copied[i].value.text = memcpy(text, fields[i].value.text, size);
            text += size;
        }
    }
    return copied;
}

static void free_copies(const lg_trace_record *record)
{
    free((char *)record->fields);
    free((char *)record->message);
    free((lg_field *)record->field_list);
}

static void keep(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    lg_trace_memory *memory = start;
    if (memory->count == memory->room) {
        size_t room = memory->room ? memory->room * 2 : 64;
        lg_trace_record *records = realloc(memory->records, room * sizeof *records);
        if (!records)
            return;
        memory->records = records;
        memory->room = room;
    }
    lg_trace_record kept = *record;
    kept.fields = copy(record->fields);
    kept.message = copy(record->message);
    kept.field_list = copy_list(record->field_list, record->field_count);
    if (kept.fields && kept.message && (kept.field_list || !record->field_list))
        memory->records[memory->count++] = kept;
    else
        free_copies(&kept);
}

lg_trace_memory *lg_trace_memory_of(unsigned wants)
{
    lg_trace_memory *memory = malloc(sizeof *memory);
    if (!memory) {
        errno = ENOMEM;
        return NULL;
    }
    *memory = (lg_trace_memory){.subscriber = {.record = keep, .when = LG_KEPT, .wants = wants}};
    lg_subscribe(&memory->subscriber);
    return memory;
}

lg_trace_memory *lg_trace_memory_new(void)
{
    return lg_trace_memory_of(LG_WANTS_SPANS);
}

static void forget(lg_trace_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++)
        free_copies(&memory->records[i]);
    memory->count = 0;
}

void lg_trace_memory_drop(lg_trace_memory *memory)
{
    if (!memory)
        return;
    lg_unsubscribe(&memory->subscriber);
    forget(memory);
    free(memory->records);
    free(memory);
}

size_t lg_trace_memory_count(lg_trace_memory *memory)
{
    lg_trace_flush();
    return memory->count;
}

const lg_trace_record *lg_trace_memory_at(lg_trace_memory *memory, size_t index)
{
    return &memory->records[index];
}

void lg_trace_memory_clear(lg_trace_memory *memory)
{
    lg_trace_flush();
    forget(memory);
}
