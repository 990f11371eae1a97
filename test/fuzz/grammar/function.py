"""One function of a program: its signature, and the text of its body."""

import re

from .expressions import Expressions
from .scope import Scope, Var
from .statements import Statements
from .types import GUARD_PARAMETER, VOID


class Signature:
    def __init__(self, name, result, parameters, static, part=3, simple=False):
        self.name = name
        self.result = result
        self.parameters = parameters
        self.static = static
        self.part = part  # of a program in two files: the files it is in, a bit each
        self.simple = simple  # unsigned (unsigned): may stand behind a pointer
        self.level = 0  # calls only functions of a lower level, if there is no recursion
        self.rank = "function"  # or "branch", "loser", "program", "helper"

    def prototype(self, names=None):
        marks = "" if self.rank == "helper" else "async "
        static = "static " if self.static else ""
        if names is None:
            inside = ", ".join(t.declare("").rstrip() for t in self.parameters)
        else:
            inside = ", ".join(t.declare(n) for t, n in zip(self.parameters, names))
        space = "" if self.result.spelling.endswith("*") else " "
        return f"{static}{marks}{self.result.spelling}{space}{self.name}({inside or 'void'})"


class Function(Expressions, Statements):
    def __init__(self, program, signature):
        self.program = program
        self.rng = program.rng
        self.signature = signature
        self.asynchronous = signature.rank != "helper"
        self.no_shared_writes = program.branched
        self.index_ban = frozenset()
        self.lines = []
        self.indent = 0
        self.scopes = []
        self.labels = []
        self.order = 0
        self.budget = 0
        self.names = set()
        self.label_count = 0
        self.computed = False

    def has(self, feature):
        return feature in self.program.features

    def site(self):
        return self.program.site()

    # ---- Text ----

    def emit(self, text):
        self.lines.append("    " * self.indent + text)

    # ---- Scopes and variables ----

    def visible(self):
        """Variables that a name would find here, innermost first."""
        seen = set()
        found = []
        for scope in reversed(self.scopes):
            for var in reversed(scope.vars):
                if var.name not in seen:
                    seen.add(var.name)
                    found.append(var)
        found += [v for v in self.program.globals if v.name not in seen]
        return found

    def local_name(self, prefix="v", avoid=""):
        """A name for a local: often one that a lowering might want for itself, sometimes one that shadows.

        Its initialiser `avoid` would read the new variable if it named an outer one of that name."""
        avoided = set(re.findall(r"\w+", avoid))
        taken = {v.name for v in self.scopes[-1].vars} | {v.name for s in self.scopes for v in s.vars if v.protected or v.counter}
        if len(self.scopes) == 2:
            taken |= {v.name for v in self.scopes[0].vars}  # a function's block is its parameters' scope
        if self.has("names") and self.chance(0.35):
            name = self.rng.choice(self.program.hard_names)
            if name not in taken and name not in avoided:
                return name
        if self.has("locals") and self.chance(0.12):
            outer = [v.name for s in self.scopes[:-1] for v in s.vars if v.name not in taken and v.name not in avoided]
            if outer:
                return self.rng.choice(outer)
        return self.program.unique(prefix)

    def declare(self, name, type_, **options):
        self.order += 1
        var = Var(name, type_, self.order, **options)
        var.line = len(self.lines)
        self.scopes[-1].vars.append(var)
        return var

    # ---- The whole ----

    def generate(self):
        s = self.signature
        self.scopes = [Scope("function")]
        names = []
        for type_ in s.parameters:
            name = self.local_name("p")
            names.append(name)
            var = self.declare(name, type_, shared=self.chance(0.2) and type_.kind != "pointer")
            if type_ is GUARD_PARAMETER:
                var.ready = False
                var.used = var.protected = True
        self.emit(s.prototype(names))
        for var in self.scopes[0].vars:
            var.line = 1
        self.emit("{")
        self.indent += 1
        self.scopes.append(Scope("block"))
        for var in self.scopes[0].vars:
            if var.type is GUARD_PARAMETER:
                self.emit(f"fuzz_life_arrive(&{var.name}, {self.site()});")
                self.scopes[0].ends.append(f"fuzz_life_end(&{var.name});")
        self.prologue()
        self.budget = self.rng.randrange(*self.program.statements)
        self.statements(self.budget)
        self.epilogue()
        self.scopes.pop()
        self.indent -= 1
        self.emit("}")
        return self.lines

    def prologue(self):
        s = self.signature
        if s.rank in ("branch", "loser") or (s.rank == "program" and self.program.root_branch):
            var = self.declare("branch", VOID)
            var.ready = False
            var.used = var.protected = True
            self.emit(f"lg_scoped(fuzz_branch) branch = fuzz_branch_enter({self.site()});")
        elif s.rank == "function" and (s.level > 1 or self.has("recursion")):
            if s.simple and not s.level:
                return
            self.emit("if (!fuzz_fuel())")
            self.indent += 1
            if self.scopes[0].ends:
                self.indent -= 1
                self.lines[-1] += " {"
                self.indent += 1
                self.return_now(plain=True)
                self.indent -= 1
                self.emit("}")
                return
            self.return_now(plain=True)
            self.indent -= 1

    def epilogue(self):
        if self.signature.rank == "loser":
            self.flush_unused()
            self.emit("for (;;)")
            self.emit("    await fuzz_never();")
            return
        self.flush_unused()
        if self.signature.result is VOID:
            for end in self.leaving(0):
                self.emit(end)
            return
        self.return_now()
