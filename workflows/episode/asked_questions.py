"""Which questions of an episode stand with people, and under which name they went out.

A question that was withdrawn and is wanted again goes out under a new name ("contact/call/1~1"):
its old name is barred for ever, at the store and on the phone.
"""

from collections.abc import Callable

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.facts import Facts, Via


class AskedQuestions:
    """The asked questions, those that could have been asked, and how often each was withdrawn."""

    def __init__(self) -> None:
        self._asked: dict[str, str] = {}
        self._possible: set[str] = set()
        self._withdrawn: dict[str, int] = {}
        self._stale: list[str] = []

    @classmethod
    def parse(cls, rows: tuple[tuple[str, str, int], ...]) -> "AskedQuestions":
        """Take over what an earlier run left."""
        asked = cls()
        for key, sent_key, withdrawn in rows:
            if not key:
                asked._stale.append(sent_key)
                continue
            asked._withdrawn[key] = withdrawn
            if sent_key:
                asked._asked[key] = sent_key
        return asked

    def dump(self) -> tuple[tuple[str, str, int], ...]:
        """Everything, to be passed on."""
        keys = sorted(self._asked.keys() | self._withdrawn.keys())
        known = tuple((k, self._asked.get(k, ""), self._withdrawn.get(k, 0)) for k in keys)
        return known + tuple(("", sent_key, 0) for sent_key in self._stale)

    def unasked(self, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        """The first question that is wanted and not asked yet; of a repeated round all of it."""
        wanted = [one for one in questions if one.key not in self._asked]
        if wanted and wanted[0].again_of:
            return tuple(one for one in wanted if one.again_of)
        return tuple(wanted[:1])

    def mark_asked(self, question: Question) -> str:
        """Note that a question is being asked; gives the name under which it goes out."""
        self._asked[question.key] = self._sent_key(question.key)
        return self._asked[question.key]

    def is_named(self, question: str, sent_key: str) -> bool:
        """Whether a question stands under that name now."""
        return self._asked.get(question) == sent_key

    def remember_possible(self, questions: tuple[Question, ...]) -> None:
        """These could have been asked by now, even if a crash took the record of it."""
        self._possible.update(question.key for question in questions)

    def reopen(self, key: str) -> None:
        """The question reached nobody: it is to be asked again, of somebody else."""
        if self._asked.pop(key, None) is not None:
            self._withdrawn[key] = self._withdrawn.get(key, 0) + 1

    def redirect(self, key: str) -> None:
        """Its person is reached elsewhere now: take it back there, and ask it anew."""
        sent_key = self._asked.get(key)
        if sent_key is not None:
            self._stale.append(sent_key)
            self.reopen(key)

    def unfinished(self, step: str, questions: tuple[Question, ...]) -> bool:
        """Whether something of a step is to be asked or taken back."""
        wanted = {question.key for question in questions}
        gone = (key for key in (*self._asked, *self._possible, *self._stale) if key not in wanted)
        return bool(self.unasked(questions)) or any(map(_of(step), gone))

    def to_withdraw(
        self, step: str, questions: tuple[Question, ...], facts: Facts
    ) -> tuple[str, ...]:
        """The names of a step's questions that no longer stand, each to be withdrawn once.

        A question that its own phone answered by text is closed there already.
        """
        wanted = {question.key for question in questions}
        known = (self._asked.keys() | self._possible) - wanted
        sent_keys = list(filter(_of(step), self._stale))
        self._stale = [sent_key for sent_key in self._stale if sent_key not in sent_keys]
        for key in sorted(filter(_of(step), known)):
            sent_key = self._asked.pop(key, self._sent_key(key))
            self._possible.discard(key)
            if not _answered_by_text(key, facts):
                self._withdrawn[key] = self._withdrawn.get(key, 0) + 1
                sent_keys.append(sent_key)
        self._possible -= wanted
        return tuple(sent_keys)

    def _sent_key(self, key: str) -> str:
        withdrawn = self._withdrawn.get(key, 0)
        return f"{key}~{withdrawn}" if withdrawn else key


def _of(step: str) -> Callable[[str], bool]:
    """Whether a question belongs to a step."""
    return lambda key: key.partition("/")[0] == step


def base(sent_key: str) -> str:
    """The question's own key, whatever name it went out under."""
    return sent_key.partition("~")[0]


def _answered_by_text(key: str, facts: Facts) -> bool:
    """Whether its own phone closed it; what somebody only took still stands there."""
    answer, person = facts.latest_answer(key), facts.asked_of(key)
    if answer is None or person is None or answer.value is Value.TAKEN or answer.under:
        return False
    return answer.via is Via.TEXT and answer.by.handle == person.handle
