"""Optimizers against torch's, schedules against torch's."""

import numpy as np
import pytest
import torch

from course.nn import optim, schedules
from course.nn.autograd import Tensor

RULES = [
    (optim.SGD, torch.optim.SGD, {"lr": 0.1}),
    (optim.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.02}),
    (optim.Adam, torch.optim.Adam, {"lr": 0.01}),
    (optim.Adam, torch.optim.Adam, {"lr": 0.01, "betas": (0.7, 0.9), "eps": 1e-3}),
]


def two_parameters():
    rng = np.random.default_rng(0)
    return [Tensor(rng.normal(size=shape), requires_grad=True) for shape in [(3, 4), (5,)]]


def set_gradients(parameters, rng):
    for parameter in parameters:
        parameter.grad = rng.normal(size=parameter.shape)


@pytest.mark.parametrize(("ours", "theirs", "options"), RULES)
def test_30_steps_change_the_weights_as_torch_does(ours, theirs, options):
    parameters = two_parameters()
    twins = [torch.tensor(parameter.data, requires_grad=True) for parameter in parameters]
    our_optimizer, their_optimizer = ours(parameters, **options), theirs(twins, **options)
    rng = np.random.default_rng(1)
    for number in range(30):
        set_gradients(parameters, rng)
        for parameter, twin in zip(parameters, twins, strict=True):
            twin.grad = torch.from_numpy(parameter.grad.copy())
        our_optimizer.lr = their_optimizer.param_groups[0]["lr"] = options["lr"] * schedules.step_decay(
            10, 0.5
        )(number)
        our_optimizer.step()
        their_optimizer.step()
    for parameter, twin in zip(parameters, twins, strict=True):
        np.testing.assert_allclose(parameter.data, twin.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize(("rule", "_", "options"), RULES)
def test_a_resumed_optimizer_goes_on_exactly(rule, _, options):
    def run(interrupted):
        parameters, rng = two_parameters(), np.random.default_rng(1)
        optimizer = rule(parameters, **options)
        for number in range(6):
            set_gradients(parameters, rng)
            optimizer.step()
            if interrupted and number == 2:
                state, optimizer = optimizer.state_dict(), rule(parameters, **options | {"lr": 123.0})
                optimizer.load_state_dict(state)
        return parameters

    for straight, resumed in zip(run(False), run(True), strict=True):
        assert (straight.data == resumed.data).all()


def test_a_parameter_without_gradient_stays():
    parameters = two_parameters()
    before = parameters[1].data.copy()
    optimizer = optim.Adam(parameters, lr=0.1)
    parameters[0].grad = np.ones((3, 4))
    optimizer.step()
    assert (parameters[1].data == before).all()
    assert (parameters[0].data != two_parameters()[0].data).all()


def test_weights_are_changed_in_place():
    parameters = two_parameters()
    arrays = [parameter.data for parameter in parameters]
    optimizer = optim.SGD(parameters, lr=0.1, momentum=0.5)
    set_gradients(parameters, np.random.default_rng(0))
    optimizer.step()
    assert all(parameter.data is array for parameter, array in zip(parameters, arrays, strict=True))
    optimizer.zero_grad()
    assert all(parameter.grad is None for parameter in parameters)


def test_a_state_of_another_optimizer_is_refused():
    with pytest.raises(ValueError, match=r"velocity\.0"):
        optim.Adam(two_parameters(), lr=0.1).load_state_dict(
            optim.SGD(two_parameters(), lr=0.1, momentum=0.9).state_dict()
        )


def test_a_state_of_other_shapes_is_refused_and_changes_nothing():
    optimizer = optim.SGD(two_parameters(), lr=0.1, momentum=0.9)
    state = optimizer.state_dict() | {"lr": np.array(7.0), "velocity.1": np.ones(1)}
    with pytest.raises(ValueError, match=r"velocity\.1 has shape \(5,\) here, \(1,\) in the state"):
        optimizer.load_state_dict(state)
    assert optimizer.lr == 0.1 and not any(array.any() for array in optimizer.memory["velocity"])


def test_mistakes_are_named():
    with pytest.raises(ValueError, match=r"pass network\.parameters\(\)"):
        optim.SGD([], lr=0.1)
    with pytest.raises(ValueError, match="learning rate must not be negative"):
        optim.SGD(two_parameters(), lr=-0.1)
    with pytest.raises(ValueError, match="learning rate must not be negative, got nan"):
        optim.Adam(two_parameters(), lr=float("nan"))


def torchs_factors(make_scheduler, num_steps):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = make_scheduler(optimizer)
    factors = []
    for _ in range(num_steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return factors


SCHEDULERS = torch.optim.lr_scheduler


@pytest.mark.parametrize(
    ("schedule", "make_scheduler"),
    [
        (schedules.step_decay(7, 0.3), lambda optimizer: SCHEDULERS.StepLR(optimizer, 7, 0.3)),
        (schedules.cosine(40), lambda optimizer: SCHEDULERS.CosineAnnealingLR(optimizer, 40)),
        (
            schedules.warm_up(10, schedules.cosine(30)),
            lambda optimizer: SCHEDULERS.SequentialLR(
                optimizer,
                [
                    SCHEDULERS.LambdaLR(optimizer, lambda step: (step + 1) / 10),
                    SCHEDULERS.CosineAnnealingLR(optimizer, 30),
                ],
                milestones=[10],
            ),
        ),
    ],
)
# torch's own SequentialLR calls step with an argument that torch itself has deprecated.
@pytest.mark.filterwarnings("ignore:The epoch parameter:UserWarning")
def test_a_schedule_gives_torchs_factors(schedule, make_scheduler):
    ours = [schedule(step) for step in range(40)]
    assert ours == pytest.approx(torchs_factors(make_scheduler, 40), abs=1e-12)


def test_a_schedule_without_end_stays_where_it_is():
    assert schedules.cosine(10)(10) == schedules.cosine(10)(1000) == 0
    assert schedules.warm_up(4)(1000) == schedules.constant(1000) == 1
