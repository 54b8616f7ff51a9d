"""The budget in a real browser: its bars are the library's joules, and hand, keys and ears can work it."""

import pytest

from course.widgets.energy_budget import CHIP, EnergyBudget

HALF_A_PIXEL = 0.51
BETWEEN = 1  # pixel between two parts of a bar
CASES = {
    "first": {},
    "small": {"network": "LeNet-300-100", "sparsity": 0.9, "skips": True, "memory": CHIP},
    "large": {"network": "language model", "format": "FP32", "sparsity": 0.9, "device": "server"},
    "arithmetic": {"format": "FP32", "memory": CHIP, "device": "laptop"},
    "unlisted": {"network": "LeNet-5", "sparsity": 0.33, "skips": True},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the page of one case and waits until its bars are drawn."""

    def show_one(case="first", **settings):
        page = open_page(EnergyBudget(**CASES[case]), **settings)
        page.wait_for_selector(".energy-budget .joules .total")
        return page

    return show_one


def title(page):
    return page.inner_text(".energy-budget h3")


def checked(page, group):
    return page.get_by_role("radiogroup", name=group, exact=True).locator("[aria-checked=true]").inner_text()


def widths(page, bar):
    """The lengths of a bar's three parts, in pixels."""
    rects = page.locator(f".joules > g{bar} > rect")
    return [float(rect.get_attribute("width")) + BETWEEN for rect in rects.all()]


@every_case
def test_the_bars_are_as_long_as_the_joules(show, case):
    page, python = show(case), EnergyBudget(**CASES[case])
    before = EnergyBudget(**CASES[case] | {"format": "FP32", "sparsity": 0.0, "memory": "DRAM"})
    now, ghost = widths(page, ":not(.ghost)"), widths(page, ".ghost")
    room = float(page.locator(".joules").get_attribute("width")) - 84
    scale = room / max(python.joules, before.joules)
    for found, budget in ((now, python), (ghost, before)):
        for wide, share in zip(found, budget.shares.values(), strict=True):
            least = 1.5  # pixels: a part too small to see is still drawn
            assert wide == pytest.approx(max(share * budget.joules * scale, least), abs=HALF_A_PIXEL)


def test_the_first_picture_lies_beside_it_for_pages_without_scripts(open_page):
    picture = open_page(EnergyBudget(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == EnergyBudget().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_choices_stand_in_the_tables_order_and_change_the_finding(show):
    page = show()
    formats = page.get_by_role("radiogroup", name="format").get_by_role("radio").all_inner_texts()
    assert formats == ["FP32", "FP16", "INT8"]
    page.get_by_role("radio", name="LeNet-300-100").click()
    assert title(page) == "Fetching the weights takes 99.8 % of the energy"
    page.get_by_role("radio", name=CHIP).click()
    assert title(page) == "Fetching the weights takes 97 % of the energy"
    assert "before: INT8, DRAM" in page.locator(".ghost").text_content()


def test_the_ghost_keeps_the_choice_before_and_the_device_leaves_it(show):
    page = show()
    assert "before: FP32, DRAM" in page.locator(".ghost").text_content()
    page.get_by_role("radio", name="FP16").click()
    assert "before: INT8, DRAM" in page.locator(".ghost").text_content()
    page.get_by_role("radio", name="laptop").click()
    assert "before: INT8, DRAM" in page.locator(".ghost").text_content()


def test_keys_do_everything(show):
    page = show()
    page.locator(".energy-budget").focus()
    step = page.locator(".step-name")
    for key, said in [("Home", "step 1 of 6"), ("ArrowRight", "FP16"), ("End", "on the chip")]:
        page.keyboard.press(key)
        assert said in step.inner_text(), key
    page.keyboard.press("ArrowLeft")
    assert title(page).startswith("Fetching the weights takes")
    page.keyboard.press("z")
    assert title(page) == "Zeros that are not skipped save nothing: still 27.8 mJ"
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.keyboard.press("d")
    assert [checked(page, name) for name in ("network", "format", "device")] == [
        "language model",
        "FP32",
        "laptop",
    ]
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="pause").is_visible()


def test_a_row_that_is_asked_says_its_arithmetic_and_its_source(show):
    page = show()
    page.get_by_role("radio", name="weights moved").focus()
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("radio", name="arithmetic").get_attribute("aria-checked") == "true"
    assert "0.2 pJ to multiply in INT8 + 0.1 pJ to add in INT32" in page.inner_text(".detail")
    assert "ISSCC 2014" in page.inner_text(".details .unit")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert "multiply-adds ÷ 2 trillion a second" in page.inner_text(".detail")
    assert "assumed" in page.inner_text(".details .unit")
    assert "ssumed" in page.get_by_role("status").inner_text()


def test_the_row_that_binds_the_time_is_marked(show):
    page = show("first")
    assert "binds" in page.get_by_role("radio", name="computing").inner_text()
    page = show("large")
    assert "binds" in page.get_by_role("radio", name="fetching weights").inner_text()
    assert page.get_by_role("radio", name="tokens per kWh").count() == 1


def test_figures_of_what_does_not_fit_are_grey_and_conditional(show):
    page = show()
    answer = page.locator(".facts .answer")
    colour = "element => getComputedStyle(element).color"
    possible = answer.evaluate(colour)
    assert possible == page.locator("h3").evaluate(colour)
    page.get_by_role("radio", name=CHIP).click()
    assert title(page).startswith("The weights do not fit on the chip")
    assert "if the weights fitted" in page.inner_text(".facts")
    for each in (answer, page.get_by_role("radio", name="inferences per charge").locator("b")):
        assert each.evaluate(colour) == page.locator("h3 + p").evaluate(colour) != possible
    page.get_by_role("radio", name="LeNet-300-100").click()
    assert answer.evaluate(colour) == possible and "bound by computing" in page.inner_text(".facts")


def test_the_slider_of_zeros_and_its_switch(show):
    page = show()
    page.get_by_role("slider", name="zeros").focus()
    page.keyboard.press("End")
    assert title(page).startswith("Zeros that are not skipped")
    page.get_by_role("switch").click()
    python = EnergyBudget(sparsity=0.95, skips=True)
    assert title(page).endswith(f"{100 * max(python.shares.values()):.0f} % of the energy")


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "large"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(
        show(case, width=width, motion="reduce"), ".energy-budget", targets=":is(button, .row):visible"
    )


@every_case
@pytest.mark.parametrize("width", [480, 872])
def test_nothing_is_cut_off_or_made_up(show, looks, case, width):
    page = show(case, width=width)
    looks.fits(page)
    html = page.locator(".energy-budget").inner_html()
    assert not [word for word in ("undefined", "null", "Infinity", "NaN", "[object") if word in html]
    looks.words_apart(page.locator(".energy-budget svg"))
    wider = ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    rows = page.evaluate(f"[...document.querySelectorAll('.energy-budget .row *')]{wider}")
    assert [text for text in rows if text] == []
    if width == 872:
        assert page.locator("h3").bounding_box()["height"] == pytest.approx(28)
