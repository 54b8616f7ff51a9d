"""How many lines of code something takes: who has to write the gradients, you or the framework?"""

import ast
import inspect
import io
import textwrap
import tokenize

WITHOUT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
DESCRIBED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def lines_of_code(*written):
    """The lines of these functions, classes or modules that hold code: no blanks, comments or docstrings.

    A statement over three lines counts three times.
    """
    sources = (textwrap.dedent(inspect.getsource(each)) for each in written)
    return sum(len(_lines_with_tokens(source) - _lines_of_docstrings(source)) for source in sources)


def _lines_with_tokens(source):
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return _numbers((token.start[0], token.end[0]) for token in tokens if token.type not in WITHOUT_CODE)


def _lines_of_docstrings(source):
    described = [node for node in ast.walk(ast.parse(source)) if isinstance(node, DESCRIBED)]
    firsts = [node.body[0] for node in described if ast.get_docstring(node) is not None]
    return _numbers((first.lineno, first.end_lineno) for first in firsts)


def _numbers(spans):
    return {number for first, last in spans for number in range(first, last + 1)}
