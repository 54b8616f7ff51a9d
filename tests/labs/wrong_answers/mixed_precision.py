"""Wrong answers to the mixed precision lab, each a mistake that somebody makes: five or more an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

VANISHED, INFINITE = "np.sum((rounded == 0) & (gradients != 0))", "np.sum(np.isinf(rounded))"
BY_CHANCE = "((codes + draws) >> 16 << 16).view(np.float32)"
ALL_FINITE = "all(np.isfinite(each).all() for each in gradients)"
DIVIDED = "each / np.float32(scale)"
MOVED = "[each - np.float32(lr) * slope for each, slope in zip(weights, gradients, strict=True)]"
PARTIAL = "partial = fp16(partial + product)"

WRONG = {
    "out_of_range": {
        "zeros have vanished too": ((VANISHED, "np.sum(rounded == 0)"), SEEN),
        "shares, not counts": (
            (f"{VANISHED}, {INFINITE}", "np.mean(rounded[gradients != 0] == 0), np.mean(np.isinf(rounded))"),
            SEEN,
        ),
        "rounded before the scale": (("fp16(gradients * scale)", "fp16(gradients) * scale"), SEEN),
        "the scale is divided out again": (
            ("fp16(gradients * scale)", "fp16(gradients * scale) / scale"),
            SEEN,
        ),
        "only above, not below zero": ((INFINITE, "np.sum(rounded == np.inf)"), UNSEEN),
        "whatever is less than the smallest number vanishes": (
            (VANISHED, "np.sum((np.abs(gradients * scale) < 2.0**-24) & (gradients != 0))"),
            UNSEEN,
        ),
        "whatever is less than the smallest normal number vanishes": (
            (VANISHED, "np.sum((np.abs(gradients * scale) < 2.0**-14) & (gradients != 0))"),
            SEEN,
        ),
        "whatever is more than the largest number is infinite": (
            (INFINITE, "np.sum(np.abs(gradients * scale) > 65504)"),
            UNSEEN,
        ),
        "rows are counted, not numbers": (
            (VANISHED, "sum((rounded == 0) & (gradients != 0))"),
            UNSEEN,
        ),
    },
    "bf16_by_chance": {
        "cut off": ((BY_CHANCE, "(codes >> 16 << 16).view(np.float32)"), SEEN),
        "to nearest": ((BY_CHANCE, "((codes + 2**15) >> 16 << 16).view(np.float32)"), SEEN),
        "the updates are added": (("weights - updates", "weights + updates"), SEEN),
        "the second half stays": ((BY_CHANCE, "(codes + draws).view(np.float32)"), SEEN),
        "the draw says how likely it is to stay": (
            (BY_CHANCE, "((codes + (2**16 - 1 - draws)) >> 16 << 16).view(np.float32)"),
            SEEN,
        ),
        "more than 65,536 is needed": (
            (BY_CHANCE, "((codes + np.maximum(draws, 1) - 1) >> 16 << 16).view(np.float32)"),
            UNSEEN,
        ),
        "one less is enough": ((BY_CHANCE, "((codes + draws + 1) >> 16 << 16).view(np.float32)"), UNSEEN),
        "upward, not away from zero": (
            (
                BY_CHANCE,
                "((codes + np.where(codes >> 31, 2**16 - 1 - draws, draws).astype(np.uint32))"
                " >> 16 << 16).view(np.float32)",
            ),
            UNSEEN,
        ),
        "the draw is compared with a quarter, whatever the share": (
            (
                BY_CHANCE,
                "((codes >> 16 << 16) + ((draws >= 49152).astype(np.uint32) << 16)).view(np.float32)",
            ),
            UNSEEN,
        ),
        "the sign falls away": (
            (BY_CHANCE, "(((codes & 0x7FFFFFFF) + draws) >> 16 << 16).view(np.float32)"),
            UNSEEN,
        ),
    },
    "unscale": {
        "divided in FP16": ((DIVIDED, "(each / scale).astype(np.float32)"), SEEN),
        "in float64": ((DIVIDED, "each / np.float64(scale)"), SEEN),
        "multiplied": ((DIVIDED, "each * np.float32(scale)"), SEEN),
        "never skips": ((ALL_FINITE, "True"), SEEN),
        "looks at the first layer only": ((ALL_FINITE, "np.isfinite(gradients[0]).all()"), UNSEEN),
        "looks at the last layer only": ((ALL_FINITE, "np.isfinite(gradients[-1]).all()"), UNSEEN),
        "one finite layer is enough": (("if not all(np", "if not any(np"), UNSEEN),
        "one finite number in each layer is enough": (("each).all()", "each).any()"), SEEN),
        "NaN passes": ((ALL_FINITE, "all(not np.isinf(each).any() for each in gradients)"), UNSEEN),
        "minus infinity passes": ((ALL_FINITE, "all((each != np.inf).all() for each in gradients)"), UNSEEN),
        "the largest number is taken for infinite": (
            (ALL_FINITE, "all((np.abs(each) < 65504).all() for each in gradients)"),
            UNSEEN,
        ),
        "the sum is looked at, which FP16 cannot hold": (
            (ALL_FINITE, "all(np.isfinite(fp16(each.astype(float).sum())) for each in gradients)"),
            UNSEEN,
        ),
        "only the layers that are finite": (
            """
