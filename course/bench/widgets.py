"""From an event to the updated picture: real keys, a real mouse and a real browser, for every visualizer."""

import tempfile
from pathlib import Path

import numpy as np

from course.bench.result import Result
from course.measure import machine
from course.widgets.browser import chromium
from course.widgets.pictures import visualizers

KEY_PRESSES, CLICKS, MOVES = 60, 60, 60
FEWEST_EVENTS = 50
TARGET_MS = 16  # one frame of a usual screen

# One sample an event that changes the page: from its own time stamp, which the browser sets when key or
# mouse acts, to the last change that its handlers made. A pointer goes out and over before it moves.
RECORDER = """() => {
    const samples = (window.samples = {});
    const kinds = ['keydown', 'pointerdown', 'click', 'pointerout', 'pointerover', 'pointermove'];
    const everything = { subtree: true, childList: true, attributes: true, characterData: true };
    let event = null, count = 0;
    const note = ({ timeStamp }) => { event = { at: timeStamp, name: count++ }; };
    for (const kind of kinds) addEventListener(kind, note, { capture: true, passive: true });
    const changed = () => event && (samples[event.name] = performance.now() - event.at);
    new MutationObserver(changed).observe(document.body, everything);
}"""


def run(progress):
    """Milliseconds from event to updated page: 95 of 100 events of the slowest visualizer are faster."""
    with chromium() as browser:
        return run_in(browser, progress)


def run_in(browser, progress):
    """The same in a browser that is open already."""
    settings = {}
    for cls in visualizers():
        progress(f"{cls.__name__}: keys, clicks, moves")
        settings[cls.__name__] = summary(record(browser, cls()))
    worst = max(settings.values(), key=lambda one: one["p95_ms"])
    low, high = worst["p95_spread_ms"]
    settings |= {"browser": f"Chromium {browser.version}", "target_ms": TARGET_MS}
    figure = {"event_to_dom_p95_ms": worst["p95_ms"]}
    return Result(
        "widgets", machine.describe(), settings, figure, list(figure) if low <= TARGET_MS <= high else []
    )


def record(browser, visualizer):
    """Milliseconds of each event that changed the page, float64 array.  Raises if there are too few."""
    page = browser.new_page(viewport={"width": 872, "height": 900})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        visualizer.save_html(file)
        page.goto(file.as_uri())
        page.wait_for_selector(".course-visualizer .player, .course-visualizer .bar")
        use(page, lambda: None)  # the first round compiles
        page.evaluate(RECORDER)
        use(page, lambda: page.wait_for_timeout(8))
        samples = page.evaluate("() => Object.values(window.samples).map(String)")
    page.close()
    if len(samples) < FEWEST_EVENTS:
        name = type(visualizer).__name__
        raise RuntimeError(f"{name}: only {len(samples)} events changed its page, {FEWEST_EVENTS} are needed")
    return np.array(samples, dtype=np.float64)


def use(page, pause):
    """Step with the arrows and by clicks, then sweep the mouse over the picture; `pause` between events."""
    player = page.locator(".course-visualizer .player button:enabled")
    (player if player.count() else page.locator(".course-visualizer button:enabled")).first.focus()
    for press in range(KEY_PRESSES):
        page.keyboard.press("ArrowLeft" if press % 10 < 5 else "ArrowRight")
        pause()
    for click in range(CLICKS):
        button_to_click(page, click).click()
        pause()
    box = page.locator(".course-visualizer svg:not(.player svg)").first.bounding_box()
    for move in range(MOVES):
        share = (move % 20 + 0.5) / 20
        page.mouse.move(
            box["x"] + share * box["width"], box["y"] + (0.3 + 0.1 * (move // 20)) * box["height"]
        )
        pause()


def button_to_click(page, click):
    """The player's back and step, five clicks each, at either end the other; without a player each button."""
    both = [page.locator(f".course-visualizer .player .{name}") for name in ("back", "step")]
    if not both[0].count():
        every = page.locator(".course-visualizer button:enabled")
        return every.nth(click % every.count())
    wanted, other = both[:: 1 if click // 5 % 2 else -1]
    return wanted if wanted.is_enabled() else other


def summary(samples):
    """How many events there were, and their 50th and 95th percentile in milliseconds.

    The spread of the 95th is that of the same percentile over every fifth event.
    """
    half, most = np.percentile(samples, [50, 95])
    fifths = [np.percentile(samples[start::5], 95) for start in range(5)]
    return {
        "events": len(samples),
        "p50_ms": round(float(half), 2),
        "p95_ms": round(float(most), 2),
        "p95_spread_ms": [round(float(min(fifths)), 2), round(float(max(fifths)), 2)],
    }
