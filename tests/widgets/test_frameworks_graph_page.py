"""The graph in a real browser: typed, stepped, compiled; every arrow is a pass, every word can be read."""

import pytest

from course.widgets.frameworks_graph import FrameworksGraph

GELU = "0.5 * x * (1 + tanh(0.8 * (x + 0.045 * x ** 3)))"
NORMALIZE = "(x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + 0.001)"
MIXED = "exp(x - max(x)) / sum(exp(x - max(x))) + relu(x @ W) @ V * gelu(bias)"
DEEP = "exp(" * 16 + "x" + ")" * 16


@pytest.fixture
def show(open_page):
    """A function that opens a graph's page and waits until its picture has its size."""

    def show_one(
        expression="relu(x * w + b)", mode="eager", width=872, theme="light", motion="reduce", **traits
    ):
        graph = FrameworksGraph(expression=expression, mode=mode, **traits)
        page = open_page(graph, width=width, theme=theme, motion=motion)
        page.wait_for_selector(".graph .kernel")
        return page

    return show_one


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


def panel(page):
    return " ".join(page.locator(".panel").inner_text().split())


def counters(page):
    return page.locator(".counters .answer").all_inner_texts()


def kernel(page):
    return page.locator(".kernel[aria-current=step]").get_attribute("aria-label")


def test_it_opens_complete_in_the_middle_of_the_interesting_step(show):
    page = show(step=2)
    assert title(page) == "Every operation goes through memory: 8 passes, where 4 would do"
    assert "kernel 2 of 3 · eager t₂ = t₁ + b 120 MB" in panel(page) and "× 40 MB" in panel(page)
    assert counters(page) == ["3", "8", "320 MB", "80 MB"]
    assert page.locator(".chips .live").all_inner_texts() == ["x", "w", "t₁", "b", "t₂"]


def test_c_compiles_and_the_counters_fall(show):
    page = show(GELU)
    assert counters(page)[:3] == ["8", "18", "720 MB"]
    page.locator(".course-visualizer").press("c")
    assert title(page) == "18 passes become 2: what lies between stays in registers"
    assert counters(page) == ["1", "2", "80 MB", "0 B"]
    assert "out = 0.5 × x × (1 + tanh(0.8 × (x + 0.045 × x ** 3)))" in panel(page)
    assert page.locator(".kernel").count() == 1 and page.locator(".op").count() == 8
    page.get_by_role("radio", name="eager").click()
    assert page.locator(".kernel").count() == 8


def states(page, expressions):
    """Type each expression and show it in each mode: yields the graph that the page should show."""
    for mode in ("eager", "compiled"):
        page.get_by_role("radio", name=mode).click()
        for expression in expressions:
            page.get_by_role("textbox", name="expression").fill(expression)
            yield FrameworksGraph(expression=expression, mode=mode)


@pytest.mark.parametrize("width", [480, 872])
def test_every_arrow_is_a_pass_at_every_width(show, width):
    page = show(width=width)
    for graph in states(page, [GELU, NORMALIZE, MIXED, DEEP, "x @ W + w @ V", "sum(x) / max(x)"]):
        arrows = page.locator(".arrow.read.n, .arrow.write.n").count()
        assert arrows == graph.passes == int(counters(page)[1])
        assert page.locator(".kernel").count() == graph.kernels == int(counters(page)[0])


@pytest.mark.parametrize(
    ("expression", "mode", "says"),
    [
        ("relu(x)", "eager", "One operation is one kernel already: there is nothing to fuse"),
        (
            "x @ W - b",
            "compiled",
            "Compiled, nothing is saved: around a matrix product, results still go through memory",
        ),
        (
            "sqrt(sum(x))",
            "compiled",
            "Compiled, no pass is saved: nothing large lies between these operations",
        ),
        ("exp(x) / sum(exp(x))", "compiled", "7 passes become 3: a sum must end before it is used"),
        (NORMALIZE, "compiled", "11 passes become 4: a mean must end before it is used"),
        ("tanh(x @ W + b) * 0.5", "compiled", "9 passes become 5: only the work around the product is fused"),
    ],
)
def test_the_title_is_what_the_counts_say(show, expression, mode, says):
    assert title(show(expression, mode)) == says


@pytest.mark.parametrize(
    ("expression", "step", "says"),
    [
        ("exp(x) / sum(exp(x))", 2, "exp(x) is computed a second time rather than stored."),
        ("exp(x) / sum(exp(x))", 1, "loops that follow one another into one C++ function"),
        ("tanh(x @ W + b)", 1, "The + goes into the library’s call for the product (addmm)."),
        ("(x @ W) * sigmoid(x @ W)", 1, "Written twice, the product is computed twice"),
        ("x @ W - b", 1, "is not fused into it"),
    ],
)
def test_what_surprises_is_said(show, expression, step, says):
    assert says in panel(show(expression, "compiled", step=step))


def test_keys_step_play_and_leave_no_kernel_out(show):
    page = show(step=2)
    root = page.locator(".course-visualizer")
    for key, step in (("ArrowRight", 3), ("ArrowRight", 3), ("Home", 1), ("ArrowLeft", 1), ("End", 3)):
        root.press(key)
        assert kernel(page).startswith(f"kernel {step} of 3")
    root.press("Home")
    root.press("Space")
    page.wait_for_function("document.querySelector('.kernel[aria-current]').ariaLabel.startsWith('kernel 3')")
    page.get_by_role("button", name="play").wait_for()


