/* dump.c: the text of lg_dump_tasks. */
#include "posix.h"

#include "clock.h"
#include "deadlock.h"
#include "here.h"
#include "rest.h"
#include "runtimes.h"
#include "snapshot.h"
#include "task.h"
#include "trace_task.h"

#include <errno.h>
#include <inttypes.h>
#include <lifeguard/dump.h>
#include <stdlib.h>
#include <time.h>

enum {
    REST_MS = 500,  /* so long is waited for polls that are under way */
    LOOKS_MS = 10,  /* between two looks at what is always ready */
    LONG_MS = 1000, /* a sleep that long is no place to hold a lock */
};

struct dump {
    const struct lg__snapshot *snapshot;
    size_t task;            /* which is being written */
    lg_instant noted_since; /* when tasks are noted at the end of their polls; 0: they were not */
    FILE *file;
};

static const struct lg__seen_task *task_at(const struct dump *dump, size_t i)
{
    return &dump->snapshot->tasks[i];
}

/* "task 3 "serve"": numbers are places in the dump. */
static void write_name(const struct dump *dump, size_t task)
{
    fprintf(dump->file, "task %zu \"%s\"", task + 1, task_at(dump, task)->task->type->name);
}

static void write_holder(const struct dump *dump, const struct lg__seen_hold *hold)
{
    static const char *const has[] = {
        [LG__OWNER] = "holds", [LG__SENDER] = "can send to", [LG__RECEIVER] = "receives from"};
    write_name(dump, hold->task);
    fprintf(dump->file, " %s as '%s' since %s:%d", has[hold->role], hold->guard->name, hold->file, hold->guard->line);
}

static void write_time(const struct dump *dump, lg_instant until)
{
    lg_instant now = lg__clock_now(task_at(dump, dump->task)->runtime->clock);
    fprintf(dump->file, "for another %.3f s", until > now ? (double)(until - now) / 1e9 : 0.0);
}

/* What a leaf waits for. */
static void write_wait(const struct dump *dump, const struct lg__waits_for *what)
{
    if (what->task) {
        size_t task = lg__snapshot_find(dump->snapshot, what->task);
        fputs("the end of ", dump->file);
        if (task < dump->snapshot->task_count)
            write_name(dump, task);
        else
            fputs("a task that has ended", dump->file);
    } else if (what->until) {
        write_time(dump, what->until);
    } else if (what->what) {
        const char *how = task_at(dump, dump->task)->condition == LG__WAITS ? what->how : NULL;
        fprintf(dump->file, "%s %p%s%s", what->what, what->thing, how ? ", " : "", how ? how : "");
        const struct lg__seen_hold *hold = lg__holder_of(dump->snapshot, what, 0);
        for (const char *word = ", which "; hold; word = ", and which ") {
            fputs(word, dump->file);
            write_holder(dump, hold);
            hold = lg__holder_of(dump->snapshot, what, (size_t)(hold - dump->snapshot->holds) + 1);
        }
    }
}

/* The tree. */

static void write_leaf(const struct dump *dump, const struct lg__place *leaf)
{
    struct lg__waits_for what = lg__leaf_waits_for(leaf);
    fputs(leaf->name, dump->file);
    if (what.task || what.until || what.what) {
        fputs(": ", dump->file);
        write_wait(dump, &what);
    } else {
        char *words = NULL;
        size_t size = 0;
        FILE *memory = open_memstream(&words, &size);
        if (memory && lg__describe_leaf(leaf, memory) && fclose(memory) == 0) {
            fprintf(dump->file, ": %s", words);
        } else if (memory) {
            fclose(memory);
        }
        free(words);
    }
    fputc('\n', dump->file);
}

