//===- RecordedRun.h - noun: what a program's trace says of a file --------===//
//
// Output of `readRun`: of a trace that lg_trace_json has written, what became of the tasks, and of the
// futures of the functions that an Explanation is about. Functions and states are its indices. Plain values,
// as there.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_RECORDEDRUN_H
#define LIFEGUARD_MODEL_RECORDEDRUN_H

#include <cstdint>
#include <string>
#include <vector>

namespace lifeguard {

/// A local and its value, as text.
struct RecordedValue {
  std::string Name, Value;
};

/// A future: from its creation, or from where it is seen first, to its end.
struct RecordedFuture {
  unsigned Function = 0;
  std::string Address;
  int Parent = -1; ///< the future whose poll polled it first, among these
};

struct RecordedEvent {
  std::string Kind; ///< the trace's own word; "event" is one of the program's own
  uint64_t At = 0;  ///< nanoseconds since the first event
  unsigned Thread = 0;
  int Worker = -1;
  uint64_t Task = 0; ///< of a task its own number, else that of the task whose poll it happened in; 0: none
  std::string Name;  ///< of a task, its async function; of a hook, what is called, "span_exit(&span)"
  uint64_t By = 0;   ///< the task that did it, or has woken this one; 0: nobody known
  bool Ready = false;
  int Future = -1, State = -1;
  std::vector<RecordedValue> Values; ///< what the future keeps
  std::string Message;               ///< of an event
};

struct RecordedRun {
  std::string File;
  std::vector<RecordedFuture> Futures; ///< in the order they are seen
  std::vector<RecordedEvent> Events;
  bool Cut = false;  ///< there are more than are kept
  bool Torn = false; ///< the last line had no end: the program ended before it was written
};

} // namespace lifeguard

#endif
