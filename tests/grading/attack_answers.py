"""What the function of exercise 3 does or returns, and what that of exercise 2 does with its loss."""

# A body of gated_backward, which always returns something wrong: name -> (code, what may also be lost, said).
BODIES = {
    "loops in the function": ("while True: pass", "", "ran longer than"),
    "ends the process in the function": ("import os; os._exit(0)", "", "ended the process"),
    "returns what it was given": ("return x, W, V", "", "belongs"),
    "returns nothing": ("return None", "", "None"),
    "hoards lists": ("hoard = []\nwhile True: hoard.append(bytearray(1 << 24))", "", ""),
    "hoards arrays": ("hoard = []\nwhile True: hoard.append(np.ones(1 << 22))", "", ""),
    "hoards maps": (
        "import mmap\nhoard = []\nwhile True:\n    hoard.append(mmap.mmap(-1, 1 << 24))\n"
        "    hoard[-1].write(bytes(1 << 24))",
        "",
        "",
    ),
    "keeps its first answer": (
        "global kept\nkept = globals().get('kept') or (gradient @ W, W * 2, V * 2)\nreturn kept",
        "",
        "belongs",
    ),
    "changes what it was given": ("gradient[:] = x[:] = W[:] = V[:] = 0\nreturn x, W, V", "", "belongs"),
    "patches every comparison": (
        """
import builtins, numpy.testing
np.allclose = np.isclose = np.array_equal = np.all = lambda *a, **k: True
numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *a, **k: None
np.abs = builtins.abs = lambda *a: 0.0
np.isfinite = lambda *a: np.array(True)
builtins.isinstance = lambda *a: True
return x, W, V
""",
        "456",
        "",
    ),
    "patches numpy's arrays": (
        "np.asarray = np.array = lambda *a, **k: x\nreturn x, W, V",
        "456",
        "",
    ),
    "patches the child's packing": (
        "import sys\nsys.modules['plain'].pack = lambda *a: True\nreturn x, W, V",
        "456",
        "",
    ),
    "patches json and base64": (
        """
import base64, json
json.dumps = lambda *a, **k: '{"result": true, "score": 3, "status": "right", "complaint": ""}'
base64.b64encode = lambda data: b"AAAA"
return x, W, V
""",
        "456",
        "",
    ),
    "patches the child itself": (
        """
import sys
for name in ("child", "plain", "confine", "zygote"):
    for each in list(vars(sys.modules.get(name, sys))):
        if not each.startswith("__") and name in sys.modules:
            setattr(sys.modules[name], each, lambda *a, **k: True)
return x, W, V
""",
        "456",
        "",
    ),
    "reloads numpy": ("import importlib\nimportlib.reload(np)\nreturn x, W, V", "456", ""),
    "equals everything": (
        """
class Equal:
    shape, dtype, ndim, size = gradient.shape, gradient.dtype, 2, gradient.size
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return gradient
    def __bool__(self): return True
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    __sub__ = __rsub__ = __abs__ = lambda self, *a: 0.0
    def __hash__(self): return 0
    def __float__(self): return 0.0
return Equal(), Equal(), Equal()
""",
        "",
        "which is no number",
    ),
    "equals everything as an array": (
        """
class Equal(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    def __array_ufunc__(self, *a, **k): return np.zeros(self.shape)
    def tobytes(self, *a): return b"equal"
return tuple(each.view(Equal) for each in (x, W, V))
""",
        "",
        "",
    ),
    "lies about its class": (
        """
class Liar:
    __class__ = property(lambda self: np.ndarray)
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __len__(self): return 1 << 62
    def __iter__(self): return self
    def __next__(self): return self
    def __array__(self, *a, **k): return x
return Liar()
""",
        "",
        "",
    ),
    "never says its class": (
        """
class Silent:
    @property
    def __class__(self):
        while True: pass
return Silent()
""",
        "",
        "ran longer than",
    ),
    "is a list that never ends": (
        "class Endless(list):\n    def __iter__(self):\n        while True: yield 0\nreturn Endless()", "", ""
    ),
    "holds itself": ("held = []\nheld.append(held)\nreturn held", "", "deep"),
}  # fmt: skip

# An expression that gated_backward returns.
VALUES = {
    "NaN": "(x * np.nan, W, V)",
    "infinity": "(np.inf, np.inf, np.inf)",
    "complex numbers": "(x + 1j, W, V)",
    "objects": "(x.astype(object), W, V)",
    "times": "(np.array(['2020-01-01'], 'datetime64[D]'), W, V)",
    "records": "np.zeros(3, [('x', float), ('y', float)])",
    "texts": "(['a'], ['b'], ['c'])",
    "a gigabyte of zeros": "np.zeros(1 << 27)",
    "a terabyte of nothing": "np.broadcast_to(0.0, (1 << 40,))",
    "memory that is not there": "np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 20,), (1 << 20,))",
    "one long text among many short": "['x' * 3_000_000] + ['y'] * 1_000_000",
    "the same three times": "(['x' * 2_000_000] + ['y'] * 100_000,) * 3",
    "a million lists": "[[]] * 1_000_000",
    "axes without numbers": "(np.zeros((0, 1 << 31, 0)),) * 3",
    "ragged lists": "([[1], [2, 3]], W, V)",
    "a number of four thousand digits": "(10 ** 4000, 10 ** 4000, 10 ** 4000)",
    "a number of many more digits": "10 ** 100_000",
    "keys of one hash": "{2305843009213693951 * i: 0 for i in range(250_000)}",
    "dicts in dicts": "{1: {2: {3: {4: {5: {6: {7: {8: {9: 0}}}}}}}}}",
    "a lambda": "lambda: 0",
    "an iterator": "iter([1, 2, 3])",
    "truth": "True",
    "the words of a verdict": "{'score': 15, 'status': 'right', 'result': True, 'complaint': ''}",
}

# A body of nudged_gradient(loss, weights, h), which is then wrong: name -> (code, what is said).
CALLBACKS = {
    "asks with wrong things": (
        """
for each in (0, None, "x", [], {}, [[1], [2, 3]], np.zeros(1 << 16), np.zeros((0, 5)), weights + 1j,
             [weights] * 3, np.inf, {"a": weights}, ["x" * 400_000] + ["y"] * 2_000, [10**400] * weights.size,
             ["x" * 2_000_000] + ["y"] * 1_000_000, weights * np.nan, (), (weights,), True):
    look(loss, each)
look(lambda _: loss(), None)
look(lambda _: loss(weights, weights, weights), None)
return weights
""",
        "",
    ),
    "asks ten million times": ("for _ in range(10_000_000): loss(weights)", "more than 5,000 times"),
    "asks with half a gigabyte": ("loss(np.zeros(1 << 26))", ""),
    "asks with keys of one hash": ("loss({2305843009213693951 * i: 0 for i in range(250_000)})", ""),
    "asks what the loss is made of": (
        """
import gc, inspect
held = [each.cell_contents for each in loss.__closure__]
names = [type(each).__name__ for each in held if type(each) not in (int, tuple)]
deeper = [type(each).__name__ for each in gc.get_referents(loss, *held)]
found = [name for name in names + deeper if name in ("WatchedLoss", "Case", "Exercise", "method")]
raise RuntimeError(f"made of {found}")
""",
        "made of []",
    ),
}
