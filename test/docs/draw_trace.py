"""Draws parts of a trace (chrome_trace.py) as one SVG: threads, tasks and spans over time, and arrows from wakes to polls.

It has a background of its own, and colours for light and for dark. Text is text. The same trace gives the same bytes.
"""

import itertools
from xml.sax.saxutils import escape, quoteattr

WIDTH, LEFT, RIGHT, PAD = 980, 228, 26, 16
LABELS = LEFT - 32  # where the names of tracks end
ROW, BAR = 24, 16  # the height of a row; of what is in it
LEAST = 3  # the width of what takes no time
LETTER = 6.1  # the width of a letter of the small text
APART = 54  # at least, between what an axis names
HUES = 7  # and one, the first, for whoever is not in the foreground

STYLE = """
svg{font:11px system-ui,-apple-system,"Segoe UI",sans-serif}
text{fill:#1f2328;dominant-baseline:central}
.n{font:10px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
.h{font-size:14px;font-weight:600}.m{fill:#59636e}.e{text-anchor:end}.c{text-anchor:middle}
.bg{fill:#fff;stroke:#d1d9e0}.grid{stroke:#e4e8ec}.life{stroke:#afb8c1;stroke-width:1.5}.cut{fill:#f6f8fa}
.ready{stroke-width:4;stroke-opacity:.45}
.arrow{fill:none;stroke:#59636e;stroke-opacity:.75}.tip{fill:#59636e}.timer{stroke-dasharray:3 2.5}
.dot{fill:#fff;stroke:#59636e;stroke-width:1.5}.end{fill:#59636e}.gone{stroke:#59636e;stroke-width:1.8}
.span{fill-opacity:.25}
""" + "".join(f".t{i}{{fill:{fill};stroke:{line}}}\n" for i, (fill, line) in enumerate(
    [("#d5dae0", "#6e7781"), ("#a8d0ff", "#0969da"), ("#ffcb8f", "#bc4c00"), ("#9be4ad", "#1a7f37"), ("#d9c2fa", "#8250df"),
     ("#ffbcc2", "#cf222e"), ("#95e2e4", "#1b7c83"), ("#f3dc6a", "#8a6100")])) + """@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.m{fill:#9198a1}
.bg{fill:#0d1117;stroke:#3d444d}.grid{stroke:#21262d}.life{stroke:#59636e}.cut{fill:#151b23}
.arrow{stroke:#9198a1}.tip{fill:#9198a1}.dot{fill:#0d1117;stroke:#9198a1}.end{fill:#9198a1}.gone{stroke:#9198a1}
""" + "".join(f".t{i}{{fill:{fill};stroke:{line}}}\n" for i, (fill, line) in enumerate(
    [("#3d444d", "#9198a1"), ("#1b4b8f", "#58a6ff"), ("#7a3e0c", "#f0883e"), ("#1b5e2f", "#3fb950"), ("#553098", "#bc8cff"),
     ("#86262f", "#ff7b72"), ("#145c60", "#56d4dd"), ("#634b08", "#d29922")])) + "}\n"


