"""Declarations of locals: of every kind, initialised on every way to where they are read."""

from .expressions import EFF, NONE, READ
from .types import INT, POINTER, SCALARS, UNSIGNED, Array


class Declarations:
    """Mixed into Function."""

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
        if type_ is UNSIGNED and self.has("locals") and self.chance(0.06):
            words, options = "_Atomic ", {"volatile": True}  # every access counts
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
        const = not volatile and self.has("locals") and self.chance(0.1)
        self.emit(f"{'volatile ' if volatile else 'const ' if const else ''}{type_.declare(name)} = {value.text};")
        self.declare(name, type_, shared=self.chance(0.4), volatile=volatile, const=const)

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
        self.emit(f"static {self.rng.choice(['', '', '_Thread_local '])}unsigned {name} = {self.constant()};")
        self.declare(name, UNSIGNED, shared=True)

    def variable_array(self):
        """A VLA, which no await may see."""
        n, a, i = self.program.unique("n"), self.program.unique("a"), self.program.unique("i")
        self.emit("{")
        if self.asynchronous and self.chance(0.5):
            self.emit(f"    unsigned {a}[1u + {self.u(1).text} % 4u];")
            self.emit(f"    unsigned {n} = sizeof {a} / sizeof *{a};")
        else:
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
