"""One word a topic, and one table that everything else reads."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

from course import topics

ROOT = Path(__file__).parents[2]
STEMS = [topic.stem for topic in topics.TOPICS]
BESIDE_THE_TOPICS = {
    "claims": {"claim", "drawing", "finding", "ledger", "page"},
    "plots": {"colour", "images", "style"},
    "widgets": {"browser", "pictures", "student_function", "visualizer"},
}


def files(folder, pattern):
    return sorted((ROOT / folder).glob(pattern))


def test_the_topics_are_numbered_in_order_and_named_once():
    assert [topic.number for topic in topics.TOPICS] == list(range(1, len(topics.TOPICS) + 1))
    assert len(set(STEMS)) == len(STEMS)


def test_every_claim_of_the_lecture_belongs_to_exactly_one_topic():
    assert sorted(claim for topic in topics.TOPICS for claim in topic.claims) == list(range(1, 63))


@pytest.mark.parametrize(
    "path", files("notebooks", "*.ipynb") + files("labs", "*.ipynb") + files("solutions", "*.ipynb"), ids=str
)
def test_a_notebook_is_called_by_its_topic(path):
    names = {topic.notebook for topic in topics.TOPICS} | {"00_start_here.ipynb"}
    names |= {f"{topic.number:02d}b_{topic.stem}_further.ipynb" for topic in topics.TOPICS}
    assert path.name in names


@pytest.mark.parametrize("folder", BESIDE_THE_TOPICS)
def test_a_module_about_a_topic_is_called_by_its_word(folder):
    for path in files(f"course/{folder}", "*.py"):
        known = path.stem == "__init__" or path.stem in BESIDE_THE_TOPICS[folder]
        assert known or any(path.stem == stem or path.stem.startswith(f"{stem}_") for stem in STEMS), path


@pytest.mark.parametrize(
    "topic",
    [topic for topic in topics.TOPICS if (ROOT / "notebooks" / topic.notebook).exists()],
    ids=lambda topic: topic.stem,
)
def test_a_topic_that_has_its_lesson_has_its_modules_plots_claims_and_visualizers(topic):
    for module in topic.modules:
        assert importlib.util.find_spec(f"course.{module}"), module
    assert (ROOT / f"course/plots/{topic.stem}.py").exists()
    assert (ROOT / f"course/claims/{topic.stem}.py").exists()
    assert files("course/widgets", f"{topic.stem}_*.py")


def test_the_readme_shows_the_table_of_topics():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert topics.map_of_topics(ROOT / "notebooks") in readme, (
        "put this table into README.md:\n" + topics.map_of_topics(ROOT / "notebooks")
    )


def test_the_readmes_badge_opens_the_front_page_on_binder():
    assert f"({topics.BINDER}00_start_here.ipynb)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_lesson_reads_the_modules_that_the_table_of_topics_names():
    rooms = ("nn", "compress", "hardware", "parallel", "frameworks", "numerics")
    for topic in topics.TOPICS:
        path = ROOT / "notebooks" / topic.notebook
        if path.exists():
            source = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
            imported = {
                f"{room}.{name.strip()}"
                for room in rooms
                for names in re.findall(rf"^from course\.{room} import (.+)$", source, re.MULTILINE)
                for name in names.split(",")
            }
            whole = re.findall(rf"^from course\.((?:{'|'.join(rooms)})\.\w+) import", source, re.MULTILINE)
            assert imported | set(whole) == set(topic.modules)


def test_a_lesson_is_called_what_the_table_of_topics_calls_it():
    for topic in topics.TOPICS:
        path = ROOT / "notebooks" / topic.notebook
        if path.exists():
            first = nbformat.read(path, as_version=4).cells[0].source
            assert f"\n# {topic.title}\n" in first, topic.title


def test_an_unknown_topic_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match="backprop"):
        topics.named("backpropp")