static void write_guard(const struct dump *dump, const struct lg__place *place, const lg_guard_info *guard)
{
    const char *future = place->future;
    if (guard->flag != LG_NOWHERE && !future[guard->flag])
        return;
    if (lg__guard_role(guard) != LG__NO_ROLE && !lg__guard_thing(place, guard))
        return; /* let go of before its end, or not there yet */
    fprintf(dump->file, "%*sholds '%s' (%s) since line %d\n", 2 * (int)place->depth + 6, "", guard->name, guard->type,
            guard->line);
}

static void write_place(const struct lg__place *place, void *data)
{
    const struct dump *dump = data;
    fprintf(dump->file, "%*s", 2 * (int)place->depth + 2, "");
    if (!place->frame) {
        write_leaf(dump, place);
        return;
    }
    fprintf(dump->file, "%s at %s:%d", place->name, place->state->file, place->state->line);
    if (place->state->callee)
        fprintf(dump->file, ", awaits %s", place->state->callee);
    else
        fputs(", not begun", dump->file);
    fputc('\n', dump->file);
    for (size_t i = 0; i < place->state->guard_count; i++)
        write_guard(dump, place, &place->state->guards[i]);
}

/* How long the task has been suspended where it is: since its last poll has ended, or at least since that is noted. */
static lg_instant age_of(const struct lg__seen_task *seen, lg_instant noted_since)
{
    lg_instant since = seen->task->suspended ? seen->task->suspended : noted_since;
    lg_instant now = lg__clock_now(seen->runtime->clock);
    return since && now > since ? now - since : 0;
}

static void write_age(const struct dump *dump, const struct lg__seen_task *seen)
{
    bool known = seen->task->suspended;
    lg_instant age = age_of(seen, dump->noted_since);
    if (known || age)
        fprintf(dump->file, ", for %s%.3f s so far", known ? "" : "more than ", (double)age / 1e9);
    fputc('\n', dump->file);
}

static void write_task(struct dump *dump, size_t i)
{
    const struct lg__seen_task *seen = task_at(dump, i);
    dump->task = i;
    write_name(dump, i);
    fprintf(dump->file, " of %s", seen->runtime->name);
    switch (seen->condition) {
    case LG__NOT_STARTED:
        fputs(", not started\n", dump->file);
        return;
    case LG__IS_POLLED:
        fprintf(dump->file, ", running on worker %u\n", seen->worker);
        return;
    case LG__IS_ABORTED:
        fputs(", about to be dropped\n", dump->file);
        return;
    case LG__READY_TO_RUN:
        fputs(", ready to run", dump->file);
        break;
    case LG__WAITS:
        fputs(", waits", dump->file);
        break;
    }
    write_age(dump, seen);
    lg__walk(seen->task->type, lg__seen_future(seen), write_place, dump);
}

/* What stands out. */

static void write_circle(const struct lg__snapshot *snapshot, const size_t *waits, size_t count, void *data)
{
    struct dump *dump = data;
    bool sure = true; /* who has a pointer to an end of a channel needs no guard */
    for (size_t i = 0; i < count; i++)
        sure = sure && snapshot->waits[waits[i]].what.whose < LG__SENDER;
    fprintf(dump->file, "deadlock%s: %s\n", sure ? "" : ", unless others reach a channel",
            count == 1 ? "a task waits for itself" : "tasks wait for each other");
    for (size_t i = 0; i < count; i++) {
        const struct lg__seen_wait *wait = &snapshot->waits[waits[i]];
        fputs("  ", dump->file);
        dump->task = wait->task;
        write_name(dump, wait->task);
        fprintf(dump->file, " waits at %s:%d for ", wait->file ? wait->file : "?", wait->line);
        write_wait(dump, &wait->what);
        fputc('\n', dump->file);
    }
}

static bool is_long(const struct dump *dump, const struct lg__seen_wait *wait)
{
    lg_instant now = lg__clock_now(task_at(dump, wait->task)->runtime->clock);
    lg_instant age = age_of(task_at(dump, wait->task), dump->noted_since), until = wait->what.until;
    return until && !wait->alternative && (until > now ? until - now : 0) + age >= LONG_MS * LG_NS_PER_MS;
}

