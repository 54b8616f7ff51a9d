"""Draw each visualizer's first picture with a real browser: `python -m course.widgets.pictures`."""

import importlib
import io
import pkgutil
import tempfile
from pathlib import Path

from course.widgets.browser import chromium
from course.widgets.visualizer import Visualizer

FOLDER = Path(__file__).parent
WIDTH = 872  # pixels: a notebook cell's usual width and the page's margins
MOST_BYTES = 80_000


def visualizers():
    """The class of every visualizer in `course/widgets`, in the order of their names."""
    for module in pkgutil.iter_modules([str(FOLDER)]):
        importlib.import_module(f"course.widgets.{module.name}")
    found = {
        cls.stem: cls for cls in Visualizer.__subclasses__() if cls.__module__ == f"course.widgets.{cls.stem}"
    }
    return [found[stem] for stem in sorted(found)]


def draw(browser, visualizer, path):
    """Write the visualizer's first picture to `path` as a PNG of few colours."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 400})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        visualizer.save_html(file)
        page.goto(file.as_uri())
        page.wait_for_selector(".course-visualizer")
        page.wait_for_timeout(300)  # what moves has arrived
        picture = page.locator(".course-visualizer").screenshot()
    page.close()
    path.write_bytes(with_few_colours(picture))


def with_few_colours(png):
    """The same picture with a palette of at most 256 colours: a third of the bytes.

    It reaches as far as the colours do: one of the most frequent colours would lose a role of few letters.
    """
    from PIL import Image

    stream = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(
        256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    ).save(stream, "PNG", optimize=True)
    if stream.tell() > MOST_BYTES:
        raise RuntimeError(
            f"the picture has {stream.tell()} bytes; {MOST_BYTES} is the most: show less at the start"
        )
    return stream.getvalue()


def main():
    """Draw all of them beside their modules."""
    with chromium() as browser:
        for cls in visualizers():
            draw(browser, cls(), FOLDER / f"{cls.stem}.png")
            print(f"course/widgets/{cls.stem}.png")


if __name__ == "__main__":
    main()
