/* suspend/lifeguard.c as a state machine by hand. */
#include "../common/gate.h"
#include "../common/guard.h"

#if GUARDS
struct account account[4];
#endif

enum { START, WAITING, DONE };

struct root_future {
    struct gate gate;
    uint32_t n, i, sum;
    unsigned char state;
#if GUARDS
    guard guards[GUARDS];
#endif
};

extern const lg_future_type root_future_type;

void root_future_init(struct root_future *self, uint32_t n)
{
    self->n = n;
    self->state = START;
}

lg_poll root_future_poll(struct root_future *self, lg_context *cx, uint32_t *out)
{
    uint32_t value;

    switch (self->state) {
    case START:
#if GUARDS
        for (int i = 0; i < GUARDS; i++)
            self->guards[i].of = &account[i];
#endif
        self->sum = 0;
        self->i = 0;
        while (self->i < self->n) {
            gate_init(&self->gate, self->i);
            self->state = WAITING;
            if (0) {
            case WAITING:
#if GUARDS >= 1
                guard_on_resume(&self->guards[0], cx);
#endif
#if GUARDS >= 4
                guard_on_resume(&self->guards[1], cx);
                guard_on_resume(&self->guards[2], cx);
                guard_on_resume(&self->guards[3], cx);
#endif
            }
            if (gate_poll(&self->gate, cx, &value) == LG_PENDING) {
#if GUARDS >= 4
                guard_on_suspend(&self->guards[3], cx);
                guard_on_suspend(&self->guards[2], cx);
                guard_on_suspend(&self->guards[1], cx);
#endif
#if GUARDS >= 1
                guard_on_suspend(&self->guards[0], cx);
#endif
                return LG_PENDING;
            }
            self->sum = self->sum * 3 + value;
            self->i++;
        }
#if GUARDS
        for (int i = 0; i < GUARDS; i++)
            self->sum = self->sum * 3 + account[i].resumed + account[i].suspended;
        for (int i = GUARDS; i-- > 0;)
            guard_drop(&self->guards[i]);
#endif
        *out = self->sum;
        self->state = DONE;
        return LG_READY;
    default:
        lg_polled_after_completion("root");
    }
}

void root_future_drop(struct root_future *self)
{
    if (self->state == WAITING) {
#if GUARDS
        for (int i = 0; i < GUARDS; i++)
            guard_on_resume(&self->guards[i], lg_context_noop());
#endif
        gate_drop(&self->gate);
#if GUARDS
        for (int i = GUARDS; i-- > 0;)
            guard_drop(&self->guards[i]);
#endif
    }
    self->state = DONE;
}

const lg_future_type root_future_type = {.size = sizeof(struct root_future),
                                         .align = _Alignof(struct root_future),
                                         .out_size = sizeof(uint32_t),
                                         .name = "root"};
