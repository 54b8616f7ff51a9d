"""Loss scaling: the loss is multiplied before the way back, so that small gradients are numbers at all.

Every gradient is then as many times too large, which the step divides out again in FP32.
Source: Micikevicius et al., "Mixed precision training", ICLR 2018, https://arxiv.org/abs/1710.03740,
section 3.2; the rule of `Dynamic` and its numbers are those of torch.amp.GradScaler.
"""


class Static:
    """One scale for the whole training.  scale: a power of two, so that multiplying rounds nothing."""

    def __init__(self, scale=1.0):
        self.scale = float(scale)

    def update(self, is_finite):
        """Called after each step; a scale that never changes has nothing to learn from it."""


class Dynamic:
    """A scale that looks for its own value: half of it after an overflow, twice after a long quiet.

    init_scale: where it begins, high on purpose.  growth_factor: after `growth_interval` finite steps in a
    row.  backoff_factor: after a step with a gradient that is infinite or no number, which is skipped.
    """

    def __init__(self, init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.scale = float(init_scale)
        self.growth_factor, self.backoff_factor = growth_factor, backoff_factor
        self.growth_interval = growth_interval
        self.num_finite = 0

    def update(self, is_finite):
        """Set the scale for the next step.  is_finite: whether all gradients of this step were."""
        if not is_finite:
            self.scale *= self.backoff_factor
            self.num_finite = 0
            return
        self.num_finite += 1
        if self.num_finite == self.growth_interval:
            self.scale *= self.growth_factor
            self.num_finite = 0
