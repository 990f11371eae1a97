"""A Chrome trace as lg_trace_chrome writes it (docs/trace/chrome.md), read into what can be drawn: threads, tasks, spans, wakes.

Times are microseconds. A trace is cut into parts, one for each future that was run by block_on: each begins where a task is spawned
while no task is polled, and its times count from there.
"""

import json

THREADS, TASKS, SPANS = 1, 2, 3


class Slice:
    """On a thread's track: a poll or an entered span. `depth` slices are around it."""

    def __init__(self, event, at, depth, task):
        self.name, self.fields, self.is_poll = event["name"], event["args"], event["cat"] == "task"
        self.begin, self.end, self.depth, self.task = at, None, depth, task


class Thread:
    def __init__(self, name):
        self.name, self.slices, self.open, self.task = name, [], [], None  # the task that is polled at this moment


class Task:
    def __init__(self, name, at):
        self.name, self.begin, self.end, self.how, self.polls = name, at, None, None, []


class Span:
    def __init__(self, event, at, task):
        self.name, self.fields, self.begin, self.task = event["name"], event["args"], at, task
        self.end, self.busy, self.idle = None, 0, 0  # nanoseconds, the last two


class Wake:
    """From where it was made, in the poll of `source` or in none, to the poll of `task` that follows."""

    def __init__(self, thread, at, source, task, is_spawn):
        self.thread, self.begin, self.source, self.task, self.is_spawn = thread, at, source, task, is_spawn
        self.end = None


class Part:
    def __init__(self, start):
        self.start, self.length = start, 0
        self.threads, self.tasks, self.spans, self.wakes = {}, {}, {}, []

    def times(self):
        """All moments at which something begins or ends."""
        found = {0, self.length}
        for each in [s for t in self.threads.values() for s in t.slices] + list(self.tasks.values()) + list(self.spans.values()):
            found |= {each.begin, each.end}
        return sorted(found | {at for task in self.tasks.values() for poll in task.polls for at in poll})


class Reader:
    def __init__(self):
        self.parts, self.names, self.awaited = [], {}, {}

    def begin_part(self, at):
        self.finish()
        self.parts.append(Part(at))
        self.awaited = {}

    def finish(self):
        """What is open ends with its part."""
        if not self.parts:
            return
        part = self.parts[-1]
        for each in [s for t in part.threads.values() for s in t.open] + list(part.tasks.values()) + list(part.spans.values()):
            each.end = part.length if each.end is None else each.end

    def thread(self, event):
        number = event["tid"]
        return self.parts[-1].threads.setdefault(number, Thread(self.names.get(number, str(number))))

    def read(self, events):
        for event in events:
            if event["ph"] == "M":
                if event["pid"] == THREADS and event["name"] == "thread_name":
                    self.names[event["tid"]] = event["args"]["name"]
                continue
            is_spawn = event["pid"] == THREADS and event["ph"] == "X" and event["name"] == "spawn"
            if not self.parts or is_spawn and all(t.task is None for t in self.parts[-1].threads.values()):
                self.begin_part(event["ts"])
            part = self.parts[-1]
            at = event["ts"] - part.start
            part.length = max(part.length, at + event.get("dur", 0))
            getattr(self, ("", "on_thread", "on_task", "on_span")[event["pid"]])(part, event, at)
        self.finish()
        return [part for part in self.parts if part.tasks]

    def on_thread(self, part, event, at):
        thread, phase = self.thread(event), event["ph"]
        if phase == "B":
            if event["cat"] == "task":
                thread.task = event["args"]["task"]
            slice_ = Slice(event, at, len(thread.open), thread.task)
            thread.slices.append(slice_)
            thread.open.append(slice_)
        elif phase == "E" and thread.open:
            thread.open.pop().end = at
        elif phase == "X":
            woken, is_spawn = event["args"]["task"], event["name"] == "spawn"
            if is_spawn:
                part.tasks[woken] = Task(event["args"]["of"], at)
            self.awaited.setdefault(woken, []).append(Wake(event["tid"], at, thread.task, woken, is_spawn))
        elif phase == "f":  # in the poll it leads to; of the wakes before it, the one that counted
            wakes = self.awaited.pop(thread.task, [])
            if wakes and thread.task in part.tasks:
                wakes[0].end = at
                part.wakes.append(wakes[0])

    def on_task(self, part, event, at):
        task = part.tasks.setdefault(event["tid"], Task(event["name"], 0))  # one of an earlier part, where it was not there
        if event["ph"] == "X":
            task.polls.append((at, at + event["dur"]))
            thread = part.threads.get(event["args"]["thread"])
            if thread:
                thread.task = None
        elif event["name"] != "spawned":
            task.end, task.how = at, event["name"]

    def on_span(self, part, event, at):
        if event["ph"] == "b":
            tasks = [thread.task for thread in part.threads.values() if thread.task is not None]
            part.spans[event["id"]] = Span(event, at, tasks[0] if len(tasks) == 1 else None)
        elif span := part.spans.get(event["id"]):
            span.end, span.busy, span.idle = at, event["args"]["busy_ns"], event["args"]["idle_ns"]


def parts_of(path):
    with open(path, encoding="utf-8") as file:
        return Reader().read(json.load(file)["traceEvents"])
