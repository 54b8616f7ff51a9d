"""The exercises of each lab: points, fresh cases, independent references.  One module a topic.

forward         places for a window, a convolution and its matrix, what a unit sees
activations     two curves, a folded stack, dead units, what arrives of a gradient, gains
losses          cross-entropy and hinge, their slopes, L1's step, ridge, the best temperature
backprop        backward lines, nudges, a walk back, a whole network, the edge of descent
frameworks      a layer without a library, a small compiler, eight bits
number_formats  bits to a number, the next number, three roundings, a sum that keeps what it loses
energy          a bill, whole lines, a batch that no longer waits, a layer, a chip, a staircase
mixed_precision lost at both ends, updates by chance, a loss scale, a whole step, a sum in blocks
"""
