/* trace_memory.c: the subscriber that keeps what it is told. */
#include "posix.h"

#include <errno.h>
#include <lifeguard/trace.h>
#include <stdlib.h>
#include <string.h>

struct lg_trace_memory {
    lg_subscriber subscriber;
    lg_trace_record *records; /* with copies of fields and message */
    size_t count, room;
};

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copied = malloc(size);
    if (copied)
        memcpy(copied, text, size);
    return copied;
}

static void free_strings(const lg_trace_record *record)
{
    free((char *)record->fields);
    free((char *)record->message);
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
    if (kept.fields && kept.message)
        memory->records[memory->count++] = kept;
    else
        free_strings(&kept);
}

lg_trace_memory *lg_trace_memory_new(void)
{
    lg_trace_memory *memory = malloc(sizeof *memory);
    if (!memory) {
        errno = ENOMEM;
        return NULL;
    }
    *memory = (lg_trace_memory){.subscriber = {.record = keep}};
    lg_subscribe(&memory->subscriber);
    return memory;
}

void lg_trace_memory_drop(lg_trace_memory *memory)
{
    if (!memory)
        return;
    lg_unsubscribe(&memory->subscriber);
    for (size_t i = 0; i < memory->count; i++)
        free_strings(&memory->records[i]);
    free(memory->records);
    free(memory);
}

size_t lg_trace_memory_count(lg_trace_memory *memory)
{
    return memory->count;
}

const lg_trace_record *lg_trace_memory_at(lg_trace_memory *memory, size_t index)
{
    return &memory->records[index];
}
