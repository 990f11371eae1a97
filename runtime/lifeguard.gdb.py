"""Lifeguard in gdb: the tasks of a stopped process or a core, and async functions in backtraces.

    source lifeguard.gdb.py        (`lifeguard gdb` prints the file's name)

| command | what |
|---|---|
| lifeguard tasks | every unfinished task of every runtime, as a tree of the functions that are suspended, with what each leaf waits for; then deadlocks |
| lifeguard bt N | the same of task N alone |

A `struct f_future` prints as its function, the line it waits at, and what is live there (print/r: as it is). In backtraces, poll
functions are called as the user wrote them: `f`, not `f_future_poll`.

All is read from the program's memory: nothing of it is called, so a core will do, and so will a process stopped anywhere. The tables that
the plugin writes for each async function say where things are in a future (lifeguard/abi.h), and `lg__debug_layout` (runtime/src/debug.c)
where they are in the library; `lg__leaf_kinds` (runtime/src/leaf_kinds.c) says what its leaves wait for.
"""

import collections
import time

import gdb
import gdb.FrameDecorator

NOWHERE = -1
EMBEDDED, FRAMED, LEAF, CALL = range(4)
FIELDS = """form runtime_younger runtime_crew runtime_name runtime_oldest crew_count crew_workers worker_size worker_oldest
worker_running task_shared task_owned task_type task_younger task_size CLOSED ABORT POLLED BORROWED HELD QUEUED RUNNING ABORTING
WOKEN task_suspended runtime_clock clock_now clock_paused sleep_deadline sleep_state ticking_deadline ticking_state TIMER_AFTER all_count
any_count box_size box_state BOX_DONE""".split()
NO_ROLE, OWNER, SENDER, RECEIVER = range(4)
HAS = {OWNER: "holds", SENDER: "can send to", RECEIVER: "receives from"}
INSTANT = 8  # bytes


class Memory:
    """The process's memory: words of its own size."""

    def __init__(self):
        self.inferior = gdb.selected_inferior()
        self.word = gdb.lookup_type("void").pointer().sizeof
        self.order = "big" if "big" in gdb.execute("show endian", to_string=True) else "little"

    def number(self, address, size=None, signed=False):
        return int.from_bytes(self.inferior.read_memory(address, size or self.word).tobytes(), self.order, signed=signed)

    def text(self, address):
        return gdb.Value(address).cast(gdb.lookup_type("char").pointer()).string() if address else ""

    def words(self, address, count):
        return [self.number(address + i * self.word) for i in range(count)]


def symbol(name):
    return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))


class Layout:
    def __init__(self, memory):
        for name, value in zip(FIELDS, memory.words(symbol("lg__debug_layout"), len(FIELDS))):
            setattr(self, name, value)
        if self.form != 2:
            raise gdb.GdbError(f"this script does not know the layout of the library (form {self.form})")


# ---- the tables of lifeguard/abi.h ----


class Guard:
    SIZE = 5

    def __init__(self, memory, at):
        name, kind, _, self.offset, self.flag = memory.words(at, 5)
        self.name, self.type = memory.text(name), memory.text(kind)
        self.line = memory.number(at + 2 * memory.word, 4)


class Child:
    SIZE = 6

    def __init__(self, memory, at):
        _, name, self.offset, self.done, self.frame, self.type = memory.words(at, 6)
        self.place, self.name = memory.number(at, 4), memory.text(name)


class State:
    SIZE = 8

    def __init__(self, memory, at):
        name, file, _, callee, guards, guard_count, children, child_count = memory.words(at, 8)
        self.name, self.file, self.callee = memory.text(name), memory.text(file), memory.text(callee)
        self.line = memory.number(at + 2 * memory.word, 4)
        self.guards = [Guard(memory, guards + i * Guard.SIZE * memory.word) for i in range(guard_count)]
        self.children = [Child(memory, children + i * Child.SIZE * memory.word) for i in range(child_count)]


class Frame:
    """lg_frame_info."""

    def __init__(self, memory, at):
        name, self.states, self.count, self.offset, self.size = memory.words(at, 5)
        self.memory, self.name = memory, memory.text(name)

    def state(self, index):
        return State(self.memory, self.states + index * State.SIZE * self.memory.word)

    def state_of(self, future):
        index = self.memory.number(future + self.offset, self.size)
        return self.state(index) if index < self.count else None

    def is_done(self, future):
        return self.memory.number(future + self.offset, self.size) + 1 >= self.count


