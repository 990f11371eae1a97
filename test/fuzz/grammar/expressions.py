"""Expressions without a doubt about their order.

C leaves the order of most operands open, and a lowering may run an await before the rest of its full expression. So of
operands that are not sequenced at most one has effects, and the others are *stable*: they read only constants and
private variables that the one with effects does not write.
"""

from .types import POINTER, UNSIGNED, Bits, scalars_of

EFF = "effects allowed"
READ = "no effects"
STABLE = "no effects, and the same at any time within the full expression"


class E:
    """A piece of text with what it does: `eff` any effect on what is shared, `writes` private variables."""

    def __init__(self, text, eff=False, writes=frozenset()):
        self.text = text
        self.eff = eff
        self.writes = frozenset(writes)

    def with_text(self, text):
        return E(text, self.eff, self.writes)

    def moves(self):
        return self.eff or bool(self.writes)


NONE = frozenset()
SHARED = "every place that is not private"  # in a set of what must not be written


class Expressions:
    """Mixed into Function: needs rng, program, visible(), site(), asynchronous, has()."""

    # ---- Choosing ----

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, table):
        """One of [(weight, value)]."""
        return self.rng.choices([value for _, value in table], [weight for weight, _ in table])[0]

    def constant(self):
        return f"{self.pick([(6, self.rng.randrange(10)), (2, self.rng.randrange(300)), (1, self.rng.randrange(1 << 32))])}u"

    # ---- Places ----

    def index(self, count):
        if self.chance(0.6):
            return str(self.rng.randrange(count))
        found = [v for v in self.visible() if v.ready and v.type is UNSIGNED and not v.shared and not v.volatile and v not in self.index_ban]
        if not found:
            return str(self.rng.randrange(count))
        var = self.rng.choice(found)
        var.used = True
        return f"{var.name} % {count}u"

    def places(self, mode, no_read=NONE, write=False):
        """Scalars that may be read (or written): [(text, scalar, var, private)]."""
        self.index_ban = no_read
        found = []
        for var in self.visible():
            if not var.ready or var in no_read or (write and (var.counter or (var.const and var.type.kind != "pointer"))):
                continue
            if var.volatile and (mode is not EFF or write):
                continue
            if var.type.kind == "pointer":
                if mode is not STABLE and not (write and self.no_shared_writes):
                    found.append((f"*{var.name}", var.type.target, var, False))
                continue
            if mode is STABLE and var.shared:
                continue
            if write and self.no_shared_writes and var.order < 0:
                continue
            for text, scalar in scalars_of(var.type, var.name, self.index):
                if var.fields is not None and text.split(".")[1].split("[")[0] not in var.fields:
                    continue
                found.append((text, scalar, var, not var.shared))
        return found

    def read_place(self, mode, no_read):
        found = self.places(mode, no_read)
        if not found:
            return None
        # A variable with many scalars in it should not crowd out the others.
        var = self.rng.choice(list({id(place[2]): place[2] for place in found}.values()))
        text, scalar, var, _ = self.rng.choice([place for place in found if place[2] is var])
        var.used = True
        return E(scalar.read(text), eff=var.volatile)

    # ---- Unsigned expressions ----

    def leaf(self, mode, no_read=NONE):
        if self.chance(0.3):
            return E(self.constant())
        return self.read_place(mode, no_read) or E(self.constant())

    def u(self, depth, mode=EFF, no_read=NONE, no_write=NONE):
        """An expression of type unsigned."""
        if depth <= 0 or (mode is not EFF and self.chance(0.3)):
            if mode is EFF and self.chance(0.5):
                return self.effect(0, no_read, no_write)
            return self.leaf(mode, no_read)
        table = [(4, self.binary), (1, self.unary), (1, self.conditional), (1, self.comma), (1, self.truth)]
        if mode is EFF:
            table.append((7, None))
        made = self.pick(table)
        if made is None:
            return self.effect(depth, no_read, no_write)
        return made(depth - 1, mode, no_read, no_write)

    def pair(self, depth, mode, no_read, no_write):
        """Two operands in open order."""
        if mode is not EFF:
            return self.u(depth, mode, no_read, no_write), self.u(depth, mode, no_read, no_write)
        first = self.u(depth, EFF, no_read, no_write)
        second = self.beside(depth, [first], no_read)
        return (first, second) if self.chance(0.5) else (second, first)

    def beside(self, depth, others, no_read):
        """An operand in open order with `others`."""
        writes = frozenset().union(*(e.writes for e in others))
        moves = any(e.moves() for e in others)
        return self.u(min(depth, 1), STABLE if moves else READ, no_read | writes, NONE)

    def join(self, text, *parts):
        return E(text, any(e.eff for e in parts), frozenset().union(*(e.writes for e in parts)))

    def binary(self, depth, mode, no_read, no_write):
        a, b = self.pair(depth, mode, no_read, no_write)
        form = self.rng.choice(
            ["{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} ^ {b}", "{a} | {b}", "{a} & {b}",
             "{a} / ({b} % 7u + 1u)", "{a} % ({b} % 9u + 1u)", "{a} << ({b} % 5u)", "{a} >> ({b} % 5u)"])
        return self.join("(" + form.format(a=a.text, b=b.text) + ")", a, b)

    def unary(self, depth, mode, no_read, no_write):
        a = self.u(depth, mode, no_read, no_write)
        return a.with_text(f"({self.rng.choice(['~', '-', '+'])}{a.text})")

    def truth(self, depth, mode, no_read, no_write):
        c = self.condition(depth, mode, no_read, no_write)
        return c.with_text(self.rng.choice(["(unsigned)({})", "(({}) ? 1u : 2u)"]).format(c.text))

    def conditional(self, depth, mode, no_read, no_write):
        c = self.condition(depth, mode, no_read, no_write)
        a = self.u(depth, mode, no_read, no_write)
        b = self.u(depth, mode, no_read, no_write)
        return self.join(f"({c.text} ? {a.text} : {b.text})", a, b, c)

    def comma(self, depth, mode, no_read, no_write):
        if mode is not EFF:
            return self.u(depth, mode, no_read, no_write)
        a = self.effect(depth, no_read, no_write)
        b = self.u(depth, mode, no_read, no_write)
        return self.join(f"((void)({a.text}), {b.text})", a, b)

    def condition(self, depth, mode=EFF, no_read=NONE, no_write=NONE):
        """An expression for `if`: an int that is 0 or 1, in parentheses where it needs them."""
        if depth > 0 and self.chance(0.4):
            a = self.condition(depth - 1, mode, no_read, no_write)
            if self.chance(0.2):
                return a.with_text(f"!({a.text})")
            b = self.condition(depth - 1, mode, no_read, no_write)
            return self.join(f"(({a.text}) {self.rng.choice(['&&', '||'])} ({b.text}))", a, b)
        if depth > 0 and self.chance(0.4):
            a, b = self.pair(depth - 1, mode, no_read, no_write)
            return self.join(f"({a.text} % 11u {self.rng.choice(['<', '>', '==', '!=', '<=', '>='])} {b.text} % 13u + 1u)", a, b)
        a = self.u(depth, mode, no_read, no_write)
        count = self.rng.randrange(2, 5)
        return a.with_text(f"({a.text} % {count}u {self.rng.choice(['==', '!='])} {self.rng.randrange(count)}u)")

    # ---- Expressions with effects ----

    def effect(self, depth, no_read, no_write):
        table = [(2, self.tap), (2, self.assignment), (1, self.increment)]
        if self.program.helpers and self.asynchronous:
            table.append((1, self.helper_call))
        if self.asynchronous:
            table += [(8, self.await_scalar), (2, self.await_struct), (1, self.await_pointer)]
            if self.has("pointers"):
                table.append((3, self.await_indirect))
            if self.has("macros"):
                table.append((2, self.macro))
            if self.has("stmtexpr"):
                table.append((1, self.statement_expression))
        for _ in range(4):
            made = self.pick(table)(depth - 1, no_read, no_write)
            if made:
                return made
        return self.tap(depth - 1, no_read, no_write)

    def tap(self, depth, no_read, no_write):
        a = self.u(depth, EFF, no_read, no_write)
        return E(f"tap({self.site()}, {a.text})", True, a.writes)

    def helper_call(self, depth, no_read, no_write):
        helper = self.rng.choice(self.program.helpers)
        args = self.arguments(helper, depth, no_read, no_write)
        return E(f"{helper.name}({args.text})", True, args.writes)

    def writable(self, no_read, no_write, want=lambda scalar: True, private=False):
        private = private or SHARED in no_write
        found = [p for p in self.places(EFF, no_read, write=True) if p[2] not in no_write and want(p[1]) and (p[3] or not private)]
        return self.rng.choice(found) if found else None

    def assignment(self, depth, no_read, no_write):
        place = self.writable(no_read, no_write)
        if not place:
            return None
        text, scalar, var, private = place
        banned = self.target(place)
        if self.chance(0.4) and private and scalar.bit_ops:
            a = self.u(depth, EFF, no_read, no_write | banned)
            form = self.compound(scalar, self.constant() if a.text == text else a.text)
            var.used = True
            return E(scalar.read(f"({text} {form})"), a.eff, a.writes | {var})
        a = self.value(scalar, depth, EFF, no_read, no_write | banned)
        if a.text == text:
            a = E(scalar.make(self.constant()))
        written = a.writes | {var} if private else a.writes
        return E(scalar.read(f"({text} = {a.text})"), a.eff or not private, written)

    def target(self, place):
        """What the right side of an assignment to the place must not write."""
        text, _, var, private = place
        return self.vars_in_index(text) | {var if private else SHARED}

    def compound(self, scalar, value):
        if scalar.unsigned:
            operator = self.rng.choice(["+=", "-=", "*=", "^=", "|=", "&="])
            return f"{operator} {scalar.make(value)}"
        return f"{self.rng.choice(['^=', '|=', '&='])} {scalar.make(value)}"

    def vars_in_index(self, text):
        """The variables that a place's text reads as subscripts."""
        if "[" not in text:
            return NONE
        return frozenset(v for v in self.visible() if f"[{v.name} %" in text)

    def increment(self, depth, no_read, no_write):
        place = self.writable(no_read, no_write, lambda scalar: scalar is UNSIGNED, private=True)
        if not place or not place[3]:
            return None
        text, _, var, _ = place
        var.used = True
        return E(self.rng.choice(["({}++)", "(++{})", "({}--)", "(--{})"]).format(text), False, {var})

    # ---- Calls ----

    def arguments(self, function, depth, no_read, no_write, max_order=None):
        types = function.parameters
        order = list(range(len(types)))
        self.rng.shuffle(order)
        made = {}
        for i in order:
            if not made:
                made[i] = first = self.value(types[i], depth, EFF, no_read, no_write, max_order)
            else:
                mode = STABLE if first.moves() else READ
                made[i] = self.value(types[i], min(depth, 1), mode, no_read | first.writes, NONE, max_order)
        return self.join(", ".join(made[i].text for i in range(len(types))), *made.values())

    def spell_await(self, name, args):
        """`await f(x)`, in the ways people write it."""
        if self.has("layout") and self.chance(0.15):
            form = self.rng.choice(["await ({n}({a}))", "await ({n})({a})", "await /* {n} */ {n}({a})", "lg_await {n}({a})",
                                    "await\n            {n}({a})", "await {n}(\n            {a})", "await(({n}({a})))"])
            return form.format(n=name, a=args)
        return f"await {name}({args})"

    def callable(self, want):
        return [f for f in self.program.callable(self) if want(f)]

    def await_call(self, want, depth, no_read, no_write, max_order=None):
        found = self.callable(want)
        if not found:
            return None
        function = self.rng.choice(found)
        args = self.arguments(function, depth, no_read, no_write, max_order)
        return E(self.spell_await(self.through(function), args.text), True, args.writes), function

    def through(self, function):
        """What is called: the function by its name, or some pointer to it."""
        name = function.name
        if not self.has("pointers") or self.chance(0.6):
            return name
        self.program.indirect.add(function)
        form = self.rng.choice(["fuzz_calls.{n}", "(*fuzz_calls.{n})", "(&fuzz_calls)->{n}", "fuzz_calls.list_{n}[1]", "(*(fuzz_calls.list_{n} + 1))",
                                "(fuzz_calls.list_{n}[0] ? fuzz_calls.list_{n}[0] : {n})", "(fuzz_calls.{n} == {n} ? fuzz_calls.{n} : 0)",
                                "((__typeof__(&{n})){n})"])
        return form.format(n=name)

    def await_scalar(self, depth, no_read, no_write):
        if self.chance(0.15):
            a = self.u(depth, EFF, no_read, no_write)
            return E(f"({self.spell_await('fuzz_value', a.text)})", True, a.writes)
        made = self.await_call(lambda f: f.result.kind == "scalar", depth, no_read, no_write)
        if not made:
            return None
        call, function = made
        return call.with_text(function.result.read(f"({call.text})"))

    def await_struct(self, depth, no_read, no_write):
        made = self.await_call(lambda f: f.result.kind == "struct", depth, no_read, no_write)
        if not made:
            return None
        call, function = made
        text, scalar = self.rng.choice(scalars_of(function.result, f"({call.text})", lambda n: str(self.rng.randrange(n))))
        return call.with_text(scalar.read(text))

    def await_pointer(self, depth, no_read, no_write):
        made = self.await_call(lambda f: f.result is POINTER, depth, no_read, no_write)
        if not made:
            return None
        call, _ = made
        return call.with_text(f"(*{call.text})")

    def await_indirect(self, depth, no_read, no_write):
        callee = self.rng.choice(["fuzz_ops.first", "(&fuzz_ops)->second", "fuzz_table[{i}]", "(*fuzz_table[{i}])", "fuzz_choose({i})"])
        if not self.program.can_call_simple(self):
            return None
        a = self.u(depth, EFF, no_read, no_write)
        i = self.leaf(STABLE, no_read | a.writes).text
        callee = callee.format(i=f"({i}) % 2u")
        if self.chance(0.3):
            return E(f"({self.spell_await('fuzz_apply', f'{callee}, {a.text}')})", True, a.writes)
        return E(f"({self.spell_await(callee, a.text)})", True, a.writes)

    def macro(self, depth, no_read, no_write):
        form = self.rng.choice(["PLUS", "CHECKED", "LARGER", "ALIAS", "TEXT", "JUST"])
        if form == "PLUS":
            made = self.await_call(lambda f: f.result is UNSIGNED, depth, no_read, no_write)
            if not made or "{" in made[0].text:
                return None
            call, other = made[0], self.beside(1, [made[0]], no_read)
            if not call.text.startswith("await ") or "\n" in call.text:
                return None
            return self.join(f"AWAIT_PLUS({call.text[6:]}, {self.guarded(other.text)})", call, other)
        if form == "ALIAS":
            if not self.program.can_call_simple(self):
                return None
            a = self.u(depth, EFF, no_read, no_write)
            return E(f"SIMPLE({self.guarded(a.text)})", True, a.writes)
        a = self.u(depth, EFF, no_read, no_write)
        if form == "LARGER":
            b = self.u(depth, EFF, no_read, no_write)
            return self.join(f"LARGER({self.guarded(a.text)}, {self.guarded(b.text)})", a, b)
        if form == "TEXT":
            # The text of the argument is observed, so it must be what the user wrote in both programs.
            return E(f"TEXT({self.site()}, {self.guarded(a.text)})", True, a.writes)
        return a.with_text(f"{form}({self.guarded(a.text)})")

    @staticmethod
    def guarded(text):
        return f"({text})" if "{" in text else text

    def statement_expression(self, depth, no_read, no_write):
        a = self.u(depth, EFF, no_read, no_write)
        name = self.program.unique("t")
        more = self.rng.choice([f"mix({self.site()}, {name}); ", "await fuzz_pend({n}); ".format(n=name), ""])
        return E(f"({{ unsigned {name} = {a.text}; {more}{name} + 1u; }})", True, a.writes)

    # ---- Values of any type ----

    def value(self, type_, depth, mode, no_read=NONE, no_write=NONE, max_order=None):
        """An initialiser expression, or argument, of the type."""
        if type_.kind == "scalar":
            return self.scalar_value(type_, depth, mode, no_read, no_write)
        if type_.kind == "pointer":
            return self.pointer_value(depth, mode, no_read, no_write, max_order)
        if type_.kind == "guard":
            if mode is EFF:
                return E(f"fuzz_life_make({self.site()})", True)
            return E("(fuzz_life){0}")
        return self.struct_value(type_, depth, mode, no_read, no_write)

    def scalar_value(self, scalar, depth, mode, no_read, no_write):
        if mode is EFF and self.asynchronous and self.chance(0.3):
            made = self.await_call(lambda f: f.result is scalar, depth, no_read, no_write)
            if made:
                return made[0]
        if self.chance(0.2):
            same = [p for p in self.places(mode, no_read) if p[1] is scalar]
            if same:
                text, _, var, _ = self.rng.choice(same)
                var.used = True
                return E(text, eff=var.volatile)
        a = self.u(depth, mode, no_read, no_write)
        return a.with_text(scalar.make(a.text))

    def struct_value(self, struct, depth, mode, no_read, no_write):
        if mode is EFF and self.asynchronous and self.chance(0.4):
            made = self.await_call(lambda f: f.result is struct, depth, no_read, no_write)
            if made:
                return made[0]
        if self.chance(0.4):
            same = [v for v in self.visible() if v.type is struct and v.ready and v.fields is None and v not in no_read and not (mode is STABLE and v.shared)]
            if same:
                var = self.rng.choice(same)
                var.used = True
                return E(var.name)
        if depth > 1 and self.chance(0.2):
            c = self.condition(depth - 1, mode, no_read, no_write)
            a = self.struct_value(struct, depth - 1, mode, no_read, no_write)
            b = self.struct_value(struct, depth - 1, mode, no_read, no_write)
            return self.join(f"({c.text} ? {a.text} : {b.text})", a, b, c)
        made = self.initialiser(struct, depth - 1, mode, no_read, no_write)
        return made.with_text(f"({struct.spelling}){made.text}")

    def initialiser(self, type_, depth, mode, no_read=NONE, no_write=NONE):
        """`{…}` for a struct, union or array; its parts are in open order."""
        parts = []
        done = []
        # Which part, counted as they are made, may have effects: it leaves private variables alone, for those before it.
        effect_at = self.rng.randrange(4) if mode is EFF else -1
        frozen = no_write | frozenset(self.visible()) | {SHARED}

        def one(part_type, prefix=""):
            if part_type.kind != "scalar":
                inner = self.initialiser(part_type, 0, STABLE if mode is EFF else mode, no_read)
                done.append(inner)
            elif len(done) == effect_at:
                done.append(self.scalar_value(part_type, max(depth, 1), EFF, no_read, frozen))
            else:
                done.append(self.scalar_value(part_type, 0, STABLE if mode is EFF else mode, no_read, NONE))
            parts.append(prefix + done[-1].text)

        if type_.kind == "array":
            count = type_.count if self.chance(0.7) else self.rng.randrange(1, type_.count + 1)
            for i in range(count):
                one(type_.element, f"[{i}] = " if self.chance(0.15) else "")
        elif type_.union:
            name, field = self.rng.choice(type_.fields)
            one(field, f".{name} = ")
        elif self.chance(0.3):
            for name, field in self.rng.sample(type_.fields, self.rng.randrange(1, len(type_.fields) + 1)):
                one(field, f".{name} = ")
        else:
            for _, field in type_.fields:
                one(field)
        return self.join("{" + ", ".join(parts) + "}", *done)

    def pointer_value(self, depth, mode, no_read, no_write, max_order=None):
        """A pointer to an unsigned that lives at least as long as a variable declared now (or as `max_order`)."""
        if mode is EFF and self.asynchronous and self.chance(0.2):
            made = self.await_call(lambda f: f.result is POINTER, depth, no_read, no_write, max_order)
            if made:
                return made[0]
        found = []
        self.index_ban = no_read
        for var in self.visible():
            if not var.ready or var in no_read or (max_order is not None and var.order >= max_order):
                continue
            if var.type is POINTER:
                found.append((var, var.name))
            elif var.shared and not var.const and not var.volatile and var.fields is None:
                if var.order < 0 and self.no_shared_writes:
                    continue
                for text, scalar in scalars_of(var.type, var.name, self.index):
                    if scalar is UNSIGNED and not isinstance(scalar, Bits):
                        found.append((var, f"&{text}"))
        if not found or self.chance(0.1):
            return E(f"&(unsigned){{{self.constant()}}}")
        var, text = self.rng.choice(found)
        var.used = True
        return E(text)
