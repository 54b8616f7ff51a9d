"""What pages' looks are held to can fail: each of the shared looks on a page made for it."""

import pytest

PLAIN = "<button style='width: 24px; height: 24px; font: 12px sans-serif' aria-label='go'>go</button>"


@pytest.fixture
def page_of(browser):
    """A function that shows a body of HTML, 480 pixels wide."""
    pages = []

    def show_one(body):
        pages.append(browser.new_page(viewport={"width": 480, "height": 900}))
        pages[-1].set_content(f"<html lang='en'><body style='margin: 0'><main>{body}</main></body></html>")
        return pages[-1]

    yield show_one
    for page in pages:
        page.close()


def test_a_plain_page_is_accessible(page_of, looks):
    looks.accessible(page_of(PLAIN), "main")


@pytest.mark.parametrize(
    "body",
    [
        PLAIN + "<img src='data:,'>",
        PLAIN + "<p style='color: light-dark(black, #222); background: light-dark(white, black)'>read me</p>",
        PLAIN + "<div style='width: 481px'>wide</div>",
        PLAIN + "<p>large <span style='font-size: 11px'>and small</span></p>",
        PLAIN.replace("height: 24px", "height: 23px; padding: 0"),
        "<p>nothing to hit</p>",
    ],
    ids=["no words for ears", "one theme alone", "too wide", "small letters", "small target", "no target"],
)
def test_what_cannot_be_read_or_hit_is_found(page_of, looks, body):
    page = page_of(f"<style>:root {{ color-scheme: light dark }}</style>{body}")
    with pytest.raises(AssertionError):
        looks.accessible(page, "main")


def words_at(*places):
    texts = "".join(f"<text x='{x}' y='{y}' font-size='12'>{word}</text>" for word, x, y in places)
    return f"<svg width='200' height='100'>{texts}<text x='5' y='50' class='unseen'>for ears</text></svg>"


def test_words_that_stand_apart_are_counted(page_of, looks):
    page = page_of(words_at(("left", 5, 50), ("right", 100, 50), ("below", 5, 62)))
    assert looks.words_apart(page.locator("svg")) == 3


@pytest.mark.parametrize(
    "places",
    [[("one", 5, 50), ("other", 12, 54)], [("before", -1, 50)], [("beyond", 180, 50)], []],
    ids=["covered", "cut off at the left", "cut off at the right", "no words"],
)
def test_words_that_cover_one_another_or_are_cut_off_are_found(page_of, looks, places):
    with pytest.raises(AssertionError):
        looks.words_apart(page_of(words_at(*places)).locator("svg"))


def test_columns_are_told_from_where_the_parts_stand(page_of, looks):
    page = page_of("<p style='position: absolute'>a</p><p style='position: absolute'>b</p>")
    one, other = page.locator("p").all()
    for (left, top), expected in (((200, 0), 2), ((0, 200), 1), ((200, 200), None), ((0, 0), None)):
        other.evaluate("(p, [x, y]) => { p.style.translate = `${x}px ${y}px` }", [left, top])
        assert looks.columns(one, other) == expected


def test_contrast_is_that_of_wcag(looks):
    assert looks.contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert looks.contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.005)
