"""if, switch, loops and goto."""

from .expressions import EFF, NONE
from .scope import Label, Scope
from .types import UNSIGNED, VOID


class Control:
    """Mixed into Function."""

    # ---- Choice ----

    def block_statement(self):
        self.body(self.small())

    def if_statement(self):
        condition = self.condition(2).text
        if self.chance(0.2):
            self.emit(f"if ({condition})")
            self.emit(f"    mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            if self.chance(0.5):
                self.emit("else")
                self.emit(f"    mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            return
        other = self.chance(0.5)
        self.body(self.small(), head=f"if ({condition}) {{", tail="} else {" if other else "}")
        if other and self.chance(0.25):
            self.lines[-1] = self.lines[-1].replace("else {", f"else if ({self.condition(1).text}) {{")
            self.indent += 1
            self.scopes.append(Scope("block"))
            self.statements(1)
            self.close("} else {")
        if other:
            self.indent += 1
            self.scopes.append(Scope("block"))
            self.statements(self.small())
            self.close()

    def switch(self):
        count = self.rng.randrange(2, 5)
        self.open("switch", f"switch ({self.u(2).text} % {count + 1}u) {{")
        self.indent -= 1
        scope = self.scopes[-1]
        scope.jumped += 1
        if self.chance(0.1):
            name = self.program.unique("v")
            self.emit(f"    unsigned {name};")
            var = self.declare(name, UNSIGNED)
            var.ready = False
            var.used = True
            self.emit(f"    (void)sizeof({name});")
        default = self.rng.choice([None] + list(range(count)))
        for i in range(count):
            labels = [f"case {i}u:"]
            if i == default:
                labels.insert(self.rng.randrange(2), "default:")
            for text in labels:
                self.emit(text)
            for var in scope.vars:
                self.unready(var)
            if i == count - 1:
                scope.jumped -= 1
            self.indent += 1
            ended = False
            if self.chance(0.4):
                self.body(self.small(), may_end=False)
            else:
                self.emit(f"mix({self.site()}, {self.u(1).text});")
                self.statements(self.rng.randrange(0, 3))
                if self.chance(0.15):
                    # flush_unused would observe the switch's variables, which is fine: they are ready or skipped here
                    ended = self.jump_statement(conditional=False)
            if not ended and i < count - 1:
                if self.chance(0.6):
                    self.emit("break;")
                else:
                    self.emit("__attribute__((fallthrough));")
            self.indent -= 1
        self.indent += 1
        if ended:
            for var in scope.vars:
                if not var.used:
                    var.used = True
            self.scopes.pop()
            self.indent -= 1
            self.emit("}")
        else:
            self.close()

    def unready(self, var):
        var.ready = False

    def duff(self):
        """Cases inside a loop."""
        var = self.program.unique("n")
        self.emit(f"unsigned {var} = 0;")
        counter = self.declare(var, UNSIGNED)
        counter.counter = counter.protected = counter.used = True
        tail = f"}} while ({var}++ < 2u && {self.condition(1).text});"
        self.emit(f"switch ({self.u(1).text} % 3u) {{")
        self.emit("case 0u:")
        self.indent += 1
        self.scopes.append(Scope("switch"))
        self.open("loop", "do {")
        self.scopes[-1].jumped += 1
        for i in range(3):
            if i:
                self.emit("__attribute__((fallthrough));")
                self.lines.append("    " * (self.indent - 1) + f"case {i}u:")
                for v in self.scopes[-1].vars:
                    self.unready(v)
            self.emit(f"mix({self.site()}, {self.u(1).text});")
            self.statements(1)
        self.close(tail)
        self.scopes.pop()
        self.indent -= 1
        self.emit("}")

    # ---- Loops ----

    def loop(self):
        nested = sum(scope.kind == "loop" for scope in self.scopes)
        bound = self.rng.randrange(2, 5) if nested == 0 else 2
        form = self.pick([(4, "for"), (2, "for-await"), (2, "while"), (2, "do"), (1, "forever"), (1, "countdown"), (1, "assign"), (1, "single")])
        count = self.small()
        if form == "single":
            name = self.program.unique("i")
            self.emit(f"for (unsigned {name} = 0; {name} < {bound}u; {name}++)")
            self.emit(f"    mix({self.site()}, {self.effect(1, NONE, NONE).text});")
        elif form == "for":
            first = self.value(UNSIGNED, 1, EFF).text
            name = self.local_name("i", avoid=first)
            self.loop_with_counter(name, f"for (unsigned {name} = {first} % 2u; {name} < {bound}u; {name}++) {{", count)
        elif form == "for-await":
            first = self.value(UNSIGNED, 1, EFF).text
            name = self.local_name("i", avoid=first)
            step = self.rng.choice(["{n} += 1u + {e} % 2u", "{n}++, mix({s}, {e})", "(void)({e}), {n}++"])
            self.scopes.append(Scope("block"))
            var = self.declare(name, UNSIGNED)
            var.counter = var.protected = var.used = True
            step = step.format(n=name, s=self.site(), e=self.effect(1, NONE, NONE).text)
            condition = self.condition(1).text
            self.body(count, "loop", f"for (unsigned {name} = {first} % 2u; {name} < {bound}u && {condition}; {step}) {{")
            self.scopes.pop()
        elif form == "while":
            self.body(count, "loop", f"while (fuzz_fuel() && {self.condition(2).text}) {{")
        elif form == "do":
            condition = self.condition(2).text
            self.body(count, "loop", "do {", f"}} while (fuzz_fuel() && {condition});")
        elif form == "forever":
            self.open("loop", self.rng.choice(["for (;;) {", "while (1) {"]))
            self.emit("if (!fuzz_fuel())")
            self.emit("    break;")
            self.statements(count)
            self.emit(f"if ({self.condition(1).text})")
            self.emit("    " + self.jump_text("break;", len(self.scopes) - 1))
            self.close()
        elif form == "countdown":
            name = self.local_name("n")
            self.emit(f"unsigned {name} = {bound}u;")
            var = self.declare(name, UNSIGNED)
            var.counter = var.protected = var.used = True
            self.body(count, "loop", f"while ({name}-- && {self.condition(1).text}) {{")
        else:
            place = self.writable(NONE, NONE, lambda t: t is UNSIGNED)
            if not place or not self.asynchronous:
                return self.mix_statement()
            text, _, var, _ = place
            var.used = True
            value = self.u(1, EFF, NONE, self.target(place)).text
            self.body(count, "loop", f"while (({text} = {value}) % 5u != 0u && fuzz_fuel()) {{")

    def loop_with_counter(self, name, head, count):
        self.scopes.append(Scope("block"))
        var = self.declare(name, UNSIGNED)
        var.counter = var.protected = var.used = True
        self.body(count, "loop", head)
        self.scopes.pop()

    # ---- goto ----

    def new_label(self, prefix="l"):
        self.label_count += 1
        if self.has("names") and self.chance(0.5):
            name = self.rng.choice(["resume", "done", "start", "out", "leave", "self", "suspend", "ready", "resume_f0", "await_f0"])
            if name not in self.names:
                self.names.add(name)
                return name
        return f"{prefix}{self.label_count}"

    def forward_label(self, depth=None):
        label = Label(self.new_label(), len(self.scopes) if depth is None else depth)
        self.labels.append(label)
        self.scopes[label.depth - 1].jumped += 1
        return label

    def place_label(self, label, ready=None):
        """Emits a forward label: what any way there has not initialised is not ready any more."""
        if not label.sources:
            source = {v: v.fields for v in self.visible() if v.ready}
            self.emit(f"if ({self.condition(1).text})")
            self.emit(f"    {self.jump_text(f'goto {label.name};', label.depth)}")
            label.sources.append(source)
        self.labels.remove(label)
        self.scopes[label.depth - 1].jumped -= 1
        self.lines.append("    " * max(self.indent - 1, 0) + f"{label.name}:;")
        self.restrict(label.sources)

    def restrict(self, sources):
        for scope in self.scopes:
            for var in scope.vars:
                if any(var not in source for source in sources):
                    self.unready(var)
                elif var.fields is not None:
                    for source in sources:
                        var.fields = var.fields & (source[var] or set())

    def goto_over(self):
        label = self.forward_label()
        if self.chance(0.7):
            label.sources.append({v: v.fields for v in self.visible() if v.ready})
            self.emit(f"if ({self.condition(2).text})")
            self.emit(f"    goto {label.name};")
        self.statements(self.rng.randrange(1, 4))
        self.place_label(label)
        if self.chance(0.5):
            stale = [v for v in self.scopes[-1].vars if not v.ready and v.type.kind == "scalar" and not v.const and not v.counter
                     and v.type is not VOID and v in self.visible()]
            if stale:
                var = self.rng.choice(stale)
                self.emit(f"{var.name} = {self.value(var.type, 1, EFF).text};")
                var.ready = True
                var.fields = None
        self.mix_statement()

    def goto_back(self):
        label = Label(self.new_label("again"), len(self.scopes))
        label.backward = True
        label.ends_before = len(self.scopes[-1].ends)
        self.lines.append("    " * max(self.indent - 1, 0) + f"{label.name}:;")
        self.labels.append(label)
        self.statements(self.rng.randrange(1, 4))
        self.labels.remove(label)
        self.emit(f"if (fuzz_fuel() && {self.condition(2).text})")
        self.emit("    " + self.jump_back(label))

    def jump_back(self, label):
        """Guards of the label's scope that were entered since are about to be entered again: they end too."""
        since = self.scopes[label.depth - 1].ends[label.ends_before:]
        ends = self.leaving(label.depth) + list(reversed(since))
        text = f"goto {label.name};"
        return "{ " + " ".join(ends + [text]) + " }" if ends else text

    def goto_out(self):
        """Out of nested blocks."""
        label = self.forward_label()
        self.body(self.small() + 1)
        self.place_label(label)
        self.mix_statement()

    def goto_into(self):
        """Into the body of a loop or block, past its head."""
        name = self.new_label("in")
        source = {v: v.fields for v in self.visible() if v.ready}
        self.emit(f"if ({self.condition(2).text})")
        self.emit(f"    goto {name};")
        head, tail, kind = self.rng.choice([
            (f"while (fuzz_fuel() && {self.condition(1).text}) {{", "}", "loop"),
            ("do {", f"}} while (fuzz_fuel() && {self.condition(1).text});", "loop"),
            (f"for (; fuzz_fuel(); mix({self.site()}, {self.u(1).text})) {{", "}", "loop"),
            (f"if ({self.condition(1).text}) {{", "}", "block"),
            ("{", "}", "block")])
        self.open(kind, head)
        self.scopes[-1].jumped += 1
        self.statements(self.rng.randrange(1, 3))
        self.scopes[-1].jumped -= 1
        self.lines.append("    " * (self.indent - 1) + f"{name}:;")
        self.restrict([source])
        self.mix_statement()
        self.statements(self.rng.randrange(0, 3))
        self.close(tail)

    def goto_computed(self):
        """At most one in a function: each may go to every label whose address is taken."""
        if self.computed:
            return self.goto_over()
        self.computed = True
        name, labels = self.program.unique("table"), [self.new_label("to") for _ in range(3)]
        self.emit("{")
        self.indent += 1
        self.emit(f"static void *const {name}[] = {{{', '.join(f'&&{label}' for label in labels)}}};")
        self.emit(f"goto *{name}[{self.u(1).text} % 3u];")
        for label in labels:
            self.lines.append("    " * (self.indent - 1) + f"{label}:;")
            self.emit(f"mix({self.site()}, {self.effect(1, NONE, NONE).text});")
        if self.chance(0.5):
            self.emit(f"if (fuzz_fuel() && {self.condition(1).text})")
            self.emit(f"    goto *{name}[{self.u(1).text} % 3u];")
        self.indent -= 1
        self.emit("}")

    def goto_into_passed(self):
        """Back into a block that has been left."""
        name = self.new_label("in")
        before = {v: v.fields for v in self.visible() if v.ready}
        self.open()
        self.scopes[-1].jumped += 1
        self.statements(self.rng.randrange(1, 3))
        self.scopes[-1].jumped -= 1
        self.lines.append("    " * (self.indent - 1) + f"{name}:;")
        self.restrict([before])
        self.mix_statement()
        self.statements(self.rng.randrange(0, 3))
        self.close()
        self.emit(f"if (fuzz_fuel() && {self.condition(2).text})")
        self.emit(f"    goto {name};")