static void write_holds_of_sleepers(struct dump *dump)
{
    const struct lg__snapshot *snapshot = dump->snapshot;
    for (size_t i = 0; i < snapshot->wait_count; i++) {
        const struct lg__seen_wait *wait = &snapshot->waits[i];
        for (size_t k = 0; k < snapshot->hold_count && is_long(dump, wait); k++) {
            const struct lg__seen_hold *hold = &snapshot->holds[k];
            if (hold->task != wait->task || hold->role != LG__OWNER)
                continue;
            fputs("note: ", dump->file);
            write_holder(dump, hold);
            fprintf(dump->file, " (%s) and sleeps at %s:%d ", hold->guard->type, wait->file ? wait->file : "?",
                    wait->line);
            dump->task = wait->task;
            write_time(dump, wait->what.until);
            fputc('\n', dump->file);
        }
    }
}

static void write_notes(struct dump *dump)
{
    for (size_t i = 0; i < dump->snapshot->task_count; i++) {
        const struct lg__seen_task *seen = task_at(dump, i);
        const char *note =
            lg__nobody_wakes(seen) ? " waits, and nobody has a waker to wake it"
            : seen->ready_before
                ? " was ready to run at both of two looks: it wakes itself, or others keep it from running"
                : NULL;
        bool here = lg__task_is_polled_here(seen->task);
        if (seen->condition == LG__IS_POLLED && !here)
            note = " holds up its thread: its poll has not ended";
        if (!note)
            continue;
        fputs("note: ", dump->file);
        write_name(dump, i);
        fprintf(dump->file, "%s\n", note);
    }
}

static void write_all(const struct lg__snapshot *snapshot, lg_instant noted_since, FILE *file)
{
    struct dump dump = {.snapshot = snapshot, .noted_since = noted_since, .file = file};
    for (size_t i = 0; i < snapshot->task_count; i++)
        write_task(&dump, i);
    if (snapshot->task_count == 0)
        fputs("no tasks\n", file);
    bool complete = lg__find_deadlocks(snapshot, write_circle, &dump);
    write_holds_of_sleepers(&dump);
    write_notes(&dump);
    if (!complete || snapshot->failed)
        fputs("note: memory was out, so something is missing\n", file);
}

/* Two looks. */

static bool any_ready(const struct lg__snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->task_count; i++)
        if (snapshot->tasks[i].condition == LG__READY_TO_RUN)
            return true;
    return false;
}

/* Leaves the threads at rest. */
static void take_twice(struct lg__snapshot *snapshot)
{
    struct lg__snapshot first;
    lg__rest_begin(REST_MS);
    lg__snapshot_take(&first);
    if (!any_ready(&first)) {
        *snapshot = first;
        return;
    }
    lg__rest_end();
    nanosleep(&(struct timespec){.tv_nsec = LOOKS_MS * 1000000L}, NULL);
    lg__rest_begin(REST_MS);
    lg__snapshot_take(snapshot);
    lg__snapshot_compare(snapshot, &first);
    snapshot->failed = snapshot->failed || first.failed;
    lg__snapshot_free(&first);
}

void lg_dump_note_ages(void)
{
    lg__trace_note_ages();
}

int lg_dump_tasks(FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory)
        return ENOMEM;
    struct lg__snapshot snapshot;
    lg_instant noted_since = lg__trace_ages_noted_since();
    lg__runtimes_hold();
    take_twice(&snapshot);
    write_all(&snapshot, noted_since, memory);
    lg__rest_end();
    lg__runtimes_release();
    lg__snapshot_free(&snapshot);
    lg__trace_note_ages(); /* for the next one */
    int error = fclose(memory) == 0 ? 0 : ENOMEM;
    errno = 0;
    if (!error && fwrite(text, 1, size, file) != size)
        error = errno ? errno : EIO;
    free(text);
    return error;
}
