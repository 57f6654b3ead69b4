"""Which strings of a file are words that people read: all that no rule says are nobody's."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

NOT_FOR_PEOPLE = {
    "(EARLIER_EPISODE, EARLIER_NUMBER)": "who did something stands in the record by name",
    "(_NO_VISIT, _NO_TIME)": "stand for the numbers of visits",
    "(NO_RECORDED, YES_RECORDED)": "what was done stands in the audit trail by name",
    "(ANSWERED, GIVEN_AWAY)": "what was done stands in the audit trail by name",
    "BUSY": "by which failures of a text are known",
    "CLINIC": "who did something stands in the record by name",
    "CONTEXT": "what a seal is bound to",
    "HOSPITAL": "who did something stands in the record by name",
    "LATER_DELIVERY": "who did something stands in the record by name",
    "NOT_AGREED": "what the sender of a message is told, and how its row is known",
    "PERSON": "what was done stands in the audit trail by name",
    "REASON": "what imagined people write",
    "RIGHT_PIN": "what was done stands in the audit trail by name",
    "SPELLINGS": "what is read in a text",
    "TIMES_AND_PLACES": "what was looked at stands in the audit trail by name",
    "TOO_LATE": "by which failures of a text are known",
    "WRONG_PIN": "what was done stands in the audit trail by name",
    "_CALLED": "what whoever writes a language's file is told that does not belong there",
    "_COUNTED": "a name of what is heard",
    "_DIRECTED": "what a drug list says",
    "_HOSPICE": "what orders are searched for",
    "_IN_WORDS": "stands on a card's answer in place of a reason that the store keeps",
    "_LANGUAGES": "how hospitals write languages",
    "_LETTERS": "what is sent for signs that carriers lack",
    "_MONDAY_TO_FRIDAY": "what a drug list says",
    "_OF_DAY": "what a drug list says",
    "_POLICY": "what browsers are told",
    "_RELATIVES": "how hospitals write who somebody is",
    "_RIGHT_EYE": "our own word for a route; people are told what its name says",
    "_ROOTS": "what a session of the store keeps under that name",
    "_TWO_SIDES": "our own word for a route; people are told what its name says",
    "_WITHOUT_A_NAME": "codes of languages",
    "_WORDS": "what a drug list says",
    "in_trail": "what was done stands in the audit trail by name",
    "shown_as": "what browsers are told",
    "unknown": "the member of a closed set for what this build does not know",
}
"""By the name that they are given, and why."""
_CODE = re.compile(r"[A-Z]{1,3}|(?=.*[0-9])[A-Z0-9.-]+")
_PATTERN = re.compile(r"[\\|\[*+^$]|\(\?|%[A-Za-z]")
_SEARCHED = {"partition", "removeprefix", "removesuffix", "replace", "startswith", "split", "sub"}
"""Methods whose arguments are looked for, cut off or put into what is read."""
_RAISED = {"ApplicationError", "Problem", "Refused", "_never", "super().__init__"}
"""What makes an error: programmers, and whoever typed a command, read its words."""
_TRAIL = {"View", "_audit"}
"""What the audit trail is told: what was done has a name there."""
Table = ast.Tuple | ast.List | ast.Set


def words_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The words of a file that somebody may read, by their lines."""
    nobodys = {id(part) for node in _nobodys(tree) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value
            if id(node) not in nobodys and is_words(said) and not _is_sign(said):
                yield node.lineno, said


def is_words(said: str) -> bool:
    """Whether a string is words: several of them, or one that begins with a capital."""
    letters = said.strip(" .,;:!?")
    return (" " in letters or letters[:1].isupper()) and any(map(str.isalpha, letters))


def _is_sign(said: str) -> bool:
    """Whether it is a code ("I21", "MR"), or a pattern that searches texts or writes dates."""
    return bool(_CODE.fullmatch(said) or _PATTERN.search(said))


def _nobodys(tree: ast.Module) -> Iterator[ast.AST]:
    """What is documented, raised, annotated, named, or looked for in what others write."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield from _vocabulary(statement.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert | ast.Compare | ast.MatchValue):
            yield node
        elif (rule := _RULES.get(type(node))) is not None:
            yield from filter(None, rule(node))


def _vocabulary(table: ast.expr) -> Iterator[ast.AST]:
    """Of a module's table: several words for one thing are what is looked for."""
    for one in ast.walk(table):
        if isinstance(one, Table) and not any(isinstance(part, ast.Attribute) for part in one.elts):
            yield one


def _given(node: ast.Assign | ast.AnnAssign) -> Iterator[ast.AST | None]:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if ast.unparse(target) in {*NOT_FOR_PEOPLE, "__all__"}:
        yield node.value


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST | None]:
    yield node.returns
    yield from (one.annotation for one in node.args.args)
    given = node.args.args[len(node.args.args) - len(node.args.defaults) :]
    for one, default in zip(given, node.args.defaults, strict=True):
        if one.arg in NOT_FOR_PEOPLE:
            yield default


def _of_a_call(call: ast.Call) -> Iterator[ast.AST]:
    """What is searched for, an error's words, and a name: a type's, a phrase's, the trail's."""
    yield from (one.value for one in call.keywords if one.arg == "name")
    made = ast.unparse(call.func)
    if made.startswith(("re.", "unicodedata.")) or made in {"frozenset", "NewType", "TypeVar"}:
        yield from call.args
    if made in _RAISED | _TRAIL:
        yield from (*call.args, *(one.value for one in call.keywords))
    if isinstance(call.func, ast.Attribute) and call.func.attr in _SEARCHED:
        yield from call.args
        if call.func.attr == "split":
            yield call.func.value


_RULES: dict[type[ast.AST], Callable[[Any], Iterable[ast.AST | None]]] = {
    ast.Expr: lambda node: [node.value] if isinstance(node.value, ast.Constant) else [],
    ast.FunctionDef: _annotations,
    ast.AsyncFunctionDef: _annotations,
    ast.ClassDef: lambda node: node.keywords,
    ast.Assign: _given,
    ast.AnnAssign: _given,
    ast.Dict: lambda node: node.keys,
    ast.Subscript: lambda node: [node.slice],
    ast.comprehension: lambda node: [node.iter] if isinstance(node.iter, Table) else [],
    ast.Call: _of_a_call,
}
"""Which parts of what stands in a file are nobody's words."""
