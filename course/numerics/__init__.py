"""Numbers as bits: what a format can say, how a number is rounded to it, and what is lost.

formats       the formats as data: exponent bits, fraction bits, bias, what stands for infinity and NaN
values        what may be rounded: numbers that float64 holds exactly
floats        encode and decode: from numbers to codes and back, exactly; neighbours, spacing, range
rounding      which way to round: to nearest even, toward zero, up, down, at random
arithmetic    sums, products, fused ones and dot products, each rounded once
fixed_point   integers with a point at an agreed place, which saturate or wrap around
blocks        blocks of small numbers that share a power of two: the MX formats
sums          sums of many numbers: one after the other, in pairs, and with what was lost brought back
"""
