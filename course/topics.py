"""The one table of topics: the README, the front page, Binder's links, the command and the tests read it."""

from dataclasses import dataclass
from pathlib import Path

BINDER = "https://mybinder.org/v2/gh/scalable-ml-course/scalable-ml-course/main?urlpath=lab/tree/notebooks/"


@dataclass(frozen=True)
class Topic:
    """One topic of the course.

    number: its place in the course.  stem: the one word on every file about it.  title: what it claims.
    question: what it opens with.  modules: parts of the library.  claims: those of the lecture it tests.
    """

    number: int
    stem: str
    title: str
    question: str
    modules: tuple[str, ...]
    claims: tuple[int, ...]

    @property
    def notebook(self):
        """The file name of the lesson, of its lab and of its solution, each in its own folder."""
        return f"{self.number:02d}_{self.stem}.ipynb"


TOPICS = (
    Topic(
        1,
        "forward",
        "A convolution is a matrix, sparse and shared",
        "How many numbers does a convolution layer need?",
        ("nn",),
        (1, 2),
    ),
    Topic(
        2, "activations", "Depth needs a bend", "What do twenty layers know that one does not?", ("nn",), (3,)
    ),
    Topic(
        3,
        "losses",
        "The loss is what is optimized, not what is wanted",
        "Two networks, same accuracy: can one be ten times worse?",
        ("nn",),
        (4, 5),
    ),
    Topic(
        4,
        "backprop",
        "A gradient costs about two forward passes",
        "A network has 266,610 weights. How many forward passes does its gradient cost?",
        ("nn.autograd", "nn.functional", "nn.gradcheck", "nn.layers", "nn.optim", "nn.training"),
        (6, 7),
    ),
    Topic(
        5,
        "frameworks",
        "Frameworks sell gradients, fusion and portability",
        "Which is faster, NumPy or PyTorch?",
        ("nn",),
        (8, 9, 10, 11, 12, 13, 14),
    ),
    Topic(
        6,
        "number_formats",
        "Precision is relative",
        "Of all FP16 numbers, how many lie between −1 and 1?",
        ("numerics",),
        (15, 16, 17, 18, 19),
    ),
    Topic(
        7,
        "energy",
        "Computing is cheap, moving is dear",
        "Which costs more: a multiplication or fetching its operand?",
        ("hardware",),
        (20, 21, 22, 23),
    ),
    Topic(
        8,
        "pruning",
        "Zeros are worth what the format makes of them",
        "Throw away nine weights of ten. What happens to accuracy, file and time?",
        ("compress",),
        (24, 25, 26),
    ),
    Topic(
        9,
        "codebooks",
        "Place the few numbers where the weights are",
        "Can four numbers stand for 235,200 weights?",
        ("compress",),
        (27, 28),
    ),
    Topic(
        10,
        "quantization",
        "Always ask: faster than what?",
        "Int8 instead of FP32: how much accuracy, how much speed?",
        ("compress",),
        (30,),
    ),
    Topic(
        11,
        "mixed_precision",
        "Keep the sum wide, let the products be narrow",
        "What breaks first when everything is 16-bit?",
        ("compress", "numerics"),
        (29, 31, 32, 33),
    ),
    Topic(
        12,
        "simd",
        "Lanes multiply what memory delivers",
        "512 bits are 16 floats: how much faster than one at a time?",
        ("hardware",),
        (34, 35, 36, 37, 38, 39, 40),
    ),
    Topic(
        13,
        "gpu",
        "A GPU is a throughput machine",
        "From which size does a GPU win?",
        ("hardware",),
        (41, 42, 43, 44, 45, 48, 49, 50),
    ),
    Topic(
        14,
        "kernels",
        "GPU programming is planning who reads what",
        "A 32×32 tile in shared memory: how many reads are saved?",
        ("hardware",),
        (46, 47),
    ),
    Topic(
        15,
        "search",
        "Independent work scales until it shares something",
        "Two workers, no dependencies: twice as fast?",
        ("parallel",),
        (52, 53),
    ),
    Topic(
        16,
        "data_parallel",
        "Data parallelism buys batch, and batch buys less and less",
        "Four workers, a batch four times as big: how many steps fewer?",
        ("parallel",),
        (54, 55),
    ),
    Topic(
        17,
        "model_parallel",
        "Split what is small to send",
        "Splitting an image over two workers: less communication than averaging gradients?",
        ("parallel",),
        (56, 57),
    ),
    Topic(
        18,
        "scaling",
        "Time is latency, bytes over bandwidth, and work",
        "Does training get 100 times slower across machines?",
        ("parallel",),
        (51, 58, 59, 60, 61, 62),
    ),
    Topic(
        19,
        "practicum",
        "Shrink it, speed it, spread it",
        "How small, how fast, how far can you take one network?",
        (),
        (),
    ),
)


def named(stem):
    """The topic called `stem`; an unknown name is a ValueError that lists the known ones."""
    for topic in TOPICS:
        if topic.stem == stem:
            return topic
    raise ValueError(f"no topic is called {stem!r}; there are {', '.join(topic.stem for topic in TOPICS)}")


def map_of_topics(notebooks, links="notebooks/"):
    """The topics as a Markdown table; those whose lesson lies in the folder `notebooks` are links.

    links: what stands before the file name in a link, seen from where the table is shown.
    """
    rows = ["| | topic | the question | the lecture's claims |", "| --- | --- | --- | --- |"]
    for topic in TOPICS:
        ready = (Path(notebooks) / topic.notebook).exists()
        title = f"[{topic.title}]({links}{topic.notebook})" if ready else f"{topic.title} *(to come)*"
        claims = ", ".join(map(str, topic.claims))
        rows.append(f"| {topic.number:02d} | {title} | {topic.question} | {claims} |")
    return "\n".join(rows)