def test_a_kernel_is_chosen_by_a_click_and_focus_follows_the_arrows(show):
    page = show(step=2)
    page.locator(".kernel").nth(2).click()
    assert kernel(page).startswith("kernel 3 of 3: relu. out = relu(t₂)")
    assert page.locator('.kernel[tabindex="0"]').count() == 1
    page.locator(".kernel").nth(2).focus()
    page.keyboard.press("ArrowLeft")
    assert "kernel 2" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("c")
    assert "kernel 1 of 1" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_typing_draws_at_once_and_a_mistake_keeps_the_last_good_graph(show):
    page = show()
    page.locator(".course-visualizer").press("Enter")
    field = page.get_by_role("textbox", name="expression")
    assert field.evaluate("e => e === document.activeElement")
    field.fill("x * sigmoid(x)")
    assert counters(page)[1] == "5" and field.get_attribute("aria-invalid") is None
    field.fill("x * sin(x)")
    assert field.get_attribute("aria-invalid") == "true"
    assert "Character 5: sin is not known; there are relu" in page.locator(".wrong").inner_text()
    mark, first = page.locator(".mark").bounding_box(), field.bounding_box()["x"] + 13
    assert mark["x"] == pytest.approx(first + 4 * mark["width"], abs=1.5), "the mark stands under the s"
    assert counters(page)[1] == "5" and page.locator(".kernel").count() == 2
    field.press("Enter")
    assert field.evaluate("e => e === document.activeElement"), "Enter does not leave a mistake behind"
    field.press("Escape")
    assert field.input_value() == "x * sigmoid(x)" and page.locator(".wrong").inner_text() == ""
    assert page.locator(".course-visualizer").evaluate("e => e === document.activeElement")
    field.fill("c + x")
    assert page.get_by_role("radio", name="eager").get_attribute("aria-checked") == "true", (
        "a c is a letter there"
    )


def test_examples_have_one_tab_stop_and_are_drawn(show):
    page = show()
    examples = page.get_by_role("group", name="examples").get_by_role("button")
    assert page.locator('.examples button[tabindex="0"]').count() == 1
    for index in range(examples.count()):
        examples.nth(index).click()
        assert examples.nth(index).get_attribute("aria-pressed") == "true"
        assert page.locator(".wrong").inner_text() == ""
    page.keyboard.press("ArrowRight")
    assert examples.nth(0).evaluate("e => e === document.activeElement")


def test_bytes_follow_n(show):
    page = show()
    page.get_by_role("slider", name="n").press("End")
    assert counters(page)[2] == "3.2 GB"
    page.get_by_role("slider", name="n").press("Home")
    assert counters(page)[2:] == ["32 kB", "8 kB"]


@pytest.mark.parametrize("width", [480, 600, 872, 1180])
def test_nothing_overlaps_and_nothing_is_cut_off(show, looks, width):
    page = show(width=width)
    for _ in states(page, [GELU, NORMALIZE, MIXED, DEEP]):
        looks.fits(page)
        looks.words_apart(page.locator(".picture"), air=2)


def test_nothing_below_the_panel_jumps_from_step_to_step(show):
    page = show(NORMALIZE, "compiled", step=1)
    places = set()
    for _ in range(3):
        places.add(page.locator(".counters").bounding_box()["y"])
        page.locator(".course-visualizer").press("ArrowRight")
    assert len(places) == 1


@pytest.mark.parametrize(("expression", "mode"), [("relu(x * w + b)", "eager"), (MIXED, "compiled")])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, expression, mode):
    page = show(expression, mode, step=2)
    looks.accessible(page, ".course-visualizer", targets="button, input, .kernel")
    page.get_by_role("textbox", name="expression").fill("x + sin(x)")
    looks.accessible(page, ".course-visualizer")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read(show, looks, theme):
    """axe does not look into SVG: the contrast of its text on what lies beneath, computed here."""
    page = show(MIXED, "eager", theme=theme, step=7)
    paper = "rgb(255, 255, 255)" if theme == "light" else "rgb(17, 17, 17)"
    words = page.evaluate("""() => [...document.querySelectorAll('.picture text:not(:empty)')].map((text) => {
        const shape = [...text.parentElement.querySelectorAll(':scope > circle, :scope > rect')].at(-1);
        const ground = text.classList.contains('unit') ? null : getComputedStyle(shape).fill;
        return [text.textContent, getComputedStyle(text).fill, ground];
    })""")
    assert len(words) > 40
    for text, colour, ground in words:
        assert looks.contrast(colour, ground or paper) >= 4.5, text


def test_reduced_motion_moves_nothing(show):
    still, moving = show(GELU), show(GELU, motion="no-preference")
    for page, moves in ((still, False), (moving, True)):
        page.locator(".course-visualizer").press("c")
        assert (page.evaluate("document.getAnimations().length") > 0) == moves


def test_without_scripts_the_words_are_there(open_page):
    page = open_page(FrameworksGraph(), scripts=False)
    assert "3 kernels, 8 passes over memory" in page.locator("img").get_attribute("alt")


def test_what_the_reader_does_reaches_the_model_and_back(live):
    page = live(FrameworksGraph())
    page.get_by_role("textbox").fill("exp(x) + w")
    page.locator(".course-visualizer").press("c")
    page.get_by_role("slider", name="n").press("Home")
    assert page.evaluate("['expression', 'mode', 'num_elements', 'step'].map((name) => model.get(name))") == [
        "exp(x) + w",
        "compiled",
        1000,
        1,
    ]
    page.evaluate("model.set('mode', 'eager'); model.set('step', 9)")
    assert kernel(page).startswith("kernel 2 of 2"), "past the last kernel it is the last one"
    page.evaluate("end(); model.set('mode', 'compiled')")
    assert kernel(page).startswith("kernel 2 of 2")
