"""A whole program: its types, globals, functions, and the text around them."""

import random
import re

from .function import Function, Signature
from .scope import Var
from .types import GUARD_PARAMETER, POINTER, SCALARS, UNSIGNED, VOID, Array, Bits, Struct

HARD_NAMES = ["self", "cx", "out", "state", "child", "start", "done", "result", "poll", "frame", "ready", "pending", "resume",
              "lg_state", "await_all", "type", "drop", "init", "size", "f0_future", "f1_future_poll", "f0_future_init",
              "f1_future_type", "f2_future_start", "program_future"]

RARE = {"pointers": 0.6, "local-types": 0.5, "computed": 0.3, "stmtexpr": 0.5, "recursion": 0.5, "names": 0.7}

MACROS = """\
#define AWAIT_PLUS(call, more) ((unsigned)(await call) + (more))
#define TWICE(site, e) \\
    do { \\
        mix(site, (e)); \\
        mix((site) + 1000u, (e)); \\
    } while (0)
#define LET(name, e) unsigned name = (e)
#define EACH(i, n) for (unsigned i = 0; i < (n); i++)
#define CHECKED(e) ((void)sizeof(e), (e))
#define LARGER(a, b) ((a) % 7u > 3u ? (a) : (b))
#define TEXT(site, e) (mix_text(site, #e), (e))
#define JUST(e) (e)
#define WHEN(c) if (c) {
#define END }
#define UNTIL(c, s) \\
    do { \\
        s; \\
    } while (!(c))"""