class Type:
    """lg_future_type."""

    def __init__(self, memory, at):
        self.size, self.align, _, name, _, _, _, _, _, _, frame = memory.words(at, 11)
        self.name, self.frame = memory.text(name), Frame(memory, frame) if frame else None


# ---- what is in a task ----

# How a place is reached: the state that awaits it, and whether something around it waits for others as well, and will do with one of them.
Way = collections.namedtuple("Way", "depth awaiting alternative")

# A place in the tree of what a future waits for. A leaf has no frame; `state` is None for it.
Place = collections.namedtuple("Place", "way name frame state future")


class Walk:
    """All places of a suspended future, outer ones first."""

    def __init__(self, memory, layout):
        self.memory, self.layout = memory, layout

    def typed(self, at, future, way=Way(0, None, False)):
        kind = Type(self.memory, at)
        return self.future(kind.name, kind.frame, future, way)

    def future(self, name, frame, future, way):
        if frame is None:
            yield Place(way, name, None, None, future)
            yield from self.boxes(name, future, way)
            return
        state = frame.state_of(future)
        if state is None or frame.is_done(future):
            return
        yield Place(way, frame.name, frame, state, future)
        alternatives = len(state.children) > 1 and state.callee != "all"
        inner = Way(way.depth + 1, state, way.alternative or alternatives)
        for child in state.children:
            yield from self.child(child, future, inner)

    def child(self, child, future, way):
        at = future + child.offset
        if not child.done >> (8 * self.memory.word - 1) and self.memory.number(future + child.done, 1):
            return
        if child.place == EMBEDDED:
            yield from self.future(child.name, Frame(self.memory, child.frame), at, way)
        elif child.place == FRAMED:
            pointed = self.memory.number(at)
            if pointed:
                yield from self.typed(child.type, pointed, way)
        elif child.place == CALL:
            kind, pointed = self.memory.words(at, 2)
            yield from self.typed(kind, pointed, way)
        else:
            yield from self.future(child.name, None, at, way)

    def boxes(self, name, future, way):
        """Leaves of the library that hold futures themselves."""
        if name == "lg_future_await":
            boxes = [self.memory.number(future)]
        elif name in ("lg_future_await_all", "lg_future_await_any"):
            offset = self.layout.all_count if name.endswith("all") else self.layout.any_count
            boxes = self.memory.words(self.memory.number(future), self.memory.number(future + offset))
        else:
            return
        inner = Way(way.depth + 1, way.awaiting, way.alternative or (name.endswith("any") and len(boxes) > 1))
        for box in boxes:
            if box and self.memory.number(box + self.layout.box_state, 4) != self.layout.BOX_DONE:
                kind = self.memory.number(box)
                align = Type(self.memory, kind).align
                yield from self.typed(kind, (box + self.layout.box_size + align - 1) & -align, inner)


# What a guard holds that somebody may wait for.
Hold = collections.namedtuple("Hold", "task thing role guard file")


class Kinds:
    """lg__leaf_kinds and lg__guard_kinds: what the library's leaves wait for, and which guards end that."""

    def __init__(self, memory):
        self.leaves = {name: (memory.text(what), memory.text(how), role)
                       for name, what, how, role in self.rows(memory, "lg__leaf_kinds", 4)}
        self.guards = {name: role for name, role in self.rows(memory, "lg__guard_kinds", 2)}

    @staticmethod
    def rows(memory, name, words):
        at = symbol(name)
        while memory.number(at):
            row = memory.words(at, words)
            yield memory.text(row[0]), *row[1:-1], memory.number(at + (words - 1) * memory.word, 4)
            at += words * memory.word


class Task:
    def __init__(self, number, runtime, at, kind, condition, places):
        self.number, self.runtime, self.at, self.kind = number, runtime, at, kind
        self.condition, self.places = condition, places

    def __str__(self):
        return f'task {self.number} "{self.kind.name}"'


