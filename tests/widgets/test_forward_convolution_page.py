"""The convolution in a real browser: its arithmetic is the library's, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.forward_convolution import FILTERS, ForwardConvolution

READY = ".convolution .nine button[aria-label]"

WIDTHS = (360, 480, 700, 800, 872, 1180)
INPUT = {"weights": [[0.5, -1.25, 2], [0, 1, -1], [3, 0.125, -0.001]], "bias": -0.75}


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


def marked(page):
    return page.locator("[role=gridcell][aria-selected=true]").get_attribute("aria-label")


def test_the_modules_arithmetic_equals_the_librarys(functions):
    rng = np.random.default_rng(2)
    source = (
        ForwardConvolution._esm
        + """
        export const all = (pixels, weights, bias) => [
            scoresOf(pixels, weights, bias), matrixOf(weights), countsOf(weights),
            WINDOWS.map((place) => scoreAt(pixels, weights, bias, place)),
        ];"""
    )
    for digit in range(10):
        layer = ForwardConvolution(weights=rng.normal(size=(3, 3)), bias=rng.normal(), digit=digit)
        scores, matrix, counts, places = functions(
            source, "all", layer.pixels.ravel().tolist(), layer.weights, layer.bias
        )
        np.testing.assert_allclose(scores, layer.scores.ravel(), rtol=1e-12, atol=1e-14)
        assert (np.array(matrix) == layer.matrix).all()
        entries = {"entries": layer.matrix.size, "filled": np.count_nonzero(layer.matrix)}
        assert counts == {**entries, "different": len(np.unique(layer.weights)), "products": 324}
        for place, row in zip(places, layer.matrix, strict=True):
            products = row[row != 0] * layer.pixels.ravel()[row != 0]
            np.testing.assert_allclose(place["products"], products, rtol=1e-12)
            assert place["score"] == pytest.approx(place["sum"] + layer.bias)


def test_it_opens_complete(show):
    page, layer = show(ForwardConvolution()), ForwardConvolution()
    assert title(page) == "The score at one place is one row of a matrix that is 86 % zeros"
    assert page.locator(".counts dt").all_inner_texts() == ["2,304", "324", "9", "324"]
    assert marked(page).startswith("row 4, column 4: score +0.7")
    cells = page.locator(".map [role=gridcell]").all_text_contents()
    shown = np.array([float(text.replace("−", "-")) for text in cells])
    np.testing.assert_allclose(shown, layer.scores.ravel(), atol=0.0051)


def test_arrows_move_the_window_from_wherever_the_focus_is(show):
    page = show(ForwardConvolution())
    page.locator(".window").focus()
    page.keyboard.press("ArrowUp")
    assert marked(page).startswith("row 3, column 4")
    page.locator("[role=gridcell][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("row 3, column 5")
    page.locator(".rows").focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert page.locator(".rows").get_attribute("aria-valuenow") == "35", "the last row of windows, no further"
    page.keyboard.press("Home")
    assert marked(page).startswith("row 1, column 1")
    page.keyboard.press("End")
    assert page.locator(".window").get_attribute("aria-valuetext").startswith("row 6, column 6, score")


def test_space_slides_the_window_and_a_click_stops_it(show):
    page = show(ForwardConvolution(row=0, column=4))
    page.locator(".window").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.window').getAttribute('aria-valuenow') === '7'")
    page.locator(".map").click(position={"x": 20, "y": 20})
    assert page.get_by_role("button", name="play").count() == 1
    assert marked(page).startswith("row 1, column 1")


def test_the_window_is_dragged_and_stays_on_the_image(show):
    page = show(ForwardConvolution())
    box = page.locator(".image .hit").bounding_box()
    side = box["width"] / 8
    page.mouse.move(box["x"] + 4.5 * side, box["y"] + 4.5 * side)
    page.mouse.down()
    page.mouse.move(box["x"] + 2.5 * side, box["y"] + 5.5 * side, steps=4)
    assert marked(page).startswith("row 5, column 2")
    page.mouse.move(box["x"] - 40, box["y"] + 900)
    page.mouse.up()
    assert marked(page).startswith("row 6, column 1")


def test_pointing_shows_and_leaving_brings_back(show):
    page = show(ForwardConvolution())
    ground = page.locator(".matrix .ground").bounding_box()
    page.mouse.move(ground["x"] + 30, ground["y"] + ground["height"] * 7.5 / 36)
    assert marked(page).startswith("row 2, column 2")
    assert page.locator(".products .label").inner_text() == "Activation × weight, at row 2, column 2"
    page.locator("h3").hover()
    assert marked(page).startswith("row 4, column 4")


def test_digit_and_filter_are_chosen(show):
    page = show(ForwardConvolution())
    page.get_by_role("radio", name="8").click()
    page.get_by_role("radio", name="blur").click()
    layer = ForwardConvolution(digit=8, filter="blur")
    assert marked(page) == f"row 4, column 4: score +{layer.score:.2f}"
    assert "an eight" in page.locator(".image-panel").inner_text()
    assert page.locator(".counts dt").nth(2).inner_text() == "3"


def test_a_weight_is_edited_and_the_filter_is_your_own_and_is_kept(show):
    page = show(ForwardConvolution())
    cell = page.locator(".weight-cell").nth(4)
    cell.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "weight in row 3, column 2"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    assert cell.inner_text() == "0" and cell.evaluate("e => e === document.activeElement")
    assert page.get_by_role("radio", name="your own").get_attribute("aria-checked") == "true"
    assert page.locator(".counts dt").all_inner_texts() == ["2,304", "288", "8", "324"]
    page.get_by_role("radio", name="learned").click()
    assert cell.inner_text() == "−0.06"
    page.get_by_role("radio", name="your own").click()
    assert cell.inner_text() == "0"


def test_the_bias_is_edited_and_escape_keeps_the_old_one(show):
    page = show(ForwardConvolution())
    page.locator(".bias-cell").click()
    field = page.get_by_role("textbox", name="bias")
    field.press("ArrowUp")
    assert field.input_value() == "+0.45"
    field.press("Escape")
    assert page.locator(".bias-cell").inner_text() == "+0.35"
    page.locator(".bias-cell").click()
    field.fill("−1,5")  # a true minus and a comma are numbers too
    page.locator("h3").click()
    assert page.locator(".bias-cell").inner_text() == "−1.50" and field.count() == 0


@pytest.mark.parametrize("text", ["", "edge", "11", "NaN"])
def test_what_no_weight_can_be_is_refused(show, text):
    page = show(ForwardConvolution())
    page.locator(".weight-cell").first.click()
    field = page.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true" and "between" in field.get_attribute("title")
    field.press("Escape")
    assert page.locator(".weight-cell").first.inner_text() == "+0.25"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"weights": np.zeros((3, 3))}, "A filter of zeros sees nothing: every score is the bias"),
        ({"row": 5, "column": 3}, "Here is what the filter does not look for"),
        ({"row": 0, "column": 2}, "The highest score is one row of a matrix"),
        ({"weights": np.eye(3), "row": 3, "column": 0}, "Where the window sees no ink"),
        ({"weights": np.eye(3), "row": 3, "column": 3}, "one row of a matrix that is 95 % zeros"),
    ],
)
def test_the_title_is_what_the_state_says(show, state, words):
    assert words in title(show(ForwardConvolution(**state)))


def as_float(text):
    mantissa, _, exponent = text.lstrip("= ").replace("−", "-").partition(" × 10")
    return float(mantissa) * 10.0 ** int(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def half_unit(text):
    """Half of one in the last place that is printed, and a hair more for binary."""
    digits = text.lstrip("= +−").partition(" × 10")[0]
    factor = as_float(text) / as_float(digits) if as_float(digits) else 1
    return 0.50001 * abs(factor) * 10.0 ** -len(digits.partition(".")[2])


@pytest.mark.parametrize("state", [{}, {"digit": 8, "filter": "blur"}, INPUT], ids=["learned", "blur", "own"])
def test_every_printed_sum_and_product_comes_out_as_printed(show, state):
    page = show(ForwardConvolution(**state))
    page.locator(".player .first").click()
    for _ in range(36):
        products, bias, score = page.locator(".formula b").all_inner_texts()
        assert abs(as_float(products) + as_float(bias) - as_float(score)) <= half_unit(score)
        cards = [card.split("\n") for card in page.locator(".card").all_inner_texts()]
        total = sum(as_float(product) for *_, product in cards)
        assert abs(total - as_float(products)) <= half_unit(products)
        for activation, _, weight, product in cards:
            away = as_float(activation) * as_float(weight) - as_float(product)
            assert abs(away) <= max(half_unit(product), 0.005 * (product == "= 0"))
        page.locator(".player .step").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(show, looks, width):
    page = show(ForwardConvolution(**INPUT), width=width)
    looks.fits(page)
    root = page.locator(".course-visualizer").bounding_box()
    for name in (".image", ".map", ".cards", ".matrix", ".nine", ".bar"):
        box = page.locator(name).bounding_box()
        assert root["x"] <= box["x"] and box["x"] + box["width"] <= root["x"] + root["width"]
    above = [page.locator(name).bounding_box() for name in (".image", ".products", ".map")]
    side_by_side = above[0]["y"] == above[2]["y"] and above[1]["y"] < above[0]["y"] + 10
    assert side_by_side == (width >= 832), "three in a row where there is room, else under each other"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_stands_on_another(show, looks, width):
    page = show(ForwardConvolution(digit=5, row=1), width=width)
    assert looks.words_apart(page.locator(".course-visualizer"), air=1) >= 100


@pytest.mark.parametrize("state", [{}, {"filter": "blur", "row": 0}, INPUT], ids=["learned", "blur", "own"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, state):
    page = show(ForwardConvolution(**state), motion="reduce")
    looks.accessible(page, ".course-visualizer", targets="button, [role=gridcell], [role=slider]")


def test_the_focus_is_seen_wherever_tab_leads(show):
    page = show(ForwardConvolution())
    seen = """() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        const frames = [...document.activeElement.closest('svg')?.querySelectorAll('.line') ?? []];
        const thick = frames.some((frame) => getComputedStyle(frame).strokeWidth === '4px');
        const outlined = outlineStyle === 'solid' && outlineWidth === '2px';
        return [document.activeElement.tagName, thick || outlined];
    }"""
    page.keyboard.press("Tab")
    stops = []
    while page.evaluate("document.activeElement !== document.body") and len(stops) < 30:
        stops.append(page.evaluate(seen))
        page.keyboard.press("Tab")
    assert [name for name, _ in stops].count("g") == 3, "window, map and matrix"
    assert 10 <= len(stops) < 30 and all(is_seen for _, is_seen in stops)


def test_what_the_reader_does_reaches_the_model(live):
    page = live(ForwardConvolution())
    page.get_by_role("radio", name="blur").click()
    page.locator(".map").click(position={"x": 5, "y": 5})
    get = "['row', 'column', 'digit', 'filter', 'weights', 'bias'].map((name) => model.get(name))"
    assert page.evaluate(get) == [0, 0, 3, "blur", *FILTERS["blur"].values()]
    page.evaluate("model.set('digit', 5)")
    assert "a five" in page.locator(".image-panel").inner_text()
