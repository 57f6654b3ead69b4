"""The busiest nurse: what she texts about 200 open prompts, beside a plain model of it."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from temporalio.client import Client

from domain.asking.choices import Value
from models import names
from models.payloads import ReceivedText, SendText
from tests.phone_rules import LATELY, RULES
from tests.releases.engine import signalled
from tests.releases.ward import NUMBER, TOKEN, Deed, Ward, prompt
from workflows.conversation.prompt import prompt_id

BACKLOG, STANDING = 20, 180
"""She stops for a while when so many answers to her are on their way, or so few prompts stand."""
SAID = {
    "{} 1": Value.SPOKE_WELL,
    "{} na": Value.NO_ANSWER,
    "#{}: 2": Value.SPOKE_PROBLEM,
    "{} 4 left vm": Value.NO_ANSWER,
}
"""Ways to answer a call prompt."""
INITIALS = ("J.S.", "M.K.", "A.B.", "R.T.", "L.O.", "P.W.", "D.N.")
EACH_NEW_PATIENT = 3
"""Every third prompt in the place of an answered one is about somebody new."""


class BusyNurse:
    """She texts faster than anybody types; the model knows what must come of each text.

    `deeds` and `texts` are what must come, in order and by their keys; `codes` name the prompts
    that stood on her phone, `open` are those that still take an answer.
    """

    def __init__(self, client: Client, ward: Ward) -> None:
        self._client, self._ward = client, ward
        self.deeds: list[Deed] = []
        self.texts: set[str] = set()
        self.codes: dict[int, str] = {}
        self.open: set[str] = set()
        self.confused: list[str] = []
        self._owed: set[str] = set()
        self._code: dict[str, int] = {}
        self._labels: dict[str, str] = {}
        self._free: deque[str] = deque()
        self._asking: list[str] = []
        self._answered: deque[str] = deque(maxlen=40)
        self._said: deque[ReceivedText] = deque(maxlen=100)
        self._slips: set[str] = set()
        self._last = ""
        self._typed = self._seen = self._asked = 0
        self._at = ward.now()
        self._corrected: list[datetime] = []
        self.passed_on: list[str] = []
        self._ways: dict[str, Callable[[], str]] = {
            "answer": self._answer,
            "two": lambda: f"{self._answer()}, {self._answer()}",
            "slip": self._slip,
            "undo": lambda: self._undo(f"{self._code[self._last]} undo"),
            "last": lambda: self._undo("UNDO"),
            "fix": self._fix,
            "who": lambda: self._asks(f"WHO {self._code[self._free[-1]]}"),
            "nonsense": lambda: self._unclear("lunch break now"),
            "bare": lambda: self._unclear("1"),
            "closed": lambda: self._unclear(f"{self._code[self._answered[-1]]} 1"),
            "list": lambda: self._lists("LIST"),
            "more": lambda: self._lists("MORE"),
        }

    async def is_asked(self, prompts: int) -> None:
        """So many prompts come at once, each of another patient; she sees them all."""
        self._asking = [""] * prompts
        await self.rests()

    async def replies(self, way: str) -> None:
        """She sends one text, not more than a few ahead of what comes of them."""
        await self._waits(lambda: self._has_room(way))
        if way == "again":
            text = self._said[0]
        else:
            self._typed += 1
            self._at = self._ward.now()  # one instant: what is "lately" must be so for both
            body = self._ways[way]()
            text = ReceivedText(message_id=self._id, phone=NUMBER, body=body, at=self._at)
            self._said.append(text)
        thread = self._client.get_workflow_handle(names.conversation_id(TOKEN))
        await thread.signal(names.RECEIVED, text)

    async def rests(self) -> None:
        """All that must come of her texts has come, and every open prompt stands on her phone."""
        await self._waits(self._is_calm)

    # ---- what she types

    @property
    def _id(self) -> str:
        return f"SM{self._typed:05}"

    def _answer(self) -> str:
        key = self._last = self._free.popleft()
        self.open.remove(key)
        said = list(SAID)[self._typed % len(SAID)]
        self._means("answer", key, "said", SAID[said])
        return said.format(self._code[key])

    def _slip(self) -> str:
        body = self._answer()
        self._slips.add(f"{self._id}/{self._last}#said")
        return body

    def _undo(self, body: str) -> str:
        self._means("undo", self._last, "undo")
        return body

    def _fix(self) -> str:
        self._means("fix", self._answered[0], "fixed", Value.NEEDS_CASE_MANAGER)
        return f"{self._code[self._answered[0]]} fix 3"

    def _means(self, verb: str, key: str, said: str, value: Value | None = None) -> None:
        self.deeds.append((verb, key, self._id, value))
        self._corrected = []
        self._is_owed(f"{self._id}/{key}#{said}")

    def _asks(self, body: str) -> str:
        self._is_owed(f"{self._id}/1")
        return body

    def _is_owed(self, text: str) -> None:
        self.texts.add(text)
        self._owed.add(text)

    def _lists(self, body: str) -> str:
        self._corrected = []
        return self._asks(body)

    def _unclear(self, body: str) -> str:
        """Three in ten minutes are asked about; what comes then is read by a person."""
        self._corrected = [at for at in self._corrected if self._at - at < LATELY]
        if len(self._corrected) >= RULES.corrections:
            self.passed_on.append(body)
            return body
        self._corrected.append(self._at)
        return self._asks(body)

    # ---- what she sees

    async def _ask(self) -> None:
        """Each answered prompt is asked anew, under a new key; some places go to new patients."""
        while self._asking:
            answered = self._asking.pop(0)
            self._asked += 1
            new = not answered or self._asked % EACH_NEW_PATIENT == 0
            episode = f"episode-mercy-general-{self._asked:022}-1" if new else answered
            asked = prompt(episode, self._asked, INITIALS[self._asked % len(INITIALS)])
            self.open.add(prompt_id(asked))
            await signalled(self._client, self._ward.opening, names.ASK, asked)

    async def _waits(self, look: Callable[[], bool]) -> None:
        """Until it is so; meanwhile what she answered is asked anew."""
        while not look():
            await self._ask()
            try:
                await self._ward.until(lambda: look() or bool(self._asking))
            except TimeoutError:
                raise AssertionError(f"never came: {self._missing()}") from None
        await self._ask()

    def _has_room(self, way: str) -> bool:
        self._look()
        ready = bool(self._answered) or way not in {"fix", "closed"}
        if way == "slip":  # a correction counts as said when it is confirmed: UNDO would mean it
            ready = not any(text.endswith("#fixed") for text in self._owed)
        return ready and len(self._owed) < BACKLOG and len(self._free) >= STANDING

    def _is_calm(self) -> bool:
        self._look()
        return not (self._owed or self._asking) and len(self._free) == len(self.open)

    def _missing(self) -> dict[str, object]:
        """What she waits for, and what she texted last."""
        unseen = sorted(self.open - set(self._free))
        said = [f"{text.message_id} {text.body}" for text in list(self._said)[-BACKLOG:]]
        return {"owed": sorted(self._owed), "unseen": unseen, "said": said}

    def _look(self) -> None:
        """At the texts that came since the last look."""
        for text in self._ward.sent[self._seen :]:
            self._seen += 1
            if text.key.startswith("SM"):
                self._is_told(text.key)
            else:
                self._is_shown(text)

    def _is_told(self, text: str) -> None:
        """What came of a text of hers."""
        self._owed.discard(text)
        key, _, what = text.partition("/")[2].partition("#")
        if what == "undo":
            self.open.add(key)
            self._free.append(key)
        elif what == "said" and text not in self._slips:
            self._answered.append(key)
            self._asking.append(key.partition("|")[0])

    def _is_shown(self, text: SendText) -> None:
        """Prompts; a code or a label must not stand for two of them that are open."""
        lines = [item for item in text.items if item.label]
        for key, item in zip(text.key.partition("#")[0].split("&"), lines, strict=True):
            assert item.code is not None
            if key not in self._code:
                self._free.append(key)
                self._code[key] = item.code
            if self.codes.setdefault(item.code, key) != key:
                self.confused.append(f"{item.code} is {key} and {self.codes[item.code]}")
            self._labels[key] = item.label
            about = {k.partition("|")[0] for k in self.open if self._labels.get(k) == item.label}
            if len(about) > 1:
                self.confused.append(f"{item.label} is {sorted(about)}")
