"""The stepper in a real browser: its arithmetic is the library's, its numbers answer to keys and mouse."""

import numpy as np
import pytest

from course.widgets.backprop_stepper import LARGEST, BackpropStepper

LABEL = '.weight-label[aria-label^="weight from {} to {}"]'


def network(stepper):
    return {"weights": stepper.weights, "inputs": stepper.inputs, "target": stepper.target}


def test_the_modules_arithmetic_equals_the_librarys(functions):
    rng = np.random.default_rng(1)
    steppers = [
        BackpropStepper(
            weights=[rng.normal(size=(3, 2)) * scale, rng.normal(size=(2, 3)) * scale],
            inputs=(rng.normal(size=2) * 2).tolist(),
            target=int(rng.integers(2)),
            learning_rate=float(rng.uniform(0.01, 3)),
        )
        for scale in (0.01, 1, 10)
        for _ in range(40)
    ]
    source = (
        BackpropStepper._esm
        + """
        export const all = (networks, rates) => networks.map((network, i) => {
            const values = forward(network);
            const { gradients } = backward(network, values);
            return [values.loss, gradients, updated(network.weights, gradients, rates[i])];
        });"""
    )
    answers = functions(source, "all", [network(s) for s in steppers], [s.learning_rate for s in steppers])
    for stepper, (loss, gradients, updated) in zip(steppers, answers, strict=True):
        assert loss == pytest.approx(stepper.loss, rel=1e-12, abs=1e-14)
        for ours, library in zip(
            gradients + updated, stepper.gradients + stepper.updated_weights, strict=True
        ):
            np.testing.assert_allclose(ours, library, rtol=1e-9, atol=1e-12)


def test_huge_weights_overflow_nothing(functions):
    stepper = BackpropStepper(weights=[np.full((3, 2), 100.0), np.array([[100.0] * 3, [-100.0] * 3])])
    values = functions(BackpropStepper._esm, "forward", network(stepper))
    assert values["loss"] == pytest.approx(stepper.loss) and values["loss"] > 1000


def place(page):
    return int(page.get_by_role("slider", name="step").get_attribute("aria-valuenow"))


def panel(page):
    return " ".join(page.locator(".panel").inner_text().split())


def test_it_opens_complete_in_the_middle_of_the_interesting_step(open_page):
    page = open_page(BackpropStepper())
    assert page.get_by_role("heading", level=3).inner_text() == "A weight’s slope is one multiplication"
    assert (
        "+0.32 gradient of the weight = +0.80 activation x₁ it carried × +0.40 error signal δ of h₂"
        in panel(page)
    )
    assert "( 1.5776508 − 1.5770160 ) ÷ 0.002 = +0.317" in panel(page)
    assert "+0.7 − 0.5 × +0.317 = +0.541" in panel(page)
    assert "∂ +0.32" in page.locator(LABEL.format("x₁", "h₂")).text_content()
    assert "∂ ·" in page.locator(LABEL.format("x₁", "h₃")).text_content()
    assert page.locator(".node.off").count() == 1


def test_keys_step_jump_and_play(open_page):
    page = open_page(BackpropStepper())
    page.locator(".course-visualizer").focus()
    for key, step in (("ArrowRight", 26), ("ArrowLeft", 25), ("Home", 1), ("ArrowLeft", 1), ("End", 29)):
        page.keyboard.press(key)
        assert place(page) == step
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.get_by_role("button", name="pause").wait_for()
    page.wait_for_function("document.querySelector('[role=slider]').ariaValueNow >= 3")
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="play").count() == 1 and 3 <= place(page) <= 5


def test_from_the_end_play_begins_anew(open_page):
    page = open_page(BackpropStepper())
    page.locator(".course-visualizer").focus()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    assert place(page) < 29
    page.get_by_role("button", name="pause").click()


def test_the_players_buttons_and_the_dots_step(open_page):
    page = open_page(BackpropStepper())
    for name, step in (("step", 26), ("back", 25), ("first", 1), ("last", 29)):
        page.get_by_role("button", name=name, exact=True).click()
        assert place(page) == step
    page.locator(".timeline .dot").nth(10).click()
    assert place(page) == 11 and "−ln" in panel(page)


def test_a_weight_is_edited_by_keyboard_and_everything_follows(open_page):
    page = open_page(BackpropStepper())
    page.locator(".course-visualizer").focus()
    page.keyboard.press("ArrowDown")
    label = page.locator(LABEL.format("x₁", "h₂"))
    assert label.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.type("-0.3")
    page.keyboard.press("Enter")
    changed = BackpropStepper(weights=[[[0.6, -0.9], [-0.3, 0.2], [-0.8, 0.3]], BackpropStepper().weights[1]])
    assert label.evaluate("e => e === document.activeElement"), "focus comes back to the number"
    assert "−0.3" in label.text_content()
    assert f"{changed.loss:.2f}" in page.locator(".loss").text_content()
    assert (
        page.get_by_role("heading", level=3).inner_text()
        == "Behind a silent unit no weight learns from this example"
    )


def test_a_weight_is_edited_by_a_click_and_escape_keeps_the_old_one(open_page):
    page = open_page(BackpropStepper())
    label = page.locator(LABEL.format("h₁", "p₁"))
    label.click()
    field = page.get_by_role("textbox", name="weight from h₁ to p₁")
    assert field.input_value() == "+0.5"
    assert "pointed at: the weight from h₁ to p₁" in panel(page)
    field.press("ArrowUp")
    assert field.input_value() == "+0.6"
    field.press("Escape")
    assert "+0.5" in label.text_content() and field.count() == 0
    label.click()
    field.fill("−1,25")  # a true minus and a comma are numbers too
    page.get_by_role("heading", level=3).click()
    assert "−1.25" in label.text_content() and field.count() == 0


