"""Wrong answers to the frameworks lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

SUM = "sum(w * x for w, x in zip(row, image, strict=True)) + b"
RELU_FIRST = "[max(each - b, 0.0) + b for each, b in zip(sums, bias, strict=True)]"
OUTSIDE = "{read for line in kernel for read in program[line][1:]} - set(kernel)"
CODES = "np.round(weights / scales[:, None]).astype(int)"

WRONG = {
    "layer": {
        "no bias": ((" + b for", " for"), SEEN),
        "no ReLU": (("max(each, 0.0)", "each"), SEEN),
        "ReLU before the bias": (
            ("[max(each, 0.0) for each in sums]", RELU_FIRST),
            SEEN,
        ),
        "the matrix on its side": (
            ("in zip(weight, bias, strict=True)", "in zip(zip(*weight), bias)"),
            SEEN,
        ),
        "as many outputs as inputs": (
            ("in zip(weight, bias, strict=True)", "in zip(weight[: len(image)], bias)"),
            UNSEEN,
        ),
        "the first bias for all": ((SUM, SUM.replace("+ b", "+ bias[0]")), UNSEEN),
        "only two inputs": (("zip(row, image, strict=True)", "zip(row[:2], image[:2])"), UNSEEN),
    },
    "useful": {
        "what the last line reads, and no further": (
            ("for line in reversed(range(len(program))):", "for line in [len(program) - 1]:"),
            SEEN,
        ),
        "everything": (("sorted(wanted)", "list(range(len(program)))"), SEEN),
        "inputs do not count": (
            ("sorted(wanted)", 'sorted(each for each in wanted if program[each][0] != "input")'),
            SEEN,
        ),
        "from above": (("reversed(range(len(program)))", "range(len(program))"), SEEN),
        "in descending order": (("sorted(wanted)", "sorted(wanted, reverse=True)"), SEEN),
        "only the first that is read": (("program[line][1:])", "program[line][1:2])"), UNSEEN),
        "one by one, twice where two need it": (
            (
                "return sorted(wanted)",
                "return sorted([len(program) - 1] + [read for line in wanted for read in program[line][1:]])",
            ),
            UNSEEN,
        ),
        "lines that any line reads": (
            (
                "return sorted(wanted)",
                "read = {each for line in program for each in line[1:] if each != 1}"
                "\n    return sorted(read | {len(program) - 1})",
            ),
            UNSEEN,
        ),
    },
    "equal_lines": {
        "nothing is equal": (("seen.setdefault(key, line)", "line"), SEEN),
        "inputs are all equal": (('else ("input", line)', 'else ("input", 0)'), SEEN),
        "the line before, not the first": (
            (
                "first.append(seen.setdefault(key, line))",
                "first.append(seen.get(key, line))\n        seen[key] = line",
            ),
            UNSEEN,
        ),
        "copies are compared by their own numbers": (("first[each] for each", "each for each"), UNSEEN),
        "a sum is another sum the other way round": (("sides.sort()", "pass"), UNSEEN),
        "everything gives the same either way round": (
            ('if operation in ("add", "mul"):', "if True:"),
            UNSEEN,
        ),
        "the operation is not looked at": (("(operation, *sides) if", "(len(sides), *sides) if"), SEEN),
        "sums only": (('("add", "mul")', '("add",)'), UNSEEN),
    },
    "fuse": {
        "nothing is fused": (("if is_open and", "if False and"), SEEN),
        "everything is fused": (
            ('if is_open and operation != "matmul":', "if kernels:"),
            SEEN,
        ),
        "a product is taken into the run before it": (
            ('if is_open and operation != "matmul":', "if is_open:"),
            UNSEEN,
        ),
        "a product opens a run": (('is_open = operation != "matmul"', "is_open = True"), SEEN),
        "inputs are kernels": (
            ('if operation == "input":\n            continue', "pass"),
            SEEN,
        ),
        "an input ends a run": (
            ("            continue", "            is_open = False\n            continue"),
            UNSEEN,
        ),
        "all lines after a product in one": (
            ('is_open = operation != "matmul"', 'is_open = is_open or operation != "matmul"'),
            UNSEEN,
        ),
        "products in a row are one kernel": (
            (
                'if is_open and operation != "matmul":',
                'if kernels and (program[kernels[-1][-1]][0] == "matmul") == (operation == "matmul"):',
            ),
            UNSEEN,
        ),
    },
    "traffic": {
        "writes are free": ((" + len(set(kernel) & (read_elsewhere | {len(program) - 1}))", ""), SEEN),
        "every result is written": (
            ("len(set(kernel) & (read_elsewhere | {len(program) - 1}))", "len(kernel)"),
            SEEN,
        ),
        "the last result stays": ((" | {len(program) - 1}", ""), SEEN),
        "an array is read as often as it is used": (
            ((OUTSIDE), "[read for line in kernel for read in program[line][1:] if read not in kernel]"),
            UNSEEN,
        ),
        "what the kernel made is read back": ((" - set(kernel)", ""), SEEN),
        "one write for each kernel": (
            ("len(set(kernel) & (read_elsewhere | {len(program) - 1}))", "1"),
            UNSEEN,
        ),
        "a result is written once for each reader": (
            (
                "len(set(kernel) & (read_elsewhere | {len(program) - 1}))",
                "sum(bool(set(kernel) & set(program[line][1:])) for other in kernels if other is not kernel"
                " for line in other) + (len(program) - 1 in kernel)",
            ),
            UNSEEN,
        ),
        "only the next kernel reads": (
            ("if other is not kernel", "if other is not kernel and other[0] <= kernel[-1] + 1"),
            UNSEEN,
        ),
    },
    "quantize": {
        "one scale for all": (
            ("np.abs(weights).max(axis=1)", "np.full(len(weights), np.abs(weights).max())"),
            UNSEEN,
        ),
        "divided by 128": (("127) / 127", "127) / 128"), SEEN),
        "cut off, not rounded": (
            ("np.round(weights / scales[:, None])", "np.trunc(weights / scales[:, None])"),
            SEEN,
        ),
        "halves go up": (
            ("np.round(weights / scales[:, None])", "np.floor(weights / scales[:, None] + 0.5)"),
            UNSEEN,
        ),
        "the largest, not the largest without its sign": (
            ("np.abs(weights).max(axis=1)", "weights.max(axis=1)"),
            UNSEEN,
        ),
        "a row of zeros divides by zero": (("np.where(largest > 0, largest, 127)", "largest"), UNSEEN),
        "in eight bits without a sign": ((CODES, CODES + " % 256"), SEEN),
        "a scale for each column": (
            """
def quantize(weights):
    scales = np.abs(weights).max(axis=1) / 127
    scales[scales == 0] = 1
    return np.round(weights / np.resize(scales, weights.shape[1])).astype(int), scales
""",
            UNSEEN,
        ),
    },
}
