"""The card in a real browser: drawn, clicked and typed into, with Python at the other end."""

import json
from pathlib import Path

import pytest

from course.logbook import card as drawn
from course.logbook import logbook
from course.pages import rules

MODULE = Path(logbook.__file__).with_name("card.js").read_text(encoding="utf-8")

PAGE = """<!doctype html><html lang="en"><title>card</title><meta charset="utf-8"><style>{css}</style>
<body data-jp-theme-light="{light}"><main></main><script type="module">
// As JupyterLab does: Enter in a field submits no form by itself.
document.addEventListener("keydown", (event) => {{
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
}}, true);
const source = URL.createObjectURL(new Blob([{module}], {{ type: "text/javascript" }}));
const card = (await import(source)).default;
window.cards = {htmls}.map((html, index) => {{
  const el = document.querySelector("main").appendChild(document.createElement("div"));
  el.id = `card${{index}}`;
  const model = {{
    html, hear: new Set(), get: () => model.html,
    on: (_, f) => model.hear.add(f), off: (_, f) => model.hear.delete(f),
    send: (message) => window.to_python(index, message),
    now: (html) => {{ if (html !== model.html) {{ model.html = html; model.hear.forEach((f) => f()); }} }},
  }};
  model.close = card.render({{ model, el }});
  return model;
}});
window.ready = true;
</script>"""


@pytest.fixture
def show(browser):
    """A function that shows cards in a page, each wired to its live widget."""
    pages = []

    def show_cards(*cards, light="true", width=900):
        page = browser.new_page(viewport={"width": width, "height": 700})
        pages.append(page)
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.troubles.append(message.text))
        for card in cards:
            card._repr_mimebundle_()  # as displaying it does

        def to_python(index, message):
            cards[index].widget._handle_custom_msg(message, [])
            for number, card in enumerate(cards):
                page.evaluate("([number, html]) => cards[number].now(html)", [number, card.widget.html])

        # A message travels while the page goes on, as over a notebook's wire.
        page.expose_function("to_python", to_python)
        page.set_content(
            PAGE.format(
                css=rules(drawn.RULES),
                light=light,
                module=json.dumps(MODULE),
                htmls=json.dumps([card.widget.html for card in cards]),
            )
        )
        page.wait_for_function("window.ready")
        return page

    yield show_cards
    troubles = [trouble for page in pages for trouble in page.troubles]
    for page in pages:
        page.close()
    assert troubles == []


def offer():
    return logbook.predict("pruned file", choices=[2, 5, 10, 20], unit="times smaller")


def test_a_click_on_a_segment_is_kept_and_shown(show):
    page = show(offer())
    page.get_by_role("radio", name="10×").click()
    page.wait_for_selector('[role=radio][aria-checked="true"]:text("10×")')
    page.wait_for_function("cards[0].html.includes('choose-2\" aria-checked=\"true')")
    assert offer().guess == 10


def test_arrows_move_without_committing_and_enter_and_space_choose(show):
    page = show(offer())
    page.keyboard.press("Tab")
    for key, focused in [
        ("ArrowRight", "5×"),
        ("End", "20×"),
        ("ArrowDown", "2×"),
        ("ArrowLeft", "20×"),
        ("Home", "2×"),
    ]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == focused
    assert offer().guess is None
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("cards[0].html.includes('choose-1\" aria-checked=\"true')")
    assert offer().guess == 5
    assert page.evaluate("document.activeElement.textContent") == "5×"  # the focus stays where it was
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_function("cards[0].html.includes('choose-2\" aria-checked=\"true')")
    assert offer().guess == 10