def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def duration(us):
    """Microseconds, in the unit that fits."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if us >= size:
            return f"{us / size:.3f}".rstrip("0").rstrip(".") + f" {unit}"
    return f"{number(us)} µs" if us else "0"


class Scale:
    """Where on the page a moment is. A time longer than `cut` in which nothing happens takes the same room, however long."""

    def __init__(self, part, cut):
        times, at = part.times(), 0.0
        self.cuts = [(a, b) for a, b in itertools.pairwise(times) if cut and b - a > cut]
        shown = sum(b - a for a, b in itertools.pairwise(times)) - sum(b - a for a, b in self.cuts)
        room = WIDTH - LEFT - RIGHT - PAD
        self.cut_room = room / 2 / max(len(self.cuts), 1)  # half of it is for what is cut
        self.per_us = (room / 2 if self.cuts else room) / max(shown, 1e-3)
        self.times, self.places = times, []
        for before, time in itertools.pairwise([0, *times]):
            at += self.cut_room if (before, time) in self.cuts else (time - before) * self.per_us
            self.places.append(LEFT + at)
        self.of = dict(zip(times, self.places))

    def __call__(self, moment):
        if moment in self.of:
            return self.of[moment]
        before = max(i for i, time in enumerate(self.times) if time <= moment)
        return self.places[before] + (moment - self.times[before]) * self.per_us

    def ticks(self):
        """The moments that the axis names: round ones, or those at which something happens where time is cut."""
        if not self.cuts:
            step = next(s * 10**e for e in range(10) for s in (1, 2, 5) if s * 10**e * self.per_us >= 62)
            return [i * step for i in range(int(self.times[-1] / step) + 1)]
        shown = []
        for time in self.times:
            if not shown or self(time) - self(shown[-1]) >= APART:
                shown.append(time)
        return shown


class Picture:
    def __init__(self):
        self.out, self.y = [], PAD

    def add(self, text):
        self.out.append(text)

    def text(self, x, y, words, classes=""):
        of = f" class={quoteattr(classes)}" if classes else ""
        self.add(f'<text x="{number(x)}" y="{number(y)}"{of}>{escape(words)}</text>')

    def bar(self, x, end, y, hue, hint, kind=""):
        width = max(end - x, LEAST)
        self.add(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{BAR}" rx="2.5" '
                 f'class="{kind}t{hue}"><title>{escape(hint)}</title></rect>')

    def words_in(self, x, end, y, *variants):
        """The first that fits."""
        for words in variants:
            if len(words) * LETTER + 8 <= end - x:
                self.text(x + 5, y + BAR / 2 + .5, words, "n")
                return True
        return False


class Panel:
    """One part of the trace, with its axis. Who runs first is grey, the others have hues; what a task polls and opens has the task's."""

    def __init__(self, picture, part, title, cut):
        self.picture, self.part, self.scale = picture, part, Scale(part, cut)
        self.title = title
        roots = sorted(part.tasks)
        self.hues = {task: 0 if i == 0 else (i - 1) % HUES + 1 for i, task in enumerate(roots)}
        if len(roots) == 1:
            self.hues[roots[0]] = 1
        self.thread_y, self.task_y = {}, {}

    def hue(self, task):
        return self.hues.get(task, 0)

    def draw(self):
        picture, scale = self.picture, self.scale
        picture.text(PAD, picture.y + 9, self.title, "h")
        picture.y += 26
        top, at = picture.y, len(picture.out)
        picture.y += 20
        self.group("threads", self.threads)
        self.group("tasks", self.tasks)
        self.group("spans", self.spans)
        self.arrows()
        behind, picture.out = picture.out[at:], picture.out[:at]
        for begin, end in scale.cuts:
            picture.add(f'<rect x="{number(scale(begin) + 24)}" y="{top + 15}" width="{number(scale.cut_room - 48)}" '
                        f'height="{picture.y - top - 15}" class="cut"/>')
            picture.text((scale(begin) + scale(end)) / 2, top + 6, f"nothing for {duration(end - begin)}", "m c")
        for tick in scale.ticks():
            x = number(scale(tick))
            picture.add(f'<path d="M{x} {top + 15}V{picture.y}" class="grid"/>')
            picture.text(scale(tick), top + 6, duration(tick), "m c")
        picture.out += behind
        picture.y += 18

    def group(self, name, rows):
        at = len(self.picture.out)
        y = self.picture.y
        rows()
        if self.picture.y > y:
            self.picture.out.insert(at, f'<text x="{PAD}" y="{y + ROW / 2}" class="m">{name}</text>')
            self.picture.y += 8

    def threads(self):
        picture, scale = self.picture, self.scale
        for number_, thread in sorted(self.part.threads.items()):
            if not thread.slices:
                continue
            depths = 1 + max(s.depth for s in thread.slices)
            picture.text(LABELS, picture.y + ROW / 2, thread.name, "n e")
            for one in thread.slices:
                x, end, y = scale(one.begin), scale(one.end), picture.y + (ROW - BAR) / 2 + one.depth * (BAR + 2)
                fields = fields_of(one)
                what = f"{one.name} {fields}" if fields and not one.is_poll else one.name
                hint = f"{'poll of ' if one.is_poll else 'in span '}{what}: {duration(one.begin)} to {duration(one.end)}"
                picture.bar(x, end, y, self.hue(one.task), hint, "" if one.is_poll else "span ")
                picture.words_in(x, end, y, what, one.name)
            picture.y += ROW + (depths - 1) * (BAR + 2)
            self.thread_y[number_] = picture.y - (ROW - BAR) / 2

    def tasks(self):
        picture, scale = self.picture, self.scale
        for id_, task in sorted(self.part.tasks.items()):
            middle, hue = picture.y + ROW / 2, self.hue(id_)
            picture.text(LABELS, middle, shortened(f"{id_} {task.name}", LABELS - 50), "n e")
            picture.add(f'<path d="M{number(scale(task.begin))} {number(middle)}H{number(scale(task.end))}" class="life"/>')
            for begin, end in [(w.begin, w.end) for w in self.part.wakes if w.task == id_ and w.end > w.begin]:
                picture.add(f'<path d="M{number(scale(begin))} {number(middle)}H{number(scale(end))}" class="ready t{hue}">'
                            f"<title>{escape(task.name)}: ready to run from {duration(begin)} to {duration(end)}</title></path>")
            last = 0
            for begin, end in task.polls:
                hint = f"{task.name}: polled from {duration(begin)} to {duration(end)}"
                picture.bar(scale(begin), scale(end), middle - BAR / 2, hue, hint)
                last = max(scale(end), scale(begin) + LEAST)
            x = max(scale(task.end), last) + 7
            if task.how == "finished":
                picture.add(f'<circle cx="{number(x)}" cy="{number(middle)}" r="3.5" class="end"/>')
            elif task.how == "dropped":
                picture.add(f'<path d="M{number(x - 3)} {number(middle - 3)}l6 6m0 -6l-6 6" class="gone"/>')
            self.task_y[id_] = middle
            picture.y += ROW

    def spans(self):
        picture, scale = self.picture, self.scale
        for id_, span in self.part.spans.items():
            x, end, y = scale(span.begin), scale(span.end), picture.y + (ROW - BAR) / 2
            what = " ".join(filter(None, (span.name, fields_of(span))))
            times = f"busy {duration(span.busy / 1000)}, idle {duration(span.idle / 1000)}"
            picture.text(LABELS, picture.y + ROW / 2, shortened(what, LABELS - 50), "n e")
            picture.bar(x, end, y, self.hue(span.task), f"{what}: {times}", "span ")
            if not picture.words_in(x, end, y, times) and WIDTH - PAD - end > len(times) * LETTER + 8:
                picture.text(end + 6, y + BAR / 2 + .5, times, "n")
            picture.y += ROW

    def arrows(self):
        for wake in self.part.wakes:
            x, end, to = self.scale(wake.begin), self.scale(wake.end), self.task_y[wake.task]
            if wake.source not in self.task_y:
                if wake.is_spawn or wake.thread not in self.thread_y:
                    continue  # what block_on begins with
                origin = self.thread_y[wake.thread]
            else:
                origin = self.task_y[wake.source]
            curve = shape(x, origin, end - 1.5, to, wake.source is None)
            self.picture.add(f'<path d="{curve}" class="arrow{" timer" if wake.source is None else ""}"/>')
            self.picture.add(f'<path d="M{number(end - 1.5)} {number(to)}l-5.5 -3v6z" class="tip"/>')


