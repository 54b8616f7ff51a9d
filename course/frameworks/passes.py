"""Passes over memory: what an eager program reads and writes, and what is left once it is compiled."""

import os
import re
import shutil

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from course.frameworks import generated, warnings_of_torch
from course.frameworks.generated import Pass


def eager(function, *inputs):
    """The operations that `function(*inputs)` runs one after the other, as a list of Pass.

    Views are left out: they move no number.  An input that an operation uses twice is read once.
    """
    with _Counting() as counting:
        function(*inputs)
    return counting.passes


class _Counting(TorchDispatchMode):
    """Notes every operation that reaches torch's kernels while it is entered."""

    def __enter__(self):
        self.passes = []
        return super().__enter__()

    def __torch_dispatch__(self, operation, types, arguments=(), settings=None):
        result = operation(*arguments, **(settings or {}))
        read, written = _tensors((arguments, settings)), _tensors(result)
        is_view = {_memory(each) for each in written} <= {_memory(each) for each in read}
        if operation._schema.is_mutable or not is_view:
            self.passes.append(Pass(operation.overloadpacket.__name__, _bytes(read), _bytes(written)))
        return result


def _tensors(tree):
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


def _memory(tensor):
    return tensor.untyped_storage().data_ptr()


def _bytes(tensors):
    different = {(_memory(each), each.shape): each for each in tensors}
    return sum(each.nbytes for each in different.values())


def compiled(function, *inputs):
    """What torch.compile makes of `function(*inputs)`: (a list of Pass, the generated code).

    A pass is a loop that it generated, named by its kernel, or a library call.  The code is for one thread,
    so that it is short.  The first time on a machine takes half a minute, while a C++ compiler is at work;
    later it is found in torch's cache.  RuntimeError where there is no C++ compiler.
    """
    check_compiler()
    with warnings_of_torch.left_out():
        import torch._inductor.config
        from torch._inductor.utils import run_and_get_code

    torch._dynamo.reset()  # else a function that was compiled before would not be compiled again
    one_thread = torch._inductor.config.patch({"cpp.threads": 1})
    with torch.no_grad(), one_thread, warnings_of_torch.left_out():
        _, sources = run_and_get_code(torch.compile(function, fullgraph=True), *inputs)
    return generated.launches(sources[0], inputs[0].element_size()), sources[0]


def cpp_of(source):
    """The C++ of each kernel in generated code, to read: kernel name -> text."""
    found = re.findall(r"^(cpp_fused\w*) = .*?r\'\'\'\n(.*?)\'\'\'\)", source, re.M | re.S)
    return {name: text.strip() for name, text in found}


def check_compiler():
    """RuntimeError, with what to do, where torch.compile finds no C++ compiler: what CXX names, else g++."""
    if shutil.which(os.environ.get("CXX", "g++")) is None:
        raise RuntimeError("torch.compile needs a C++ compiler; on Debian and Ubuntu: apt-get install g++")
