"""Pages of visualizers in a real browser: no kernel, no network, every trouble written down."""

import json
import re
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.widgets.visualizer import SHARED_MODULES, resource


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that opens a visualizer's own page; nothing may go wrong or leave the machine."""
    contexts, troubles = [], []

    def open_one(visualizer, *, width=872, theme="light", scripts=True, motion="no-preference"):
        file = tmp_path / f"page-{len(contexts)}.html"
        visualizer.save_html(file)
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion=motion,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("request", lambda request: note(request.url))
        page.goto(file.as_uri())
        return page

    def note(url):
        if not url.startswith(("file:", "data:", "blob:")):
            troubles.append(f"request: {url}")

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def show(open_page, request):
    """A function that opens a visualizer's page and waits for the module's READY: a picture with its size."""

    def show_one(visualizer, **settings):
        page = open_page(visualizer, **settings)
        page.wait_for_selector(request.module.READY)
        return page

    return show_one


@pytest.fixture(scope="module")
def functions(browser):
    """A function that calls one of a module's functions in a blank page: `call(module, "mix", ...)`.

    Arguments and answers travel as text, because Playwright turns large doubles into ints.
    """
    page = browser.new_page()

    def call(source, name, *arguments):
        answer = page.evaluate(
            """async ([source, name, text]) => {
                const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
                const module = await import(url);
                return JSON.stringify(module[name](...JSON.parse(text)));
            }""",
            [source, name, json.dumps(arguments)],
        )
        return json.loads(answer)

    yield call
    page.close()


@pytest.fixture(scope="module")
def parts(functions):
    """The shared functions by name: `parts("signed", -0.5, 2)`."""
    names = ["number", "signed", "scientific", "decimalsThatAddUp", "mix", "weightColour"]
    names += ["activationColour", "textOn", "indexed", "listed", "counted", "capitalized", "clamp", "powerOf"]
    source = "".join(resource(name) for name in SHARED_MODULES) + f"export {{ {', '.join(names)} }};"
    return lambda name, *arguments: functions(source, name, *arguments)


@pytest.fixture
def bench_page(browser):
    """A page that holds the shared parts as globals, and what a test builds from them."""
    page = browser.new_page()
    page.set_content(f"<style>{resource('style.css')}</style><main class='course-visualizer course'></main>")
    page.add_script_tag(content="".join(resource(name) for name in SHARED_MODULES))
    yield SimpleNamespace(page=page, build=lambda script: page.evaluate(script))
    page.close()


@pytest.fixture
def live(bench_page):
    """A function that draws a visualizer whose `model` a test can move: `model` and `end()` are the page's.

    What `before` says runs in the page before the visualizer is drawn.
    """

    def draw(visualizer, before=""):
        page = bench_page.page
        page.set_content(f"<style>{visualizer._css}</style><main></main>")
        page.add_script_tag(
            type="module",
            content=f"""{visualizer._esm}
            window.model = modelOf({json.dumps(visualizer.state())});
            {before}
            window.end = render({{ model, el: document.querySelector("main") }});""",
        )
        page.wait_for_selector("main h3")
        return page

    return draw


@pytest.fixture
def looks():
    """What a page's looks are held to, each a function that fails where they are not so."""
    return SimpleNamespace(
        accessible=accessible,
        fits=fits,
        words_apart=words_apart,
        shared=shared,
        columns=columns,
        contrast=contrast,
    )


def accessible(page, root, targets="button"):
    """Axe finds nothing in either theme, no letter is below 12 pixels, no target below 24, and all fits."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        violations = Axe().run(page, context=root).response["violations"]
        assert not [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations], theme
    fits(page)
    sizes = page.locator(root).evaluate(LETTERS)
    assert sizes and not [(size, text) for size, text in sizes if size < 12]
    boxes = page.locator(root).locator(targets).evaluate_all(TARGETS)
    assert boxes and not [box for box in boxes if min(box[:2]) < 24]


def fits(page):
    """The page is no wider than its window."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def words_apart(pictures, air=3):
    """In each picture no word is cut off at a side or covers another; returns how many words there are.

    Two boxes may share `air` pixels: a line of text has a few above and below its letters.
    """
    seen = 0
    for picture in pictures.all():
        words, left, right = picture.evaluate(WORDS)
        outside = [word for word in words if word["x"] < left or word["x"] + word["width"] > right]
        assert not outside, (left, right)
        covered = [(one, other) for one, other in combinations(words, 2) if shared(one, other) > air]
        assert not covered
        seen += len(words)
    assert seen
    return seen


def shared(one, other):
    """Pixels that two boxes share, across or down, whichever is fewer; 0 or below where they stand apart."""
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return min(across, down)


def columns(one, other):
    """2 where the second part stands beside the first, 1 where it stands under it, else None."""
    a, b = one.bounding_box(), other.bounding_box()
    if a["y"] == b["y"] and a["x"] + a["width"] <= b["x"]:
        return 2
    return 1 if a["x"] == b["x"] and a["y"] + a["height"] < b["y"] else None


def contrast(one, other):
    """The ratio of two colours' luminances, at least 1, as WCAG 2 defines it: axe does not look into SVG."""
    dark, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour):
    """From "rgb(17, 17, 17)", 0 for black to 1 for white."""
    encoded = np.array([float(channel) for channel in re.findall(r"[\d.]+", colour)[:3]]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


LETTERS = """root => [...root.querySelectorAll("*")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => [parseFloat(getComputedStyle(element).fontSize), element.textContent])"""

TARGETS = """targets => targets.map((target) => {
    const { width, height } = target.getBoundingClientRect();
    return [width, height, target.textContent];
})"""

# Of every line of words that the eye can see, the box of its letters (without the halo round them),
# and the two sides of what they stand in.
WORDS = """root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), words = [];
    while (walker.nextNode()) {
        const text = walker.currentNode, range = document.createRange();
        if (text.parentElement.closest(".unseen")) continue;
        if (!text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
        range.selectNodeContents(text);
        for (const { x, y, width, height } of range.getClientRects()) {
            if (width && text.data.trim()) words.push({ text: text.data, x, y, width, height });
        }
    }
    const { left, right } = root.getBoundingClientRect();
    return [words, left, right];
}"""
