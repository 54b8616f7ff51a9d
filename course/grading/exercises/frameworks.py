"""The frameworks lab: what a compiler does to a program, and a layer's numbers without a library.

A program is a list of lines [operation, lines it reads]; no reference here walks it as a solution would.
"""

from itertools import pairwise

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array, same_arrays

COMMUTATIVE = ("add", "mul")
ANY_NUMBERS = np.inf  # a tolerance that looks at shapes alone
ONE = ("relu", "exp", "neg")
TWO = ("add", "mul", "sub", "matmul")


def random_program(rng, num_inputs, num_lines, operations=ONE + TWO):
    """Inputs first, then lines that each read one or two of those before."""
    program = [["input"] for _ in range(num_inputs)]
    for line in range(num_inputs, num_inputs + num_lines):
        operation = str(rng.choice(operations))
        reads = rng.integers(line, size=1 if operation in ONE else 2)
        program.append([operation, *(int(each) for each in reads)])
    return program


def same_list(answer, expected, name):
    """ "" if `answer` is that list of whole numbers."""
    return same_array(answer, expected, name, 0.0)


# Exercise 1: a layer without a library


def layer_cases(rng):
    """Layers of several sizes, one of a single unit, and one in which every unit is silent."""
    for outputs, inputs, shift, what in (
        (3, 5, 0.0, "more inputs than outputs"),
        (6, 2, 0.5, "more outputs than inputs"),
        (1, 1, 2.0, "a single weight"),
        (4, 3, -50.0, "units that are all silent"),
    ):
        weight, image = rng.normal(size=(outputs, inputs)), rng.normal(size=inputs)
        bias = rng.normal(size=outputs) + shift
        expected = np.maximum(weight @ image + bias, 0)
        arguments = (weight.tolist(), bias.tolist(), image.tolist())
        yield Case(arguments, lambda a, e=expected: same_array(a, e, "the layer's output", least=1.0), what)


# Exercise 2: lines that matter


def needed(program):
    """The lines that reach the last one: those whose change is seen there."""
    wanted = []
    for line in range(len(program)):
        changed = {line}
        for later in range(line + 1, len(program)):
            if changed & set(program[later][1:]):
                changed.add(later)
        if len(program) - 1 in changed:
            wanted.append(line)
    return wanted


def useful_cases(rng):
    """Random programs, a chain of which all is needed, and one of which hardly anything is."""
    chain = [["input"], ["exp", 0], ["relu", 1], ["mul", 2, 1]]
    waste = [["input"], ["input"], *[["add", 0, 1]] * 5, ["neg", 1]]
    programs = {
        "a chain": chain,
        "hardly anything": waste,
        "only the input": [["input"], ["exp", 0], ["input"]],
    }
    for number in range(4):
        programs[f"random program {number + 1}"] = random_program(rng, 3, 12)
    for what, program in programs.items():
        expected = needed(program)
        yield Case((program,), lambda a, e=expected: same_list(a, e, "the lines"), what)


# Exercise 3: the same computed twice


def written_out(program):
    """Each line as a text without line numbers; the two sides of a sum or product in alphabetical order."""
    texts = []
    for line, (operation, *reads) in enumerate(program):
        sides = [texts[each] for each in reads]
        sides = sorted(sides) if operation in COMMUTATIVE else sides
        texts.append(f"{operation}({', '.join(sides)})" if reads else f"input {line}")
    return texts


def equal_cases(rng):
    """Copies of lines, of lines that read copies, sums either way round, differences that are none."""
    texts_of = {
        "three copies": [["input"], ["input"], *[["add", 0, 1]] * 3, ["exp", 2], ["exp", 3], ["exp", 4]],
        "either way round": [
            ["input"],
            ["input"],
            ["mul", 0, 1],
            ["mul", 1, 0],
            ["sub", 0, 1],
            ["sub", 1, 0],
        ],
        "matrices do not commute": [["input"], ["input"], ["matmul", 0, 1], ["matmul", 1, 0]],
        "copies read either way round": [
            *[["input"], ["input"], ["exp", 0], ["exp", 0]],
            *[["add", 2, 1], ["add", 1, 3], ["relu", 5], ["relu", 4], ["neg", 4]],
        ],
    }
    for number in range(3):
        texts_of[f"random program {number + 1}"] = random_program(rng, 2, 14, ("exp", "add", "sub", "mul"))
    for what, program in texts_of.items():
        texts = written_out(program)
        expected = [texts.index(text) for text in texts]
        yield Case((program,), lambda a, e=expected: same_list(a, e, "the list"), what)


# Exercise 4: kernels


def runs(program):
    """The kernels, cut out of a text with a letter for each line: m a matrix product, e elementwise."""
    lines = [line for line, (operation, *_) in enumerate(program) if operation != "input"]
    letters = "".join("m" if program[line][0] == "matmul" else "e" for line in lines)
    pieces = letters.replace("m", " m ").split()
    lengths = np.cumsum([0, *(len(piece) for piece in pieces)])
    return [lines[start:end] for start, end in pairwise(lengths)]


