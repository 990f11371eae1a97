/* walk.c: see walk.h. */
#include "posix.h"

#include "box.h"
#include "walk.h"

#include <lifeguard/future.h>
#include <lifeguard/futures.h>
#include <string.h>

struct walk {
    lg__visit *visit;
    void *data;
};

unsigned lg__state_index(const lg_frame_info *frame, const void *future)
{
    const char *at = (const char *)future + frame->state;
    uint16_t two;
    uint32_t four;
    switch (frame->state_size) {
    case sizeof two:
        memcpy(&two, at, sizeof two);
        return two;
    case sizeof four:
        memcpy(&four, at, sizeof four);
        return four;
    default:
        return (unsigned char)*at;
    }
}

static const void *pointer_at(const char *place)
{
    const void *pointer;
    memcpy((void *)&pointer, place, sizeof pointer);
    return pointer;
}

static void walk_frame(const struct walk *walk, struct lg__place place);

/* A future of which only the type is known. */
static void walk_type(const struct walk *walk, struct lg__place place, const lg_future_type *type)
{
    place.frame = type->frame;
    place.name = type->name;
    walk_frame(walk, place);
}

static void walk_box(const struct walk *walk, const struct lg__place *outer, lg_future *box, bool alternative)
{
    const struct lg__place place = {
        .depth = outer->depth + 1, .outer = outer, .alternative = outer->alternative || alternative};
    if (!box || lg_future_is_finished(box))
        return;
    struct lg__place inner = place;
    inner.future = lg__box_future(box);
    walk_type(walk, inner, lg_future_type_of(box));
}

/* Leaves of the library that hold futures themselves. */
static void walk_leaf(const struct walk *walk, const struct lg__place *place)
{
    walk->visit(place, walk->data);
    if (!strcmp(place->name, "lg_future_await")) {
        walk_box(walk, place, ((const struct lg_boxed *)place->future)->future, false);
    } else if (!strcmp(place->name, "lg_future_await_all")) {
        const struct lg_awaiting_all *all = place->future;
        for (size_t i = 0; i < all->count; i++)
            walk_box(walk, place, all->futures[i], false);
    } else if (!strcmp(place->name, "lg_future_await_any")) {
        const struct lg_awaiting_any *any = place->future;
        for (size_t i = 0; i < any->count; i++)
            walk_box(walk, place, any->futures[i], any->count > 1);
    }
}

static void walk_child(const struct walk *walk, const struct lg__place *outer, const lg_child_info *child,
                       bool alternative)
{
    const char *future = outer->future, *at = future + child->offset;
    const struct lg_call *call = (const void *)at;
    struct lg__place place = {.depth = outer->depth + 1,
                              .future = at,
                              .name = child->name,
                              .outer = outer,
                              .alternative = outer->alternative || alternative};
    if (child->done != LG_NOWHERE && future[child->done])
        return;
    switch (child->place) {
    case LG_CHILD_EMBEDDED:
        place.frame = child->frame;
        walk_frame(walk, place);
        break;
    case LG_CHILD_FRAMED:
        place.future = pointer_at(at);
        if (place.future)
            walk_type(walk, place, child->type);
        break;
    case LG_CHILD_CALL:
        place.future = call->frame;
        walk_type(walk, place, call->type);
        break;
    case LG_CHILD_LEAF:
        walk_leaf(walk, &place);
        break;
    }
}

/* Whether one of several children is enough. */
static bool has_alternatives(const lg_state_info *state)
{
    return state->child_count > 1 && strcmp(state->callee, "all") != 0;
}

static void walk_frame(const struct walk *walk, struct lg__place place)
{
    if (!place.frame) {
        walk_leaf(walk, &place);
        return;
    }
    unsigned index = lg__state_index(place.frame, place.future);
    if (index + 1 >= place.frame->state_count)
        return; /* finished */
    place.state = &place.frame->states[index];
    walk->visit(&place, walk->data);
    for (size_t i = 0; i < place.state->child_count; i++)
        walk_child(walk, &place, &place.state->children[i], has_alternatives(place.state));
}

void lg__walk(const lg_future_type *type, const void *future, lg__visit *visit, void *data)
{
    const struct walk walk = {visit, data};
    walk_type(&walk, (struct lg__place){.future = future}, type);
}
