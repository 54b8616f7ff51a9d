"""Every visualizer is live with and without a kernel, and a picture with words where scripts are off."""

import re
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from course.widgets.pictures import MOST_BYTES, visualizers
from course.widgets.visualizer import Visualizer, resource

every_visualizer = pytest.mark.parametrize("make", visualizers(), ids=lambda cls: cls.stem)

MOVED = 4  # of 255: how far a palette of 256 colours may move one


@every_visualizer
def test_a_notebook_gets_the_widget_and_html_and_words(make):
    data, _ = make()._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert len(re.findall(r"\d", data["text/plain"])) > 3, "the main numbers are in the words"


@every_visualizer
def test_without_a_kernel_it_is_live_and_nothing_leaves_the_page(make, open_page):
    page = open_page(make())
    page.wait_for_selector(".course-visualizer svg")
    assert page.locator("img").count() == 0
    before = page.locator(".course-visualizer").inner_html()
    if page.locator(".course-visualizer .player").count():
        page.locator(".course-visualizer .player .back").click()
        page.locator(".course-visualizer .player .step").first.click()
        page.locator(".course-visualizer .player .back").click()
    else:  # nothing runs in it: its buttons are what it shows
        page.locator(".course-visualizer button:enabled").first.click()
    assert page.locator(".course-visualizer").inner_html() != before


@every_visualizer
def test_without_scripts_it_is_its_picture_with_its_words(make, open_page):
    visualizer = make()
    page = open_page(visualizer, scripts=False)
    picture = page.get_by_role("img")
    assert picture.get_attribute("alt") == visualizer.describe()
    assert picture.bounding_box()["height"] > 300
    assert page.locator("svg").count() == 0


@every_visualizer
def test_the_modules_that_it_borrows_are_there(make):
    assert all(resource(name) for name in make.borrowed)


@every_visualizer
def test_its_picture_is_small(make):
    picture = Path(resource.__code__.co_filename).with_name(f"{make.stem}.png")
    assert 5_000 < picture.stat().st_size <= MOST_BYTES


@every_visualizer
def test_two_of_them_stand_on_one_page(make, open_page, tmp_path, browser):
    html = make().to_html()
    assert html == make().to_html(), "equal state, equal page: ids come from the state"
    page = browser.new_page()
    page.set_content(f"<body>{html}{html}</body>")
    page.wait_for_selector(".course-visualizer >> nth=1")
    assert page.locator(".course-visualizer svg").count() >= 2
    page.close()


@every_visualizer
def test_it_loads_nothing_and_ends_no_script_early(make):
    html = make().to_html()
    assert not re.findall(r"(?:src|href)=\"(?!data:)|@import|https?://(?!www\.w3\.org)", html)
    assert html.count("</script") == 1 and html.endswith("</script>")


def test_the_state_is_the_traits_that_make_the_picture():
    from course.widgets.backprop_stepper import BackpropStepper

    assert set(BackpropStepper().state()) == {"weights", "inputs", "target", "learning_rate", "step", "round"}


@every_visualizer
def test_a_trait_spelt_wrong_is_an_error_that_names_the_right_ones(make):
    free = {name for name in make().state() if not make.class_traits()[name].read_only}
    with pytest.raises(TypeError, match=rf"{make.__name__} knows no setp; it takes ") as caught:
        make(setp=3)
    assert set(str(caught.value).partition("it takes ")[2].split(", ")) == free | set(make.derived)
    make(layout={"width": "50%"}).close()  # what every widget of Jupyter's takes


@every_visualizer
def test_its_picture_stands_on_a_light_ground_in_the_colours_of_the_roles(make):
    with resources.files("course.widgets").joinpath(f"{make.stem}.png").open("rb") as file:
        picture = np.array(Image.open(file).convert("RGBA")).astype(int)
    assert (picture[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all(), "readable on a dark page too"
    colours = re.findall(r"--course-(\w+)-text: light-dark\(#(\w+)", resource("style.css"))
    shown = {
        role
        for role, colour in colours
        if np.abs(picture[..., :3] - list(bytes.fromhex(colour))).max(axis=-1).min() <= MOVED
    }
    assert shown, f"a picture of few colours has lost all of {[role for role, _ in colours]}"


def test_a_visualizer_without_words_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="main numbers"):
        Visualizer().describe()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_in_prose_wear_the_colour_of_their_role_in_both_themes(browser, theme):
    roles = ("act", "grad", "err", "neg", "pos", "mem", "comm", "sign", "exp", "frac")
    page = browser.new_page()
    spans = "".join(f'<span class="{role}">{role}</span>' for role in roles)
    highlighted = '<div class="highlight"><span class="err">!</span></div>'
    page.set_content(
        f'<style>{resource("style.css")}</style><body data-jp-theme-light="{str(theme == "light").lower()}">'
        f"<p>{spans}</p>{highlighted}</body>"
    )
    shown = {role: page.locator(f"p .{role}").evaluate("e => getComputedStyle(e).color") for role in roles}
    for role in roles:
        light, dark = re.search(
            rf"--course-{role}-text: light-dark\((#\w+), (#\w+)\)", resource("style.css")
        ).groups()
        wanted = light if theme == "light" else dark
        assert shown[role] == "rgb({}, {}, {})".format(*(int(wanted[i : i + 2], 16) for i in (1, 3, 5)))
    assert page.locator(".highlight .err").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    page.close()
