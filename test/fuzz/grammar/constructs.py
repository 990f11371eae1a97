"""Statements that only async functions have: macros around awaits, guards, joins, races, tasks, timeouts."""

from .expressions import EFF, NONE, READ, STABLE
from .types import UNSIGNED, VOID


class Constructs:
    """Mixed into Function."""

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
        return f"{self.through(function)}({', '.join(a.text for a in args)})"

    def lower_branches(self):
        return [f for f in self.program.branches if f.level < self.signature.level]

    def join_statement(self):
        branches = self.lower_branches()
        count = self.rng.randrange(2, 5)
        targets, operands = [], []
        self.open()
        for _ in range(count):
            name = self.program.unique("sum")
            targets.append((name, self.rng.choice(["plain", "array", "struct", "bits", "pointer", "none"])))
        for name, form in targets:
            declare = {"plain": f"unsigned {name} = 0;", "array": f"unsigned {name}[2] = {{0, 0}};",
                       "struct": f"struct fuzz_node {name} = {{0, 0}};",
                       "bits": f"struct {{ unsigned low : 7, value : 19; }} {name} = {{0, 0}};",
                       "pointer": f"unsigned {name}_at = 0, *{name} = &{name}_at;", "none": ""}[form]
            if declare:
                self.emit(declare)
        for name, form in targets:
            lvalue = self.lvalue_of(name, form)
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
                self.emit(f"mix({self.site()}, {self.lvalue_of(name, form)});")
        self.close()

    @staticmethod
    def lvalue_of(name, form):
        return {"plain": name, "array": f"{name}[1]", "struct": f"{name}.value", "bits": f"{name}.value", "pointer": f"*{name}",
                "none": ""}[form]

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
