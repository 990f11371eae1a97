"""What a program may use: one row per feature, and the presets that name sets of them."""

FEATURES = {
    "calls": "async functions that await others, in every kind of expression",
    "flow": "loops, switch, break, continue, awaits in their conditions and steps",
    "goto": "goto in all directions, into and out of blocks and loops",
    "computed": "goto to a label's address",
    "types": "structs, unions, arrays, bit-fields, doubles, enums, pointers; as locals, parameters and results",
    "locals": "const, volatile, static, shadowed, partly initialised locals, compound literals, alignment",
    "names": "locals, parameters and labels called like what a lowering adds",
    "macros": "macros of the user that hold awaits or declarations; __LINE__, __func__, #if in bodies",
    "layout": "odd spacing, comments and line breaks",
    "guards": "locals with a cleanup",
    "hooks": "lifecycle guards: with and without cleanup, nested, as parameters, jumped over",
    "joins": "await_all, in branches with a checksum of their own",
    "any": "await_any with a known winner",
    "tasks": "spawn and lg_join",
    "timeouts": "await_timeout",
    "recursion": "direct and mutual recursion",
    "pointers": "pointers to async functions",
    "local-types": "types declared inside async functions, typeof",
    "stmtexpr": "awaits in statement expressions",
}

_BASIC = ["calls", "flow", "goto", "types", "locals", "names", "macros", "layout"]
_GUARDS = _BASIC + ["guards", "hooks"]
PRESETS = {
    "basic": _BASIC,
    "guards": _GUARDS,
    "all": list(FEATURES),
}


def parse(text):
    """The set that `text` names: presets and features, separated by commas; `-x` takes x away."""
    chosen = set()
    for word in text.split(","):
        if word.startswith("-"):
            if word[1:] not in FEATURES:
                raise ValueError(f"unknown feature '{word[1:]}'")
            chosen.discard(word[1:])
        elif word in PRESETS:
            chosen.update(PRESETS[word])
        elif word in FEATURES:
            chosen.add(word)
        else:
            raise ValueError(f"unknown feature '{word}'; there are {', '.join(PRESETS)}, {', '.join(FEATURES)}")
    return chosen
