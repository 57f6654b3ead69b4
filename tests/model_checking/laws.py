"""What must hold after every move, said once and looked at only where something is new."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import TypeVar

from domain.asking.choices import LOWEST_CODE
from domain.clinical.death import says_death
from domain.clinical.triage import look
from domain.texting.courtesy import is_courtesy
from domain.texting.leaving.consent import carrier_keyword
from domain.time.calendar import in_zone
from models.payloads import ShiftChange
from tests.model_checking.carrier import Accepted
from tests.model_checking.driver import Act
from tests.model_checking.episodes import Wanted
from tests.model_checking.people import CONTACTS, PUBLIC
from tests.model_checking.world import HEARD_ALWAYS, Intent, World, ids_of, prompts_of
from tests.phone_rules import GATHERED_WITHIN, LATELY, RULES

CORRECTIONS = frozenset(
    {"which_one", "not_open", "not_read", "not_read_code", "lacking", "fix_what", "snooze_when"}
)
UNDERSTOOD = frozenset({"listed", "listed_end"})
SAFETY = frozenset({"emergency", "wrong_number", "stopped"})
_ZONES = {contact.token: contact.time_zone for contact in CONTACTS}
_New = TypeVar("_New")


class Laws:
    """One method for each law; each remembers how far it has looked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen: Counter[str] = Counter()
        self._code_of: dict[str, dict[int, str]] = defaultdict(dict)
        self._showings: dict[str, int] = defaultdict(int)
        self._corrections: dict[str, list[datetime]] = defaultdict(list)
        self._prompted: dict[str, Accepted] = {}
        self._dates: dict[str, list[datetime]] = defaultdict(list)
        self._excused: Counter[str] = Counter()
        self._read: Counter[str] = Counter()
        self._requested: Counter[ShiftChange] = Counter()
        self._done: Counter[ShiftChange] = Counter()
        self._confirmations: dict[str, int] = {}
        self._open_before: dict[str, set[str]] = {}

    def all_hold(self) -> None:
        """Each of them."""
        for law in LAWS:
            law(self)

    def no_answer_on_the_wrong_prompt(self) -> None:
        """A code is what its text showed; without one only one prompt can be meant."""
        for given in self._new("given", self.world.episodes.given):
            said = self.world.said[given.answer.message_id]
            prompt_id = f"{given.answer.episode}|{given.answer.key}"
            code = self.world.codes(given.number)[prompt_id]
            if said.codes:
                assert code in said.codes, (said.text.body, prompt_id, code)
            else:
                assert said.exposed == {prompt_id}, (said.text.body, prompt_id, said.exposed)

    def no_code_twice(self) -> None:
        """On one phone a code is one prompt's for ever, and a prompt has one code."""
        for text in self._new("codes", self.world.carrier.attempts):
            known = self._code_of[text.to]
            for key, code in zip(ids_of(text.key), text.codes, strict=bool(text.codes)):
                assert code >= LOWEST_CODE
                assert known.setdefault(code, key) == key, (code, known[code], key)
            assert len(set(known.values())) == len(known), known

    def every_text_is_acted_on_once(self) -> None:
        """However often it comes; and every wish about hours is done once."""
        world = self.world
        for number, phone in world.phones.items():
            for act in self._new(f"acts {number}", phone.acts):
                self._read[act.text.message_id] += 1
                self._requested.update(change.change for change in act.shift_requests)
                assert self._read[act.text.message_id] == 1, act.text
        self._done.update(
            change for _, change in self._new("shift_requests", world.episodes.shift_requests)
        )
        if world.at_rest:
            assert len(self._read) == len(world.said)
            for change in (ShiftChange.OFF, ShiftChange.ON):
                assert self._requested[change] == self._done[change], ("not done", change)

    def nothing_is_lost(self) -> None:
        """What an episode wants stands open on its phone, and nothing else does."""
        if not self.world.at_rest:
            return
        wanted = {one.id: one for one in self.world.episodes.standing()}
        for number, phone in self.world.phones.items():
            held = {key for key, _ in phone.thread.open_prompts()}
            meant = {key for key, one in wanted.items() if one.holder.token == number}
            assert held <= meant, ("stands though nobody wants it", number, held - meant)
            lost = {key for key in meant - held if not self._over(wanted[key])}
            assert not lost, ("wanted and not there", number, lost)

    def nothing_is_sent_twice(self) -> None:
        """A prompt is shown once, once for each reminder or SNOOZE, once for each lost text."""
        for each in self._new("shown", list(self.world.carrier.accepted.values())):
            for key in prompts_of(each):
                if _is_morning(each) and self._showings[key]:
                    continue
                self._showings[key] += 1
                question = self.world.prompt(key).question
                due = 1 + sum(at <= each.at + GATHERED_WITHIN for at in question.remind_at)
                most = due + self.world.undelivered[key]
                if self._showings[key] > most:
                    most += self._put_off(each.text.to, key)
                assert self._showings[key] <= most, (each.text.key, self._showings[key], most)

    def _put_off(self, number: str, key: str) -> int:
        """How often its reader wanted to be reminded of a prompt at another time."""
        code = self.world.codes(number)[key]
        items = (said.item for act in self.world.phones[number].acts for said in act.said)
        return sum(item.kind == "snoozed" and item.code == code for item in items)

    def three_corrections_in_ten_minutes(self) -> None:
        """Whoever is not understood is told so three times in ten minutes, and not more often.

        What is understood begins the count anew; what is not said back to is read by a person. Of
        whom a danger or a death is, it is asked three times more.
        """
        for number, phone in self.world.phones.items():
            for act in self._new(f"corrections {number}", phone.acts):
                kinds = [item.kind for out in act.said for item in (out.item, *out.then)]
                told = [act.text.at] * sum(kind in CORRECTIONS for kind in kinds)
                lately = [at for at in self._corrections[number] if abs(act.text.at - at) < LATELY]
                anew = act.handed or UNDERSTOOD.intersection(kinds)
                self._corrections[number] = [] if anew else [*lately, *told]
                pressing = look(act.text.body) or says_death(act.text.body)
                most = RULES.corrections * (2 if pressing else 1)
                assert not told or len(self._corrections[number]) <= most, act

    def no_text_is_swallowed(self) -> None:
        """Each text ends as an answer, a word back, words for a person, or is a courtesy."""
        for number, phone in self.world.phones.items():
            for act in self._new(f"swallowed {number}", phone.acts):
                came_of_it = act.said or act.handed or act.passed_on or act.shift_requests
                courtesy = is_courtesy(act.text.body)
                keyword = carrier_keyword(act.text.body)
                assert came_of_it or courtesy or keyword, act

    def danger_and_death_are_heard(self) -> None:
        """Whatever a phone said before, whoever holds it, opted out or not."""
        for number, phone in self.world.phones.items():
            for act in self._new(f"heard {number}", phone.acts):
                assert act.passed_on or act.text.body not in HEARD_ALWAYS, act

    def patients_are_left_in_peace(self) -> None:
        """By day, within the caps, about one patient at a time; else only replies and safety."""
        for number in PUBLIC:
            for each in self._new(f"peace {number}", self.world.carrier.to(number)):
                if not each.text.codes:
                    said = self.world.said[each.text.key.partition("/")[0]]
                    assert said.text.phone == number
                    continue
                self._by_day(number, each)
                self._within_caps(number, each)

    def one_patient_at_a_time(self) -> None:
        """A shared phone is asked nothing about one patient while a question on another stands."""
        for number in PUBLIC:
            before = self._open_before.get(number, set())
            for each in self._new(f"one {number}", self.world.carrier.to(number)):
                for key in prompts_of(each):
                    if self.world.prompt(key).question.choices:
                        others = {k for k in before if _episode(k) != _episode(key)}
                        still = others & self._open(number)
                        assert not still, (each.text.key, still)
            self._open_before[number] = self._open(number)

    def staff_get_what_comes_together_as_one(self) -> None:
        """Two minutes between texts of prompts, but after a reply; three prompts in one at most."""
        for number in set(self.world.phones) - PUBLIC:
            for each in self._new(f"staff {number}", self.world.carrier.to(number)):
                keys = prompts_of(each)
                assert len(keys) <= RULES.together
                if not keys or self.world.prompt(keys[0]).question.urgent:
                    continue
                last, self._prompted[number] = self._prompted.get(number), each
                soon = last is not None and each.at - last.at < GATHERED_WITHIN
                if soon and not _is_morning(each):
                    assert self._follows(number, keys, each), (last, each)

    def who_opted_out_gets_nothing(self) -> None:
        """But safety texts, and one confirmation where the carrier gives none."""
        for number, phone in self.world.phones.items():
            acts = self._new(f"out {number}", phone.acts)
            sent = self._new(f"sent {number}", self.world.carrier.to(number))
            events: list[Act | Accepted] = [*acts, *sent]
            for event in sorted(events, key=lambda event: event.order):
                if isinstance(event, Act):
                    self._heard(number, event)
                elif number in self._confirmations:
                    kinds = {item.kind for item in event.text.items}
                    assert kinds <= SAFETY, event
                    self._confirmations[number] -= "stopped" in kinds
                    assert self._confirmations[number] >= 0, event

    def both_hear_of_a_handing_over(self) -> None:
        """Whoever gives tasks away that they have seen is told which and to whom."""
        for number, phone in self.world.phones.items():
            codes = self.world.codes(number)
            for shifted, said in self._new(f"shifts {number}", phone.shifts):
                seen = [task for task in shifted.handed if f"{task.episode}|{task.key}" in codes]
                assert said or not seen, ("handed over in silence", number, seen)

    # ---- how

    def _new(self, law: str, things: list[_New]) -> Iterator[_New]:
        begin, self._seen[law] = self._seen[law], len(things)
        return iter(things[begin:])

    def _over(self, wanted: Wanted) -> bool:
        """Whether its time is past, or it was a notice: then nothing more comes of it."""
        question = wanted.question
        useless = question.useless_after is not None and question.useless_after <= self.world.now
        return useless or not question.choices

    def _by_day(self, number: str, each: Accepted) -> None:
        local = in_zone(each.at, _ZONES[number]).time()
        assert time(8) <= local < time(21), (each.text.key, local)

    def _within_caps(self, number: str, each: Accepted) -> None:
        """What goes out once more because it was lost does not count."""
        for key in prompts_of(each):
            if self._excused[key] < self.world.undelivered[key]:
                self._excused[key] += 1
                return
        day = in_zone(each.at, _ZONES[number]).date()
        self._dates[number].append(each.at)
        days = [in_zone(at, _ZONES[number]).date() for at in self._dates[number]]
        week = [one for one in days if day - timedelta(days=7) < one <= day]
        assert week.count(day) <= RULES.patient_per_day, (each.text.key, week)
        assert len(week) <= RULES.patient_per_week, (each.text.key, week)

    def _open(self, number: str) -> set[str]:
        held = self.world.phones[number].thread.open_prompts()
        return {key for key, one in held if one.code is not None and one.prompt.question.choices}

    def _follows(self, number: str, keys: list[str], each: Accepted) -> bool:
        """Whether the phone said something of one of these patients just before."""
        just = [
            act
            for act in self.world.phones[number].acts
            if act.order < each.order and each.at - act.text.at < 2 * GATHERED_WITHIN
        ]
        about = {_episode(pending.id) for act in just for pending in act.handed}
        return bool(about & {_episode(key) for key in keys})

    def _heard(self, number: str, act: Act) -> None:
        """How many confirmations a phone that opted out may still get."""
        match self.world.said[act.text.message_id].intent:
            case Intent.STOP:
                before = self._confirmations.get(number, 0)
                self._confirmations[number] = before + (not act.text.carrier_confirms)
            case Intent.WRONG_NUMBER if number in PUBLIC:
                self._confirmations.setdefault(number, 0)
            case Intent.START:
                self._confirmations.pop(number, None)
            case _:
                pass


def _is_morning(each: Accepted) -> bool:
    return each.text.items[0].kind == "morning"


def _episode(prompt_id: str) -> str:
    return prompt_id.partition("|")[0]


LAWS: tuple[Callable[[Laws], None], ...] = (
    Laws.no_answer_on_the_wrong_prompt,
    Laws.no_code_twice,
    Laws.every_text_is_acted_on_once,
    Laws.nothing_is_lost,
    Laws.nothing_is_sent_twice,
    Laws.three_corrections_in_ten_minutes,
    Laws.no_text_is_swallowed,
    Laws.danger_and_death_are_heard,
    Laws.patients_are_left_in_peace,
    Laws.one_patient_at_a_time,
    Laws.staff_get_what_comes_together_as_one,
    Laws.who_opted_out_gets_nothing,
    Laws.both_hear_of_a_handing_over,
)
