"""Networks on paper have the shapes of real ones, and no memory."""

import numpy as np
import pytest

from course.hardware import networks
from course.nn import costs
from course.nn.networks import lenet_300_100

# Known from the papers; Deep Compression prints 1,720 KB and 552 MB for the two convolution networks.
PARAMETERS = {"LeNet-300-100": 266_610, "LeNet-5": 431_080, "VGG-16": 138_357_544}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_network_has_as_many_parameters_as_its_paper_says(name):
    assert networks.costs_of(name).num_parameters == PARAMETERS[name]


def test_the_multiply_adds_of_vgg_16_are_those_of_its_layers():
    widths = [(3, 64, 224), (64, 64, 224), (64, 128, 112), (128, 128, 112), (128, 256, 56)]
    widths += [(256, 256, 56)] * 2 + [(256, 512, 28)] + [(512, 512, 28)] * 2 + [(512, 512, 14)] * 3
    convolutions = sum(inputs * outputs * 9 * side**2 for inputs, outputs, side in widths)
    assert networks.costs_of("VGG-16").forward == convolutions + 25_088 * 4096 + 4096**2 + 4096 * 1000


def test_the_matrices_of_the_language_model_are_twelve_squares_a_block():
    assert networks.costs_of("language model").forward == 32 * 12 * 4096**2
    assert networks.costs_of("language model", batch=3).forward == 3 * 32 * 12 * 4096**2


def test_a_paper_network_costs_what_the_real_one_costs():
    real = costs.of_network(lenet_300_100(np.random.default_rng(0)), (5, 784))
    assert networks.costs_of("LeNet-300-100", batch=5) == real


def test_an_array_on_paper_has_a_shape_and_one_number():
    array = networks.Paper().uniform(-1, 1, (1000, 2000)).astype(np.float32)
    assert array.shape == (1000, 2000) and array.dtype == np.float32 and set(array.strides) == {0}


def test_an_unknown_network_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match="VGG-16"):
        networks.costs_of("LeNet")
