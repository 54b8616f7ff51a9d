"""A real JupyterLab with private folders, and a notebook opened in it by a real browser."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "artifacts"
RUN_ALL = """async seconds => {
    const late = new Promise((_, reject) =>
        setTimeout(() => reject(Error('the notebook did not finish')), 1000 * seconds));
    const run = async () => {
        const panel = window.jupyterapp.shell.currentWidget;
        await panel.context.ready;
        await panel.sessionContext.ready;
        await window.jupyterapp.commands.execute('notebook:run-all-cells');
    };
    await Promise.race([run(), late]);
}"""
THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
IDLE = f'{SHOWN} .jp-Notebook-ExecutionIndicator[data-status="idle"]'
TO_THE_TOP = f"() => document.querySelector('{SHOWN} .jp-WindowedPanel-outer').scrollTo(0, 0)"
HEIGHT = f"() => document.querySelector('{SHOWN} .jp-WindowedPanel-outer').scrollHeight"
ASK = """async expression => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = { code: '', user_expressions: { answer: expression } };
    const reply = await kernel.requestExecute(request).done;
    const { status, data, evalue } = reply.content.user_expressions.answer;
    if (status !== 'ok') throw Error(evalue);
    return data['text/plain'].slice(1, -1);
}"""
CELLS = """() => [...window.jupyterapp.shell.currentWidget.content.widgets].map(cell => ({
    kind: cell.model.type,
    source: cell.model.sharedModel.getSource(),
    outputs: cell.model.type === 'code' ? cell.model.sharedModel.outputs : [],
}))"""


def start_command():
    """JupyterLab as `make lab` starts it, but silent: no browser, no token, no look at the news."""
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0", "--IdentityProvider.token="]
    command += ["--LabApp.expose_app_in_browser=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def wait_for_address(log, process, seconds=90):
    """The address that the server prints, once it answers there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab\s", log.read_text())
        if found and answers(address := f"http://127.0.0.1:{found[1]}"):
            return address
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


def answers(address):
    """Whether a server listens there already."""
    try:
        urllib.request.urlopen(f"{address}/api", timeout=30).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of a JupyterLab that serves a copy of the notebooks from private folders."""
    home = tmp_path_factory.mktemp("lab")
    for folder in ("notebooks", "labs"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, home / "course" / folder)
    private = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
    environment = os.environ | {
        name: str(home / name.lower()) for name in (*private, "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    }
    # The offer of news would lie over the page and ask the net.
    settings = home / "jupyter_config_dir" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}')
    environment |= {"COURSE_LOGBOOK": str(home / "logbook.jsonl")}
    log = home / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            start_command(), cwd=home / "course", env=environment, stdout=stream, stderr=stream
        )
    try:
        yield wait_for_address(log, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


class Notebook:
    """One notebook open in JupyterLab, with everything that went wrong in its page written down."""

    records = ARTIFACTS / "notebooks.json"

    def __init__(self, page, address, path):
        self.page, self.troubles = page, []
        page.on("pageerror", self.note_page_error)
        page.on(
            "console",
            lambda message: message.type == "error" and self.troubles.append(f"console: {message.text}"),
        )
        page.on("request", lambda request: self.note_request(request.url, address))
        page.goto(f"{address}/lab/tree/{path}?reset")
        page.wait_for_function("window.jupyterapp && window.jupyterapp.started", timeout=90_000)
        self.turn("Light")  # the server remembers the theme of the notebook before
        page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
        page.wait_for_selector(IDLE, timeout=90_000)

    def turn(self, theme):
        """Switch JupyterLab to its "Light" or its "Dark" theme."""
        self.page.evaluate(THEME, f"JupyterLab {theme}")
        is_light = str(theme == "Light").lower()
        self.page.locator(f'body[data-jp-theme-light="{is_light}"]').wait_for(state="attached")

    def note_page_error(self, error):
        """Write down a page error, except JupyterLab 4.6 taking its own splash screen away twice.

        Its stack is a single line of JupyterLab's own bundle: no visualizer, card or figure is in it.
        """
        stack = error.stack or str(error)
        is_jupyterlabs = stack.count("\n") == 1 and "removeChild" in stack and "/lab/jlab_core." in stack
        if not is_jupyterlabs:
            self.troubles.append(f"page error: {stack}")

    def note_request(self, url, address):
        local = url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:"))
        if not local:
            self.troubles.append(f"request off the machine: {url}")

    def run_all(self, seconds=120):
        """Run All, wait until the kernel is idle again, and return the cells with their outputs."""
        self.page.evaluate(RUN_ALL, seconds)
        self.page.wait_for_selector(IDLE)
        return self.page.evaluate(CELLS)

    def errors(self):
        """The exceptions that cells ended in."""
        return [
            output
            for cell in self.page.evaluate(CELLS)
            for output in cell["outputs"]
            if output["output_type"] == "error"
        ]

    def ask_kernel(self, expression):
        """The value of a Python expression in the notebook's kernel; it has to be JSON-able."""
        return json.loads(self.page.evaluate(ASK, f"__import__('json').dumps({expression})"))

    def ask_kernel_until(self, expression, is_expected, tries=50):
        """The same, once it is as expected: a change travels from the page to the kernel by itself."""
        for _ in range(tries):
            value = self.ask_kernel(expression)
            if is_expected(value):
                break
            self.page.wait_for_timeout(100)
        return value

    def close(self):
        """Close the page and shut the kernel down, so that the next to open the notebook gets a fresh one."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.context.close()

    def keep_record(self, name, **figures):
        """Add figures of one notebook to the artifacts; no test gates on a time."""
        ARTIFACTS.mkdir(exist_ok=True)
        known = json.loads(self.records.read_text()) if self.records.exists() else {}
        self.records.write_text(json.dumps(known | {name: figures}, indent=2))

    def screenshot(self, name, selector):
        """Keep a picture of one element among the artifacts."""
        ARTIFACTS.mkdir(exist_ok=True)
        self.page.locator(selector).first.screenshot(path=ARTIFACTS / f"{name}.png")

    def screenshot_whole(self, name):
        """Keep a picture of the whole notebook: the window grows until nothing is left to scroll."""
        ARTIFACTS.mkdir(exist_ok=True)
        width = self.page.viewport_size["width"]
        self.page.set_viewport_size({"width": width, "height": 3000})
        height = self.page.evaluate(HEIGHT)
        self.page.set_viewport_size({"width": width, "height": min(int(height) + 200, 16000)})
        self.page.evaluate(TO_THE_TOP)
        self.page.wait_for_timeout(1500)  # cells that come into view are drawn now
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")


@pytest.fixture(scope="session")
def open_in():
    """A function that opens one notebook in a page of its own."""

    def open_one(browser, lab, path):
        context = browser.new_context(viewport={"width": 1200, "height": 1400})
        return Notebook(context.new_page(), lab, path)

    return open_one


@pytest.fixture
def open_notebook(browser, lab, open_in):
    """The same for a single test: its pages are closed at the end."""
    opened = []

    def open_one(path):
        opened.append(open_in(browser, lab, path))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.close()
