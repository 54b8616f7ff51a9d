"""The fusion in a real browser: a true title, an arrow for each pass, a mark for each fault."""

import pytest

from course.grading.exercises.frameworks import runs
from course.widgets.frameworks_fusion import MOST, PROGRAMS, FrameworksFusion


def not_written(program):
    raise NotImplementedError


def spiteful(program):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 20 * "together ")


def everything(program):
    return [[line for kernel in runs(program) for line in kernel]]


def eager(program):
    return [[line] for kernel in runs(program) for line in kernel]


def without_its_second(program):
    return [[line for line in kernel if line != 2] for kernel in runs(program) if kernel != [2]]


def chaotic(program):
    return [[2, 1], [0], [], [2, 3], [99]]


CASES = {
    "example": (None, "inputs between"),
    "right": (runs, "network"),
    "later": (runs, "read later"),
    "between": (runs, "inputs between"),
    "nothing saved": (runs, "two matmuls"),
    "mixed": (everything, "network"),
    "cut": (eager, "chain"),
    "lost": (without_its_second, "one matmul"),
    "chaos": (chaotic, "one matmul"),
    "stub": (not_written, "chain"),
    "spite": (spiteful, "chain"),
    "empty": (lambda program: [], "chain"),
    "most": (lambda program: [[4]] * MOST, "one matmul"),
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens a fusion's page and waits until its pictures have their size."""

    def show_one(case="example", *, step=2, motion="reduce", **settings):
        fuse, program = CASES[case]
        page = open_page(FrameworksFusion(fuse, program=program, step=step), motion=motion, **settings)
        page.wait_for_selector(".fusion .square >> nth=1")
        return page

    return show_one


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


def current(page):
    return page.locator(".box[aria-current=step]").all_text_contents()


def chosen(page):
    return page.get_by_role("radio", checked=True).inner_text().partition(" ▲")[0]


# ---- What it says

TITLES = {
    "example": "Kernels 1 and 2 belong in one: no matmul stands between them (1 of 2 faults)",
    "right": "Your 4 kernels make 12 passes where eager makes 14",
    "between": "Your one kernel makes 4 passes where eager makes 11",
    "nothing saved": "Your 3 kernels make 8 passes, as many as eager: there is nothing to fuse",
    "mixed": "Kernel 1 fuses line 2, a matmul, with others",
    "lost": "Line 2 is in no kernel",
    "stub": "Your function raises NotImplementedError: write it and run this cell again",
}


@pytest.mark.parametrize(("case", "says"), TITLES.items())
def test_the_title_is_the_finding(show, case, says):
    assert title(show(case)) == says


def test_what_an_exception_says_is_text_and_nothing_else(show):
    page = show("spite")
    assert title(page).startswith("Your function raises ValueError: <img src=x onerror=alert(1)></script><b>")
    assert title(page).endswith("…") and page.locator(".fusion h3 *, .fusion img").count() == 0


def test_every_fault_is_listed_or_counted(show):
    assert show("example").locator(".others li").all_inner_texts() == [
        "▲ Kernels 2 and 3 belong in one: no matmul stands between them"
    ]
    listed = show("chaos").locator(".others li").all_inner_texts()
    assert listed[:2] == ["▲ Line 2 is in kernels 1 and 4", "▲ Kernel 4 holds line 3, an input"]
    assert listed[3] == "and 5 more"


def test_programs_in_which_something_is_wrong_have_a_triangle(show):
    names = show("mixed").get_by_role("radio").all_inner_texts()
    marked = [name.partition(" ▲")[0] for name in names if name.endswith("wrong")]
    assert marked == ["one matmul", "two matmuls", "read later", "network"]
    assert show("right").locator(".programs .err").count() == 0


def test_the_panel_has_the_kernels_sum_and_what_eager_needs(show):
    words = " ".join(show("right").locator(".saying").inner_text().split())
    assert words == (
        "your kernel 2 of 4 lines 4 and 5 3 passes = 2 read + 1 written "
        "It reads 2 and 3 and writes 5. For the same lines eager makes 5 passes."
    )
    assert show("stub").locator(".saying").inner_text().startswith("eager’s kernel 2 of 3")


def test_counters_show_both_and_count_nothing_that_does_not_compute(show):
    assert show("right").locator(".counters .answer").all_inner_texts() == ["4", "12"]
    assert show("lost").locator(".counters .answer").all_inner_texts() == ["3", "·"]
    assert "not counted" in show("lost").locator(".counters").inner_text()


# ---- What it draws


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("fuse", [runs, eager])
def test_every_arrow_is_a_pass_and_every_box_a_kernel(open_page, fuse, width):
    fusion = FrameworksFusion(fuse, program="chain")
    page = open_page(fusion, width=width)
    page.wait_for_selector(".fusion .box")
    for program in PROGRAMS:
        fusion.program = program
        assert chosen(page) == program
        yours = page.locator(".plan").nth(1)
        assert yours.locator(".arrow").count() == fusion.passes
        assert yours.locator(".box").count() == len(fusion.kernels)
        counted = page.locator(".counters .row").all_inner_texts()
        eagers = page.locator(".plan").nth(0)
        assert counted[1].split()[-1] == str(eagers.locator(".box").count())
        assert counted[3].split()[-1] == str(eagers.locator(".arrow").count())
        page.locator(".fusion").press("ArrowDown")


def test_the_current_kernels_arrows_and_arrays_are_marked(show):
    page = show("later", step=2)
    eagers, yours = page.locator(".plan").all()
    assert yours.locator(".arrow.now").count() == 3 and eagers.locator(".arrow.now").count() == 3
    assert yours.locator(".square.live .name").all_text_contents() == ["0", "1", "2", "3", "4"]
    page.locator(".fusion").press("ArrowRight")
    assert yours.locator(".square.live .name").all_text_contents() == ["0", "1", "3", "4", "6"]
    assert yours.locator(".square.away .name").all_text_contents() == ["2"]
    assert eagers.locator(".box.now").count() == 2 and eagers.locator(".arrow.now").count() == 5


def test_what_stays_in_a_box_is_a_thread(show):
    page = show("between")
    eagers, yours = page.locator(".plan").all()
    assert yours.locator(".thread").count() == 4 and eagers.locator(".thread").count() == 0
    assert yours.locator(".square .name").all_text_contents() == ["0", "2", "4", "6"]


@pytest.mark.parametrize(
    ("case", "marked"),
    [
        ("right", (0, 0, 0, 0)),
        ("example", (0, 0, 2, 0)),
        ("cut", (0, 0, 2, 0)),
        ("mixed", (2, 1, 0, 0)),
        ("lost", (1, 0, 0, 1)),
        ("chaos", (9, 1, 0, 0)),
        ("empty", (3, 0, 0, 0)),
    ],
)
def test_every_fault_is_marked_in_the_picture(show, case, marked):
    page = show(case)
    found = (".op.wrong", ".box.wrong", ".cut", ".arrow.lost")
    assert tuple(page.locator(name).count() for name in found) == marked
    assert page.locator(".plan").nth(0).locator(", ".join(found)).count() == 0, "eager is never wrong"


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".fusion").evaluate("element => element.outerHTML")
    wrong = ("NaN", "Infinity", "undefined", "null", "∞", ">false", "not a number")
    assert not [word for word in wrong if word in drawn]


