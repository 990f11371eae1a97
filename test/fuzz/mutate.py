"""Sources with something wrong in them: a mutant of a seed, made from the sources of the tests and samples, or a generated one.

Most mutations leave a text that might still be C, for the plugin looks closely only at what clang accepts: names and
operators change places, statements move, qualifiers and awaits appear where nobody writes them. The others cut and litter.
"""

import os
import random
import re
import zlib

TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*|\d[\w.]*|//[^\n]*|/\*.*?\*/|'
                   r"\s+|<<=|>>=|\.\.\.|->|\+\+|--|&&|\|\||[-+*/%&|^<>=!]=|<<|>>|##|.", re.S)
NAME = re.compile(r"[A-Za-z_]\w*$")
PARENTHESES = re.compile(r"\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")

VOCABULARY = """async await await_all await_any await_timeout block_on spawn future lifecycle must_not_suspend instrument instrument_with lg_scoped
lg_yield_now() lg_cx() lg_leaf const volatile _Atomic static extern inline register _Thread_local auto restrict unsigned void char
short int long float double _Bool _Complex __int128 struct union enum typedef sizeof _Alignof _Generic _Static_assert typeof
if else for while do switch case default break continue goto return 0 1 -1 1u 3.5 ( ) { } [ ] , ; : ? . -> * & ! ~ + - / % << >>
< > == != && || = += ++ -- ... # ##""".split()
QUALIFIERS = ["const ", "volatile ", "_Atomic ", "static ", "register ", "extern ", "_Thread_local ", "inline ", "async ", "typedef ",
              "unsigned ", "_Alignas(32) ", "__attribute__((cleanup(clean))) ", "__attribute__((aligned(64))) ",
              "__attribute__((packed)) ", "__attribute__((unused)) "]
# What an expression in parentheses becomes; @ stands for what was inside.
AROUND = ["(await (@))", "(await @)", "({{ @; }})", "({{ int lg_local = (@); lg_local; }})", "(sizeof(@))", "((@), (@))", "((@) ? (@) : (@))",
          "((@) && (@))", "((@) || await lg_yield_now(), 1)", "((void)(@))", "(*&(@))", "(&(@))", "(block_on(@))", "(future(@))", "(spawn(@))",
          "((int)(@))", "((int[]){{@}})", "((struct {{ int a; }}){{.a = @}})", "(_Generic((@), default: (@)))", "(await_any(@, lg_yield_now()))",
          "(__extension__ (@))", "(typeof(@))", "(__builtin_constant_p(@))", "(@, await lg_yield_now())", "((@) = (@))", "((@)[0])", "(-(@))"]
STATEMENTS = ["await lg_yield_now();", "{{ await lg_yield_now(); }}", "goto out; out:;", "return;", "return 0;", "break;", "continue;",
              "for (;;) await lg_yield_now();", "if (0) await lg_yield_now(); else", "switch (1) case 1: default:", "do await lg_yield_now(); while (0);",
              "while (await lg_yield_now(), 0);", "int fresh[2] = {{await lg_sleep_ms(1), 1}};", "({{ await lg_yield_now(); }});",
              "typedef int fresh_type; fresh_type fresh;", "struct fresh {{ int a; }} fresh; await lg_yield_now(); (void)fresh;",
              "int fresh[fresh_n]; await lg_yield_now();", "static int fresh = 1;", "again: await lg_yield_now(); goto again;",
              "asm(\"\");", "_Static_assert(1, \"\");", "extern async int fresh(void);", "async int fresh(void);", "void *there = &&here; here:;",
              "int fresh(int), other;", "await_all(lg_yield_now(), lg_sleep_ms(1));", "(void)await_any(lg_yield_now(), lg_sleep_ms(1));",
              "(void)await_timeout(1, lg_yield_now());", "{", "}", ";", "else", "case 3:", "default:", "#if 0", "#endif", "#else", "#line 7 \"x\"",
              "#define await", "#undef async", "#include __FILE__"]


def tokens_of(text):
    return TOKEN.findall(text)