class Tasks:
    """All tasks, in the order of lg_dump_tasks."""

    def __init__(self):
        self.memory = Memory()
        self.layout = Layout(self.memory)
        self.kinds = Kinds(self.memory)
        self.tasks = [self.task(number, *found) for number, found in enumerate(self.find(), 1)]
        self.holds = [hold for task in self.tasks for place in task.places if place.state
                      for guard in place.state.guards if (hold := self.hold(task, place, guard)) and hold.thing and hold.role]

    def find(self):
        memory, layout = self.memory, self.layout
        runtime = memory.number(symbol("lg__runtimes"))
        while runtime:
            crew = memory.number(runtime + layout.runtime_crew)
            if crew:
                workers = [crew + layout.crew_workers + i * layout.worker_size
                           for i in range(memory.number(crew + layout.crew_count, 4))]
                running = {memory.number(worker + layout.worker_running): i for i, worker in enumerate(workers)}
                lists = [worker + layout.worker_oldest for worker in workers]
            else:
                running, lists = {}, [runtime + layout.runtime_oldest]
            for first in lists:
                task = memory.number(first)
                while task:
                    if not memory.number(task + layout.task_shared, 4) & layout.CLOSED:
                        yield runtime, task, self.condition(crew, task, running)
                    task = memory.number(task + layout.task_younger)
            runtime = memory.number(runtime + layout.runtime_younger)

    def condition(self, crew, task, running):
        layout = self.layout
        shared, owned = (self.memory.number(task + at, 4) for at in (layout.task_shared, layout.task_owned))
        if task in running:
            return f"running on worker {running[task]}"
        if not crew and owned & layout.RUNNING:
            return "running on worker 0"
        if shared & layout.ABORT or (not crew and owned & layout.ABORTING):
            return "about to be dropped"
        if not owned & layout.POLLED:
            return "not started"
        ready = shared & layout.HELD if crew else owned & layout.QUEUED or shared & layout.WOKEN
        return "ready to run" if ready else "waits"

    def task(self, number, runtime, at, condition):
        memory, layout = self.memory, self.layout
        kind_at = memory.number(at + layout.task_type)
        kind = Type(memory, kind_at)
        future = (at + layout.task_size + kind.align - 1) & -kind.align
        if memory.number(at + layout.task_owned, 4) & layout.BORROWED:
            future = memory.number(at + layout.task_size)
        # Of a task that runs: the states as they were stored last.
        places = [] if condition in ("not started", "about to be dropped") else list(Walk(memory, layout).typed(kind_at, future))
        return Task(number, runtime, at, kind, condition, places)

    # ---- guards ----

    def hold(self, task, place, guard):
        """None where the guard is not live. Without a thing: let go of before its end, or not there yet."""
        if not guard.flag >> (8 * self.memory.word - 1) and not self.memory.number(place.future + guard.flag, 1):
            return None
        role = self.kinds.guards.get(guard.type, NO_ROLE)
        thing = self.memory.number(place.future + guard.offset) if role else 0
        return Hold(task, thing, role, guard, place.state.file)

    def holders(self, thing, role):
        return [hold for hold in self.holds if role and (hold.thing, hold.role) == (thing, role)]

    # ---- time ----

    def now(self, runtime):
        """What the runtime's clock shows; None where nobody knows: the system's clock when a core was written, or on another machine."""
        memory, layout = self.memory, self.layout
        clock = memory.number(runtime + layout.runtime_clock)
        if memory.number(clock + layout.clock_paused, 1):
            return memory.number(clock + layout.clock_now, INSTANT)
        connection = memory.inferior.connection
        if connection is None or connection.type != "native":
            return None
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) - memory.number(symbol("lg__clock_epoch"), INSTANT)

    def age(self, task):
        """How long ago its last poll has ended, as far as that is noted: see lg_dump_note_ages."""
        if task.condition not in ("waits", "ready to run"):
            return ""
        suspended = self.memory.number(task.at + self.layout.task_suspended, INSTANT)
        since, now = suspended or self.memory.number(symbol("lg__noted_since"), INSTANT), self.now(task.runtime)
        if not since or now is None or (now <= since and not suspended):
            return ""
        return f", for {'' if suspended else 'more than '}{max(now - since, 0) / 1e9:.3f} s so far"

    # ---- what leaves wait for ----

    def waits_for(self, task, place):
        """In words; "" where that is not known."""
        memory, layout = self.memory, self.layout
        if place.name == "lg_join":
            joined = memory.number(place.future)
            return f"the end of {next((str(other) for other in self.tasks if other.at == joined), 'a task that has ended')}"
        if place.name in ("lg_sleep_ms", "lg_sleep_until"):
            return self.sleeps(task, place.future + layout.sleep_deadline, place.future + layout.sleep_state)
        if place.name == "lg_interval_tick":
            return self.sleeps(task, place.future + layout.ticking_deadline, place.future + layout.ticking_state)
        what, how, role = self.kinds.leaves.get(place.name, (None, None, None))
        if not what:
            return ""
        thing = memory.number(place.future)
        words = f"{what} {thing:#x}" + (f", {how}" if how and task.condition == "waits" else "")
        held = [f"which {hold.task} {HAS[role]} as '{hold.guard.name}' since {hold.file}:{hold.guard.line}"
                for hold in self.holders(thing, role)]
        return f"{words}, {', and '.join(held)}" if held else words

    def sleeps(self, task, deadline, state):
        if self.memory.number(state, 1) == self.layout.TIMER_AFTER:
            return ""
        until, now = self.memory.number(deadline, INSTANT), self.now(task.runtime)
        if now is None:
            return f"until {until / 1e9:.3f} s of its clock"
        return f"for another {max(until - now, 0) / 1e9:.3f} s"

    # ---- deadlocks: circles of tasks, as in runtime/src/deadlock.c ----

    def is_alone(self, leaf, thing):
        """Whether one guard is all there can be of what ends this wait: a channel may have more senders than are seen."""
        at = {"lg_mpsc_recv": "lg__mpsc_senders_at", "lg_mpsc_unbounded_recv": "lg__mpsc_unbounded_senders_at"}.get(leaf)
        return at is None or self.memory.number(thing + self.memory.number(symbol(at))) == 1

    def goal(self, place):
        """The task that a leaf's wait leads to, or None: there is none, or something else will do."""
        if place.way.alternative:
            return None
        thing = self.memory.number(place.future)
        if place.name == "lg_join":
            return next((task for task in self.tasks if task.at == thing), None)
        what, _, role = self.kinds.leaves.get(place.name, (None, None, NO_ROLE))
        if not what or not thing or not self.is_alone(place.name, thing):
            return None
        holders = self.holders(thing, role)
        return holders[0].task if len(holders) == 1 else None

    def steps(self, task):
        """What a suspended task waits for, and whom that leads to."""
        if task.condition in ("waits", "ready to run"):
            for place in task.places:
                if place.frame is None:
                    yield place, self.goal(place)

    def circles(self):
        """Each as [(task, the leaf by which it waits for the next)]: a task on the way that is met again closes one."""
        left = set()
        for first in self.tasks:
            tasks, way, steps = [first], [], [iter(() if first in left else self.steps(first))]
            while steps:
                place, goal = next(steps[-1], (None, None))
                if place is None:
                    left.add(tasks.pop())
                    steps.pop()
                    del way[len(tasks) - 1:]
                elif goal in tasks:
                    yield way[tasks.index(goal):] + [(tasks[-1], place)]
                    steps[-1] = iter(())  # one circle is enough
                elif goal and goal not in left:
                    way.append((tasks[-1], place))
                    tasks.append(goal)
                    steps.append(self.steps(goal))

    def write_circle(self, circle):
        roles = [self.kinds.leaves.get(place.name, (None, None, NO_ROLE))[2] for _, place in circle]
        sure = not {SENDER, RECEIVER} & set(roles)  # who has a pointer to an end of a channel needs no guard
        who = "a task waits for itself" if len(circle) == 1 else "tasks wait for each other"
        print(f"deadlock{'' if sure else ', unless others reach a channel'}: {who}")
        for task, place in circle:
            at = place.way.awaiting
            print(f"  {task} waits at {f'{at.file}:{at.line}' if at else '?:0'} for {self.waits_for(task, place)}")

    # ---- what is written ----

    def write(self, only=None):
        for task in self.tasks:
            if only in (None, task.number):
                name = self.memory.text(task.runtime + self.layout.runtime_name)
                print(f"{task} of {name}, {task.condition}{self.age(task)}")
                for place in task.places:
                    self.write_place(task, place)
        for circle in self.circles() if only is None else ():
            self.write_circle(circle)

    def write_place(self, task, place):
        indent = "  " * (place.way.depth + 1)
        if place.frame is None:
            words = self.waits_for(task, place)
            print(f"{indent}{place.name}: {words}" if words else f"{indent}{place.name}")
            return
        state = place.state
        print(f"{indent}{place.name} at {state.file}:{state.line}" + (f", awaits {state.callee}" if state.callee else ", not begun"))
        for guard in state.guards:
            hold = self.hold(task, place, guard)
            if hold and (hold.thing or not hold.role):
                print(f"{indent}    holds '{guard.name}' ({guard.type}) since line {guard.line}")


