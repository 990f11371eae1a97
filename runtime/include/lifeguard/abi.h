/* lifeguard/abi.h: all that lowered code may use.
 *
 * The plugin turns `async T f(P…)` into a `struct f_future` with functions `f_future_init`, `f_future_poll` and
 * `f_future_drop`, and describes it in an `lg_future_type f_future_type`. Everything those mention is declared here and
 * nothing here allocates, locks or needs an operating system, but for the frames of callees whose size is not known. */
#ifndef LIFEGUARD_ABI_H
#define LIFEGUARD_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#error "Lifeguard is for C"
#endif

#if defined(__has_attribute)
#if __has_attribute(annotate)
#define LG__ANNOTATE(text) __attribute__((annotate(text)))
#endif
#endif
#ifndef LG__ANNOTATE
#define LG__ANNOTATE(text)
#endif

/* An enum of states takes one byte where 256 values do. */
#define lg_packed __attribute__((packed))
/* A generated function or object that this file may not need. */
#define lg_unused __attribute__((unused))

/* A function that is compiled once: the addresses of its labels are the same in every call. */
#ifdef __clang__
#define lg_one_copy __attribute__((noinline))
#else
#define lg_one_copy __attribute__((noinline, noclone))
#endif

/* A static function of a header for what is rarely done: it stays out of line, and where the compiler knows how, it
 * saves all registers itself, so that what calls it is as quick as without until it does. It returns one register at
 * most. (Caller and callee must agree on that, so it is for functions of one file; clang before 17 loses what they
 * return.) */
#if defined(__clang_major__) && __clang_major__ >= 17 && (defined(__x86_64__) || defined(__aarch64__))
#define LG__ASIDE static __attribute__((unused, cold, noinline, preserve_most))
#else
#define LG__ASIDE static __attribute__((unused, cold, noinline))
#endif

/* What a poll says. */
typedef enum lg_poll {
    LG_PENDING, /* not yet: the context's waker will be woken when polling again makes sense */
    LG_READY,   /* done: the result has been stored; the future must not be polled again */
} lg_poll;

typedef struct lg_context lg_context;

/* What an offset is where there is no such thing. */
#define LG_NOWHERE ((size_t)-1)

/* A guard that is live across a yield point, as a state table names it. */
typedef struct lg_guard_info {
    const char *name; /* the local's name in the source */
    const char *type; /* its type as written */
    int line;         /* of its declaration */
    size_t offset;    /* of its storage in the future */
    size_t flag;      /* offset of a byte that is 0 where it was jumped over; LG_NOWHERE: it never is */
} lg_guard_info;

typedef struct lg_future_type lg_future_type;
typedef struct lg_frame_info lg_frame_info;

/* A future that a state waits for. */
typedef struct lg_child_info {
    enum {
        LG_CHILD_EMBEDDED, /* the future itself is at `offset` */
        LG_CHILD_FRAMED,   /* a pointer to it is; NULL once it has finished */
        LG_CHILD_LEAF,     /* one written by hand is */
        LG_CHILD_CALL,     /* a struct lg_call is */
    } place;
    const char *name;           /* of the async function; of a call, what the source calls */
    size_t offset;              /* in the future that waits */
    size_t done;                /* offset of a byte that is not 0 once the child has finished, or LG_NOWHERE */
    const lg_frame_info *frame; /* of LG_CHILD_EMBEDDED */
    const lg_future_type *type; /* of LG_CHILD_FRAMED */
} lg_child_info;

/* One state of a future. */
typedef struct lg_state_info {
    const char *name;            /* the enumerator's name */
    const char *file;            /* of the source; NULL where the state stands for no place */
    int line;                    /* of the await; of the definition for start and done */
    const char *callee;          /* what is awaited; NULL for start and done */
    const lg_guard_info *guards; /* live across this yield point, in order of initialisation */
    size_t guard_count;
    const lg_child_info *children; /* what is waited for, in order of the operands; last, what ends the time of an
                                      await_timeout */
    size_t child_count;
} lg_state_info;

/* All that is needed to read a future that nobody polls. (Apart from its type: a poll function that others can reach is
 * inlined less.) */
struct lg_frame_info {
    const char *name; /* of the async function */
    const lg_state_info *states;
    size_t state_count;
    size_t state;      /* offset of the index into `states` */
    size_t state_size; /* its bytes: 1, 2 or 4 */
};

/* Any function. Pointers to functions are kept as pointers to this one, and cast to their own type for a call. */
typedef void lg_function(void);

/* A future's type at run time. Objects of it are constant and live as long as the program. */
struct lg_future_type {
    size_t size;       /* bytes of the future */
    size_t align;      /* its alignment, a power of two */
    size_t out_size;   /* bytes of its result; 0 for void */
    const char *name;  /* of the async function */
    lg_function *init; /* a void (void *future, P…): creates, runs nothing; NULL where
                          nobody can have a pointer to the async function */
    lg_poll (*poll)(void *future, lg_context *cx, void *out); /* `out` is not NULL where out_size is not 0 */
    void (*drop)(void *future);
    unsigned (*state)(const void *future); /* index into `states`, while it is not being polled; NULL for a leaf */
    const lg_state_info *states;           /* NULL for a leaf */
    size_t state_count;
    const lg_frame_info *frame; /* NULL for a leaf */
};

/* Aborts: a future of async function `name` was polled after it had finished or was dropped. (Not its type object: a
 * poll function that led to its own type would have one caller more, and be inlined less.) */
