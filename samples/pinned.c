/* pinned.c: why a future stays where it is.
 *
 * What an async function keeps across an await lies in its future. Such a local can be pointed to, by other locals and
 * by the functions it is passed to; so a future does not move once it has been polled: it is pinned. What may move is
 * the box around it, an lg_future *, which is only a pointer. */
#include <errno.h>
#include <lifeguard.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A text that points into itself. */
struct note {
    char text[32];
    char *end; /* where the next word goes, inside `text` */
};

static bool is_sound(const struct note *note)
{
    return note->end >= note->text && note->end < note->text + sizeof note->text;
}

/* Writes through a pointer to its caller's local, before and after it was suspended. */
async void append(struct note *note, const char *words[2])
{
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(words[i]);
        if (length >= (size_t)(note->text + sizeof note->text - note->end))
            return;
        memcpy(note->end, words[i], length + 1);
        note->end += length;
        await lg_yield_now();
    }
}

async int take_notes(void)
{
    struct note note = {.text = "", .end = note.text};
    const struct note *before = &note;
    const char *words[] = {"futures ", "stay put"};
    await append(&note, words);
    printf("note: \"%s\", %s\n", note.text, before == &note && is_sound(&note) ? "sound, where it was" : "broken");
    return (int)strlen(note.text);
}

/* Moving what points into itself is what must not happen. */
static void move_a_note(void)
{
    struct note first = {.text = "first", .end = first.text + 5};
    struct note moved = first; /* `end` still points into `first` */
    printf("a moved note is %s\n", is_sound(&moved) ? "sound" : "broken");
}

int main(void)
{
    move_a_note();

    lg_future *shelf[2] = {future(take_notes()), NULL};
    if (!shelf[0])
        return errno == ENOMEM;

    /* Polled by hand, with a waker that does nothing: we ask again by ourselves. */
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    int length = 0, polls = 1, place = 0;
    while (lg_future_poll(shelf[place], &cx, &length) == LG_PENDING) {
        shelf[!place] = shelf[place]; /* the box may be put elsewhere between two polls */
        shelf[place] = NULL;
        place = !place;
        polls++;
    }
    printf("%d characters in %d polls, its box moved %d times\n", length, polls, polls - 1);
    lg_future_drop(shelf[place]);
    return 0;
}
