"""The lecture's claims, each an experiment whose verdict is computed from its figures.

finding              a figure with its spread, and a claim's finding
claim                a claim: what it says, its experiment, the thresholds that decide it
ledger               runs the claims and shows their findings: text, JSON, page, notebook
page                 the findings as one self-contained HTML page
drawing              the figures of a finding as SVG
forward              claims 1 and 2: what a window keeps, and what a bias is for
activations          claim 3: which activations deserve to be popular
losses               claims 4 and 5: what a loss gives, and what a penalty does
backprop             claims 6 and 7: what is sent back, and how far to step
frameworks           claims 8 to 14: speed, gradients, graphs, and where a model can run
frameworks_measures  what claims 8 to 14 measure
number_formats       claims 15 to 19: bases, codes, sums, integers, fixed point
energy               claims 20 to 23: what a byte saves, what memory costs, what large models take
mixed_precision      claims 29 and 31 to 33: few bits, what it takes, what it gains, wide sums
"""
