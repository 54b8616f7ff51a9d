"""Learning-rate schedules: functions from the step's number, from 0 on, to a factor of the learning rate.

They remember nothing, so that a training which is resumed at step 500 goes on exactly where it was.
"""

import math


def constant(step):
    """The same learning rate all the way."""
    return 1.0


def step_decay(every, gamma=0.1):
    """Times `gamma` after each `every` steps: stairs down."""
    return lambda step: gamma ** (step // every)


def cosine(num_steps):
    """From 1 down to 0 in `num_steps` steps along half a cosine: slow, fast, slow.

    Source: Loshchilov and Hutter 2017, "SGDR", https://arxiv.org/abs/1608.03983
    """
    return lambda step: (1 + math.cos(math.pi * min(step / num_steps, 1))) / 2


def warm_up(num_steps, then=constant):
    """Up to 1 along a line in `num_steps` steps, then the schedule `then`, counted from there on.

    Source: Goyal et al. 2017, "Accurate, large minibatch SGD", section 2.2, https://arxiv.org/abs/1706.02677
    """
    return lambda step: (step + 1) / num_steps if step < num_steps else then(step - num_steps)
