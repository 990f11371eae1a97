/* relay.c: passes messages on from one link to another, traced by a span.
 *
 * Three tasks and two links between them that hold one message each: whoever is too early waits. The relay is in its
 * span from its first line to its last, and the guard's hooks take it out whenever it has to wait, so that the trace
 * shows when it worked and for how long. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <lifeguard/trace.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- A link: room for one message --- */

struct link {
    char message[16];
    int length; /* 0: empty */
    bool closed;
    lg_notify filled, emptied; /* also when it is closed */
};

/* Closed by either side: what is in the link can still be received. */
static void link_close(struct link *link)
{
    link->closed = true;
    lg_notify_one(&link->filled);
    lg_notify_one(&link->emptied);
}

/* The next message's bytes, no more than `room` of them; 0 when the link is closed and empty. */
async int link_recv(struct link *link, char *buffer, int room)
{
    while (link->length == 0 && !link->closed)
        await lg_notify_wait(&link->filled);
    int length = link->length < room ? link->length : room;
    memcpy(buffer, link->message, (size_t)length);
    link->length = 0;
    lg_notify_one(&link->emptied);
    return length;
}

/* How many of the message's bytes were sent; 0 when the link is closed. */
async int link_send(struct link *link, const char *message, int length)
{
    while (link->length > 0 && !link->closed)
        await lg_notify_wait(&link->emptied);
    if (link->closed)
        return 0;
    link->length = length < (int)sizeof link->message ? length : (int)sizeof link->message;
    memcpy(link->message, message, (size_t)link->length);
    lg_notify_one(&link->filled);
    return link->length;
}

/* --- The three --- */

/* Ends at the end of its input, at a message "!", and when nobody takes what it sends. Returns the bytes it passed on,
 * negative after a "!". */
async int relay(struct link *from, struct link *to, lg_span *span)
{
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    char buffer[16];
    int total = 0;

    for (int length; (length = await link_recv(from, buffer, sizeof buffer)) > 0; total += length) {
        lg_event("%.*s", length, buffer);
        lg_clock_advance_ms(1); /* looks at it */
        if (length == 1 && buffer[0] == '!')
            return -total; /* the guard's cleanup runs on this way out, too */
        if (await link_send(to, buffer, length) != length)
            break;
    }
    return total;
}

async void speak(struct link *to, const char *const *words)
{
    for (; *words; words++) {
        await lg_sleep_ms(10);
        int length = (int)strlen(*words);
        if (await link_send(to, *words, length) != length)
            break;
    }
    link_close(to);
}

/* Takes its time: the second message has to wait in the link. */
async int hear(struct link *from)
{
    char buffer[16];
    int messages = 0;
    while (await link_recv(from, buffer, sizeof buffer) > 0) {
        messages++;
        await lg_sleep_ms(25);
    }
    return messages;
}

/* The relay, and the end of its links with it. */
async int relay_and_close(struct link *from, struct link *to, lg_span *span)
{
    int total = await relay(from, to, span);
    link_close(from);
    link_close(to);
    return total;
}

/* 0, or an errno value. */
async int show(const char *const *words)
{
    struct link near = {.length = 0}, far = {.length = 0}; /* locals: the tasks that use them are joined below */
    lg_scoped(lg_span_ref) span = lg_span_new("relay", "first=%s", words[0]);
    lg_task *speaker = spawn(speak(&near, words)), *listener = spawn(hear(&far));
    if (!speaker || !listener)
        link_close(&near); /* the relay finds its end at once, and whoever is there ends with it */

    int total = await relay_and_close(&near, &far, span), messages = 0;
    int first = speaker ? await lg_join(speaker, NULL) : ENOMEM;
    int second = listener ? await lg_join(listener, &messages) : ENOMEM;
    printf("relayed %d bytes%s, %d messages arrived\n", abs(total), total < 0 ? " up to a \"!\"" : "", messages);
    return first ? first : second;
}

int main(void)
{
    static const char *const greeting[] = {"good", "morning", "dear", "relay", NULL};
    static const char *const alarm[] = {"stop", "!", "never sent", NULL};
    lg_clock_pause();
    lg_trace_to(stdout);
    int error = block_on(show(greeting));
    if (!error)
        error = block_on(show(alarm));
    lg_trace_to(NULL);
    return error != 0;
}
