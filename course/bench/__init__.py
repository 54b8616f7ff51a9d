"""Benches that `course bench NAME` runs.

result      what every bench returns, and its readable table
autograd    a training step of course.nn against torch's and against its own floor
grading     submissions a second in the sandbox, against stock nbgrader
widgets     from an event to the updated picture, in a real browser
"""
