"""The descent's Python side: its traits follow each other, and say what is wrong with them."""

import json

import pytest
import traitlets

from course.widgets.backprop_descent import Descent

NAN, INF = float("nan"), float("inf")


def test_a_new_learning_rate_leaves_the_old_one_beside_it():
    descent = Descent()
    descent.learning_rate = 0.5 * descent.edge
    assert descent.before == [1.05, 0.0]
    assert descent.share == pytest.approx(0.5)
    assert descent.learning_rate == pytest.approx(descent.edge / 2)


def test_momentum_moves_the_edge():
    descent = Descent()
    assert descent.edge == pytest.approx(1.756, abs=5e-4)
    descent.momentum = 0.9
    assert descent.edge == pytest.approx(1.9 * 1.7560782)


@pytest.mark.parametrize("rate", [0, -1.0, float("nan")])
def test_a_rate_that_does_not_descend_is_refused(rate):
    with pytest.raises(ValueError, match="above zero"):
        Descent().learning_rate = rate


@pytest.mark.parametrize("rate", [1e-9, 100, INF, "fast"])
def test_a_rate_out_of_range_is_refused_by_its_own_name(rate):
    with pytest.raises(
        ValueError, match=r"learning_rate must be above zero, between 1\.76e-06 and 17\.56, got"
    ):
        Descent(learning_rate=rate)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"share": NAN}, "share lies between 1e-06 and 10, got nan"),
        ({"share": INF}, "share lies between"),
        ({"share": 0.0}, "share lies between"),
        ({"momentum": NAN}, "momentum lies between 0 and 0.999"),
        ({"momentum": 1.0}, "momentum lies between 0 and 0.999, got 1.0"),
        ({"start": [NAN, INF]}, "start lies between -100 and 100"),
        ({"start": [1e308, 0.0]}, "start lies between -100 and 100"),
        ({"before": [NAN, 0.0]}, "before's share"),
        ({"before": [1.0, -1.0]}, "before's momentum"),
        ({"steps": -5}, "steps lies between 1 and 100, got -5"),
        ({"step": 99, "steps": 3}, "step lies between 0 and 3, got 99"),
        ({"step": -3}, "step lies between 0 and 24, got -3"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        Descent(**wrong)
    descent = Descent()
    before = descent.state()
    with pytest.raises(traitlets.TraitError, match=message), descent.hold_trait_notifications():
        for name, value in wrong.items():
            setattr(descent, name, value)
    assert descent.state() == before


def test_the_bowl_cannot_be_set():
    with pytest.raises(TypeError, match="knows no curvature"):
        Descent(curvature=[])
    with pytest.raises(traitlets.TraitError, match="read-only"):
        Descent().floor = 0.0


def test_the_step_is_never_past_the_last():
    descent = Descent(steps=3)
    assert descent.step == 3 and len(descent.path) == 4
    descent.steps = 30
    descent.step = 30
    descent.steps = 5
    assert descent.step == 5


@pytest.mark.filterwarnings("error")
def test_the_widest_setting_overflows_nothing():
    descent = Descent(share=10.0, momentum=0.999, start=[100.0, -100.0], steps=100)
    assert 1e200 < descent.losses[-1] < INF


@pytest.mark.parametrize(
    "setting", [{"share": 10.0, "momentum": 0.999, "start": [100.0, -100.0]}, {"share": 1e-6}]
)
def test_the_widest_setting_is_drawn_in_numbers(open_page, setting):
    page = open_page(Descent(steps=100, **setting))
    page.wait_for_selector(".descent .losses")
    drawn = page.locator(".descent").evaluate("element => element.outerHTML")
    assert not [word for word in ("NaN", "Infinity", "undefined", "∞", "not a number") if word in drawn]


def test_another_number_of_steps_is_another_picture(bench_page):
    page, state = bench_page.page, json.dumps(Descent().state())
    page.set_content(f"<style>{Descent._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{Descent._esm}
        window.model = modelOf({state});
        render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".losses[aria-valuemax='24']")
    page.evaluate("model.set('steps', 7)")
    page.wait_for_selector(".losses[aria-valuemax='7'][aria-valuenow='7']")
    assert page.locator(".descent").count() == 1