class Program:
    def __init__(self, seed, features, max_funcs=6, size=1.0):
        self.rng = random.Random(seed)
        self.seed = seed
        self.features = features
        self.max_depth = 5
        self.statements = (max(1, int(2 * size)), max(2, int(10 * size)))
        self.hard_names = HARD_NAMES
        self.sites = 0
        self.uniques = 0
        self.called = set()
        self.indirect = set()
        rng = self.rng

        # Not in every program: one that a lowering refuses for one of these tests nothing else.
        self.features = features - {f for f, share in RARE.items() if rng.random() >= share}
        features = self.features
        wants = [f for f in ("joins", "any", "tasks", "timeouts") if f in features and rng.random() < 0.35]
        self.branched = bool(wants)
        self.tasks = "tasks" in wants
        self.timeouts = "timeouts" in wants
        if not self.branched:
            self.features = features - {"joins", "any", "tasks", "timeouts"}
        self.root_branch = self.branched or ("hooks" in features and rng.random() < 0.3)
        self.two_parts = rng.random() < 0.25

        self.structs = self.make_structs()
        self.globals = self.make_globals()
        self.make_signatures(max_funcs)

    def site(self):
        self.sites += 1
        return self.sites

    def unique(self, prefix):
        self.uniques += 1
        return f"{prefix}{self.uniques}"

    # ---- Types and globals ----

    def make_structs(self):
        rng = self.rng
        made = []
        for i in range(rng.randrange(1, 4)):
            fields = []
            names = rng.sample(["a", "b", "c", "d", "state", "child", "out", "n"], rng.randrange(1, 5))
            for name in names:
                kind = rng.randrange(6)
                if kind == 0:
                    fields.append((name, Array(rng.choice([UNSIGNED, rng.choice(SCALARS)]), rng.randrange(1, 5))))
                elif kind == 1 and made:
                    fields.append((name, rng.choice(made)))
                elif kind == 2:
                    fields.append((name, Bits(rng.randrange(1, 20))))
                else:
                    fields.append((name, rng.choice([UNSIGNED, rng.choice(SCALARS)])))
            made.append(Struct(f"s{i}", fields))
        if rng.random() < 0.5:
            made.append(Struct("word", [("whole", UNSIGNED), ("bytes", Array(SCALARS[7], 4)), ("halves", Array(SCALARS[9], 2))],
                               union=True))
        return made

    def make_globals(self):
        made = [Var("g0", UNSIGNED, -1, shared=True), Var("g1", self.rng.choice(SCALARS), -1, shared=True)]
        if "types" in self.features:
            made.append(Var("g2", Array(UNSIGNED, 4), -1, shared=True))
            made.append(Var("g3", self.rng.choice(self.structs), -1, shared=True))
        for var in made:
            var.used = True
        return made

    # ---- Functions ----

    def make_signatures(self, max_funcs):
        rng = self.rng
        self.functions, self.helpers, self.branches, self.losers, self.simple = [], [], [], [], []
        count = rng.randrange(2, max(3, max_funcs + 1)) if "calls" in self.features else 0
        for i in range(count):
            if i < 2 and ("pointers" in self.features or rng.random() < 0.3):
                s = Signature(f"f{i}", UNSIGNED, [UNSIGNED], False, simple=True)
                self.simple.append(s)
            else:
                result = UNSIGNED
                kinds = [UNSIGNED] * 3
                if "types" in self.features:
                    result = rng.choice([UNSIGNED, UNSIGNED, rng.choice(SCALARS), rng.choice(SCALARS), rng.choice(self.structs), POINTER, VOID])
                    kinds += [rng.choice(SCALARS), rng.choice(self.structs), POINTER, POINTER]
                    if "hooks" in self.features:
                        kinds.append(GUARD_PARAMETER)
                parameters = [rng.choice(kinds) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 6]))]
                if parameters.count(GUARD_PARAMETER) > 1:
                    parameters = [p for p in parameters if p is not GUARD_PARAMETER] + [GUARD_PARAMETER]
                s = Signature(f"f{i}", result, parameters, False)
            s.level = i
            self.functions.append(s)
        if len(self.simple) < 2:
            self.simple = []
        for s in self.simple:
            s.level = 0
        for i in range(rng.randrange(0, 3)):
            s = Signature(f"h{i}", UNSIGNED, [rng.choice([UNSIGNED, rng.choice(SCALARS)]) for _ in range(rng.randrange(0, 3))], True)
            s.rank = "helper"
            self.helpers.append(s)
        if self.branched:
            for i in range(rng.randrange(1, 4)):
                s = Signature(f"b{i}", UNSIGNED, [UNSIGNED] * rng.randrange(0, 3), False)
                s.rank, s.level = "branch", 100 + i
                self.branches.append(s)
            for i in range(rng.randrange(1, 3)):
                s = Signature(f"l{i}", UNSIGNED, [UNSIGNED] * rng.randrange(0, 2), False)
                s.rank, s.level = "loser", 100
                self.losers.append(s)
        self.main = Signature("program", UNSIGNED, [], False)
        self.main.rank, self.main.level = "program", 200

    def callable(self, function):
        """What `function` may await by name, marked as called when chosen."""
        s = function.signature
        if not function.asynchronous:
            return []
        if "recursion" in self.features and s.level > 0:
            return self.functions
        return [f for f in self.functions if f.level < s.level]

    def can_call_simple(self, function):
        return bool(self.simple) and function.asynchronous and function.signature.level > 0

    # ---- Text ----

    def generate(self):
        rng = self.rng
        texts = {}
        signatures = self.functions + self.losers + self.branches + [self.main]
        for s in signatures + self.helpers:
            if self.two_parts and s.rank in ("function", "branch"):
                s.part = rng.choice([1, 2])
            elif self.two_parts and s.rank != "helper":
                s.part = 1
        # Callers first, so that it is known which helpers are called at all.
        for s in reversed(signatures):
            function = Function(self, s)
            texts[s] = function.generate()
        body = "\n".join("\n".join(lines) for lines in texts.values())
        helpers = [s for s in self.helpers if f"{s.name}(" in body]
        for s in helpers:
            texts[s] = Function(self, s).generate()
        body = "\n".join("\n".join(lines) for lines in texts.values())
        for s in self.functions + self.branches:
            if not self.two_parts and rng.random() < 0.6 and self.is_called(s, body):
                s.static = True
                head = texts[s][0]
                texts[s][0] = head.replace("async ", rng.choice(["static async ", "async static ", "static inline async "]), 1)

        out = [f"/* test/fuzz/generate.py {self.seed} */"]
        if self.tasks or self.timeouts:
            out.append("/* FUZZ_NEEDS_RUNTIME */")
        out += ['#include "fuzz.h"', "", "#include <assert.h>", "", "#ifndef FUZZ_PART", "#define FUZZ_PART 3", "#endif", ""]
        out.append("enum colour { red, green, blue };")
        out += ["struct fuzz_node {", "    unsigned value;", "    struct fuzz_node *next;", "};"]
        for struct in self.structs:
            out += struct.define()
        out.append("")
        static = "" if self.two_parts else "static "
        self.define(out, static, "unsigned fuzz_spare[2]", "{3u, 5u}", "fuzz_spare" in body)
        for var in self.globals:
            used = re.search(rf"\b{var.name}\b", body)
            initial = {"array": "{1u, 2u, 3u, 4u}", "struct": "{0}"}.get(var.type.kind, None) or var.type.make("7u")
            if var.type.kind == "struct" and var.type.fields[0][1].kind != "scalar":
                initial = "{{0}}"
            if var.type.kind == "struct":
                initial = None
            self.define(out, static, var.type.declare(var.name), initial, used)
        out.append("")
        if "macros" in self.features:
            out += MACROS.split("\n")
            if self.simple:
                out.append(f"#define SIMPLE(x) (await {self.simple[0].name}(x))")
            out.append("")

        order = helpers + self.order(signatures)
        defined = set()
        prototypes = []
        for s in order:
            if s.rank == "helper":
                continue
            late = any(other.level >= s.level or "recursion" in self.features for other in defined)
            if self.two_parts or late or rng.random() < 0.2:
                names = None if rng.random() < 0.5 else [f"p{i}" for i in range(len(s.parameters))]
                prototypes.append(s.prototype(names) + ";")
            defined.add(s)
        if "pointers" in self.features and self.simple:
            for s in self.simple:
                if not any(f"{s.name}(" in text for text in prototypes):
                    prototypes.append(s.prototype(["x"]) + ";")
        for s in sorted(self.indirect, key=lambda s: s.name):
            if not any(f"{s.name}(" in text for text in prototypes):
                prototypes.append(s.prototype() + ";")
        out += prototypes
        if "pointers" in self.features and self.simple:
            first, second = self.simple
            out += ["", "typedef async unsigned (*fuzz_op)(unsigned);",
                    "struct fuzz_ops {", "    async unsigned (*first)(unsigned);", "    fuzz_op second;", "};"]
            keep = "" if static == "" else "static "
            part = self.two_parts
            if part:
                out += ["extern const struct fuzz_ops fuzz_ops;", "extern const fuzz_op fuzz_table[2];", "fuzz_op fuzz_choose(unsigned i);",
                        "async unsigned fuzz_apply(async unsigned (*op)(unsigned), unsigned x);", "#if FUZZ_PART & 1"]
            if part or "fuzz_ops" in body:
                out.append(f"{keep}const struct fuzz_ops fuzz_ops = {{{first.name}, .second = {second.name}}};")
            if part or "fuzz_table" in body:
                out.append(f"{keep}const fuzz_op fuzz_table[2] = {{{first.name}, {second.name}}};")
            if "fuzz_choose" in body:
                out += [f"{keep}fuzz_op fuzz_choose(unsigned i)", "{", f"    return i ? &{second.name} : {first.name};", "}"]
            if "fuzz_apply" in body:
                out += [f"{keep}async unsigned fuzz_apply(async unsigned (*op)(unsigned), unsigned x)", "{",
                        "    fuzz_op again = op;", "    return again == op ? await (*op)(x) : 0u;", "}"]
            if part:
                out.append("#endif")
        self.define_calls(out, static)
        for s in order:
            out.append("")
            if s.part != 3:
                out.append(f"#if FUZZ_PART & {s.part}")
            out += texts[s]
            if s.part != 3:
                out.append("#endif")
        start = "program"
        if "pointers" in self.features:
            start = "fuzz_start"
        out += ["", "#if FUZZ_PART & 1"]
        if start != "program":
            out += [f"static async unsigned (*const {start})(void) = program;"]
        out += ["static unsigned run(void)", "{", f"    return block_on({start}());", "}", "",
                "static lg_future *box(void)", "{", f"    return future({start}());", "}", "",
                "int main(int argc, char **argv)", "{", "    return fuzz_main(argc, argv, run, box);", "}", "#endif"]
        return "\n".join(out) + "\n"

    def define_calls(self, out, static):
        """A table with a pointer to each function that is called through one."""
        functions = sorted(self.indirect, key=lambda s: s.name)
        if not functions:
            return
        out += ["", "struct fuzz_calls {"]
        for s in functions:
            space = "" if s.result.spelling.endswith("*") else " "
            inside = ", ".join(t.declare("").rstrip() for t in s.parameters) or "void"
            for name in (s.name, f"list_{s.name}[2]"):
                out.append(f"    async {s.result.spelling}{space}(*{name})({inside});")
        out.append("};")
        values = ", ".join(f".{s.name} = {s.name}, .list_{s.name} = {{[1] = {s.name}}}" for s in functions)
        self.define(out, static and "static const ", ("" if static else "const ") + "struct fuzz_calls fuzz_calls", f"{{{values}}}", True)

    def define(self, out, static, declarator, initial, used):
        if not used:
            return
        text = f"{declarator} = {initial};" if initial else f"{declarator};"
        if self.two_parts:
            out += [f"extern {declarator};", "#if FUZZ_PART & 1", text, "#endif"]
        else:
            out.append(static + text)

    def is_called(self, s, body):
        return f" {s.name}(" in body.replace(f"{s.prototype().split('(')[0]}(", "")

    def order(self, signatures):
        """Mostly callees first, sometimes not."""
        order = list(signatures)
        if self.rng.random() < 0.4:
            self.rng.shuffle(order)
        elif self.rng.random() < 0.3:
            order.reverse()
        return order
