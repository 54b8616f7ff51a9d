import types

from course.frameworks import counting, in_our_engine, in_plain_python


def documented(x):
    """A docstring
    of two lines.
    """
    # a comment
    total = x + 1  # another

    return (
        total
        # inside
        * 2
    )


class WithMethod:
    """Said."""

    def method(self):
        """Said, too."""
        return """not a docstring,
        but text"""


def only_said():
    """Nothing to do."""


def test_blank_lines_comments_and_docstrings_do_not_count():
    assert counting.lines_of_code(documented) == 6
    assert counting.lines_of_code(only_said) == 1


def test_a_class_counts_with_its_methods_and_text_that_is_no_docstring_counts():
    assert counting.lines_of_code(WithMethod) == 4
    assert counting.lines_of_code(WithMethod.method) == 3


def test_several_count_together_and_a_module_counts_whole():
    both = counting.lines_of_code(documented, only_said)
    assert both == counting.lines_of_code(documented) + counting.lines_of_code(only_said)
    functions = [each for each in vars(in_our_engine).values() if isinstance(each, types.FunctionType)]
    num_imports = 2
    assert counting.lines_of_code(in_our_engine) == counting.lines_of_code(*functions) + num_imports


def test_the_gradients_of_plain_python_are_written_by_hand_and_those_of_the_engine_are_not():
    own = counting.lines_of_code(in_plain_python.backward)
    assert own > 5 and not hasattr(in_our_engine, "backward")
