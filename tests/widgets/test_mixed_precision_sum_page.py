"""The sum in a real browser: its tree and its errors are computed, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.mixed_precision_sum import SumTree

CASES = {
    "first": {},
    "few": {"accumulator": "FP16", "length": 16, "seed": 0, "step": 11},
    "pairs": {"accumulator": "BF16", "order": "pairwise", "length": 64, "seed": 0, "step": 63},
    "blocks": {"accumulator": "FP16", "order": "blocks of four", "length": 32, "step": 5},
    "exact": {"accumulator": "FP32", "length": 4, "step": 0},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the page of one case and waits until its pictures have their size."""

    def show_one(case="first", **settings):
        page = open_page(SumTree(**CASES[case]), **settings)
        page.wait_for_selector(".sum-tree .tree .leaf")
        return page

    return show_one


def step(page):
    return int(page.locator(".tree").get_attribute("aria-valuenow"))


@every_case
def test_there_is_a_leaf_for_each_product_a_node_for_each_sum_and_a_bar_for_each_loss(show, case):
    page, tree = show(case), SumTree(**CASES[case])
    assert page.locator(".leaf").count() == tree.length
    assert page.locator(".tree .sum").count() == len(tree.partial_sums)
    shown = min(tree.step, len(tree.partial_sums))
    assert page.locator(".tree .sum.ahead").count() == len(tree.partial_sums) - shown
    assert page.locator(".tree .lost").count() <= shown


def test_the_bars_are_as_long_as_the_errors(show):
    page, tree = show("few"), SumTree(**CASES["few"])
    totals = np.concatenate([[0], tree.partial_sums])
    lost = (np.diff(totals) - tree.products)[: tree.step]
    heights = page.locator(".tree .lost").evaluate_all("bars => bars.map(bar => +bar.getAttribute('height'))")
    np.testing.assert_allclose(heights, 34 * np.abs(lost[lost != 0]) / np.abs(lost).max(), atol=1e-6)


@every_case
def test_the_marked_error_is_pythons_and_nothing_is_made_up(show, case):
    page, tree = show(case), SumTree(**CASES[case])
    text = page.locator(".nine .chosen").inner_text().replace("\u00a0", " ").replace("−", "-")
    mantissa, _, power = text.partition(" × 10")
    power = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    assert float(mantissa) * 10.0 ** int(power or 0) == pytest.approx(tree.error, rel=0.06)
    drawn = page.locator(".sum-tree").evaluate("element => element.outerHTML")
    wrong = ("NaN", "Infinity", "undefined", "null", "∞", "[object")
    assert not [word for word in wrong if word in drawn]


def test_without_scripts_there_is_a_picture_with_words(open_page):
    picture = open_page(SumTree(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == SumTree().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


def test_keys_do_everything(show):
    page = show("few")
    page.locator(".tree").focus()
    for key, expected in [
        ("ArrowRight", 12), ("ArrowLeft", 11), ("End", 16), ("ArrowRight", 16), ("Home", 0), ("ArrowLeft", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert step(page) == expected, key
    page.keyboard.press("ArrowUp")
    assert page.locator(".leaf").count() == 32
    for key in ("a", "o", "S"):
        page.keyboard.press(key)
    assert page.inner_text("h3").startswith("BF16, blocks of four: 32 products")
    tree = SumTree(accumulator="BF16", order="blocks of four", length=32, seed=1)
    assert page.get_by_role("button", name="other numbers").inner_text().endswith("seed 1")
    assert f"{float(f'{tree.products.sum():.6g}')}" in page.inner_text("h3 + p")


def test_a_sum_is_clicked_and_the_player_plays_to_the_end(show):
    page = show("few")
    page.locator(".tree .sum").nth(4).click()
    assert step(page) == 5
    assert page.locator(".now-words").inner_text().startswith("addition 5 of 16: ")
    page.get_by_role("radio", name="blocks of four").click()
    page.locator(".tree").press("Home")
    page.keyboard.press(" ")
    page.get_by_text("addition 4 of 4").first.wait_for()
    page.get_by_role("button", name="play").wait_for()


def test_tab_reaches_every_part_and_ears_hear_it(show):
    page, stops = show("few"), []
    page.keyboard.press("Tab")
    name_of_focus = "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"
    while (name := page.evaluate(name_of_focus)) and name not in stops and len(stops) < 20:
        stops.append(name)
        page.keyboard.press("Tab")
    player = ["first", "back", "play", "step", "last"]
    expected = ["FP16", "one by one", "addition, on the tree", *player, "products", "other numbers seed 0"]
    assert stops[: len(expected)] == expected
    assert page.locator(".tree").get_attribute("aria-valuetext").startswith("addition 11 of 16: ")
    assert "BF16" in page.locator(".growth").get_attribute("aria-label")


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "pairs"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".sum-tree")


@every_case
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case):
    looks.words_apart(show(case, width=480).locator(".tree, .growth"))
    looks.words_apart(show(case).locator(".tree, .growth"))


@every_case
def test_the_title_stands_on_one_line_at_a_cells_usual_width(show, case):
    assert show(case).locator("h3").bounding_box()["height"] == pytest.approx(28)
