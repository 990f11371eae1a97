"""What a function's text may refer to at a point: variables, guards and labels, by scope.

A variable is *private* if nothing but the function's own text can touch it: its value then does not depend on when an
await beside it runs. It is *ready* at a point if it has been initialised on every way there; a goto or a case label takes
readiness away from what it jumps over.
"""


class Var:
    def __init__(self, name, type_, order, shared=False, const=False, volatile=False, fields=None):
        self.name = name
        self.type = type_
        self.order = order  # of declaration within the function; globals have -1
        self.shared = shared
        self.const = const
        self.volatile = volatile
        self.fields = fields  # the names of the fields that have been written, of a partly initialised struct
        self.line = 0  # of the function's text, after its declaration
        self.ready = True
        self.used = False
        self.counter = False  # keeps a loop finite: never assigned to
        self.protected = False  # must not be shadowed: text that leaves its scope names it


class Scope:
    def __init__(self, kind):
        self.kind = kind  # "function", "block", "loop", "switch"
        self.vars = []
        self.ends = []  # statements that end the guards without cleanup, in order of declaration
        self.jumped = 0  # more than 0: a jump leads past here, so no guard may be declared


class Label:
    def __init__(self, name, depth):
        self.name = name
        self.depth = depth  # number of scopes open where it stands
        self.sources = []  # for a forward one: the variables ready at each goto
        self.backward = False
        self.ends_before = 0  # of a backward one: how many guards without cleanup its scope had