def test_only_one_segment_is_in_the_tab_order(show):
    page = show(offer(), logbook.predict("passes", unit="passes"))
    for act in ("choose-0", "enter", "commit"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.act") == act


def test_after_run_all_the_reveal_asks_and_a_click_in_it_shows_the_answer_in_both_cards(show):
    cards = offer(), logbook.reveal("pruned file", 4.93)
    assert repr(cards[1]) == "pruned file: not predicted; measured 4.93 times smaller"
    page = show(*cards)
    assert "4.93" not in page.inner_text("#card1")
    page.locator("#card1").get_by_role("radio", name="10×").click()
    page.wait_for_selector("#card1 .verdict")
    shown = page.inner_text("#card1")
    assert "10×" in shown and "4.93×" in shown and "2.0 times\ntoo high" in shown.replace("\n ", "\n")
    assert page.locator('#card0 [aria-checked="true"]').inner_text() == "10×"
    assert page.evaluate("document.activeElement.className") == "course course-card"  # not lost to the page


def test_a_click_in_the_prediction_reveals_a_card_that_still_asks(show):
    page = show(offer(), logbook.reveal("pruned file", 4.93))
    page.locator("#card0").get_by_role("radio", name="5×").click()
    page.wait_for_selector("#card1 .verdict")
    assert "the closest choice" in page.inner_text("#card1")


def test_the_answer_can_be_had_without_a_guess(show):
    page = show(offer(), logbook.reveal("pruned file", 4.93))
    page.get_by_text("show me without a guess").click()
    page.wait_for_selector("#card1 .figure")
    assert "not predicted" in page.inner_text("#card1") and "4.93×" in page.inner_text("#card1")


def test_a_number_is_typed_and_committed_with_enter(show):
    page = show(logbook.predict("passes", unit="passes"), logbook.reveal("passes", 2))
    page.locator("#card1 input").fill("lots")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card1 [role=alert]")
    assert page.locator("#card1 input").input_value() == "lots"
    assert page.evaluate("document.activeElement.dataset.act") == "enter"
    page.locator("#card1 input").fill("266,610")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card1 .verdict")
    assert "133,305 times" in page.inner_text("#card1")
    assert page.locator("#card0 input").input_value() == "266,610"


@pytest.mark.parametrize("light", ["true", "false"])
@pytest.mark.parametrize("width", [480, 900])
def test_nothing_overlaps_or_leaves_the_card_and_axe_finds_no_fault(show, light, width):
    from axe_playwright_python.sync_playwright import Axe

    cards = [offer(), logbook.reveal("pruned file", 4.93), logbook.predict("passes", 266610, unit="passes")]
    cards += [logbook.reveal("passes", 2), logbook.predict("same", 3.05), logbook.reveal("same", 3)]
    cards += [
        logbook.predict("share", 1, unit="%"),
        logbook.reveal("share", 99.4),
        logbook.reveal("asked", 7),
    ]
    page = show(*cards, light=light, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = """() => [...document.querySelectorAll(".scale *, .figure, .verdict, .tail")].filter((part) => {
        const inner = part.getBoundingClientRect(), outer = part.closest("section").getBoundingClientRect();
        return inner.left < outer.left || inner.right > outer.right;
    }).map((part) => part.outerHTML)"""
    assert page.evaluate(outside) == []
    overlapping = """() => [...document.querySelectorAll(".scale")].filter((scale) =>
        ["name", "tick"].some((kind) => {
            const boxes = [...scale.querySelectorAll("." + kind)].map((part) => part.getBoundingClientRect());
            boxes.sort((one, other) => one.left - other.left);
            return boxes.some((box, index) => index && box.left < boxes[index - 1].right);
        })).map((scale) => scale.getAttribute("aria-label"))"""
    assert page.evaluate(overlapping) == []
    found = Axe().run(
        page, options={"rules": {"region": {"enabled": False}, "page-has-heading-one": {"enabled": False}}}
    )
    assert found.violations_count == 0, found.generate_report()


def test_a_closed_card_hears_no_more(show):
    page = show(offer())
    page.evaluate("() => { cards[0].close(); cards[0].now('<p>other</p>'); }")
    assert "other" not in page.inner_text("main")


def test_a_number_is_committed_with_the_button_too(show):
    page = show(logbook.predict("passes", unit="passes"))
    page.locator("input").fill("3")
    page.get_by_role("button", name="commit").click()
    page.wait_for_function("cards[0].html.includes('kept in your logbook')")
    assert logbook.predict("passes").guess == 3
