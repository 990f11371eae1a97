/* lifeguard/markers.h: the functions that mark Lifeguard's constructs in the syntax tree.
 *
 * None has a definition: the plugin replaces every call. A program compiled without the plugin is stopped by the
 * `error` attribute, or at the latest by the linker. */
#ifndef LIFEGUARD_MARKERS_H
#define LIFEGUARD_MARKERS_H

#pragma GCC system_header

#include <lifeguard/abi.h>
#include <stdint.h>

#if defined(__has_attribute)
#if __has_attribute(error)
#define LG__NEEDS_PLUGIN                                                                                               \
    __attribute__((error("async code needs the Lifeguard plugin: compile with -fplugin=lifeguard.so")))
#endif
#endif
#ifndef LG__NEEDS_PLUGIN
#define LG__NEEDS_PLUGIN
#endif

struct lg_runtime;
struct lg_task;
struct lg_future;

LG__NEEDS_PLUGIN void lg__await_all(void);
LG__NEEDS_PLUGIN void lg__await_any(void);
LG__NEEDS_PLUGIN int lg__await_any_winner(void);
LG__NEEDS_PLUGIN void lg__await_timeout(uint64_t ms);
LG__NEEDS_PLUGIN int lg__await_timeout_result(void);
LG__NEEDS_PLUGIN void lg__block_on(void);
LG__NEEDS_PLUGIN void lg__block_on_in(struct lg_runtime *runtime);
LG__NEEDS_PLUGIN void lg__spawn(void);
LG__NEEDS_PLUGIN void lg__spawn_in(struct lg_runtime *runtime);
LG__NEEDS_PLUGIN struct lg_task *lg__spawn_result(void);
LG__NEEDS_PLUGIN void lg__future(void);
LG__NEEDS_PLUGIN struct lg_future *lg__future_result(void);

/* lg_cx(): inside an async function, the context of the poll under way. */
LG__NEEDS_PLUGIN struct lg_context *lg_cx(void);

#endif
