"""C types, and how a value of each is made from and read as an `unsigned`, the one type all arithmetic is done in.

No conversion may be undefined or depend on the compiler, so each type says how much of an unsigned it takes.
"""


class Scalar:
    kind = "scalar"

    def __init__(self, spelling, make, read="(unsigned)({})", unsigned=False, bit_ops=True):
        self.spelling = spelling
        self._make = make
        self._read = read
        self.unsigned = unsigned  # compound arithmetic on it wraps
        self.bit_ops = bit_ops

    def make(self, text):
        """An expression of this type from an unsigned one."""
        return self._make.format(text)

    def read(self, text):
        """An unsigned expression from one of this type, evaluated once."""
        return self._read.format(text)

    def declare(self, name):
        return f"{self.spelling} {name}"


UNSIGNED = Scalar("unsigned", "{}", "{}", unsigned=True)
INT = Scalar("int", "(int)(({}) & 0xffffffu)")
BOOL = Scalar("_Bool", "({}) % 3u != 0u", "(unsigned)({})")
DOUBLE = Scalar("double", "(double)(({}) % 4096u) / 4", "(unsigned)(({}) * 4)", bit_ops=False)
SCALARS = [
    UNSIGNED,
    INT,
    BOOL,
    DOUBLE,
    Scalar("float", "(float)(({}) % 512u) / 2", "(unsigned)(({}) * 2)", bit_ops=False),
    Scalar("char", "(char)(({}) & 0x7fu)"),
    Scalar("signed char", "(signed char)(({}) & 0x7fu)"),
    Scalar("unsigned char", "(unsigned char)({})", unsigned=True),
    Scalar("short", "(short)(({}) & 0x7fffu)"),
    Scalar("unsigned short", "(unsigned short)({})", unsigned=True),
    Scalar("long", "(long)({})", "(unsigned)({})"),
    Scalar("unsigned long", "(unsigned long)({}) * 0x100000001ul", "(unsigned)(({}) >> 7)", unsigned=True),
    Scalar("long long", "(long long)({}) - 0x7fffffffll", "(unsigned)({})"),
    Scalar("uint64_t", "(uint64_t)({}) << 20", "(unsigned)(({}) >> 18)", unsigned=True),
    Scalar("enum colour", "(enum colour)(({}) % 3u)", "(unsigned)({})", bit_ops=False),
    Scalar("unsigned __int128", "(unsigned __int128)({}) << 71", "(unsigned)(({}) >> 69)", unsigned=True),
    Scalar("_Complex double", "(_Complex double)(({}) % 4096u)", "(unsigned)__real__({})", bit_ops=False),
]


class Bits(Scalar):
    """A bit-field's type: its width is in the declarator."""

    def __init__(self, width):
        super().__init__("unsigned", f"({{}}) & {(1 << width) - 1}u", "(unsigned)({})")
        self.width = width

    def declare(self, name):
        return f"unsigned {name} : {self.width}"


class Array:
    kind = "array"

    def __init__(self, element, count):
        self.element = element
        self.count = count

    def declare(self, name):
        return self.element.declare(f"{name}[{self.count}]")


class Struct:
    """A struct or a union with fields: [(name, type)]."""

    kind = "struct"

    def __init__(self, tag, fields, union=False):
        self.tag = tag
        self.fields = fields
        self.union = union
        self.spelling = f"{'union' if union else 'struct'} {tag}"

    def declare(self, name):
        return f"{self.spelling} {name}"

    def define(self):
        lines = [f"{self.spelling} {{"]
        lines += [f"    {type_.declare(name)};" for name, type_ in self.fields]
        return lines + ["};"]


class Pointer:
    kind = "pointer"

    def __init__(self, target):
        self.target = target
        self.spelling = f"{target.spelling} *"

    def declare(self, name):
        return f"{self.target.spelling} *{name}"


POINTER = Pointer(UNSIGNED)


class Void:
    kind = "void"
    spelling = "void"

    def declare(self, name):
        return f"void {name}"


VOID = Void()


class GuardParameter:
    """A lifecycle guard passed by value."""

    kind = "guard"
    spelling = "fuzz_life"

    def declare(self, name):
        return f"fuzz_life {name}"


GUARD_PARAMETER = GuardParameter()


def scalars_of(type_, text, index):
    """Every scalar inside an object `text` of `type_`: [(text, scalar)]. `index` gives a subscript for a count.

    Of a union every field, so its fields must be without padding and of one size."""
    if type_.kind == "scalar":
        return [(text, type_)]
    if type_.kind == "array":
        return scalars_of(type_.element, f"{text}[{index(type_.count)}]", index)
    if type_.kind == "struct":
        return [found for name, field in type_.fields for found in scalars_of(field, f"{text}.{name}", index)]
    return []
