"""Benches that `course bench NAME` runs.

result      what every bench returns, and its readable table
autograd    a training step of course.nn against torch's and against its own floor
numerics    float32 numbers to FP8 codes, against ml_dtypes
grading     submissions a second in the sandbox, against stock nbgrader
widgets     from an event to the updated picture, in a real browser
"""
