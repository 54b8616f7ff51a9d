"""Wrong answers to the energy lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

BILL = "1e-12 * sum(count * picojoules[name] for name, count in counts.items() if count)"
LINES = "(last_line - first_line + 1) * picojoules"
BATCH = "int(np.ceil(num_in * num_out * seconds_a_number / (computing - moving)))"
MOVING = "(num_in + num_out) * seconds_a_number  # for each example"
SORTED = "sorted(zip(fetches, num_bytes, strict=True), reverse=True)"
TIMES = "np.minimum.accumulate(seconds[::-1])[::-1]"
FIRST = "is_rise & ~np.append(False, is_rise[:-1])"

WRONG = {
    "joules": {
        "in picojoules": (("1e-12 * ", ""), SEEN),
        "a picojoule is a billionth": (("1e-12", "1e-9"), SEEN),
        "prices taken in their order": (
            (BILL, "1e-12 * sum(n * p for n, p in zip(counts.values(), picojoules.values()))"),
            UNSEEN,
        ),
        "asks for the price of what was never done": ((" if count)", ")"), UNSEEN),
        "asks for the count of all that has a price": (
            (BILL, "1e-12 * sum(counts[name] * picojoules[name] for name in picojoules)"),
            UNSEEN,
        ),
        "knows two operations": (
            (BILL, "1e-12 * sum(counts[name] * picojoules[name] for name in ('multiply', 'add'))"),
            UNSEEN,
        ),
        "each operation once": (("count * picojoules", "picojoules"), SEEN),
        "all operations at the mean price": (
            (BILL, "1e-12 * sum(counts.values()) * np.mean(list(picojoules.values()))"),
            SEEN,
        ),
    },
    "fetch_lines": {
        "in proportion": ((LINES, "count * bits / line_bits * picojoules"), SEEN),
        "full lines only": ((LINES, "count * bits // line_bits * picojoules"), SEEN),
        "a line for each number": ((LINES, "count * picojoules"), SEEN),
        "as if they began with a line": ((LINES, "-(-count * bits // line_bits) * picojoules"), UNSEEN),
        "one line more where they end with a line": ((" * bits - 1)", " * bits)"), SEEN),
        "first counts bits": (("first * bits //", "first //"), UNSEEN),
        "no number lies across two lines": (
            """
