"""Numbers as bits: what a format can say, how a number is rounded to it, and what is lost.

formats       the formats as data: exponent bits, fraction bits, bias, what stands for infinity and NaN
floats        encode and decode: from numbers to codes and back, exactly; neighbours, spacing, range
rounding      which way to round: to nearest even, toward zero, up, down, at random
arithmetic    sums, products, fused ones and dot products, each rounded once
fixed_point   integers with a point at an agreed place, which saturate or wrap around
"""
