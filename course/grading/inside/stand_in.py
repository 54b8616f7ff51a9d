"""Inert stand-ins for modules that a lab imports to draw: they harm nobody and answer nothing."""

import importlib.abc
import importlib.machinery
import sys
import types

NAMES = ("course", "IPython", "matplotlib", "ipywidgets", "anywidget")


class Inert:
    """Whatever is asked of it or done with it gives itself."""

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # so that nobody takes it for an array or an iterator
        return self

    def __call__(self, *arguments, **options):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __repr__(self):
        return "nothing: the grader holds no pictures and no course"


INERT = Inert()


class InertModule(types.ModuleType):
    """A module of which every name can be imported and none does anything."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return INERT


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of NAMES, and those inside them."""

    def find_spec(self, name, path=None, target=None):
        """What importlib asks: is this module yours?"""
        if name.partition(".")[0] in NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        """An inert module."""
        return InertModule(spec.name)

    def exec_module(self, module):
        """Nothing runs."""


def install():
    """Let imports of NAMES find stand-ins; returns the names that a notebook has without importing."""
    sys.meta_path.insert(0, Finder())
    return {"display": INERT, "get_ipython": INERT, "exit": sys.exit, "quit": sys.exit}