class Lifeguard(gdb.Command):
    """Async tasks: lifeguard tasks, lifeguard bt N."""

    def __init__(self):
        super().__init__("lifeguard", gdb.COMMAND_STACK, prefix=True)

    def invoke(self, argument, from_tty):
        if argument:
            raise gdb.GdbError(f"lifeguard has no {argument!r}: see `help lifeguard`")
        gdb.execute("help lifeguard")


class ListTasks(gdb.Command):
    """Writes every unfinished task of every runtime as a tree of suspended functions, and the deadlocks among them."""

    def __init__(self):
        super().__init__("lifeguard tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        Tasks().write()


class Backtrace(gdb.Command):
    """lifeguard bt N: the suspended functions of task N, as `lifeguard tasks` counts."""

    def __init__(self):
        super().__init__("lifeguard bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if not argument.isdigit():
            raise gdb.GdbError("lifeguard bt takes a task's number: see `lifeguard tasks`")
        tasks, number = Tasks(), int(argument)
        if not 1 <= number <= len(tasks.tasks):
            raise gdb.GdbError(f"there is no task {number}: see `lifeguard tasks`")
        tasks.write(number)


# ---- futures as values ----


class FuturePrinter:
    """A `struct f_future`: its state, the line, and what is live there."""

    def __init__(self, value, name):
        self.value, self.name = value, name
        self.state = str(value["state"])
        self.short = self.state[len(name) + 1:] if self.state.startswith(name + "_") else self.state

    def frame(self):
        return Frame(Memory(), symbol(self.name + "_frame"))

    def row(self):
        try:
            return self.frame().state_of(int(self.value.address)) if self.value.address else None
        except (gdb.error, gdb.MemoryError):
            return None

    def to_string(self):
        row = self.row()
        place = f" at {row.file}:{row.line}" if row else ""
        return f"{self.name[:-len('_future')]}{place} ({self.short})"

    def children(self):
        """The members that are the state's own, then those that all have."""
        row = self.row()
        offsets = {child.offset for child in row.children} if row else set()
        frame = self.frame() if row else None
        elsewhere = {child.offset for index in range(frame.count) for child in frame.state(index).children} - offsets if row else set()
        yield from self.members(self.value, 0, offsets, elsewhere)

    def members(self, value, start, offsets, elsewhere):
        for field in value.type.fields():
            offset = start + field.bitpos // 8
            inner = field.type.strip_typedefs()
            if field.name == "state":
                continue
            if not field.name and inner.code == gdb.TYPE_CODE_UNION:
                for one in inner.fields():
                    chosen = one.name == self.short or (one.name and offset in offsets and one.type.sizeof == inner.sizeof)
                    if not one.name:  # the storage of a block
                        yield from self.members(value[field][one], offset, offsets, elsewhere)
                    elif one.name == self.short:
                        yield from ((part.name, value[field][one][part]) for part in one.type.fields())
                    elif chosen and self.short.startswith("await_" + one.name):
                        yield one.name, value[field][one]
            elif not field.name:
                yield from self.members(value[field], offset, offsets, elsewhere)
            elif field.name.startswith("await_") or field.name == "start":
                if field.name == self.short:
                    yield from ((part.name, value[field][part]) for part in inner.fields())
            elif offset not in elsewhere or inner.code != gdb.TYPE_CODE_STRUCT:  # not a child that another state polls
                yield field.name, value[field]


def find_printer(value):
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_STRUCT and kind.tag and kind.tag.endswith("_future") and \
            any(field.name == "state" and str(field.type.strip_typedefs()).endswith("_future_state") for field in kind.fields()):
        return FuturePrinter(value, kind.tag)
    return None


# ---- backtraces ----


class AsyncFrame(gdb.FrameDecorator.FrameDecorator):
    """A poll function under the user's name."""

    def function(self):
        name = super().function()
        return name[:-len("_future_poll")] if isinstance(name, str) and name.endswith("_future_poll") else name


class AsyncFrames:
    """Names poll functions as the user does, and leaves out what only hands on to them."""

    def __init__(self):
        self.name, self.priority, self.enabled = "lifeguard", 100, True
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        for frame in frames:
            name = frame.function()
            if not (isinstance(name, str) and name.endswith("_future_poll_erased")):
                yield AsyncFrame(frame)

Lifeguard()
ListTasks()
Backtrace()
AsyncFrames()
gdb.pretty_printers.append(find_printer)
