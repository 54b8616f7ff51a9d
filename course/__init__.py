"""Scalable Machine Learning, a course that runs: the library behind its notebooks, visualizers and labs.

topics      the one table of topics
pages       what every page and card shares: colours, frame, files
numerics    numbers as bits: formats, rounding, exact arithmetic in few digits
data        digits, MNIST, Fashion-MNIST, toy shapes
measure     the one timer, and what this machine is
logbook     what the student predicted, and what was then measured
recordings  what was measured elsewhere, with its label
nn          neural networks from scratch in NumPy
compress    networks in fewer bits: formats for training, loss scaling, tensor cores
hardware    what an operation, a byte and a pass cost: energy, memory, devices
frameworks  what PyTorch, Keras and TensorFlow add: gradients, graphs, programs without Python
plots       one module a topic: arrays in, Axes out
widgets     one module a visualizer, with its JavaScript beside it
claims      the lecture's claims, each an experiment with a verdict
bench       one module a bench of `course bench`
grading     labs, and how untrusted submissions are graded
terminal    what the commands share
cli         the `course` command
cli_labs    its commands about labs
"""
