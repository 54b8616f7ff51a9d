"""The exercises of each lab: points, fresh cases, independent references.  One module a topic.

backprop    backward lines, nudges, a walk back, a whole network, the edge of descent
"""
