"""The stack in a real browser: what it draws is computed, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.activations_depth import ActivationsDepth

CASES = {
    "first": {},
    "holds": {"gain": 2**0.5, "layer": 20},
    "alike": {"function": "sigmoid", "layer": 20},
    "saturated": {"function": "tanh", "gain": 3.0, "layer": 1},
    "faded": {"function": "gelu", "gain": 0.2, "layer": 20},
    "away": {"function": "silu", "gain": 3.0, "layer": 12},
    "line": {"function": "none", "gain": 1.1, "layer": 7},
    "leak": {"function": "leaky_relu", "gain": 0.2, "layer": 12},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens a stack's page and waits until its pictures have their size."""

    def show_one(case="first", **settings):
        page = open_page(ActivationsDepth(**CASES[case]), **settings)
        page.wait_for_selector(".depth .stack")
        return page

    return show_one


def layer(page):
    return int(page.locator(".stack").get_attribute("aria-valuenow"))


def points(path):
    return np.array([pair.split() for pair in path.get_attribute("d")[1:].split("L")], dtype=float)


# ---- What it draws


@every_case
def test_the_lines_lie_where_python_says(show, case):
    page, depth = show(case), ActivationsDepth(**CASES[case])
    sizes = np.array([depth.spreads, depth.spreads_between_digits, depth.gradient_norms])
    drawn = np.array([points(line)[:, 1] for line in page.locator(".size").all()])
    assert drawn.shape == (3, 20)
    # a logarithmic axis: heights are a straight line of the logarithms, the same for all three
    logs = np.log10(sizes).ravel()
    slope, start = np.polyfit(logs, drawn.ravel(), 1)
    assert slope < 0
    np.testing.assert_allclose(drawn.ravel(), start + slope * logs, atol=0.01)  # pixels


def test_zeros_and_dead_units_are_bars_as_long_as_their_share(show):
    page, depth = show("first"), ActivationsDepth()
    step = float(page.locator(".stack .hit").get_attribute("width")) / 20
    lengths = [float(bar.get_attribute("d").split("h")[1]) for bar in page.locator(".stack .zeros").all()]
    np.testing.assert_allclose(np.array(lengths) / (step - 3), depth.saturated, atol=1e-9)  # ReLU's flat is 0
    bars = page.locator(".dead").get_attribute("d").split("M")[1:]
    tall = [-float(bar.split("v")[1].split("h")[0]) for bar in bars]
    np.testing.assert_allclose(np.array(tall) / 46, depth.dead[depth.dead > 0], atol=1e-9)
    assert show("line").locator(".stack .zeros[d]").count() == 0


def test_the_chosen_layers_numbers_are_pythons(show):
    page, depth = show("first"), ActivationsDepth()
    names, values = (page.locator(f".numbers {tag}").all_inner_texts() for tag in ("dt", "dd"))
    printed = dict(zip(names, values, strict=True))
    assert float(printed["spread"]) == pytest.approx(depth.spreads[9], rel=0.05)
    assert float(printed["between digits"]) == pytest.approx(depth.spreads_between_digits[9], rel=0.05)
    assert float(printed["gradient, norm"]) == pytest.approx(depth.gradient_norms[9], rel=0.05)
    assert printed["zero"] == f"{100 * depth.saturated[9]:.0f} %"
    assert printed["units dead"] == f"{100 * depth.dead[9]:.0f} %"


def test_all_digits_alike_is_said_only_where_it_is_so(show):
    assert "all digits look alike" in show("alike").locator("h3 + p").inner_text()
    assert "alike" not in show("first").locator("h3 + p").inner_text()


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".depth").evaluate("element => element.outerHTML")
    wrong = ("NaN", "Infinity", "undefined", "null", "∞", "not a number")
    assert not [word for word in wrong if word in drawn]