class Mutator:
    def __init__(self, seed, sources):
        self.rng = random.Random(seed)
        self.sources = sources

    def mutant(self, text):
        for _ in range(self.rng.choice([1, 1, 1, 1, 1, 2, 2, 3])):
            text = self.rng.choices([self.one_token, self.one_line, self.expression, self.qualifier, self.statement, self.splice,
                                     self.rename, self.number, self.cut, self.litter], [5, 5, 8, 5, 8, 2, 8, 2, 0.5, 0.5])[0](text)
        return text

    # ---- The mutations: each takes a text and gives another ----

    def one_token(self, text):
        tokens = tokens_of(text)
        places = [i for i, token in enumerate(tokens) if not token.isspace()]
        if len(places) < 2:
            return text
        i = self.rng.choice(places)
        way = self.rng.randrange(5)
        if way == 0:
            del tokens[i]
        elif way == 1:
            tokens.insert(i, tokens[i] + " ")
        elif way == 2:
            j = self.rng.choice(places)
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif way == 3:
            j = places[min(places.index(i) + 1, len(places) - 1)]
            tokens[i], tokens[j] = tokens[j], tokens[i]
        else:
            tokens[i] = self.rng.choice(VOCABULARY)
        return "".join(tokens)

    def one_line(self, text):
        lines = text.split("\n")
        i, j = self.rng.randrange(len(lines)), self.rng.randrange(len(lines))
        way = self.rng.randrange(4)
        if way == 0:
            del lines[i]
        elif way == 1:
            lines.insert(i, lines[i])
        elif way == 2:
            lines[i], lines[j] = lines[j], lines[i]
        else:
            lines.insert(j, lines.pop(i))
        return "\n".join(lines)

    def expression(self, text):
        found = list(PARENTHESES.finditer(text))
        if not found:
            return text
        it = self.rng.choice(found)
        around = self.rng.choice(AROUND).replace("{{", "{").replace("}}", "}").replace("@", it.group()[1:-1])
        # A call's arguments stay a call's: what is put around them stands inside.
        return text[: it.start()] + (f"({around})" if self.rng.random() < 0.5 else around) + text[it.end() :]

    def qualifier(self, text):
        lines = text.split("\n")
        found = [i for i, line in enumerate(lines) if re.match(r"\s*(?:async |static )?[a-z_]\w* [*\w]+", line)]
        if not found:
            return text
        i = self.rng.choice(found)
        indent = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
        lines[i] = indent + self.rng.choice(QUALIFIERS) + lines[i].lstrip()
        return "\n".join(lines)

    def statement(self, text):
        lines = text.split("\n")
        found = [i for i, line in enumerate(lines) if line.startswith((" ", "\t"))]
        at = self.rng.choice(found) if found else self.rng.randrange(len(lines))
        lines.insert(at, self.rng.choice(STATEMENTS).replace("{{", "{").replace("}}", "}"))
        return "\n".join(lines)

    def splice(self, text):
        """Some lines of another source."""
        lines, other = text.split("\n"), choose(self.rng, self.sources)[2].split("\n")
        i, j = self.rng.randrange(len(lines)), self.rng.randrange(len(other))
        lines[i:i] = other[j : j + self.rng.choice([1, 1, 2, 3, 8])]
        return "\n".join(lines)

    def rename(self, text):
        """A name, at one place or everywhere, becomes another of the same text."""
        tokens = tokens_of(text)
        places = [i for i, token in enumerate(tokens) if NAME.match(token)]
        if not places:
            return text
        i, j = self.rng.choice(places), self.rng.choice(places)
        old, new = tokens[i], tokens[j]
        everywhere = self.rng.random() < 0.3
        return "".join(new if k == i or (everywhere and token == old) else token for k, token in enumerate(tokens))

    def number(self, text):
        found = list(re.finditer(r"\b\d+\b", text))
        if not found:
            return text
        it = self.rng.choice(found)
        return text[: it.start()] + self.rng.choice(["0", "-1", "1", "255", "4294967296", "0x7fffffffffffffff", "1e9"]) + text[it.end() :]

    def cut(self, text):
        return text[: self.rng.randrange(len(text) + 1)]

    def litter(self, text):
        at = self.rng.randrange(len(text) + 1)
        rubbish = "".join(chr(self.rng.choice([0, 1, 9, 34, 39, 40, 41, 92, 123, 125, 0x7F, 0xE9, 0x20AC, 0x1F600])) for _ in range(self.rng.randrange(1, 9)))
        return text[:at] + rubbish + text[at:]


def choose(rng, sources):
    """One of the sources by its name, so that a new one among them changes few of the choices."""
    number = rng.getrandbits(64)
    return min(sources, key=lambda source: zlib.crc32(f"{number} {source[1]}".encode()))


def sources_of(root):
    """Every C source of the tests and samples: [(folder, name, text)]."""
    found = []
    for top in ("test", "samples"):
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = sorted(set(folders) - {"bench", "fuzz"})
            for name in sorted(names):
                if name.endswith(".c"):
                    with open(os.path.join(folder, name), errors="replace") as file:
                        found.append((folder, name, file.read()))
    return found
