"""The one table of topics: the README, the front page, Binder's links, the command and the tests read it."""

from dataclasses import dataclass
from pathlib import Path

BINDER = "https://mybinder.org/v2/gh/scalable-ml-course/scalable-ml-course/main?urlpath=lab/tree/notebooks/"


@dataclass(frozen=True)
class Topic:
    """One topic of the course.

    number: its place in the course.  stem: the one word on every file about it.
    title: what the lesson is called, without giving its answer away.  question: what it opens with.
    modules: the parts of the library that it reads.  claims: those of the lecture that it tests.
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
        "One window for the whole image",
        "How many numbers does a convolution layer need?",
        (
            "nn.autograd",
            "nn.functional",
            "nn.layers",
            "nn.networks",
            "nn.optim",
            "nn.training",
            "nn.tuned",
            "nn.unrolled",
        ),
        (1, 2),
    ),
    Topic(
        2,
        "activations",
        "Twenty layers without a bend",
        "What do twenty layers know that one does not?",
        (
            "nn.autograd",
            "nn.deep_stack",
            "nn.functional",
            "nn.layers",
            "nn.networks",
            "nn.optim",
            "nn.training",
            "nn.tuned",
        ),
        (3,),
    ),
    Topic(
        3,
        "losses",
        "The number that is made small",
        "Two networks, same accuracy: can one be ten times worse?",
        (
            "nn.autograd",
            "nn.functional",
            "nn.losses",
            "nn.networks",
            "nn.optim",
            "nn.proximal",
            "nn.training",
            "nn.tuned",
        ),
        (4, 5),
    ),
    Topic(
        4,
        "backprop",
        "266,610 slopes at once",
        "How many forward passes does the gradient of 266,610 weights cost?",
        (
            "nn.autograd",
            "nn.costs",
            "nn.curvature",
            "nn.functional",
            "nn.gradcheck",
            "nn.layers",
            "nn.networks",
            "nn.optim",
            "nn.schedules",
            "nn.training",
            "nn.tuned",
        ),
        (6, 7),
    ),
    Topic(
        5,
        "frameworks",
        "The same network, five times",
        "Which is faster, NumPy or PyTorch?",
        (
            "frameworks.counting",
            "frameworks.crossover",
            "frameworks.deployment",
            "frameworks.devices",
            "frameworks.example",
            "frameworks.fusion",
            "frameworks.graphs",
            "frameworks.in_keras",
            "frameworks.in_our_engine",
            "frameworks.in_plain_python",
            "frameworks.in_pytorch",
            "frameworks.in_r",
            "frameworks.in_tensorflow",
            "frameworks.passes",
        ),
        (8, 9, 10, 11, 12, 13, 14),
    ),
    Topic(
        6,
        "number_formats",
        "Where the numbers lie",
        "Of all FP16 numbers, how many lie between −1 and 1?",
        (
            "nn.functional",
            "nn.networks",
            "nn.optim",
            "nn.schedules",
            "nn.training",
            "nn.tuned",
            "numerics.blocks",
            "numerics.fixed_point",
            "numerics.floats",
            "numerics.sums",
        ),
        (15, 16, 17, 18, 19),
    ),
    Topic(
        7,
        "energy",
        "What an operation costs",
        "Which costs more: a multiplication or fetching its operand?",
        (
            "hardware.devices",
            "hardware.energy",
            "hardware.meters",
            "hardware.networks",
            "hardware.staircase",
        ),
        (20, 21, 22, 23),
    ),
    Topic(
        8,
        "pruning",
        "Throw away nine weights of ten",
        "What happens to accuracy, file and time?",
        ("compress",),
        (24, 25, 26),
    ),
    Topic(
        9,
        "codebooks",
        "Four numbers for 235,200 weights",
        "Can four numbers stand for 235,200 weights?",
        ("compress",),
        (27, 28),
    ),
    Topic(
        10,
        "quantization",
        "Integers instead of floats",
        "Int8 instead of FP32: how much accuracy, how much speed?",
        ("compress",),
        (30,),
    ),
    Topic(
        11,
        "mixed_precision",
        "Sixteen bits to train with",
        "What breaks first when everything is 16-bit?",
        (
            "compress.casting",
            "compress.loss_scaling",
            "compress.matmul_speed",
            "compress.mixed_precision",
            "compress.tensor_core",
            "compress.trials",
            "nn.losses",
            "numerics.floats",
        ),
        (29, 31, 32, 33),
    ),
    Topic(
        12,
        "simd",
        "One instruction, sixteen numbers",
        "512 bits are 16 floats: how much faster than one at a time?",
        ("hardware",),
        (34, 35, 36, 37, 38, 39, 40),
    ),
    Topic(
        13,
        "gpu",
        "When a GPU wins",
        "From which size does a GPU win?",
        ("hardware",),
        (41, 42, 43, 44, 45, 48, 49, 50),
    ),
    Topic(
        14,
        "kernels",
        "Who reads what",
        "A 32×32 tile in shared memory: how many reads are saved?",
        ("hardware",),
        (46, 47),
    ),
    Topic(
        15,
        "search",
        "Two workers, no dependencies",
        "Two workers, no dependencies: twice as fast?",
        ("parallel",),
        (52, 53),
    ),
    Topic(
        16,
        "data_parallel",
        "Four workers, one network",
        "Four workers, a batch four times as big: how many steps fewer?",
        ("parallel",),
        (54, 55),
    ),
    Topic(
        17,
        "model_parallel",
        "Half an image each",
        "Splitting an image over two workers: less communication than averaging gradients?",
        ("parallel",),
        (56, 57),
    ),
    Topic(
        18,
        "scaling",
        "One machine or many",
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


def map_of_topics(notebooks, links="notebooks/", labs="labs/"):
    """The topics as a Markdown table; those whose lesson lies in the folder `notebooks` are links.

    links, labs: what stands before the file name in a link to a lesson and to its lab, seen from where the
    table is shown.  A lab is linked if it lies in the folder `labs` beside `notebooks`.
    """
    sheets = Path(notebooks).resolve().parent / "labs"
    rows = ["| | topic | the question | the lecture's claims |", "| --- | --- | --- | --- |"]
    for topic in TOPICS:
        ready = (Path(notebooks) / topic.notebook).exists()
        title = f"[{topic.title}]({links}{topic.notebook})" if ready else f"{topic.title} *(to come)*"
        if (sheets / topic.notebook).exists():
            title += f" · [lab]({labs}{topic.notebook})"
        claims = ", ".join(map(str, topic.claims))
        rows.append(f"| {topic.number:02d} | {title} | {topic.question} | {claims} |")
    return "\n".join(rows)
