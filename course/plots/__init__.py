"""Pictures of the course: one module a topic, arrays in, Axes out.

colour           every colour as a role, light and dark, and the scales of weights and activations
style            the Axes that follows the notebook's theme, its labels, and how numbers are written
images           a strip of digits with their labels, an image pixel by pixel
forward          pixels and scores, matrices and their zeros, what a unit sees, shuffled digits
activations      twenty layers, six bends, gradients by depth, dead units
losses           what each loss charges for a margin, penalties, the gap between training and test
backprop         what a gradient costs and how exact it is; learning rates and curves
frameworks       who is faster at which size, lines of code, passes over memory
number_formats   numbers in each doubling, sums that stop, worst errors, weights in few bits
energy           prices, the staircase of memory, what a pass is spent on, the roofline
mixed_precision  recipes side by side, a scale that searches, sums that grow long
"""
