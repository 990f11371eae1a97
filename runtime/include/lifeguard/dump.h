/* lifeguard/dump.h: where every task is, what it waits for, and what is wrong with that.
 *
 *     task 2 "transfer" of lifeguard, waits
 *       transfer at bank.c:31, awaits lock_both
 *           holds 'from' (lg_mutex_guard) since line 30
 *         lock_both at bank.c:17, awaits lg_mutex_lock
 *           lg_mutex_lock of mutex 0x55d0, which task 3 "transfer" holds as 'from' since bank.c:30
 *
 * It is read off the futures themselves, by the tables that the plugin writes for each: nothing is kept for it while
 * the program runs, unless ages are wanted (lg_dump_note_ages). */
#ifndef LIFEGUARD_DUMP_H
#define LIFEGUARD_DUMP_H

#include <stdio.h>

/* Writes every unfinished task of every runtime to `file`, as a tree of the functions that are suspended, with their
 * source lines, the guards they hold, and what the innermost wait for; how long they have, if that was noted; then what
 * stands out: tasks that wait for each other in a circle, tasks that nobody can wake, tasks that are always ready,
 * guards that are held while their task sleeps for a second or more, and polls that do not end.
 *
 * The threads that run tasks rest meanwhile, each as soon as its poll under way has ended. One whose poll goes on for
 * half a second is not waited for: of the task it polls, only the name is written. Any thread, also from inside a task,
 * but from no signal handler. 0, ENOMEM, or what writing to `file` gave. Where memory is out for a part of it, the
 * dump says that something is missing. */
int lg_dump_tasks(FILE *file);

/* Has the time noted when a poll of a task ends, from now on, so that dumps say of each task how long it has been
 * suspended where it is. That is one reading of a clock for each poll; until then nothing is kept. The first dump does
 * this, too: the next one knows the ages of tasks that were polled in between, and of the others what they are at
 * least. Any thread. */
void lg_dump_note_ages(void);

/* From now on the signal `number` has a thread of its own write the dump to stderr. 0, ENOMEM, EAGAIN (no thread), or
 * EINVAL (no such signal, or one that cannot be caught). Any thread; also for several signals. */
int lg_dump_on_signal(int number);

/* What leaf futures of a name wait for: `describe` writes a few words on one line, of a future that is suspended. Names
 * and functions must live as long as the program; the latest of a name holds. ENOMEM: there is no room. Any thread. */
int lg_dump_describe(const char *name, void (*describe)(const void *future, FILE *file));

#endif
