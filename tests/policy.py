"""Numbers of policy as a machine finds them: whatever says how long, how late or how many.

A policy is a number that a hospital may want otherwise. It stands in the pathway or in a feed's
file; whatever stands elsewhere is technique and is excused by its own name (`tests/technique.py`).
"""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from domain.hospital.feed import Feed
from domain.pathway import Pathway
from tests.house import Function

CLINICAL_UNITS = {"minute", "minutes", "hour", "hours", "days", "weeks"}
LONGEST_TECHNICAL_SECONDS = 600

_UNITS = {
    "timedelta": ("days", "seconds", *[None] * 3, "minutes", "hours", "weeks"),
    "time": ("hour", "minute", "second"),
}
_AMOUNTS = (ast.Tuple, ast.List, ast.BinOp, ast.UnaryOp, ast.Starred, ast.IfExp)
_Named = tuple[str, ast.expr]


def policies(module: str, source: ast.Module, excused: frozenset[str]) -> Iterator[str]:
    """Each number of policy that a module writes itself, with its line."""
    settings, seen = _settings(), set[int]()
    for name, value in _constants(source):
        whole = f"{module}.{name}"
        spared = whole in excused or whole.rpartition(".")[0] in settings
        inside = list(ast.walk(value))
        if not spared and (any(_figures(value)) or any(map(_is_span, inside))):
            yield f"{whole}:{value.lineno} {ast.unparse(value)}"
        seen |= set(map(id, inside))
    for part in ast.walk(source):
        if id(part) not in seen and _is_span(part):
            yield f"{module}:{getattr(part, 'lineno', 0)} {ast.unparse(part)}"


def _is_span(part: ast.AST) -> bool:
    """Whether it is a stretch of time or an hour of the day in figures, or many of a constant."""
    if isinstance(part, ast.Call):
        return _says(part, _UNITS.get(ast.unparse(part.func).rpartition(".")[2]))
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Div):
        sides = (part.left, part.right)
        constant = any(isinstance(one, ast.Name) and one.id.isupper() for one in sides)
        return constant and any(number != 1 for one in sides for number in _figures(one))
    return False


def _says(call: ast.Call, units: tuple[str | None, ...] | None) -> bool:
    said = [
        *zip(units or (), call.args, strict=False),
        *((one.arg, one.value) for one in call.keywords),
    ]
    return any(
        not any(isinstance(part, ast.Name | ast.Attribute) for part in ast.walk(value))
        and _seconds(value) != 0
        and (unit in CLINICAL_UNITS or (units and _seconds(value) > LONGEST_TECHNICAL_SECONDS))
        for unit, value in said
    )


def _seconds(value: ast.expr) -> float:
    """A figure; anything that is more than one is more than all."""
    try:
        return float(ast.literal_eval(value))
    except (TypeError, ValueError):
        return float("inf")


def _figures(value: ast.expr) -> Iterator[float]:
    """The numbers that a constant is, but for nothing; a table of words holds none.

    A table by names of the code (`{Role.NURSE: 2}`) holds numbers.
    """
    if isinstance(value, ast.Constant):
        if isinstance(value.value, int | float) and value.value and value.value is not True:
            yield value.value
    elif isinstance(value, ast.Dict):
        by_name = all(isinstance(key, ast.Attribute | ast.Name) for key in value.keys)
        yield from (number for one in value.values if by_name for number in _figures(one))
    elif isinstance(value, _AMOUNTS):
        for part in ast.iter_child_nodes(value):
            if isinstance(part, ast.expr):
                yield from _figures(part)


def _constants(source: ast.Module) -> Iterator[_Named]:
    """Each name that stands for one value: of a module, of a class, of what may be left out."""
    yield from _assigned(source, "")
    for node in ast.walk(source):
        if isinstance(node, ast.ClassDef):
            yield from _assigned(node, f"{node.name}.")
        elif isinstance(node, Function):
            yield from _defaults(node)


def _assigned(within: ast.Module | ast.ClassDef, prefix: str) -> Iterator[_Named]:
    for node in within.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield f"{prefix}{ast.unparse(node.target)}", node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from ((f"{prefix}{name}", value) for name, value in _each(target, node.value))


def _each(target: ast.expr, value: ast.expr) -> Iterator[_Named]:
    """`MOST, FEWEST = 3, 1` are two constants."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _each(one, its)
    else:
        yield ast.unparse(target), value


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[_Named]:
    given = function.args
    placed = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(reversed(placed), reversed(given.defaults), strict=False),
        *zip(given.kwonlyargs, given.kw_defaults, strict=True),
    ]
    for argument, value in pairs:
        if value is not None:
            yield f"{function.name}.{argument.arg}", value


def _settings() -> set[str]:
    """The classes that a hospital's own files fill: what they say may be left out is settable."""
    found: set[str] = set()
    waiting: list[object] = [Pathway, Feed]
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and is_dataclass(kind):
            name = f"{kind.__module__}.{kind.__qualname__}"
            if name not in found:
                found.add(name)
                hints = get_type_hints(kind)
                waiting += (hints[each.name] for each in fields(kind))
    return found
