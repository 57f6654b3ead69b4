"""The house as a machine reads it: its files, and what stands in them."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.places import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of the house, but what tools made."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        made = any(part.startswith(".") and part != ".ci" for part in inside)
        if not made and "__pycache__" not in inside and path.suffix in suffixes and path.is_file():
            yield path


def module_of(path: Path) -> str:
    """What it is imported as."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def name_of(path: Path) -> str:
    """Its path inside the house."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it; the same nodes each time.

    CPython 3.11 miscounts its stack when something is collected while it builds the nodes.
    """
    text = path.read_text(encoding="utf-8")
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()


def public_functions(within: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """What others may call: of a module, and of its public classes."""
    for node in within.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node)
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """What a function does itself: not what the functions do that it only makes."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            yield node
            yield from own_nodes(node)


def updated(called: str, call: ast.Call) -> Iterator[str]:
    """The fields that a call gives other values: of a payload, a phone's memory or a prompt."""
    if called == "model_copy":
        given = (one.value for one in call.keywords if one.arg == "update")
        for keys in (one.keys for one in given if isinstance(one, ast.Dict)):
            yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))
    elif called in {"remember", "_change"}:
        yield from (one.arg for one in call.keywords if one.arg)


def modules_of(node: ast.AST) -> tuple[str, ...]:
    """The modules that an import names; of `from a import b` it is a.b, whatever b is."""
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return tuple(f"{node.module}.{alias.name}" for alias in node.names)
    return ()


def is_inside(module: str, room: str) -> bool:
    """Whether a module is a room or lies in it."""
    return f"{module}.".startswith(f"{room}.")


def places_of(module: Path) -> tuple[Path, ...]:
    """Where a module, or something in one, may be."""
    return module, module.with_suffix(".py"), module.parent.with_suffix(".py")


def decorators(path: Path) -> set[str]:
    """What decorates anything in a file."""
    return {
        ast.unparse(decorator)
        for node in ast.walk(tree(path))
        if isinstance(node, Function | ast.ClassDef)
        for decorator in node.decorator_list
    }


def is_empty(value: ast.expr) -> bool:
    """Whether that is written as nothing at all."""
    return isinstance(value, ast.Constant) and not value.value


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each call in a file, with the last part of its name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node
