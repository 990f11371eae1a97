"""Lifeguard in gdb: the tasks of a stopped process or a core, and async functions in backtraces.

    source lifeguard.gdb.py        (`lifeguard gdb` prints the file's name)

| command | what |
|---|---|
| lifeguard tasks | every unfinished task of every runtime, as a tree of the functions that are suspended |
| lifeguard bt N | the same of task N alone |

A `struct f_future` prints as its function, the line it waits at, and what is live there (print/r: as it is). In backtraces, poll
functions are called as the user wrote them: `f`, not `f_future_poll`.

All is read from the program's memory: nothing of it is called, so a core will do, and so will a process stopped anywhere. The tables that
the plugin writes for each async function say where things are in a future (lifeguard/abi.h), and `lg__debug_layout` (runtime/src/debug.c)
where they are in the library.
"""

import gdb
import gdb.FrameDecorator

NOWHERE = -1
EMBEDDED, FRAMED, LEAF, CALL = range(4)
FIELDS = """form runtime_younger runtime_crew runtime_name runtime_oldest crew_count crew_workers worker_size worker_oldest
worker_running task_shared task_owned task_type task_younger task_size CLOSED ABORT POLLED BORROWED HELD QUEUED RUNNING""".split()


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
        if self.form != 1:
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


# ---- what is written ----


class Tree:
    def __init__(self, memory):
        self.memory = memory

    def write(self, name, frame, future, depth=0):
        indent = "  " * (depth + 1)
        if frame is None:
            print(f"{indent}{name}")
            return
        state = frame.state_of(future)
        if state is None or frame.is_done(future):
            return
        print(f"{indent}{frame.name} at {state.file}:{state.line}" + (f", awaits {state.callee}" if state.callee else ", not begun"))
        for guard in state.guards:
            if guard.flag >> (8 * self.memory.word - 1) or self.memory.number(future + guard.flag, 1):
                print(f"{indent}    holds '{guard.name}' ({guard.type}) since line {guard.line}")
        for child in state.children:
            self.child(child, future, depth + 1)

    def child(self, child, future, depth):
        at = future + child.offset
        if not child.done >> (8 * self.memory.word - 1) and self.memory.number(future + child.done, 1):
            return
        if child.place == EMBEDDED:
            self.write(child.name, Frame(self.memory, child.frame), at, depth)
        elif child.place == FRAMED:
            pointed = self.memory.number(at)
            if pointed:
                self.typed(child.type, pointed, depth)
        elif child.place == CALL:
            kind, pointed = self.memory.words(at, 2)
            self.typed(kind, pointed, depth)
        else:
            self.write(child.name, None, at, depth)

    def typed(self, at, future, depth=0):
        kind = Type(self.memory, at)
        self.write(kind.name, kind.frame, future, depth)


class Tasks:
    """All tasks, in the order of lg_dump_tasks."""

    def __init__(self):
        self.memory = Memory()
        self.layout = Layout(self.memory)

    def __iter__(self):
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
        shared, owned = (self.memory.number(task + at, 4) for at in (self.layout.task_shared, self.layout.task_owned))
        if task in running:
            return f"running on worker {running[task]}"
        if not crew and owned & self.layout.RUNNING:
            return "running on worker 0"
        if shared & self.layout.ABORT:
            return "about to be dropped"
        if not owned & self.layout.POLLED:
            return "not started"
        return "ready to run" if (shared & self.layout.HELD if crew else owned & self.layout.QUEUED) else "waits"

    def write(self, only=None):
        memory, layout = self.memory, self.layout
        for number, (runtime, task, condition) in enumerate(self, 1):
            if only not in (None, number):
                continue
            at = memory.number(task + layout.task_type)
            kind = Type(memory, at)
            print(f'task {number} "{kind.name}" of {memory.text(runtime + layout.runtime_name)}, {condition}')
            future = (task + layout.task_size + kind.align - 1) & -kind.align
            if memory.number(task + layout.task_owned, 4) & layout.BORROWED:
                future = memory.number(task + layout.task_size)
            if condition != "not started":
                # Of a task that runs: the states as they were stored last.
                Tree(memory).typed(at, future)


class Lifeguard(gdb.Command):
    """Async tasks: lifeguard tasks, lifeguard bt N."""

    def __init__(self):
        super().__init__("lifeguard", gdb.COMMAND_STACK, prefix=True)


class ListTasks(gdb.Command):
    """Writes every unfinished task of every runtime as a tree of suspended functions."""

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
        Tasks().write(int(argument))


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