# ---- Keys, hand and ears


def test_arrows_go_through_kernels_and_programs(show):
    page = show("right")
    page.locator(".fusion").focus()
    for key, expected in [
        ("ArrowRight", "kernel 3"), ("ArrowLeft", "kernel 2"), ("End", "kernel 4"),
        ("ArrowRight", "kernel 4"), ("Home", "kernel 1"), ("ArrowLeft", "kernel 1"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert current(page) == [expected]
    for key, expected in [("ArrowDown", "chain"), ("ArrowUp", "network"), ("ArrowUp", "read later")]:
        page.keyboard.press(key)
        assert chosen(page) == expected
    assert page.locator("[role=status]").text_content() == (
        "read later, your kernel 1 of 3: lines 1 and 2. "
        "It reads 0 and writes 1 and 2. For the same lines eager makes 4 passes."
    )


def test_programs_are_one_tab_stop_and_arrows_choose(show):
    page = show("right")
    page.get_by_role("radio", name="network").focus()
    page.keyboard.press("ArrowLeft")
    assert chosen(page) == "read later"
    assert page.evaluate("document.activeElement.textContent") == "read later"
    page.get_by_role("radio", name="chain").click()
    assert title(page) == "Your one kernel makes 2 passes where eager makes 6"


def test_a_box_is_clicked_and_keeps_the_focus(show):
    page = show("right")
    page.get_by_role("button", name="kernel 3: line 7; reads 5 and 6, writes 7").click()
    assert current(page) == ["kernel 3"]
    page.locator(".box[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("kernel 4: line 9")


def test_the_player_plays_to_the_end_and_stops(show):
    page = show("right", step=3, motion="no-preference")
    page.locator(".fusion").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="play").wait_for()
    assert current(page) == ["kernel 4"]


def test_tab_reaches_every_part_and_nothing_twice(show):
    page = show("right")
    stops = []
    page.keyboard.press("Tab")
    while len(stops) < 20:
        name = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent")
        if page.evaluate("document.activeElement === document.body") or name in stops:
            break
        stops.append(name)
        page.keyboard.press("Tab")
    assert stops[1].startswith("kernel 2: ") and [stops[0], *stops[2:]] == [
        *["network", "first", "back", "play", "step", "last"],
    ]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "lost", "chaos", "spite", "right"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width), ".fusion")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (740, 2), (872, 2), (1180, 2)])
def test_the_plans_stand_side_by_side_where_there_is_room(show, looks, width, columns):
    assert looks.columns(*show(width=width).locator(".plan").all()) == columns


# Of every operation, the pixels that its box is wider than its word.
ROOM = """ops => ops.map((op) => {
    const [rect, text] = [op.querySelector("rect"), op.querySelector("text")];
    return [text.textContent, rect.getBBox().width - text.getBBox().width];
})"""


@pytest.mark.parametrize(
    ("case", "width"), [*((case, 390) for case in CASES), ("chaos", 740), ("right", 872), ("most", 872)]
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    looks.words_apart(page.locator(".plan svg"))
    assert not [word for word, room in page.locator(".plan svg .op").evaluate_all(ROOM) if room < 4]