def kernels_complaint(answer, expected):
    """ "" if the answer is that list of lists of line numbers."""
    if not isinstance(answer, list) or len(answer) != len(expected):
        many = f"{len(answer)} kernels" if isinstance(answer, list) else "no list"
        return f"it gives {many}, where {len(expected)} belong: {expected}"
    pairs = enumerate(zip(answer, expected, strict=True))
    return next(filter(None, (same_list(*pair, f"kernel {number}") for number, pair in pairs)), "")


def fuse_cases(rng):
    """A chain, two matrix products in a row, one at either end, inputs between the lines, random ones."""
    programs = {
        "a chain": [["input"], ["exp", 0], ["relu", 1], ["neg", 2]],
        "two products in a row": [["input"], ["matmul", 0, 0], ["matmul", 1, 0], ["relu", 2]],
        "a product at the end": [["input"], ["relu", 0], ["add", 1, 0], ["matmul", 2, 0]],
        "inputs between": [
            ["input"],
            ["exp", 0],
            ["input"],
            ["add", 1, 2],
            ["matmul", 3, 0],
            ["input"],
            ["neg", 5],
        ],
        "nothing to do": [["input"], ["input"]],
    }
    for number in range(3):
        programs[f"random program {number + 1}"] = random_program(rng, 2, 12)
    for what, program in programs.items():
        expected = runs(program)
        yield Case((program,), lambda a, e=expected: kernels_complaint(a, e), what)


# Exercise 5: passes over memory


def passes(program, kernels):
    """Pairs of a kernel and an array it fetches, and arrays that leave the kernel they were made in."""
    made_in = {line: number for number, kernel in enumerate(kernels) for line in kernel}
    used = [(made_in[line], each) for line in made_in for each in program[line][1:]]
    fetched = {(kernel, array) for kernel, array in used if made_in.get(array) != kernel}
    stored = {array for _, array in fetched if array in made_in} | {len(program) - 1}
    return len(fetched) + len(stored)


def traffic_cases(rng):
    """Every line a kernel of its own, the fused program, all in one, and a result that is read later."""
    chain = [["input"], ["exp", 0], ["mul", 1, 0], ["relu", 2], ["add", 3, 0]]
    later = [["input"], ["exp", 0], ["relu", 1], ["matmul", 2, 2], ["add", 3, 1], ["mul", 4, 4]]
    cases = [
        (chain, [[1], [2], [3], [4]], "every line on its own"),
        (chain, [[1, 2, 3, 4]], "all in one kernel"),
        (chain, [[1, 2], [3, 4]], "two kernels"),
        (later, runs(later), "a result that is read again later"),
    ]
    for number in range(3):
        program = random_program(rng, 3, 12)
        cases.append((program, runs(program), f"random program {number + 1}"))
        alone = [[line] for line in range(3, 15)]
        cases.append((program, alone, f"random program {number + 1}, line by line"))
    for program, kernels, what in cases:
        expected = passes(program, kernels)
        yield Case((program, kernels), lambda a, e=expected: same_array(a, e, "the count", 0.0), what)


# Exercise 6: eight bits for a phone


def nearest_even(number):
    """The nearest whole number, of two the even one."""
    below = int(np.floor(number))
    rest = number - below
    return below + int(rest > 0.5 or (rest == 0.5 and below % 2 == 1))


def codes_complaint(answer, codes, steps):
    """The codes to the last one, and each scale to rounding, however small it is beside the others."""
    names = ("the codes", "the scales")
    if wrong := same_arrays(answer, (codes, steps), names, ANY_NUMBERS):
        return wrong
    ratios = np.asarray(answer[1], dtype=float) / steps
    return same_list(answer[0], codes, "the code") or same_array(
        ratios, np.ones(len(steps)), "scale ÷ right scale"
    )


def quantize_cases(rng):
    """Rows of very different sizes, a row of zeros, numbers half way between two codes."""
    scales = 10.0 ** rng.uniform(-3, 3, size=5)
    halves = np.array([[127.0, 2.5, 3.5, -0.5], [-254.0, 3.0, 5.0, -1.0]])
    empty = rng.normal(size=(3, 4))
    empty[1] = 0
    for weights, what in (
        (rng.normal(size=(4, 6)), "a layer"),
        (scales[:, None] * rng.normal(size=(5, 7)), "rows of very different sizes"),
        (halves, "numbers half way between two codes"),
        (empty, "a row of zeros"),
        (-np.abs(rng.normal(size=(2, 5))), "negative weights"),
    ):
        rows = weights.tolist()
        steps = [(max(abs(each) for each in row) or 127.0) / 127 for row in rows]
        codes = [[nearest_even(each / step) for each in row] for row, step in zip(rows, steps, strict=True)]
        yield Case((weights,), lambda a, c=codes, s=steps: codes_complaint(a, c, s), what)


LAB = Lab(
    "frameworks",
    "The same network, five times",
    (
        Exercise("layer", "Without a library", 2, layer_cases),
        Exercise("useful", "Lines that matter", 2, useful_cases),
        Exercise("equal_lines", "The same computed twice", 3, equal_cases),
        Exercise("fuse", "Kernels", 2, fuse_cases),
        Exercise("traffic", "Passes over memory", 3, traffic_cases),
        Exercise("quantize", "Eight bits for a phone", 3, quantize_cases),
    ),
)