def unscale(gradients, scale):
    return [each / np.float32(scale) for each in gradients if np.isfinite(each).all()]
""",
            SEEN,
        ),
    },
    "next_scale": {
        "an overflow does not end the count": (("scale / 2, 0", "scale / 2, quiet"), UNSEEN),
        "an overflow counts": (("scale / 2, 0", "scale / 2, quiet + 1"), UNSEEN),
        "a doubling does not end the count": (("scale * 2, 0", "scale * 2, quiet + 1"), UNSEEN),
        "the step after a doubling is counted already": (("scale * 2, 0", "scale * 2, 1"), UNSEEN),
        "one step too late": (("quiet + 1 == interval", "quiet == interval"), SEEN),
        "one step too early": (("quiet + 1 == interval", "quiet + 2 == interval"), UNSEEN),
        "always 2,000 steps": (("quiet + 1 == interval", "quiet + 1 == 2000"), SEEN),
        "ten steps where none are given": (("interval=2000", "interval=10"), UNSEEN),
        "never below 1": (("scale / 2, 0", "max(scale / 2, 1.0), 0"), UNSEEN),
        "whole scales only": (("scale / 2, 0", "scale // 2, 0"), UNSEEN),
        "an overflow doubles": (("scale / 2, 0", "scale * 2, 0"), SEEN),
        "never grows": (("scale * 2, 0", "scale, 0"), SEEN),
        "the overflow at the end of a quiet time is overlooked": (
            ("if not is_finite:", "if not is_finite and quiet + 1 < interval:"),
            UNSEEN,
        ),
    },
    "train_step": {
        "no master copy": ((MOVED, MOVED.replace("each -", "fp16(each) -")), UNSEEN),
        "the new weights are rounded to FP16": (
            (MOVED, MOVED.replace("each - np.float32(lr) * slope", "fp16(each - np.float32(lr) * slope)")),
            SEEN,
        ),
        "the new weights are rounded to FP16, and kept in FP32": (
            (
                MOVED,
                MOVED.replace(
                    "each - np.float32(lr) * slope",
                    "fp16(each - np.float32(lr) * slope).astype(np.float32)",
                ),
            ),
            UNSEEN,
        ),
        "the new weights are in float64": ((MOVED, MOVED.replace("float32", "float64")), SEEN),
        "the update is computed in FP16": (
            (MOVED, MOVED.replace("np.float32(lr) * slope", "fp16(np.float32(lr) * slope)")),
            UNSEEN,
        ),
        "the scale is divided out in FP16": (
            (
                "unscale(scaled_gradients(halves, scale), scale)",
                "unscale([each / scale for each in scaled_gradients(halves, scale)], 1.0)",
            ),
            UNSEEN,
        ),
        "the gradient of the long weights": (("[fp16(each) for each in weights]", "weights"), SEEN),
        "uphill": (("each - np.float32(lr)", "each + np.float32(lr)"), SEEN),
        "the scale stays in the gradient": (("halves, scale), scale)", "halves, scale), 1.0)"), SEEN),
        "the loss is not scaled": (
            ("scaled_gradients(halves, scale)", "scaled_gradients(halves, 1.0)"),
            SEEN,
        ),
        "an overflow stays unnoticed by the scale": (("gradients is not None)", "True)"), SEEN),
        "the count always begins again": (("next_scale(scale, quiet,", "next_scale(scale, 0,"), SEEN),
        "an interval of ten": (("gradients is not None)", "gradients is not None, 10)"), UNSEEN),
        "the layers that are finite take their step": (
            """
