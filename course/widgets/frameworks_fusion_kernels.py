"""What kernels read and write, and what is wrong with them by the lab's rule.

A program is a list of lines [operation, lines it reads].  The rule: a matmul is a kernel by itself, a run of
lines that work number by number is one kernel, inputs belong to none and end no run.
"""

from itertools import pairwise

# ---- What goes through memory


def working(lines):
    """The numbers of the lines that are no inputs."""
    return [line for line, (operation, *_) in enumerate(lines) if operation != "input"]


def plan(lines, kernels):
    """For each kernel its lines, the arrays it reads and writes, and those in memory while it runs."""
    work = set(working(lines))
    made = [work.intersection(kernel) for kernel in kernels]
    reads = [{read for line in own for read in lines[line][1:]} - own for own in made]
    last = len(lines) - 1
    writes = [own & ({last}.union(*reads[:k], *reads[k + 1 :])) for k, own in enumerate(made)]
    inputs = set(range(len(lines))) - work
    live = [
        inputs | (set().union(*writes[: k + 1]) & {last}.union(*reads[k:], writes[k]))
        for k in range(len(kernels))
    ]
    parts = zip(kernels, *([sorted(each) for each in part] for part in (reads, writes, live)), strict=True)
    return [dict(zip(("lines", "reads", "writes", "live"), part, strict=True)) for part in parts]


def count(kernels):
    """The passes over memory: all reads and all writes of a plan."""
    return sum(len(kernel["reads"]) + len(kernel["writes"]) for kernel in kernels)


# ---- What is wrong


def faults_of(lines, kernels):
    """All that parts the kernels from the lab's rule; empty for the right answer, and for no other.

    Each fault is {says, lines: the rows it marks, boxes: the kernels it marks, counted from 0, cut: it stands
    behind that kernel, or None, stops: kernels with it do not compute the program}.
    """
    parts = (misplaced, mixed, out_of_order, cut_apart)
    return [found for part in parts for found in part(lines, kernels)]


def fault(says, *, lines=(), boxes=(), cut=None, stops=False):
    """One thing that is wrong, and where the picture marks it."""
    return {"says": says, "lines": list(lines), "boxes": list(boxes), "cut": cut, "stops": stops}


def misplaced(lines, kernels):
    """Lines in none, in two, in one twice; lines that do not exist; inputs in kernels; empty kernels."""
    for line in sorted({*range(len(lines)), *(line for kernel in kernels for line in kernel)}):
        holders = [k for k, kernel in enumerate(kernels) for each in kernel if each == line]
        numbers = [str(k + 1) for k in dict.fromkeys(holders)]
        listed = " and ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]])) if numbers else ""
        which = f"Kernel{'s' * (len(numbers) > 1)} {listed} hold{'s' * (len(numbers) == 1)} line {line}"
        if not 0 <= line < len(lines):
            which = which.replace("-", "−")
            yield fault(f"{which}, which the program does not have", lines=[line], stops=True)
        elif lines[line][0] == "input":
            if numbers:
                yield fault(f"{which}, an input", lines=[line])
        elif not numbers:
            yield fault(f"Line {line} is in no kernel", lines=[line], stops=True)
        elif len(numbers) > 1:
            yield fault(f"Line {line} is in kernels {listed}", lines=[line], stops=True)
        elif len(holders) > 1:
            yield fault(f"Line {line} is {len(holders)} times in kernel {listed}", lines=[line], stops=True)
    empty = [k for k, kernel in enumerate(kernels) if not kernel]
    yield from (fault(f"Kernel {k + 1} is empty", boxes=[k]) for k in empty)


def mixed(lines, kernels):
    """Kernels that hold a matmul and anything else."""
    for k, kernel in enumerate(kernels):
        own = sorted(set(kernel).intersection(working(lines)))
        products = [line for line in own if lines[line][0] == "matmul"]
        if products and len(own) > 1:
            yield fault(
                f"Kernel {k + 1} fuses line {products[0]}, a matmul, with others", lines=products, boxes=[k]
            )


def out_of_order(lines, kernels):
    """Lines that run after a line that stands below them."""
    work = set(working(lines))
    order = list(dict.fromkeys(line for kernel in kernels for line in kernel if line in work))
    for before, line in pairwise(order):
        if line < before:
            yield fault(f"Line {line} comes after line {before}", lines=[line], stops=True)


def cut_apart(lines, kernels):
    """Neighbours that belong in one kernel: number by number both, and no matmul between them."""
    work = set(working(lines))
    for k, (one, other) in enumerate(pairwise(kernels)):
        if not (one and other and work.issuperset(one + other) and max(one) < min(other)):
            continue
        if all(lines[line][0] != "matmul" for line in range(min(one), max(other) + 1)):
            yield fault(f"Kernels {k + 1} and {k + 2} belong in one: no matmul stands between them", cut=k)
