"""Pages of visualizers in a real browser: no kernel, no network, every trouble written down."""

import json
from types import SimpleNamespace

import pytest

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
def show(open_page):
    """A function that opens a descent's page and waits until its pictures have their size."""

    def show_one(descent, **settings):
        page = open_page(descent, **settings)
        page.wait_for_selector(".descent .losses")
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
    names += ["activationColour", "textOn", "indexed"]
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
