"""Statements: a body is made of small compositions, each of which keeps three promises.

It ends: loops count or burn fuel. It reads nothing uninitialised: labels take readiness away. It is legal: nothing jumps
into the scope of a guard.
"""

import re

from .constructs import Constructs
from .control import Control
from .declarations import Declarations
from .expressions import EFF, NONE, READ, SHARED, E
from .scope import Label, Scope
from .types import POINTER, VOID


class Statements(Declarations, Control, Constructs):
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
            value = self.returned_pointer(plain)
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

    def returned_pointer(self, plain):
        """Only what outlives the call: a pointer parameter, else an object of the program."""
        names = [v for v in self.scopes[0].vars if v.type is POINTER and v in self.visible()]
        if names:
            var = self.rng.choice(names)
            var.used = True
            if self.chance(0.5) and len(names) > 1 and not plain:
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
                if self.asynchronous and self.has("computed"):
                    table.append((1, self.goto_computed))
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
