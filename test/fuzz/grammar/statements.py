"""Statements: a body is made of small compositions, each of which keeps three promises.

It ends: loops count or burn fuel. It reads nothing uninitialised: labels take readiness away. It is legal: nothing jumps
into the scope of a guard.
"""

import re

from .expressions import EFF, NONE, READ, SHARED, STABLE, E
from .scope import Label, Scope
from .types import BOOL, DOUBLE, GUARD_PARAMETER, INT, POINTER, SCALARS, UNSIGNED, VOID, Array, Bits, Pointer


class Statements:
    """Mixed into Function."""

    # ---- Blocks ----

    def statements(self, count):
        for _ in range(count):
            if self.budget <= 0 and count > 1:
                break
            self.statement()

    def open(self, kind="block", head="{"):
        self.emit(head)
        self.indent += 1
        self.scopes.append(Scope(kind))

    def close(self, tail="}", ended=False):
        """Ends the innermost scope; `ended` if control does not reach here."""
        if not ended:
            self.flush_unused()
            for end in reversed(self.scopes[-1].ends):
                self.emit(end)
        self.scopes.pop()
        self.indent -= 1
        self.emit(tail)

    def flush_unused(self):
        """Observes what the scope's variables hold that nobody has read."""
        scopes = [self.scopes[-1]]
        if len(self.scopes) == 2:
            scopes.append(self.scopes[0])
        for var in [v for s in scopes for v in s.vars]:
            if (var.used and self.mentions(var)) or var not in self.visible():
                continue
            var.used = True
            if not var.ready:
                self.emit(f"(void)sizeof({var.name});")
                continue
            self.index_ban = NONE
            places = [p for p in self.places(EFF) if p[2] is var]
            if places:
                text, scalar, _, _ = self.rng.choice(places)
                self.emit(f"mix({self.site()}, {scalar.read(text)});")
            else:
                self.emit(f"(void)sizeof({var.name});")

    def mentions(self, var):
        """Whether text since the declaration names the variable: not every expression that was made is emitted."""
        name = re.compile(rf"(?<![.>\w]){var.name}\b(?!(\[[^\]]*\]|\.\w+)* =[^=])")
        return any(name.search(line) for line in self.lines[var.line:])

    def body(self, count, kind="block", head="{", tail="}", may_end=True):
        """A block of statements, which may end in a jump."""
        self.open(kind, head)
        self.statements(count)
        if may_end and self.chance(0.15) and self.jump_statement(conditional=False):
            self.close(tail, ended=True)
        else:
            self.close(tail)

    def small(self):
        return self.rng.randrange(1, 4)

    # ---- Leaving scopes ----

    def leaving(self, depth):
        """Statements that end the guards without cleanup in all scopes but the outermost `depth`."""
        return [end for scope in reversed(self.scopes[depth:]) for end in reversed(scope.ends)]

    def jump_text(self, text, depth):
        ends = self.leaving(depth)
        return "{ " + " ".join(ends + [text]) + " }" if ends else text

    def scope_of(self, *kinds):
        for depth in range(len(self.scopes), 0, -1):
            if self.scopes[depth - 1].kind in kinds:
                return depth
        return None

    def jump_statement(self, conditional=True):
        """break, continue, return or goto; whether one was possible."""
        table = []
        breakable = self.scope_of("loop", "switch")
        loop = self.scope_of("loop")
        if breakable:
            table.append((3, ("break;", breakable - 1)))
        if loop:
            table.append((3, ("continue;", loop - 1)))
        for label in self.labels:
            if not label.backward:
                table.append((3, (label, label.depth)))
            elif conditional:
                table.append((2, (label, label.depth)))
        if self.signature.rank not in ("loser",):
            table.append((1, ("return", 0)))
        if not table:
            return False
        text, depth = self.pick(table)
        if not conditional:
            self.flush_unused()
        if text == "return":
            if conditional:
                self.emit(f"if ({self.condition(1).text}) {{")
                self.indent += 1
                self.return_now()
                self.indent -= 1
                self.emit("}")
            else:
                self.return_now()
            return True
        if isinstance(text, Label):
            label = text
            label.used = True
            label.sources.append({v: v.fields for v in self.visible() if v.ready})
            text = f"goto {label.name};"
            if label.backward:
                self.emit(f"if (fuzz_fuel() && {self.condition(1).text})")
                self.emit("    " + self.jump_back(label))
                return True
        if conditional:
            self.emit(f"if ({self.condition(1).text})")
            self.emit("    " + self.jump_text(text, depth))
        else:
            for end in self.leaving(depth):
                self.emit(end)
            self.emit(text)
        return True

    def return_now(self, plain=False):
        """A return statement, with what must come before it."""
        s = self.signature
        ends = self.leaving(0)
        if s.result is VOID:
            for end in ends:
                self.emit(end)
            self.emit("return;")
            return
        if s.rank in ("branch", "loser") or (s.rank == "program" and self.program.root_branch):
            if self.asynchronous and not plain and self.chance(0.3) and not ends:
                self.emit(f"return (void)({self.effect(1, NONE, NONE).text}), fuzz_branch_sum(&branch);")
                return
            value = E("fuzz_branch_sum(&branch)")
        elif s.result is POINTER:
            value = self.returned_pointer()
        else:
            value = self.value(s.result, 0 if plain else 2, READ if plain else EFF)
        if ends:
            name = self.program.unique("r")
            self.emit(f"{s.result.declare(name)} = {value.text};")
            for end in ends:
                self.emit(end)
            self.emit(f"return {name};")
        else:
            self.emit(f"return {value.text};")

    def returned_pointer(self):
        """Only what outlives the call: a pointer parameter, else an object of the program."""
        names = [v for v in self.scopes[0].vars if v.type is POINTER and v in self.visible()]
        if names:
            var = self.rng.choice(names)
            var.used = True
            if self.chance(0.5) and len(names) > 1:
                other = self.rng.choice(names)
                other.used = True
                return E(f"({self.condition(1).text} ? {var.name} : {other.name})")
            return E(var.name)
        return E("&fuzz_spare[0]")

    # ---- Statements ----

    def statement(self):
        self.budget -= 1
        deep = len(self.scopes) > self.program.max_depth
        table = [(5, self.mix_statement), (4, self.expression_statement), (5, self.declaration)]
        if not deep:
            table += [(4, self.if_statement), (1, self.block_statement)]
            if self.has("flow"):
                table += [(5, self.loop), (2, self.switch)]
            if self.has("goto"):
                table += [(1, self.goto_over), (1, self.goto_back), (1, self.goto_out), (1, self.goto_into), (1, self.goto_into_passed)]
            if self.asynchronous and self.has("flow"):
                table.append((1, self.duff))
        if self.has("flow"):
            table.append((2, self.jump_statement))
        if self.asynchronous:
            table.append((3, self.bare_await))
            if self.has("macros"):
                table.append((2, self.macro_statement))
            if self.has("types"):
                table.append((1, self.linked_nodes))
            if self.has("guards") and not self.scopes[-1].jumped:
                table.append((4, self.guard))
            if self.has("hooks") and not deep:
                table.append((1, self.jumped_guard))
            if self.has("local-types"):
                table.append((1, self.local_type))
            if self.has("pointers") and self.program.can_call_simple(self):
                table.append((1, self.pointer_variable))
            if self.signature.rank in ("program", "branch"):
                if self.program.branches and self.has("joins"):
                    table.append((4, self.join_statement))
                if self.program.losers and self.has("any"):
                    table.append((4, self.any_statement))
                if self.program.branches and self.program.tasks:
                    table.append((3, self.task_statement))
                if self.program.losers and self.program.timeouts:
                    table.append((2, self.timeout_statement))
        self.pick(table)()

    def mix_statement(self):
        self.emit(f"mix({self.site()}, {self.u(2).text});")

    def expression_statement(self):
        form = self.pick([(4, "assign"), (2, "logic"), (1, "choose"), (1, "comma"), (2, "compound"), (1, "increment")])
        if form == "assign":
            structs = [v for v in self.visible() if v.type.kind == "struct" and not v.const and v.ready and v.fields is None
                       and not (self.no_shared_writes and v.order < 0)]
            if structs and self.chance(0.3):
                var = self.rng.choice(structs)
                value = self.value(var.type, 2, EFF, NONE, frozenset([var, SHARED]))
                if value.text != var.name:
                    self.emit(f"{var.name} = {value.text};")
                    return
            place = self.writable(NONE, NONE)
            if place:
                text, scalar, var, _ = place
                banned = self.target(place)
                value = self.value(scalar, 2, EFF, NONE, banned).text
                self.emit(f"{text} = {value if value != text else scalar.make(self.constant())};")
                return
        if form == "compound":
            place = self.writable(NONE, NONE, lambda t: t.bit_ops, private=True)
            if place:
                text, scalar, var, _ = place
                var.used = True
                banned = self.target(place)
                value = self.u(2, EFF, NONE, banned).text
                self.emit(f"{text} {self.compound(scalar, self.constant() if value == text else value)};")
                return
        if form == "increment":
            place = self.writable(NONE, NONE, lambda t: t.unsigned)
            if place:
                place[2].used = True
                self.emit(self.rng.choice(["{}++;", "++{};", "{}--;", "--{};"]).format(f"({place[0]})" if place[0][0] == "*" else place[0]))
                return
        if form == "logic":
            a, b = self.condition(1), self.effect(1, NONE, NONE)
            self.emit(f"(void)({a.text} {self.rng.choice(['&&', '||'])} ({b.text} % 2u == 0u));")
            return
        if form == "choose":
            a, b, c = self.condition(1), self.effect(1, NONE, NONE), self.effect(1, NONE, NONE)
            self.emit(f"(void)({a.text} ? {b.text} : {c.text});")
            return
        a, b = self.effect(1, NONE, NONE), self.effect(1, NONE, NONE)
        self.emit(f"(void)({a.text}), (void)({b.text});")

    def bare_await(self):
        form = self.pick([(3, "pend"), (2, "yield"), (4, "call")])
        if form == "call":
            made = self.await_call(lambda f: True, 1, NONE, NONE)
            if made:
                call, function = made
                text = call.text
                self.emit(f"{text};" if self.chance(0.7) else f"(void)({text});")
                return
        if form == "yield":
            self.emit("await lg_yield_now();")
            return
        self.emit(f"await fuzz_pend({self.u(1).text});")

    # ---- Declarations ----

    def scalar_type(self):
        if not self.has("types"):
            return self.pick([(4, UNSIGNED), (1, INT)])
        return self.pick([(4, UNSIGNED), (5, self.rng.choice(SCALARS))])

    def declaration(self):
        table = [(5, self.declare_scalar), (2, self.declare_several)]
        if self.has("types"):
            table += [(3, self.declare_struct), (3, self.declare_array), (2, self.declare_pointer), (1, self.declare_string)]
        if self.has("locals"):
            table += [(2, self.declare_partial), (1, self.declare_compound_literal), (1, self.declare_later), (1, self.variable_array)]
            if not self.no_shared_writes and not self.program.two_parts:
                table.append((1, self.declare_static))
        self.pick(table)()

    def qualifiers(self):
        if not self.has("locals"):
            return "", {}
        return self.pick([(8, ("", {})), (1, ("const ", {"const": True})), (1, ("volatile ", {"volatile": True})),
                          (0.5, ("_Alignas(16) ", {})), (0.5, ("register ", {"shared": False}))])

    def declare_scalar(self):
        type_ = self.scalar_type()
        value = self.value(type_, 2, EFF)
        words, options = self.qualifiers()
        options.setdefault("shared", self.chance(0.25))
        name = self.local_name(avoid=value.text)
        self.emit(f"{words}{type_.declare(name)} = {value.text};")
        self.declare(name, type_, **options)

    def declare_several(self):
        parts = []
        for _ in range(self.rng.randrange(2, 4)):  # each may use those before it
            if self.chance(0.2) and self.has("types"):
                value = self.pointer_value(1, EFF, NONE, NONE, max_order=self.order + 1)
                name = self.local_name(avoid=value.text)
                parts.append(f"*{name} = {value.text}")
                self.declare(name, POINTER)
            elif self.chance(0.2) and self.has("types"):
                type_ = Array(UNSIGNED, self.rng.randrange(1, 5))
                value = self.initialiser(type_, 1, EFF)
                name = self.local_name(avoid=value.text)
                parts.append(f"{name}[{type_.count}] = {value.text}")
                self.declare(name, type_, shared=self.chance(0.4))
            else:
                value = self.value(UNSIGNED, 1, EFF)
                name = self.local_name(avoid=value.text)
                parts.append(f"{name} = {value.text}")
                self.declare(name, UNSIGNED, shared=self.chance(0.25))
        self.emit(f"unsigned {', '.join(parts)};")
        for var in self.scopes[-1].vars[-len(parts):]:
            var.line = len(self.lines)

    def declare_struct(self):
        type_ = self.rng.choice(self.program.structs)
        braces = self.chance(0.6)
        value = self.initialiser(type_, 2, EFF) if braces else self.value(type_, 2, EFF)
        name = self.local_name(avoid=value.text)
        const = self.chance(0.1)
        self.emit(f"{'const ' if const else ''}{type_.declare(name)} = {value.text};")
        self.declare(name, type_, shared=self.chance(0.4), const=const)

    def declare_array(self):
        element = self.rng.choice([UNSIGNED, UNSIGNED, self.rng.choice(SCALARS), self.rng.choice(self.program.structs), Array(UNSIGNED, 2)])
        if element.kind == "struct" and element.union:
            element = UNSIGNED
        type_ = Array(element, self.rng.randrange(1, 6))
        volatile = element is UNSIGNED and self.has("locals") and self.chance(0.1)
        value = self.initialiser(type_, 2, EFF)
        name = self.local_name(avoid=value.text)
        self.emit(f"{'volatile ' if volatile else ''}{type_.declare(name)} = {value.text};")
        self.declare(name, type_, shared=self.chance(0.4), volatile=volatile)

    def declare_string(self):
        text = "".join(self.rng.choice("abcxyz \\") for _ in range(self.rng.randrange(1, 12))).replace("\\", "\\n")
        name = self.local_name()
        self.emit(f'char {name}[] = "{text}";')
        length = len(text.replace("\\n", "n")) + 1
        self.declare(name, Array(SCALARS[5], length), shared=self.chance(0.3))

    def declare_pointer(self):
        # It may point at what was declared before it: that lives at least as long.
        value = self.pointer_value(1, EFF, NONE, NONE, max_order=self.order + 1)
        name = self.local_name(avoid=value.text)
        self.emit(f"unsigned *{'const ' if self.chance(0.3) else ''}{name} = {value.text};")
        self.declare(name, POINTER, const=True)

    def declare_compound_literal(self):
        count = self.rng.randrange(1, 4)
        made = self.initialiser(Array(UNSIGNED, count), 1, EFF)
        name = self.local_name(avoid=made.text)
        self.emit(f"unsigned *{name} = (unsigned[{count}]){made.text};")
        self.declare(name, POINTER)

    def declare_partial(self):
        structs = [s for s in self.program.structs if not s.union and any(f.kind == "scalar" for _, f in s.fields)]
        if not structs or not self.has("types"):
            return self.declare_scalar()
        type_ = self.rng.choice(structs)
        name = self.local_name()
        self.emit(f"{type_.declare(name)};")
        var = self.declare(name, type_, fields=set())
        for field, field_type in type_.fields:
            if field_type.kind == "scalar" and self.chance(0.6):
                value = self.value(field_type, 1, EFF, frozenset([var]), frozenset([var]))
                self.emit(f"{name}.{field} = {value.text};")
                var.fields = var.fields | {field}
        if not var.fields:
            field, field_type = next((n, t) for n, t in type_.fields if t.kind == "scalar")
            self.emit(f"{name}.{field} = {field_type.make(self.constant())};")
            var.fields = {field}

    def declare_later(self):
        """Declared without a value, which it gets on every way through an if."""
        type_ = self.scalar_type()
        name = self.local_name()
        self.emit(f"{type_.declare(name)};")
        var = self.declare(name, type_, shared=self.chance(0.2))
        var.ready = False
        if len(self.scopes) > self.program.max_depth or self.chance(0.3):
            self.emit(f"{name} = {self.value(type_, 2, EFF).text};")
        else:
            self.emit(f"if ({self.condition(2).text}) {{")
            self.emit(f"    {name} = {self.value(type_, 1, EFF).text};")
            self.emit("} else {")
            self.emit(f"    {name} = {self.value(type_, 1, EFF).text};")
            self.emit("}")
        var.ready = True

    def declare_static(self):
        name = self.local_name()
        self.emit(f"static unsigned {name} = {self.constant()};")
        self.declare(name, UNSIGNED, shared=True)

    def variable_array(self):
        """A VLA, which no await may see."""
        n, a, i = self.program.unique("n"), self.program.unique("a"), self.program.unique("i")
        self.emit("{")
        self.emit(f"    unsigned {n} = 1u + {self.leaf(READ).text} % 4u, {a}[{n}];")
        self.emit(f"    for (unsigned {i} = 0; {i} < {n}; {i}++)")
        self.emit(f"        {a}[{i}] = {i} * {self.constant()};")
        self.emit(f"    mix({self.site()}, {a}[{n} - 1u]);")
        self.emit("}")

    def linked_nodes(self):
        """Objects that point at each other: none may move."""
        a, b, p = (self.program.unique("node") for _ in range(3))
        self.emit(f"struct fuzz_node {a} = {{{self.value(UNSIGNED, 1, EFF).text}, 0}};")
        self.emit(f"struct fuzz_node {b} = {{.next = &{a}, .value = {self.value(UNSIGNED, 1, EFF).text}}};")
        self.emit(f"{a}.next = {self.rng.choice(['&' + b, '&' + a])};")
        self.emit(f"for (struct fuzz_node *{p} = &{b}; {p} && fuzz_fuel(); {p} = {p}->next)")
        self.emit(f"    mix({self.site()}, {p}->value), {p}->value += {self.effect(1, NONE, NONE).text};")

    def local_type(self):
        form = self.rng.choice(["struct", "enum", "typedef", "typeof"])
        name, tag = self.program.unique("v"), self.program.unique("local")
        a, b = self.value(UNSIGNED, 1, EFF), self.constant()
        if form == "struct":
            self.emit(f"struct {tag} {{ unsigned a, b[2]; }} {name} = {{{a.text}, {{{b}, 1u}}}};")
            self.emit(f"mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            self.emit(f"mix({self.site()}, {name}.a + {name}.b[0]);")
        elif form == "enum":
            self.emit(f"enum {tag} {{ {tag}_a, {tag}_b = 5 }} {name} = {a.text} % 2u ? {tag}_a : {tag}_b;")
            self.emit(f"mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            self.emit(f"mix({self.site()}, (unsigned){name});")
        elif form == "typedef":
            self.emit(f"typedef unsigned {tag}[2];")
            self.emit(f"{tag} {name} = {{{a.text}, {b}}};")
            self.emit(f"mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            self.emit(f"mix({self.site()}, {name}[0] ^ {name}[1]);")
        else:
            self.emit(f"__typeof__({self.constant()}) {name} = {a.text};")
            self.emit(f"mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            self.emit(f"mix({self.site()}, {name});")

    def pointer_variable(self):
        name = self.program.unique("op")
        form = self.rng.choice(["async unsigned (*{n})(unsigned) = {c} ? {f} : {g};", "fuzz_op {n} = {c} ? {f} : {g};",
                                "const struct fuzz_ops *{n} = &fuzz_ops;"])
        simple = self.program.simple
        self.emit(form.format(n=name, c=self.condition(1).text, f=simple[0].name, g=simple[1].name))
        for _ in range(self.rng.randrange(1, 3)):
            callee = f"{name}->{self.rng.choice(['first', 'second'])}" if "struct" in form else self.rng.choice([name, f"(*{name})"])
            self.emit(f"mix({self.site()}, {self.spell_await(callee, self.u(1).text)});")

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

    # ---- Macros ----

    def macro_statement(self):
        form = self.rng.choice(["TWICE", "LET", "EACH", "WHEN", "line", "func", "if", "assert", "UNTIL"])
        if form == "TWICE":
            self.emit(f"TWICE({self.site()}, {self.guarded(self.u(1).text)});")
        elif form == "LET":
            value = self.guarded(self.u(1).text)
            name = self.local_name(avoid=value)
            self.emit(f"LET({name}, {value});")
            self.declare(name, UNSIGNED)
        elif form == "EACH":
            name = self.local_name("i")
            if len(self.scopes) > self.program.max_depth:
                self.emit(f"EACH({name}, 2u) mix({self.site()}, {self.effect(1, NONE, NONE).text});")
            else:
                self.loop_with_counter(name, f"EACH({name}, {self.rng.randrange(1, 3)}u) {{", 1)
        elif form == "WHEN":
            self.emit(f"WHEN({self.guarded(self.condition(1).text)})")
            self.emit(f"    mix({self.site()}, {self.u(1).text});")
            self.emit("END")
        elif form == "UNTIL":
            self.emit(f"UNTIL(!fuzz_fuel() || {self.guarded(self.condition(1).text)}, mix({self.site()}, {self.guarded(self.u(1).text)}));")
        elif form == "line":
            self.emit(f"mix({self.site()}, __LINE__ + {self.u(1).text});")
        elif form == "func":
            self.emit(f"mix_text({self.site()}, __func__);")
        elif form == "assert":
            self.emit(f"assert({self.guarded(self.u(1).text)} % 7u != 9u);")
        else:
            self.lines.append("#if FUZZ_PART & 3")
            self.mix_statement()
            self.lines.append("#else")
            self.emit("not C")
            self.lines.append("#endif")

    # ---- Guards ----

    def guard(self):
        kinds = [(3, "fuzz_guard")]
        if self.has("hooks"):
            kinds += [(3, "fuzz_life"), (1, "fuzz_cancel"), (1, "fuzz_nest"), (1, "fuzz_bag"), (1, "fuzz_mixed"),
                      (3, "begin fuzz_life"), (1, "begin fuzz_cancel"), (1, "begin fuzz_bag")]
        kind = self.pick(kinds)
        site = f"{self.site()}"
        if self.chance(0.2):
            site = f"{site}u + {self.u(1).text} % 2u"
        name = self.program.unique("guard")
        if kind.startswith("begin"):
            type_ = kind[6:]
            self.emit(f"{type_} {name} = {type_}_begin({site});")
            self.scopes[-1].ends.append(f"{type_}_end(&{name});")
        else:
            type_ = kind
            if self.chance(0.5):
                self.emit(f"lg_scoped({type_}) {name} = {type_}_enter({site});")
            else:
                self.emit(f"{type_} {name} __attribute__((cleanup({type_}_drop))) = {type_}_enter({site});")
        var = self.declare(name, VOID)
        var.ready = False
        var.used = var.protected = True
        if type_ in ("fuzz_guard", "fuzz_life", "fuzz_cancel") and self.chance(0.3):
            self.emit(f"fuzz_pinned(&{name}, {name}.serial);")

    def jumped_guard(self):
        """A lifecycle guard that a goto may jump over: then it is not live, and its storage was never written."""
        on, name, label = self.program.unique("on"), self.program.unique("guard"), self.new_label()
        self.emit("{")
        self.indent += 1
        self.emit(f"unsigned {on} = 0;")
        self.emit(f"if ({self.condition(1).text})")
        self.emit(f"    goto {label};")
        self.emit(f"fuzz_life {name} = fuzz_life_begin({self.site()});")
        self.emit(f"{on} = 1;")
        self.emit(f"mix({self.site()}, {self.u(1).text});")
        self.lines.append("    " * (self.indent - 1) + f"{label}:;")
        self.emit(f"mix({self.site()}, {self.effect(2, NONE, NONE).text});")
        self.emit(f"await fuzz_pend({self.constant()});")
        self.emit(f"if ({on})")
        self.emit(f"    fuzz_life_end(&{name});")
        self.indent -= 1
        self.emit("}")

    # ---- Joins, races, tasks ----

    def branch_call(self, callees, mode=READ, banned=NONE, depth=1):
        function = self.rng.choice([f for f in callees if f.level < self.signature.level] or callees)
        args = [self.u(depth, mode, banned, banned) for _ in function.parameters]
        # Arguments are sequenced among operands, not among themselves.
        if sum(a.moves() for a in args) > 0 and len(args) > 1:
            args = [args[0]] + [self.u(0, STABLE, banned | args[0].writes) for _ in args[1:]]
        return f"{function.name}({', '.join(a.text for a in args)})"

    def lower_branches(self):
        return [f for f in self.program.branches if f.level < self.signature.level]

    def join_statement(self):
        branches = self.lower_branches()
        count = self.rng.randrange(2, 5)
        targets, operands = [], []
        self.open()
        for _ in range(count):
            name = self.program.unique("sum")
            targets.append((name, self.rng.choice(["plain", "array", "struct", "none"])))
        for name, form in targets:
            declare = {"plain": f"unsigned {name} = 0;", "array": f"unsigned {name}[2] = {{0, 0}};",
                       "struct": f"struct fuzz_node {name} = {{0, 0}};", "none": ""}[form]
            if declare:
                self.emit(declare)
        for name, form in targets:
            lvalue = {"plain": name, "array": f"{name}[1]", "struct": f"{name}.value", "none": ""}[form]
            effects = self.chance(0.2)
            if branches and self.chance(0.8):
                call = self.branch_call(branches, EFF if effects else READ)
            elif form == "none":
                call = self.rng.choice(["fuzz_pend({})", "fuzz_value({})"]).format(self.constant())
            else:
                call = f"fuzz_value({self.u(1, READ).text})"
            operands.append(f"{lvalue} = {call}" if lvalue else call)
        separator = ",\n" + "    " * (self.indent + 2) if self.chance(0.5) else ", "
        self.emit(f"await_all({separator.join(operands)});")
        for name, form in targets:
            if form != "none":
                lvalue = {"plain": name, "array": f"{name}[1]", "struct": f"{name}.value"}[form]
                self.emit(f"mix({self.site()}, {lvalue});")
        self.close()

    def any_statement(self):
        branches = self.lower_branches()
        count = self.rng.randrange(2, 4)
        winner = self.rng.randrange(count)
        name = self.program.unique("won")
        operands = []
        self.emit(f"unsigned {name} = 0;")
        self.declare(name, UNSIGNED)
        for i in range(count):
            if i == winner:
                call = self.branch_call(branches) if branches and self.chance(0.8) else f"fuzz_value({self.u(1, READ).text})"
                operands.append(f"{name} = {call}" if self.chance(0.8) else call)
            else:
                operands.append(self.branch_call(self.program.losers) if self.chance(0.8) else "fuzz_never()")
        self.emit(f"mix({self.site()}, (unsigned)FUZZ_ANY_{winner}({', '.join(operands)}));")

    def task_statement(self):
        branches = self.lower_branches()
        if not branches:
            return self.mix_statement()
        self.open()
        tasks = [self.program.unique("task") for _ in range(self.rng.randrange(1, 4))]
        for task in tasks:
            self.emit(f"FUZZ_SPAWN({task}, {self.branch_call(branches)});")
        self.mix_statement()
        self.bare_await()
        for task in tasks:
            result = self.program.unique("joined")
            self.emit(f"unsigned {result} = 0;")
            self.emit(f"mix({self.site()}, (unsigned)({self.join_form(task, result)}));")
            self.emit(f"mix({self.site()}, {result});")
        self.close()

    @staticmethod
    def join_form(task, result):
        return f"FUZZ_JOIN({task}, {result})"

    def timeout_statement(self):
        if self.chance(0.5):
            self.emit(f"mix({self.site()}, (unsigned)FUZZ_EXPIRES({self.branch_call(self.program.losers)}) != 0u);")
            return
        branches = self.lower_branches()
        name = self.program.unique("timed")
        self.emit(f"unsigned {name} = 0;")
        self.declare(name, UNSIGNED)
        call = self.branch_call(branches) if branches else f"fuzz_value({self.constant()})"
        self.emit(f"mix({self.site()}, (unsigned)await_timeout(600000, {name} = {call}));")