def test_without_scripts_there_is_a_picture_with_words(open_page):
    picture = open_page(ActivationsDepth(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == ActivationsDepth().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_keys_do_everything(show):
    page = show("first")
    page.locator(".stack").focus()
    for key, expected in [
        ("ArrowRight", 11), ("ArrowLeft", 10), ("End", 20), ("ArrowRight", 20), ("Home", 1), ("ArrowLeft", 1),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert layer(page) == expected, key
    page.keyboard.press("ArrowUp")
    assert page.inner_text("h3").startswith("ReLU with gain 1.2 ")
    page.keyboard.press("ArrowUp")
    assert page.inner_text("h3").startswith("ReLU with gain 1.41 holds both ways")
    page.keyboard.press("ArrowDown")
    before = page.inner_text("h3")
    page.keyboard.press("s")
    assert page.get_by_role("button", name="other weights").inner_text().endswith("seed 1")
    assert page.inner_text("h3") != before
    page.keyboard.press("F")
    assert page.get_by_role("radio", name="leaky ReLU").get_attribute("aria-checked") == "true"
    assert page.inner_text("h3").startswith("Leaky ReLU")


def test_what_the_keys_make_is_what_python_makes(show):
    page = show("first")
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "s", "s", "f", "f"):
        page.locator(".stack").press(key)
    depth = ActivationsDepth(function="gelu", gain=5 / 3, seed=2)
    printed = page.locator(".numbers dd").first.inner_text()
    assert float(printed) == pytest.approx(depth.spreads[9], rel=0.05)


def test_a_layer_is_clicked_and_dragged(show):
    page = show("first")
    box = page.locator(".stack .hit").bounding_box()
    step = box["width"] / 20
    page.mouse.click(box["x"] + 3.5 * step, box["y"] + 60)
    assert layer(page) == 4
    page.mouse.move(box["x"] + 3.5 * step, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 9.5 * step, box["y"] + 300)
    assert layer(page) == 10
    page.mouse.move(box["x"] + 40 * step, box["y"] + 300)
    page.mouse.up()
    assert layer(page) == 20
    page.get_by_role("radio", name="tanh").click()
    assert page.inner_text("h3").startswith("Tanh with gain 1 ")
    rail = page.locator("[aria-label='gain']").bounding_box()
    page.mouse.click(rail["x"] + rail["width"] - 16, rail["y"] + 12)
    assert page.inner_text("h3").startswith("Tanh with gain 3 blows up the gradient")


def test_the_player_goes_layer_by_layer_and_plays_to_the_end(show):
    page = show("first")
    for name, expected in (("back", 9), ("step", 10), ("first", 1), ("last", 20)):
        page.get_by_role("button", name=name, exact=True).click()
        assert layer(page) == expected
    page.locator(".stack").press("ArrowLeft")
    page.keyboard.press(" ")
    page.get_by_role("button", name="play").wait_for()
    assert layer(page) == 20


def test_tab_reaches_every_part_and_nothing_twice(show):
    page, stops = show("first"), []
    page.keyboard.press("Tab")
    name_of_focus = "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"
    while (name := page.evaluate(name_of_focus)) and name not in stops and len(stops) < 20:
        stops.append(name)
        page.keyboard.press("Tab")
    player = ["first", "back", "play", "step", "last"]
    assert stops[:9] == [
        "layer, on a picture of all layers", *player, "ReLU", "gain", "other weights seed 0",
    ]  # fmt: skip


def test_ears_hear_the_layer(show):
    page = show("alike")
    assert page.locator(".stack").get_attribute("aria-valuetext").startswith("layer 20 of 20: mean 0.")
    assert "gradient 1.00, 0 % zero, 0 % flat, 0 % of the units dead" in page.locator(
        "[role=status]"
    ).text_content().replace("gradient 1,", "gradient 1.00,")
    assert (
        page.locator(".large")
        .get_attribute("aria-label")
        .startswith("histogram of the activations of layer 20")
    )


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "alike"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".depth")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (720, 1), (840, 2), (872, 2), (1180, 2)])
def test_the_pictures_stand_side_by_side_where_there_is_room(show, looks, width, columns):
    page = show(width=width)
    assert looks.columns(page.locator(".stack"), page.locator(".large")) == columns


@pytest.mark.parametrize(("case", "width"), [*((case, 480) for case in CASES), ("first", 872), ("away", 872)])
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "ArrowUp", "End", "f"):
        looks.words_apart(page.locator(".stack, .large"))
        page.locator(".stack").press(key)
