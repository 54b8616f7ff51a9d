"""Pictures of the course: one module a topic, arrays in, Axes out.

colour    every colour as a role, light and dark, and the scales of weights and activations
style     the Axes that follows the notebook's theme, its labels, and how numbers are written
backprop  what a gradient costs and how exact it is; learning rates and curves; digits with their answers
"""