def train_step(weights, scaled_gradients, lr, scale, quiet):
    gradients = scaled_gradients([fp16(each) for each in weights], scale)
    finite = [np.isfinite(each).all() for each in gradients]
    moved = []
    for each, gradient, is_finite in zip(weights, gradients, finite, strict=True):
        slope = gradient.astype(np.float32) / np.float32(scale)
        moved.append(each - np.float32(lr) * slope if is_finite else each)
    return moved, *next_scale(scale, quiet, all(finite))
""",
            SEEN,
        ),
        "an infinite slope is taken for none": (
            """
def train_step(weights, scaled_gradients, lr, scale, quiet):
    gradients = scaled_gradients([fp16(each) for each in weights], scale)
    is_finite = all(np.isfinite(each).all() for each in gradients)
    slopes = unscale([np.where(np.isfinite(each), each, np.float16(0)) for each in gradients], scale)
    weights = [each - np.float32(lr) * slope for each, slope in zip(weights, slopes, strict=True)]
    return weights, *next_scale(scale, quiet, is_finite)
""",
            SEEN,
        ),
        "looks at the way back twice": (
            (
                "    gradients = unscale(",
                "    scaled_gradients(halves, scale)\n    gradients = unscale(",
            ),
            UNSEEN,
        ),
        "a single layer": (
            (MOVED, MOVED.replace("zip(weights, gradients, strict=True)", "[(weights[0], gradients[0])]")),
            SEEN,
        ),
    },
    "dot_in_blocks": {
        "one sum, never emptied": (("len(products), block)", "len(products), len(products))"), SEEN),
        "the partial sum is not rounded": ((PARTIAL, "partial = partial + product"), SEEN),
        "the partial sum is rounded at its end only": (
            ("total += partial", "total += fp16(np.sum(products[start : start + block]))"),
            SEEN,
        ),
        "products are rounded": ((PARTIAL, "partial = fp16(partial + fp16(product))"), UNSEEN),
        "the total is in FP16": (("total += partial", "total = fp16(total + partial)"), UNSEEN),
        "a short last block is left out": (
            ("range(0, len(products), block)", "range(0, len(products) - block + 1, block)"),
            UNSEEN,
        ),
        "begins with the last product": (
            (
                "products = a.astype(np.float32) * b.astype(np.float32)",
                "products = (a.astype(np.float32) * b)[::-1]",
            ),
            SEEN,
        ),
        "starts again at the last partial sum": (
            """
def dot_in_blocks(a, b, block):
    total, partial = np.float32(0), np.float16(0)
    for place, product in enumerate(a.astype(np.float32) * b, start=1):
        partial = fp16(partial + product)
        if place % block == 0 or place == len(a):
            total += partial
    return total
""",
            SEEN,
        ),
        "as NumPy adds": (
            """
def dot_in_blocks(a, b, block):
    starts = range(0, len(a), block)
    return sum(np.float32(np.sum(a[s : s + block] * b[s : s + block])) for s in starts)
""",
            SEEN,
        ),
        "products are multiplied in FP16": (
            ("a.astype(np.float32) * b.astype(np.float32)", "(a * b).astype(np.float32)"),
            UNSEEN,
        ),
        "cut off, not rounded": (
            (
                PARTIAL,
                "code = (partial + product).view(np.uint32) >> 13 << 13\n"
                "            partial = fp16(code.view(np.float32))",
            ),
            UNSEEN,
        ),
    },
}
