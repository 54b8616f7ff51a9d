"""The fully connected layer in a real browser: its sums are the library's, and hand and keys can work it."""

import numpy as np
import pytest

from course.widgets.forward_matrix import ForwardMatrix

READY = ".fully-connected [role=option][aria-label]"


def title(page):
    return page.get_by_role("heading", level=3).inner_text().replace("\u00a0", " ")


def chosen(page):
    return page.locator("[role=option][aria-selected=true]").get_attribute("aria-label")


def as_float(text):
    return float(text.replace("−", "-"))


def shown_scores(page):
    return [as_float(text) for text in page.locator(".layer .score").all_text_contents()]


def test_the_modules_arithmetic_equals_the_librarys(functions):
    rng = np.random.default_rng(4)
    source = (
        ForwardMatrix._esm
        + """
        export const all = (pixels, weights, biases, row) =>
            [scoresOf(pixels, weights, biases), scoreOf(pixels, weights[row], biases[row])];"""
    )
    for row in range(10):
        pixels = rng.random((8, 8)) * (rng.random((8, 8)) < 0.7)
        layer = ForwardMatrix(pixels=pixels, row=row)
        scores, parts = functions(source, "all", pixels.ravel().tolist(), layer.weights, layer.biases, row)
        np.testing.assert_allclose(scores, layer.scores, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(parts["products"], layer.products.ravel(), rtol=1e-12)
        assert parts["above"] == pytest.approx(layer.products[layer.products > 0].sum())
        assert parts["below"] == pytest.approx(layer.products[layer.products < 0].sum())
        assert parts["score"] == pytest.approx(layer.scores[row])


def test_the_reason_for_a_lower_score_is_the_largest_of_three(functions):
    def reason(**lower):
        parts = {"above": 5, "below": -1, "bias": 0.1}
        return functions(ForwardMatrix._esm, "reasonOf", parts | lower, parts)

    assert reason(above=3, below=-2) == "its positive weights bring less"
    assert reason(above=4, below=-3) == "its negative weights take more"
    assert reason(above=5.5, bias=-1) == "its bias is smaller"


def test_it_opens_complete(show):
    page, layer = show(ForwardMatrix()), ForwardMatrix()
    assert title(page) == "Row 3 scores highest: most ink lies on its positive weights"
    np.testing.assert_allclose(shown_scores(page), layer.scores, atol=0.0051)
    assert chosen(page) == f"score of 3: +{layer.scores[3]:.2f}, the highest"
    positive, negative, bias, score = map(as_float, page.locator(".sum dd").all_inner_texts())
    assert positive + negative + bias == pytest.approx(score, abs=1e-9), "adds up as printed"


def test_arrows_go_from_score_to_score(show):
    page = show(ForwardMatrix())
    page.locator("[role=option][tabindex='0']").focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert chosen(page).startswith("score of 8")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("score of 8")
    scores = shown_scores(page)
    assert title(page).startswith(f"Row 8 scores {scores[3] - scores[8]:.2f} less than row 3: its ")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert chosen(page).startswith("score of 0"), "there is none above the first"
    page.keyboard.press("Space")
    page.wait_for_function(
        "document.querySelector('[aria-selected=true]').ariaLabel.startsWith('score of 2')"
    )
    page.get_by_role("button", name="pause").click()


def test_space_paints_the_pixel_that_the_arrows_reach(show):
    page = show(ForwardMatrix())
    page.locator("[role=gridcell][tabindex='0']").focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "row 3, column 2: ink 0.19"
    page.keyboard.press("Space")
    assert page.evaluate(focused) == "row 3, column 2: ink 1.00"
    pixels = np.array(ForwardMatrix().pixels)
    pixels[2, 1] = 1
    np.testing.assert_allclose(shown_scores(page), ForwardMatrix(pixels=pixels).scores, atol=0.0051)
    weight = ForwardMatrix().weights[3][17]
    assert page.locator(
        ".pointed"
    ).inner_text() == f"row 3, column 2: 1 × {weight:+.2f} = {weight:+.2f}".replace("-", "−")
    page.keyboard.press("Space")
    assert page.evaluate(focused) == "row 3, column 2: ink 0"


def test_a_stroke_paints_and_a_digit_brings_its_pixels_back(show):
    page = show(ForwardMatrix(digit=8))
    box = page.locator(".paintable").bounding_box()
    side = box["width"] / 8
    page.mouse.move(box["x"] + 1.5 * side, box["y"] + 1.5 * side)
    page.mouse.down()
    page.mouse.move(box["x"] + 1.5 * side, box["y"] + 6.5 * side, steps=12)
    page.mouse.up()
    pixels = np.array(ForwardMatrix(digit=8).pixels)
    changed = int(np.sum(pixels[1:7, 1] != 1))
    pixels[1:7, 1] = 1
    painted = ForwardMatrix(digit=8, pixels=pixels)
    np.testing.assert_allclose(shown_scores(page), painted.scores, atol=0.0051)
    says = int(painted.scores.argmax())
    assert says != 8
    assert title(page) == f"{changed} pixels repainted, and the highest score says {says}, no longer 8"
    page.get_by_role("radio", name="8").click()
    np.testing.assert_allclose(shown_scores(page), ForwardMatrix(digit=8).scores, atol=0.0051)


def test_an_empty_image_leaves_the_biases_and_the_switch_takes_them(show):
    page = show(ForwardMatrix())
    page.get_by_role("button", name="clear").click()
    assert title(page) == "Of an empty image nothing is left but the biases"
    np.testing.assert_allclose(shown_scores(page), ForwardMatrix().biases, atol=1e-9)
    page.get_by_role("switch").click()
    assert title(page) == "Without biases an empty image scores zero ten times"
    assert not any(shown_scores(page))
    assert page.get_by_role("switch").get_attribute("aria-checked") == "false"


def test_the_switch_tells_what_would_be_highest_without_it(show):
    close = ForwardMatrix(digit=8)
    page = show(close)
    assert "added; without: 8 stays highest" in page.get_by_role("switch").inner_text().replace("\n", " ")
    pixels = np.zeros((8, 8))
    page = show(ForwardMatrix(pixels=pixels))
    assert "added; without: 0 would be highest" in page.get_by_role("switch").inner_text()


def test_pointing_shows_a_row_and_a_product_and_leaving_brings_back(show):
    page = show(ForwardMatrix())
    ground = page.locator(".layer .ground").bounding_box()
    cells = page.locator("[role=option] rect:not(.reach):not(.bar-of-score)")
    cell = cells.nth(5 * 64 + 20).bounding_box()
    page.mouse.move(cell["x"] + cell["width"] / 2, ground["y"] + 5.5 * ground["height"] / 10)
    assert chosen(page).startswith("score of 5")
    assert page.locator(".pointed").inner_text().startswith("row 3, column 5: ")
    page.locator("h3").hover()
    assert chosen(page).startswith("score of 3")
    assert page.locator(".pointed").inner_text() == "Point at a pixel to see its product."
    page.mouse.click(ground["x"] + 60, ground["y"] + 7.5 * ground["height"] / 10)
    page.locator("h3").hover()
    assert chosen(page).startswith("score of 7")


@pytest.mark.parametrize("digit", range(10))
def test_every_printed_sum_adds_up_and_no_title_says_what_is_not_so(show, digit):
    layer = ForwardMatrix(digit=digit, row=0)
    page = show(layer)
    for row in range(10):
        positive, negative, bias, score = map(as_float, page.locator(".sum dd").all_inner_texts())
        assert positive + negative + bias == pytest.approx(score, abs=1e-9)
        layer.row = row
        if row == digit:
            ink = np.array(layer.pixels).ravel()
            weights = np.array(layer.weights[row])
            mostly = ink[weights > 0].sum() > ink[weights < 0].sum()
            assert title(page).endswith("its positive weights" if mostly else "every other row fits worse")
        else:
            scores = shown_scores(page)
            assert f"{scores[digit] - scores[row]:.2f} less than row {digit}" in title(page)
        page.locator(".player .step").click()


@pytest.mark.parametrize("width", [360, 480, 700, 800, 872, 1180])
def test_nothing_is_cut_off(show, looks, width):
    page = show(ForwardMatrix(digit=7, row=1), width=width)
    looks.fits(page)
    root = page.locator(".course-visualizer").bounding_box()
    for box in [each.bounding_box() for each in page.locator(".squares, .sum, .layer, .bar").all()]:
        assert root["x"] <= box["x"] and box["x"] + box["width"] <= root["x"] + root["width"]
    tops = [each.bounding_box()["y"] for each in page.locator(".squares").all()]
    assert (tops[0] == tops[2]) == (width >= 812), "three in a row where there is room, else two and one"


@pytest.mark.parametrize("width", [360, 480, 700, 872, 1180])
def test_no_number_stands_on_another_or_on_a_bar(show, looks, width):
    page = show(ForwardMatrix(digit=1), width=width)
    assert looks.words_apart(page.locator(".course-visualizer"), air=1) >= 32
    bars = [bar.bounding_box() for bar in page.locator(".bar-of-score").all()]
    numbers = [text.bounding_box() for text in page.locator(".layer :is(.bias, .score)").all()]
    assert bars and numbers
    assert not [(bar, text) for bar in bars for text in numbers if looks.shared(bar, text) > 1]


@pytest.mark.parametrize("state", [{}, {"row": 4, "bias": False}], ids=["first", "another"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, state):
    page = show(ForwardMatrix(**state), motion="reduce")
    looks.accessible(page, ".course-visualizer", targets="button, [role=option]")
    side = page.locator(".paintable").bounding_box()["width"] / 8
    assert side >= 24, "pixels stand close: each reaches to the next"


def test_what_the_reader_does_reaches_the_model(live):
    page = live(ForwardMatrix())
    page.get_by_role("radio", name="6").click()
    page.get_by_role("switch").click()
    page.locator(".player .last").click()
    assert page.evaluate("['digit', 'row', 'bias'].map((name) => model.get(name))") == [6, 9, False]
    assert page.evaluate("model.get('pixels')") == ForwardMatrix(digit=6).pixels
    page.get_by_role("button", name="clear").click()
    assert page.evaluate("model.get('pixels').flat().every((pixel) => pixel === 0)")
    page.evaluate("model.set('row', 2)")
    assert chosen(page).startswith("score of 2")
