/* lifeguard/task_local.h: values that follow a future, not a thread.
 *
 *     LG_TASK_LOCAL(current_user);
 *
 *     async void handle(struct user *u)
 *     {
 *         lg_scoped(lg_task_local_scope) scope = lg_task_local_set(&current_user, u);
 *         await serve();                      // here and in whatever serve calls:
 *     }                                       //     lg_task_local_get(&current_user) == u
 *
 * A value is set while its scope is executing: the scope is a guard with Lifecycle, which puts back the value that was
 * there when its future suspends, and sets its own again when it resumes. Tasks that take turns on a thread each see
 * their own value; an inner scope hides an outer one. Setting and getting are a thread-local load and a store. */
#ifndef LIFEGUARD_TASK_LOCAL_H
#define LIFEGUARD_TASK_LOCAL_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>

/* A name for a value: where this thread keeps it. Constant. */
typedef struct lg_task_local {
    void **(*slot)(void); /* the calling thread's slot */
} lg_task_local;

/* At file scope: defines the key `name`, a `static const lg_task_local`; nothing is set at first. To share a key
 * between files, share a pointer to it. */
#define LG_TASK_LOCAL(name)                                                                                            \
    static _Thread_local void *lg__slot_of_##name;                                                                     \
    static void **lg__find_##name(void)                                                                                \
    {                                                                                                                  \
        return &lg__slot_of_##name;                                                                                    \
    }                                                                                                                  \
    static const lg_task_local name = {lg__find_##name}

/* A value that is set for as long as this guard lives and its future executes. */
typedef struct lg_lifecycle(lg_task_local_scope_on_resume, lg_task_local_scope_on_suspend) lg_task_local_scope {
    const lg_task_local *key;
    void *value;
    void *outer; /* what the slot held when this scope became active */
} lg_task_local_scope;

/* The value of `key` for what executes here now; NULL where nothing is set. Any thread. */
static inline void *lg_task_local_get(const lg_task_local *key)
{
    return *key->slot();
}

/* Sets `key` to `value`, which stays the caller's, until the returned scope is dropped. Scopes end in reverse order.
 * Nothing is written through `value`: who sets what is const gets it back, and leaves it so. */
static inline lg_task_local_scope lg_task_local_set(const lg_task_local *key, const void *value)
{
    void **slot = key->slot();
    lg_task_local_scope scope = {key, (void *)(uintptr_t)value, *slot};
    *slot = scope.value;
    return scope;
}

/* Ends the scope: puts back the value that was there before. */
static inline void lg_task_local_scope_drop(lg_task_local_scope *scope)
{
    *scope->key->slot() = scope->outer;
}

/* The hooks. What is outside may differ at each resume: the scope's future may have been passed on. */
static inline void lg_task_local_scope_on_resume(lg_task_local_scope *scope, lg_context *cx)
{
    (void)cx;
    void **slot = scope->key->slot();
    scope->outer = *slot;
    *slot = scope->value;
}

static inline void lg_task_local_scope_on_suspend(lg_task_local_scope *scope, lg_context *cx)
{
    (void)cx;
    *scope->key->slot() = scope->outer;
}

#endif
