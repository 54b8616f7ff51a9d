"""The student's own report: predictions, calibration, claims, labs, topics; it stays on their machine."""

from collections import Counter
from html import escape

from course import pages
from course.logbook import card, history, store
from course.logbook.calibration import calibrate, finding, picture
from course.logbook.quantities import digits, long
from course.logbook.verdicts import judge


def summary():
    """The logbook as a dict that JSON can hold."""
    lines = store.read()
    questions = history.questions(lines.entries)
    calibration = calibrate(questions)
    return {
        "logbook": str(store.path()),
        "damaged_lines": lines.damaged,
        "questions": [_as_dict(question) for question in questions.values()],
        "calibration": {
            "numbers": calibration.num_numbers,
            "within_a_factor_of_two": calibration.num_within_two,
            "median_factor": calibration.median_factor,
            "words_right": len(calibration.right),
            "words_wrong": len(calibration.wrong),
            "waiting": len(calibration.waiting),
        },
        "claims": list(history.latest("claim", "id", lines.entries).values()),
        "labs": list(history.latest("lab", "lab", lines.entries).values()),
    }


def table():
    """The predictions as a table for the terminal."""
    from rich.table import Table
    from rich.text import Text

    lines = store.read()
    questions = history.questions(lines.entries)
    shown = Table(title="Your logbook", caption=_in_a_sentence(questions, lines.damaged))
    for name in ("question", "you said", "the answer", "off by"):
        shown.add_column(name)
    for question in questions.values():
        # As Text, because a key may hold what rich would take for markup.
        shown.add_row(*map(Text, (question.key, *_said_and_measured(question))))
    return shown


def as_html(topics):
    """The report as one self-contained page; topics: the rows of `course.topics.TOPICS`."""
    lines = store.read()
    questions = history.questions(lines.entries)
    claims = history.latest("claim", "id", lines.entries)
    labs = history.latest("lab", "lab", lines.entries)
    parts = [_calibration(questions), _predictions(questions), _claims(claims), _labs(labs)]
    parts.append(_topics(topics, questions, claims, labs))
    body = f"""<main class="course-report">
<h1>My logbook</h1>
<p>{escape(_in_a_sentence(questions, lines.damaged))}</p>
{"".join(parts)}
</main>"""
    return pages.page("My logbook", body, style=pages.style(card.RULES, "logbook/report.css"))


def _in_a_sentence(questions, damaged):
    predicted = sum(question.guess is not None for question in questions.values())
    if not questions:
        text = "Nothing here yet: open a lesson and make your first prediction."
    else:
        text = f"{predicted} of {len(questions)} questions predicted. {finding(calibrate(questions))}."
    if damaged:
        text += f" Lines of {store.path()} that could not be read: {', '.join(map(str, damaged))}."
    return text


def _as_dict(question):
    said = _counted(question)
    judged = said is not None and question.measured is not None
    return {
        "key": question.key,
        "unit": question.unit,
        "predicted": said,
        "before_the_answer": question.blind is not None,
        "measured": question.measured,
        "by": question.by,
        "verdict": str(judge(said, question.measured, question.choices)) if judged else None,
    }


def _counted(question):
    """The guess that counts: the last before the answer was shown, else the latest."""
    return question.guess if question.blind is None else question.blind


def _said_and_measured(question):
    """What a row of a table says: the guess, the measured value, how far they are apart."""
    said = _counted(question)
    texts = ["not predicted" if said is None else long(said, question.unit)]
    measured = "not measured yet" if question.measured is None else long(question.measured, question.unit)
    texts.append(measured if question.by == history.MACHINE else f"{measured} ({question.by})")
    texts.append(_as_dict(question)["verdict"] or "")
    return texts


def _calibration(questions):
    calibration = calibrate(questions)
    if not calibration.factors:
        return ""
    typical = f"Half of them were at most {digits(calibration.median_factor)} times off."
    words = len(calibration.right) + len(calibration.wrong)
    if words:
        typical += f" Answers in words: {len(calibration.right)} of {words} right."
    return f"<h2>{finding(calibration)}</h2><p>{typical}</p>{picture(calibration)}"


def _predictions(questions):
    rows = []
    for question in questions.values():
        said, measured, verdict = map(escape, _said_and_measured(question))
        if question.guess is not None and question.blind is None:
            said += "<small>after the answer was shown: not counted</small>"
        is_miss = verdict and judge(_counted(question), question.measured, question.choices).is_miss
        rows.append(
            [
                escape(question.key),
                said,
                measured,
                f'<span class="miss">{verdict}</span>' if is_miss else verdict,
            ]
        )
    return _section("What you predicted", ("question", "you said", "the answer", "off by"), rows)


def _claims(claims):
    counts = Counter(str(claim.get("verdict", "")) for claim in claims.values())
    title = "What became of the lecture's claims: " + ", ".join(
        f"{n} {verdict}" for verdict, n in counts.most_common()
    )
    rows = []
    for _, claim in sorted(claims.items(), key=lambda item: str(item[0]).zfill(9)):
        told = {
            name: escape(str(claim.get(name) or ""))
            for name in ("id", "says", "verdict", "because", "machine")
        }
        rows.append(
            [told["id"], told["says"], told["verdict"], f"{told['because']}<small>{told['machine']}</small>"]
        )
    return _section(title, ("claim", "in our words", "verdict", "why"), rows)


def _labs(labs):
    rows = [[escape(str(name)), _marks(marks)] for name, marks in sorted(labs.items(), key=str)]
    return _section("Your labs", ("lab", "points"), rows)


def _topics(topics, questions, claims, labs):
    """What was done of each topic; a prediction belongs to the one whose stem its key begins with."""
    predicted = Counter(_stem(question.key) for question in questions.values() if question.guess is not None)
    rows = []
    for topic in topics:
        run = sum(number in claims for number in topic.claims)
        claimed = f"{run} of {len(topic.claims)}" if topic.claims else ""
        marks = _marks(labs[topic.stem]) if topic.stem in labs else ""
        done = [str(predicted[topic.stem] or ""), claimed, marks]
        rows.append([f"{topic.number:02d}", escape(topic.title), *done])
    return _section(
        "Where you are in the course", ("number", "topic", "predictions", "claims run", "lab"), rows
    )


def _stem(key):
    """The first word of a key: "backprop" of "backprop: passes"; none of a key without words."""
    return next(iter(key.replace(":", " ").split()), "")


def _marks(marks):
    return escape(f"{marks.get('points', '')} of {marks.get('out_of', '')}")


def _section(title, names, rows):
    """A heading and a table of cells that are HTML already; nothing if there are no rows."""
    if not rows:
        return ""
    header = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f"<h2>{escape(title)}</h2>"
        f'<div class="scroll"><table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>'
    )