def shape(x, origin, tip, to, straight):
    """An arrow's line from a wake at (x, origin) to a poll at (tip, to), along the track of who is polled."""
    landing = min(tip - 4, x + 10)
    if straight:
        x = min(x, tip - 10)
        line = f"M{number(x)} {number(origin)}V{number(to - 6)}q0 6 {number(max(landing - x, 5))} 6"
    elif origin == to:
        top = number(to - 19)
        line = f"M{number(x)} {number(to - BAR / 2)}C{number(x)} {top} {number(tip - 14)} {top} {number(tip - 5)} {number(to - 4)}"
        landing = tip
    else:
        line = (f"M{number(x)} {number(origin)}C{number(x - 18)} {number(origin)} "
                f"{number(landing - 18)} {number(to)} {number(landing)} {number(to)}")
    return line if landing >= tip - 4 else f"{line}H{number(tip - 4)}"


def fields_of(one):
    return ", ".join(f"{name}={value}" for name, value in one.fields.items() if name != "task")


def shortened(words, room):
    most = int(room / LETTER)
    return words if len(words) <= most else words[:most - 1] + "…"


def legend(picture, parts):
    y, x = picture.y + 6, PAD
    picture.add(f'<path d="M{PAD} {picture.y - 9}H{WIDTH - PAD}" class="grid"/>')

    def entry(drawn, width, words):
        nonlocal x
        picture.add(drawn)
        picture.text(x + width + 6, y, words, "m")
        x += width + 24 + len(words) * 5.6

    entry(f'<rect x="{x}" y="{y - 7}" width="18" height="14" rx="2.5" class="t1"/>', 18, "a poll")
    entry(f'<path d="M{x:.0f} {y}h18" class="life"/>', 18, "waits")
    for kind, words in (("", "woken, or spawned, in a poll"), (" timer", "by a timer, or at a task's end")):
        entry(f'<path d="M{x:.0f} {y}h15" class="arrow{kind}"/><path d="M{x + 19:.0f} {y}l-5.5 -3v6z" class="tip"/>', 19, words)
    entry(f'<path d="M{x:.0f} {y}h18" class="ready t1"/>', 18, "ready to run")
    entry(f'<circle cx="{x + 4:.0f}" cy="{y}" r="3.5" class="end"/>', 8, "finished")
    if any(task.how == "dropped" for part in parts for task in part.tasks.values()):
        entry(f'<path d="M{x:.0f} {y - 3}l6 6m0 -6l-6 6" class="gone"/>', 7, "dropped")
    if any(part.spans for part in parts):
        entry(f'<rect x="{x:.0f}" y="{y - 7}" width="18" height="14" rx="2.5" class="span t1"/>', 18, "a span")
    picture.y += 22


def draw(panels, subject):
    """The SVG: `panels` is a list of (part, title, cut); `subject` says of what it is."""
    picture = Picture()
    for part, title, cut in panels:
        Panel(picture, part, title, cut).draw()
    legend(picture, [part for part, _, _ in panels])
    height = picture.y + 4
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
            f'role="img">\n<title>{escape(subject)}</title>\n<style>{STYLE}</style>\n'
            f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="8" class="bg"/>\n'
            + "\n".join(picture.out) + "\n</svg>\n")
