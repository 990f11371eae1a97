/* ready/lifeguard.c as two state machines by hand. */
#include "../common/gate.h"

#define RARE (1u << 31)

enum { START, WAITING, DONE };

struct step_future {
    union {
        uint32_t x; /* START */
        struct gate gate;
    };
    unsigned char state;
};

static const lg_future_type step_future_type = {.name = "step"};

static inline void step_future_init(struct step_future *self, uint32_t x)
{
    self->x = x;
    self->state = START;
}

static PLAIN_CALL lg_poll step_future_poll(struct step_future *self, lg_context *cx, uint32_t *out)
{
    uint32_t x;

    switch (self->state) {
    case START:
        x = self->x;
        if (x == RARE) {
            gate_init(&self->gate, x);
            self->state = WAITING;
        case WAITING:
            if (gate_poll(&self->gate, cx, &x) == LG_PENDING)
                return LG_PENDING;
        }
        *out = x * 2 + 1;
        self->state = DONE;
        return LG_READY;
    default:
        lg_polled_after_completion("step");
    }
}

static inline void step_future_drop(struct step_future *self)
{
    if (self->state == WAITING)
        gate_drop(&self->gate);
    self->state = DONE;
}

struct root_future {
    struct step_future step;
    uint32_t n, i, sum;
    unsigned char state;
};

extern const lg_future_type root_future_type;

void root_future_init(struct root_future *self, uint32_t n)
{
    self->n = n;
    self->state = START;
}

lg_poll root_future_poll(struct root_future *self, lg_context *cx, uint32_t *out)
{
    uint32_t i, n, sum, value;

    switch (self->state) {
    case START:
        sum = 0;
        n = self->n;
        for (i = 0; i < n; i++) {
            step_future_init(&self->step, i);
            if (0) {
            case WAITING:
                i = self->i;
                n = self->n;
                sum = self->sum;
            }
            if (step_future_poll(&self->step, cx, &value) == LG_PENDING) {
                self->i = i;
                self->sum = sum;
                self->state = WAITING;
                return LG_PENDING;
            }
            sum = sum * 3 + value;
        }
        *out = sum;
        self->state = DONE;
        return LG_READY;
    default:
        lg_polled_after_completion("root");
    }
}

void root_future_drop(struct root_future *self)
{
    if (self->state == WAITING)
        step_future_drop(&self->step);
    self->state = DONE;
}

const lg_future_type root_future_type = {.size = sizeof(struct root_future),
                                         .align = _Alignof(struct root_future),
                                         .out_size = sizeof(uint32_t),
                                         .name = "root"};