@pytest.mark.parametrize("text", ["", "seven", "1e9", "NaN", "Infinity"])
def test_what_no_weight_can_be_is_refused(open_page, text):
    page = open_page(BackpropStepper())
    page.locator(LABEL.format("h₁", "p₁")).click()
    field = page.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true" and "between" in field.get_attribute("title")
    field.press("Escape")
    assert "+0.5" in page.locator(LABEL.format("h₁", "p₁")).text_content()


def test_arrows_up_and_down_go_from_weight_to_weight_with_one_tab_stop(open_page):
    page = open_page(BackpropStepper(step=12))
    assert page.locator('.weight-label[tabindex="0"]').count() == 1
    page.locator(".course-visualizer").focus()
    names = set()
    for _ in range(13):
        page.keyboard.press("ArrowDown")
        names.add(page.evaluate("document.activeElement.getAttribute('aria-label').split(',')[0]"))
    assert len(names) == 12
    assert "pointed at: the weight from" in panel(page)


def test_pointing_at_any_weight_shows_its_arithmetic(open_page):
    page = open_page(BackpropStepper())
    page.locator(LABEL.format("h₁", "p₂")).hover()
    assert "pointed at: the weight from h₁ to p₂" in panel(page)
    assert (
        "−0.74 gradient of the weight = +0.930 activation h₁ it carried × −0.793 error signal δ of p₂"
        in panel(page)
    )
    page.locator(LABEL.format("x₂", "h₃")).hover()
    assert "comes at step 28" in panel(page)
    page.get_by_role("heading", level=3).hover()
    assert "step 25 of 29 · backward" in panel(page)


def test_past_the_update_the_next_round_starts_from_the_new_weights(open_page):
    stepper = BackpropStepper(step=29)
    page = open_page(stepper)
    after = BackpropStepper(weights=stepper.updated_weights).loss
    assert (
        f"falls from {stepper.loss:.2f} to {after:.2f}" in page.get_by_role("heading", level=3).inner_text()
    )
    label = page.locator(LABEL.format("x₁", "h₂"))
    assert "+0.7, updated to +0.54" in label.get_attribute("aria-label")
    assert label.locator("text").all_text_contents() == ["+0.54", "+0.7"], "the new and the old"
    page.get_by_role("button", name="step", exact=True).click()
    assert place(page) == 1 and "round 2" in panel(page)
    page.get_by_role("button", name="last").click()
    assert f"falls from {after:.2f}" in page.get_by_role("heading", level=3).inner_text()


def test_no_round_starts_from_a_weight_past_the_largest(open_page):
    huge = BackpropStepper(weights=[np.full((3, 2), 99.0), np.array([[1.0] * 3, [-1.0] * 3])], step=29)
    huge.learning_rate, huge.inputs = 10.0, [1.0, 1.0]
    assert max(np.abs(weights).max() for weights in huge.updated_weights) > LARGEST
    page = open_page(huge)
    assert "A weight is past 100 now: the rounds end here." in panel(page)
    page.get_by_role("button", name="step", exact=True).click()
    assert place(page) == 29 and "round 2" not in panel(page)


def test_the_title_is_rewritten_where_nothing_can_be_learnt(open_page):
    page = open_page(BackpropStepper(weights=[-np.ones((3, 2)), np.ones((2, 3))], inputs=[1, 1], step=29))
    assert page.get_by_role("heading", level=3).inner_text() == "The update leaves the loss at 0.69"
    assert page.locator(".node.off").count() == 3


def test_the_nudge_says_when_it_crosses_the_bend(open_page):
    at_the_bend = [[[0.5, 0.8 - 0.0004], [0.7, 0.2], [-0.8, 0.3]], BackpropStepper().weights[1]]
    page = open_page(BackpropStepper(weights=at_the_bend, step=23))
    assert "crosses ReLU’s bend" in panel(page)


def test_every_printed_product_multiplies_as_printed(open_page):
    rng = np.random.default_rng(3)
    for _ in range(3):
        stepper = BackpropStepper(weights=[rng.normal(size=(3, 2)), rng.normal(size=(2, 3))], step=14)
        page = open_page(stepper)
        for _ in range(15):
            formula = page.locator(".formula").inner_text()
            if "gradient of" in formula:
                result, one, other = (as_float(text) for text in page.locator(".formula b").all_inner_texts())
                assert abs(one * other - result) <= 0.50001 * 10.0 ** -decimals(
                    page.locator(".formula b").first.inner_text()
                )
            page.locator(".course-visualizer").press("ArrowRight")


def as_float(text):
    mantissa, _, exponent = text.replace("−", "-").replace(",", "").partition(" × 10")
    return float(mantissa) * 10.0 ** int(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def decimals(text):
    digits, _, exponent = text.partition(" × 10")
    places = len(digits.partition(".")[2])
    return places - int(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def test_what_the_reader_does_reaches_the_model(live):
    page = live(BackpropStepper())
    page.get_by_role("button", name="step", exact=True).click()
    assert page.evaluate("model.get('step')") == 26
    page.evaluate("model.set('inputs', [0, 0])")
    assert "0.69" in page.locator(".loss").text_content()
    page.get_by_role("button", name="last").click()
    page.get_by_role("button", name="step", exact=True).click()
    assert page.evaluate("[model.get('step'), model.get('round')]") == [1, 2]
