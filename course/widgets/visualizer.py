"""The base of every visualizer: a live widget, and the same module live in HTML where no kernel runs."""

import base64
import hashlib
import html
import json
from importlib import resources
from pathlib import Path

import anywidget

from course import pages

SHARED_MODULES = ("parts.js", "controls.js")


def resource(name):
    """The text of a file that lies beside the visualizers, or nothing if there is none."""
    file = resources.files("course.widgets") / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def modules_of(stem):
    """The names of a visualizer's own modules: `<stem>.js`, `<stem>_arithmetic.js` and its like."""
    names = [file.name for file in resources.files("course.widgets").iterdir()]
    return sorted(name for name in names if name.startswith(stem) and name.endswith(".js"))


class Visualizer(anywidget.AnyWidget):
    """A picture that answers at once: its arithmetic is JavaScript, its state is traits, its value is Python.

    A subclass in `course/widgets/<stem>.py` gets `<stem>.js` (it declares `render({ model, el })`),
    `<stem>.css` if there is one, and `<stem>.png`, the picture of its first state.  It overrides `describe`.
    The modules that it names in `borrowed` come before its own.
    """

    _esm = "export default { render() {} }"
    _css = ""
    stem = ""
    borrowed = ()  # names of JavaScript modules that others have or share
    derived = ()  # what a subclass takes besides its traits

    def __init__(self, **traits):
        """traits: the state to begin with.  Raises TypeError for a name that is none of them."""
        free = {name for name, trait in self.traits().items() if not trait.read_only}
        unknown = sorted(set(traits) - free)
        if unknown:
            own = sorted({*self.derived, *free.intersection(self._picture_traits())})
            raise TypeError(f"{type(self).__name__} knows no {', '.join(unknown)}; it takes {', '.join(own)}")
        super().__init__(**traits)

    def __init_subclass__(cls, **kwargs):
        """Put the shared parts in front of the module, and the shared style in front of its own."""
        if "_esm" in cls.__dict__:  # anywidget derives a class once more to make traits of these two
            return super().__init_subclass__(**kwargs)
        cls.stem = cls.__module__.rpartition(".")[2]
        modules = (*SHARED_MODULES, *cls.borrowed, *modules_of(cls.stem))
        cls._esm = "\n".join(resource(name) for name in modules)
        cls._css = resource("style.css") + resource(f"{cls.stem}.css")
        super().__init_subclass__(**kwargs)

    def describe(self):
        """What the picture says, in words and numbers: for readers without the picture."""
        raise NotImplementedError(
            f"{type(self).__name__} needs describe(): its main numbers in one or two sentences"
        )

    def state(self):
        """The traits that make the picture, JSON-able; two visualizers with equal state look equal."""
        return self.get_state(self._picture_traits())

    def _picture_traits(self):
        names = [name for name in self.traits(sync=True) if not name.startswith("_")]
        return [name for name in names if not Visualizer.class_traits(sync=True).get(name)]

    def to_html(self):
        """The visualizer as a part of a page: live where scripts run, else a picture and its words."""
        state = json.dumps(self.state(), sort_keys=True)
        name = "course-" + hashlib.sha256(f"{self.stem}{state}".encode()).hexdigest()[:12]
        script = f"""{self._esm}
const el = document.querySelector("#{name}:not([data-live])");
el.dataset.live = "yes";
el.replaceChildren();
render({{ model: modelOf({state}), el }});"""
        return (
            f'<style>{self._css}</style><div id="{name}">{self._picture()}</div>'
            f'<script type="module">{_inside_a_script(script)}</script>'
        )

    def save_html(self, path):
        """Write a page of its own that needs nothing else: neither Python nor a network."""
        page = pages.page(self.stem.replace("_", " "), f"<main>{self.to_html()}</main>", style="")
        Path(path).write_text(page, encoding="utf-8")

    def _picture(self):
        file = resources.files("course.widgets") / f"{self.stem}.png"
        words = html.escape(self.describe())
        if not file.is_file():
            return f"<p>{words}</p>"
        data = base64.b64encode(file.read_bytes()).decode()
        return f'<img src="data:image/png;base64,{data}" alt="{words}" style="max-width: 100%; height: auto">'

    def _repr_mimebundle_(self, **kwargs):
        """The live widget first; HTML and words for every reader that knows no widgets.

        JupyterLab knows them, so it takes the widget from a stored notebook too: without a kernel it shows
        "Loading widget...", with a fresh one "model not found", until the cell is run again.  It never falls
        back from a renderer that it has; leaving the widget out would leave nothing live.
        """
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/html": self.to_html(), "text/plain": self.describe()}, metadata


def _inside_a_script(script):
    """The same program, with nothing in it that a page could take for its end."""
    return script.replace("</", "<\\/").replace("<!--", "<\\!--")
