// RUN: %check_in_every_way
// A guard's storage is in the future; it is initialised there as C initialises a local, every time control passes.
#include "Inputs/record.h"
#include <stddef.h>

static void text_drop(char (*text)[8])
{
    say("~%.8s", *text);
}
static void wide_drop(wchar_t (*text)[3])
{
    say("~%c%d", (char)(*text)[0], (int)(*text)[2]);
}
static void row_drop(int (*row)[4])
{
    say("~%d%d%d%d", (*row)[0], (*row)[1], (*row)[2], (*row)[3]);
}
static void number_drop(int *number)
{
    say("~%d", *number);
}
typedef struct point {
    int x, y;
    struct {
        int z[2];
    };
} point;
static void point_drop(point *p)
{
    say("~%d,%d,%d%d", p->x, p->y, p->z[0], p->z[1]);
}
union word {
    int number;
    char bytes[4];
};
static void word_drop(union word *w)
{
    say("~%d", w->number);
}
#define CLEANED(by) __attribute__((cleanup(by), unused))

static async void arrays(void)
{
    CLEANED(text_drop) char text[8] = "abc";
    CLEANED(text_drop) char bracketed[] = {"abcdefg"};
    CLEANED(text_drop) char full[8] = ("12345678");
    CLEANED(wide_drop) wchar_t wide[3] = L"w";
    CLEANED(row_drop) int row[] = {[3] = 4, [1] = 2, 3};
    CLEANED(row_drop) int none[4] = {0};
    await once("x");
}
WALK(arrays)

static async void structs(void)
{
    point origin = {0};
    CLEANED(point_drop) point a = {1, .z = {[1] = 4}};
    CLEANED(point_drop) point b = a;
    CLEANED(point_drop) point c = {.y = await pend("x", 1, 7), .x = 6};
    CLEANED(point_drop) point d = (point){.x = 9, .z = {1, 1}};
    CLEANED(word_drop) union word w = {.number = 5};
    await once("y");
    (void)origin;
}
WALK(structs)

static async void scalars(void)
{
    CLEANED(number_drop) int braces = {3};
    CLEANED(number_drop) int sum = 1 + braces, comma = (braces++, braces);
    CLEANED(number_drop) int converted = 2.0;
    CLEANED(number_drop) int of_itself = sizeof of_itself;
    await once("x");
}
WALK(scalars)

// Every round starts from the initialiser again: what the last round left does not shine through.
static async void every_round(void)
{
    for (int i = 0; i < 2; i++) {
        CLEANED(text_drop) char text[8] = "a";
        CLEANED(row_drop) int row[4] = {i};
        CLEANED(point_drop) point p = {.y = i};
        await once("x");
        memset(text, 'z', sizeof text);
        memset(row, -1, sizeof row);
        memset(&p, -1, sizeof p);
    }
}
WALK(every_round)

// An array of guards with elements that the initialiser does not name.
static async void some_elements(void)
{
    unscoped(tracked) row[3] = {[1] = track("1"), [0].state.name = "0", [2].state = {.name = "2"}};
    await once("x");
}
WALK(some_elements)

static async void of_each_other(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(tracked) b = a;
    b.state.name = "b";
    const struct {
        const char *name;
    } text = {"c"};
    lg_scoped(tracked) c = track(text.name);
    await once("x");
    lg_scoped(tracked) d = {{.name = c.state.suspended ? "(suspended)" : "d"}};
    await once("y");
}
WALK(of_each_other)

int main(void)
{
    CHECK_WALK(arrays,
               "x?", "x# ~0000 ~0234 ~w0 ~12345678 ~abcdefg ~abc",
               "x= ~0000 ~0234 ~w0 ~12345678 ~abcdefg ~abc done");
    CHECK_WALK(structs,
               "x?", "x# ~1,0,04 ~1,0,04",
               "x= y?", "y# ~5 ~9,0,11 ~6,7,00 ~1,0,04 ~1,0,04",
               "y= ~5 ~9,0,11 ~6,7,00 ~1,0,04 ~1,0,04 done");
    CHECK_WALK(scalars,
               "x?", "x# ~4 ~2 ~4 ~4 ~4",
               "x= ~4 ~2 ~4 ~4 ~4 done");
    CHECK_WALK(every_round,
               "x?", "x# ~0,0,00 ~0000 ~a",
               "x= ~-1,-1,-1-1 ~-1-1-1-1 ~zzzzzzzz x?", "x# ~0,1,00 ~1000 ~a",
               "x= ~-1,-1,-1-1 ~-1-1-1-1 ~zzzzzzzz done");
    CHECK_WALK(some_elements,
               "1 x? -2 -1 -0", "+0 +1 +2 x#",
               "+0 +1 +2 x= done");
    CHECK_WALK(of_each_other,
               "a c x? -c -b -a", "+a +b +c x# ~c ~b ~a",
               "+a +b +c x= y? -d -c -b -a", "+a +b +c +d y# ~d ~c ~b ~a",
               "+a +b +c +d y= ~d ~c ~b ~a done");
    return RECORD_STATUS;
}