def fetch_lines(first, count, bits, line_bits, picojoules):
    in_a_line = max(line_bits // bits, 1)
    return ((first + count - 1) // in_a_line - first // in_a_line + 1) * picojoules
""",
            UNSEEN,
        ),
        "one more line wherever they begin inside one": (
            (LINES, "(-(-count * bits // line_bits) + (first * bits % line_bits > 0)) * picojoules"),
            UNSEEN,
        ),
        "lines are always 64 bits": (("// line_bits", "// 64"), UNSEEN),
        "the lines, not what they take": ((LINES, "last_line - first_line + 1"), SEEN),
    },
    "smallest_batch": {
        "weights only": ((MOVING, "0.0"), SEEN),
        "inputs only": ((MOVING, "num_in * seconds_a_number"), UNSEEN),
        "a multiply-add is one operation": (("2 * num_in", "num_in"), SEEN),
        "bits are bytes": (("bits / 8", "bits"), SEEN),
        "whole bytes only": (("bits / 8", "bits // 8"), UNSEEN),
        "rounded to nearest": (("np.ceil", "np.round"), UNSEEN),
        "the last that waits": (("np.ceil", "np.floor"), SEEN),
        "equally long still waits": ((BATCH, BATCH.replace("np.ceil", "1 + np.floor")), UNSEEN),
        "inputs and outputs cross once for all examples": (
            """
def smallest_batch(num_in, num_out, bits, operations_per_second, bytes_per_second):
    moving = (num_in * num_out + num_in + num_out) * bits / 8 / bytes_per_second
    return int(np.ceil(moving * operations_per_second / (2 * num_in * num_out)))
""",
            UNSEEN,
        ),
        "no batch is too large": (("computing <= moving", "computing == moving"), UNSEEN),
        "tries ten thousand batches and no more": (
            """
def smallest_batch(num_in, num_out, bits, operations_per_second, bytes_per_second):
    for batch in range(1, 10_001):
        moved = (num_in * num_out + (num_in + num_out) * batch) * bits / 8
        if 2 * num_in * num_out * batch / operations_per_second >= moved / bytes_per_second:
            return batch
""",
            UNSEEN,
        ),
        "a batch of none": (("return None", "return 0"), UNSEEN),
        "always 32 bits": (("bits / 8", "4"), UNSEEN),
    },
    "layer_energy": {
        "one addition for each product": (("products + num_out * batch", "products"), SEEN),
        "one addition fewer than products, as in a sum without bias": (
            ("products + num_out * batch", "products - num_out * batch"),
            SEEN,
        ),
        "the bias is added once a batch": (("products + num_out * batch", "products + num_out"), UNSEEN),
        "biases are not fetched": (("(num_in + 1) * num_out", "num_in * num_out"), SEEN),
        "weights are fetched for each example": (
            ("(num_in + 1) * num_out", "(num_in + 1) * num_out * batch"),
            UNSEEN,
        ),
        "activations of one example": (("(num_in + num_out) * batch", "num_in + num_out"), UNSEEN),
        "outputs are not written": (("(num_in + num_out) * batch", "num_in * batch"), SEEN),
        "prices are for 32 bits": (("bits / 64", "bits / 32"), SEEN),
        "always 32 bits": (("bits / 64", "32 / 64"), UNSEEN),
        "whole lines of 64 bits": (("num_weights * bits / 64", "-(-num_weights * bits // 64)"), UNSEEN),
        "activations from DRAM": (('prices["cache"]', 'prices["DRAM"]'), SEEN),
        "in joules": (('prices["multiply"],', 'prices["multiply"] * 1e-12,'), SEEN),
        "multiplications of one example": (("num_in * num_out * batch", "num_in * num_out"), UNSEEN),
    },
    "least_picojoules": {
        "as the layers come": ((SORTED, "zip(fetches, num_bytes, strict=True)"), SEEN),
        "the last layers first": ((SORTED, "reversed(list(zip(fetches, num_bytes, strict=True)))"), UNSEEN),
        "the least fetched first": ((", reverse=True)", ")"), SEEN),
        "the largest first": (
            (SORTED, "sorted(zip(fetches, num_bytes), key=lambda layer: layer[1], reverse=True)"),
            SEEN,
        ),
        "the smallest first": (
            (SORTED, "sorted(zip(fetches, num_bytes), key=lambda layer: (layer[1], -layer[0]))"),
            UNSEEN,
        ),
        "by all bytes that a layer fetches": (
            (SORTED, "sorted(zip(fetches, num_bytes), key=lambda layer: layer[0] * layer[1], reverse=True)"),
            UNSEEN,
        ),
        "whole layers only": (("min(size, room)", "size if size <= room else 0"), UNSEEN),
        "the room is never used up": (("        room -= staying\n", ""), SEEN),
        "the room may be more than the layer": (("min(size, room)", "room"), UNSEEN),
        "what stays is free": (('staying * prices["cache"] + ', ""), SEEN),
        "prices are for a byte": ((") / 8", ")"), SEEN),
        "what stays is fetched once": (
            (
                'times * (staying * prices["cache"] + (size - staying) * prices["DRAM"])',
                '(staying * prices["cache"] + times * (size - staying) * prices["DRAM"])',
            ),
            SEEN,
        ),
    },
    "capacities": {
        "times as they are": ((TIMES, "seconds"), UNSEEN),
        "every rise is a step": ((FIRST, "is_rise"), UNSEEN),
        "a ramp ends the cache": ((FIRST, "is_rise & ~np.append(is_rise[1:], False)"), UNSEEN),
        "mended upward": ((TIMES, "np.maximum.accumulate(seconds)"), UNSEEN),
        "mended by the next size alone": (
            (TIMES, "np.minimum(seconds, np.append(seconds[1:], np.inf))"),
            UNSEEN,
        ),
        "mended by the median of three": (
            (TIMES, "np.median([seconds, np.roll(seconds, 1), np.roll(seconds, -1)], axis=0)"),
            UNSEEN,
        ),
        "the first size after the step": (("num_bytes[:-1]", "num_bytes[1:]"), SEEN),
        "the places of the sizes": (("num_bytes[:-1][is_first]", "np.flatnonzero(is_first)"), SEEN),
        "a step is a difference": (("step * times[:-1]", "step + times[:-1]"), UNSEEN),
        "a step is twice as long": (("step * times[:-1]", "2 * times[:-1]"), UNSEEN),
        "compared with the first time of the stair": (
            """
def capacities(num_bytes, seconds, step):
    times, found = np.minimum.accumulate(seconds[::-1])[::-1], []
    level = times[0]
    for i in range(1, len(times)):
        if times[i] > step * level:
            found.append(num_bytes[i - 1])
            level = times[i]
    return np.array(found, dtype=np.int64)
""",
            SEEN,
        ),
        "compared with the smallest table": (("step * times[:-1]", "step * times[0]"), SEEN),
        "the last size is a cache too": (
            ("num_bytes[:-1][is_first]", "np.append(num_bytes[:-1][is_first], num_bytes[-1])"),
            SEEN,
        ),
    },
}
