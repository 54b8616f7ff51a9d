"""The card live in a notebook: Python draws it, and hears what is clicked and typed."""

import functools
from pathlib import Path

from course import pages
from course.logbook import card


def show(shown):
    """A widget with the HTML of one card of `course.logbook.logbook`, which is told what the reader does."""
    widget = widget_class()(html=shown.html(is_live=True))
    widget.on_msg(lambda _, message, buffers: shown.act(message["action"], message.get("text", "")))
    return widget


@functools.cache
def widget_class():
    """The widget's class, made where something is shown: the packages it needs load slowly."""
    import anywidget
    import traitlets

    class LiveCard(anywidget.AnyWidget):
        """Shows HTML that Python may change, and passes on what the reader does."""

        _esm = Path(__file__).with_name("card.js")
        _css = pages.rules(card.RULES)
        html = traitlets.Unicode().tag(sync=True)

    return LiveCard