_Noreturn void lg_polled_after_completion(const char *name);

/* The frame of a callee whose size this file does not know, from the arena of the outermost future (`cx`'s), or from
 * malloc under a context made by hand. Never NULL: out of memory aborts with a message. The frame is uninitialised. */
void *lg_frame_new(lg_context *cx, const lg_future_type *type);
/* Gives back a frame whose future has finished. */
void lg_frame_free(void *frame);
/* Drops the future in `frame` (cancel), then gives the frame back. */
void lg_frame_drop(const lg_future_type *type, void *frame);

/* What creates a future of `type`: to be cast to its own type, by way of uintptr_t. */
static inline lg_function *lg_init_of(const lg_future_type *type)
{
    return type->init;
}

/* The future of a call through a pointer, which holds the address of the async function's lg_future_type: a leaf that
 * polls a future in a frame of the arena. Unlike another leaf it holds something before its first poll; lg_call_free
 * gives that back where there is no poll. */
struct lg_call {
    const lg_future_type *type;
    void *frame;
};

/* The frame, for the caller to create a future of `type` in it. */
static inline void *lg_call_new(struct lg_call *self, lg_context *cx, const lg_future_type *type)
{
    self->type = type;
    self->frame = lg_frame_new(cx, type);
    return self->frame;
}

/* Polls; `out` as for the type's poll. */
static inline lg_poll lg_call_poll(struct lg_call *self, lg_context *cx, void *out)
{
    lg_poll poll = self->type->poll(self->frame, cx, out);
    if (poll == LG_READY)
        lg_frame_free(self->frame);
    return poll;
}

/* Cancels, after a poll. */
static inline void lg_call_drop(struct lg_call *self)
{
    lg_frame_drop(self->type, self->frame);
}

/* Ends a call that was not polled. */
static inline void lg_call_free(struct lg_call *self)
{
    lg_frame_free(self->frame);
}

/* What code that was compiled with `trace` tells. */
typedef enum lg_traced_kind {
    LG_TRACED_CREATE,  /* a future was initialised */
    LG_TRACED_POLL,    /* a poll begins, in state `state` */
    LG_TRACED_AWAIT,   /* it has come to the yield point of `state`, and made the futures to wait for */
    LG_TRACED_STATE,   /* that state was stored */
    LG_TRACED_PENDING, /* the poll ends at that yield point: the function is suspended */
    LG_TRACED_READY,   /* the poll ends, and so does the function */
    LG_TRACED_DROP,    /* the future is dropped in that state */
    LG_TRACED_RESUME,  /* hook `hook` of the guard `guard` is about to be called */
    LG_TRACED_SUSPEND,
    LG_TRACED_CANCEL,
} lg_traced_kind;

/* One such thing. Valid during the call; the strings and the type live as long as the program. */
typedef struct lg_traced {
    lg_traced_kind kind;
    const void *future;
    const lg_future_type *type;
    unsigned state;           /* index into its states */
    const char *hook, *guard; /* NULL but for hooks */
} lg_traced;

/* Who is told, by whichever thread it happens on, several at a time; NULL: nobody, as in the beginning. Any thread. */
typedef void lg_traced_listener(const lg_traced *what);
void lg_traced_listen(lg_traced_listener *listener);

/* The calls that `trace` adds. */
void lg_traced_future(lg_traced_kind kind, const void *future, const lg_future_type *type, unsigned state);
void lg_traced_hook(lg_traced_kind kind, const void *future, const lg_future_type *type, unsigned state,
                    const char *hook, const char *guard);

/* The value of a local or an argument that a future keeps, told to subscribers only, before what it was kept for: the
 * future's creation, or the end of a poll. `name` is the local's, and lives as long as the program. */
void lg_traced_int(const void *future, const lg_future_type *type, const char *name, long long value);
void lg_traced_uint(const void *future, const lg_future_type *type, const char *name, unsigned long long value);
void lg_traced_double(const void *future, const lg_future_type *type, const char *name, double value);
void lg_traced_bool(const void *future, const lg_future_type *type, const char *name, int value);
void lg_traced_pointer(const void *future, const lg_future_type *type, const char *name, const volatile void *value);

/* A context whose waker does nothing, for hooks that run while a future is dropped. One for the whole program. */
lg_context *lg_context_noop(void);

struct lg_runtime;
struct lg_task;
struct lg_future;

/* block_on(f(x)): runs `future`, initialised and of `type`, to completion on a fresh current-thread runtime (or on
 * `runtime`), stores its result in `out`, and drops what is left. The future is finished afterwards. */
void lg_block_on_future(const lg_future_type *type, void *future, void *out);
void lg_block_on_future_in(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out);

/* spawn(f(x)), in two steps: lg_task_new makes a task of `runtime` (NULL: the current one, else it aborts) with room
 * for a future of `type`, whose place it stores in `*future`; once that is initialised, lg_task_start queues it. NULL
 * with errno ENOMEM where memory is out. */
struct lg_task *lg_task_new(struct lg_runtime *runtime, const lg_future_type *type, void **future);
void lg_task_start(struct lg_task *task);

/* future(f(x)): a box with room for a future of `type`, whose place it stores in `*future` for the caller to
 * initialise. NULL with errno ENOMEM where memory is out. */
struct lg_future *lg_future_new(const lg_future_type *type, void **future);

#endif
