"""The lecture's claims, each an experiment whose verdict is computed from its figures.

finding     a figure with its spread, and a claim's finding
claim       a claim: what it says, its experiment, the thresholds that decide it
ledger      runs the claims and shows their findings: text, JSON, page, notebook
page        the findings as one self-contained HTML page
drawing     the figures of a finding as SVG
backprop    claims 6 and 7: what is sent back, and how far to step
"""
