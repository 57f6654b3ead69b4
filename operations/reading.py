"""What would be understood of a text, and why, without a server: for tests, for whoever wonders."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.validation import Problem, Refused
from domain.asking.kind import Kind
from domain.clinical.triage import why
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.languages import Level
from domain.pathway import Role
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.catalogue import kind_of, kinds
from domain.steps.check_in_kinds import CALL_BACK, CHECK_IN, CHECK_IN_CALL, CHECK_IN_MENU, SILENT
from domain.steps.contact import CALL, CALL_OTHER
from domain.steps.disposition import DISPOSITION
from domain.steps.equipment import EQUIPMENT_DELIVERED, EQUIPMENT_OFFER, EQUIPMENT_WORKS
from domain.steps.reconciliation import MISSING_LIST, PRESCRIBER, RECONCILE
from domain.steps.review import CONFIRM_DEATH, NEAR_LEAVING, PATIENT_WROTE
from domain.steps.symptoms import REVIEW_CALL
from domain.steps.transport import RIDE_OFFER
from domain.steps.transport_legs import RIDE_CONFIRM, RIDE_PICKED_UP
from domain.steps.unknown_items import EQUIPMENT_GRAVE
from domain.steps.visit_course import ATTENDED, BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.courtesy import is_courtesy
from domain.texting.interpretation import (
    Answered,
    Asked,
    Corrected,
    Danger,
    Death,
    FixWhat,
    Given,
    Interpretation,
    Lacking,
    Listed,
    NearLeaving,
    NoMoreTexts,
    NotOpen,
    NotRead,
    OnCallAsked,
    Phone,
    PromptOnPhone,
    RemindWhen,
    Resent,
    Reserved,
    ShiftRequested,
    Snoozed,
    TakenBack,
    WhichOne,
    Words,
    WrongNumber,
)
from domain.texting.interpreter import is_noise, listen
from domain.texting.leaving.told_no import told_no
from domain.texting.reply_grammar import Chosen

AS = ("patient", "caregiver", "nurse", "case_manager", "vendor", "unknown")
"""As whom a text may be read."""
STAFF = "staff"
"""In a file of lines: whoever is asked what is open."""
ZONE = "America/New_York"
_FAMILY = ("patient", "caregiver", "unknown")
_TITLES: tuple[tuple[str, Kind, Role], ...] = (
    ("CHECK-IN MENU", CHECK_IN_MENU, Role.PATIENT),
    ("CHECK-IN CALL", CHECK_IN_CALL, Role.NURSE),
    ("CHECK-IN", CHECK_IN, Role.PATIENT),
    ("CALL BACK", CALL_BACK, Role.NURSE),
    ("CALL NOW", REVIEW_CALL, Role.NURSE),
    ("NO TEXTS?", NEAR_LEAVING, Role.NURSE),
    ("NO WORD", SILENT, Role.NURSE),
    ("what else", CALL_OTHER, Role.NURSE),
    ("which problem", CALL_DETAIL, Role.NURSE),
    ("BOOK VISIT", BOOK_VISIT, Role.NURSE),
    ("ATTENDED", ATTENDED, Role.NURSE),
    ("MISSING LIST", MISSING_LIST, Role.NURSE),
    ("PRESCRIBER", PRESCRIBER, Role.NURSE),
    ("MEDS", RECONCILE, Role.NURSE),
    ("ESCALATION", ESCALATION, Role.CASE_MANAGER),
    ("DONE?", ESCALATION_DONE, Role.CASE_MANAGER),
    ("DIED?", CONFIRM_DEATH, Role.CASE_MANAGER),
    ("PATIENT WROTE", PATIENT_WROTE, Role.NURSE),
    ("WHERE DID THEY GO", DISPOSITION, Role.NURSE),
    ("RIDE confirm", RIDE_CONFIRM, Role.VENDOR),
    ("RIDE offer", RIDE_OFFER, Role.VENDOR),
    ("PICKED UP", RIDE_PICKED_UP, Role.VENDOR),
    ("DELIVERED?", EQUIPMENT_DELIVERED, Role.VENDOR),
    ("DELIVER", EQUIPMENT_OFFER, Role.VENDOR),
    ("WORKS?", EQUIPMENT_WORKS, Role.NURSE),
    ("WHAT ITEM?", EQUIPMENT_GRAVE, Role.NURSE),
    ("slot offer", SLOT_OFFER, Role.PATIENT),
    ("equipment works", EQUIPMENT_WORKS, Role.PATIENT),
    ("RIDE", RIDE_OFFER, Role.VENDOR),
    ("EQUIP", EQUIPMENT_OFFER, Role.VENDOR),
    ("OXYGEN", EQUIPMENT_OFFER, Role.VENDOR),
    ("BOOK", BOOK_VISIT, Role.NURSE),
    ("VISIT", ATTENDED, Role.NURSE),
    ("CALL", CALL, Role.NURSE),
)
"""How prompts are named in words, the more special first."""
TITLES = tuple(name for name, _, _ in _TITLES)
OF_FAMILY = {
    "slot offer": SLOT_OFFER,
    "equipment works": EQUIPMENT_WORKS,
    "check-in menu": CHECK_IN_MENU,
    "check-in": CHECK_IN,
}
"""What stands on a patient's phone, in words of either case."""
_FIELDS = ("code", "kind", "role", "label")
_FIRST_CODE, _LAST_CODE = 21, 999
_CODE = re.compile(r"(?P<code>\d\d)\b(?P<rest>.*?)(?=,?\s*(?:and )?\b\d\d\b|\)|$)")
_STRANGE = re.compile(r"\b[A-Z]{4,}\b")
_LABEL = re.compile(r"\b(?:[A-Z]\.){2}")
_FAMILYS = re.compile(rf"(?:\b(?P<code>\d\d) )?(?P<title>{'|'.join(OF_FAMILY)})")

_KINDS: dict[type, str] = {
    Death: "death",
    Danger: "danger",
    NearLeaving: "near_stop",
    WrongNumber: "wrong_number",
    TakenBack: "undo",
    FixWhat: "fix_what",
    Asked: "who",
    Resent: "resend",
    NoMoreTexts: "no_more_texts",
    OnCallAsked: "on_call",
    Words: "words",
}


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One thing that a text means. `rule` names what found it, `phrase` the words of it."""

    kind: str
    level: str = ""
    rule: str = ""
    phrase: str = ""
    prompt: int | None = None
    choice: str = ""
    at: str = ""
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "kind": self.kind,
            "level": self.level or None,
            "rule": self.rule or None,
            "phrase": self.phrase or None,
            "prompt": self.prompt,
            "choice": self.choice or None,
            "at": self.at or None,
            "note": self.note or None,
        }


def read(text: str, phone: Phone, now: datetime) -> tuple[Heard, ...]:
    """All that would be understood, in order; what asks for nothing is said to do so."""
    heard = tuple(each for one in listen(text, phone, now) for each in _heard(one, text))
    if heard:
        return heard
    if is_noise(text, phone):
        return (Heard(kind="noise", rule="a reaction, an automatic reply, or a text of ours"),)
    return (Heard(kind="courtesy", rule="thanks" if is_courtesy(text) else "nothing asked"),)


def phone_of(who: str, open_: Sequence[PromptOnPhone], *, opted_out: bool = False) -> Phone:
    """The phone of somebody in that role, with these prompts."""
    staff = who not in _FAMILY
    closed = {23: "A.B.: done by RN Chandra"} if staff else {}
    return Phone(
        prompts=tuple(open_),
        opted_out=opted_out,
        last_reply_at=None,
        closed_codes=closed,
        staff=staff,
        rostered=who in ("nurse", "case_manager"),
    )


def prompts_of(file: Sequence[object], source: str, now: datetime) -> tuple[PromptOnPhone, ...]:
    """The prompts of a file: [{"code": 27, "kind": "call", "label": "J.S.", "role": "nurse"}].

    Raises Refused, naming every place that is wrong.
    """
    wrong = [one for number, row in enumerate(file) for one in _wrong_in(f"[{number}]", row)]
    rows = [row for row in file if isinstance(row, dict)]
    codes = [row.get("code") for row in rows]
    wrong += [
        Problem(field=f"[{number}].code", found=repr(code), expected="a code of its own")
        for number, code in enumerate(codes)
        if code in codes[:number] and len(rows) == len(file)
    ]
    if wrong:
        raise Refused(source, wrong)
    return tuple(
        _prompt(
            row["code"],
            kind_of(row["kind"]),
            Role(row.get("role", "nurse")),
            row.get("label", ""),
            now,
        )
        for row in rows
    )


def _wrong_in(place: str, row: object) -> Iterator[Problem]:
    """What is wrong with one prompt of a file."""
    if not isinstance(row, dict):
        yield Problem(field=place, found=repr(row), expected='{"code": 27, "kind": "call"}')
        return
    known = tuple(name for name, kind in kinds().items() if kind.choices)
    roles = tuple(role.value for role in Role)
    code, kind, role, label = (row.get(name) for name in _FIELDS)
    right = type(code) is int and _FIRST_CODE <= code <= _LAST_CODE
    checks = (
        ("code", code, f"a number from {_FIRST_CODE} to {_LAST_CODE}", right),
        ("kind", kind, f"a kind of docs/texting.md{_near(kind, known)}", kind in known),
        ("role", role, f"one of {', '.join(roles)}", "role" not in row or role in roles),
        ("label", label, "text, such as J.S.", "label" not in row or isinstance(label, str)),
        *((name, row[name], f"only {', '.join(_FIELDS)}", name in _FIELDS) for name in row),
    )
    for field, found, expected, ok in checks:
        if not ok:
            yield Problem(field=f"{place}.{field}", found=repr(found), expected=expected)


def _near(said: object, known: Sequence[str]) -> str:
    """What may have been meant."""
    near = difflib.get_close_matches(str(said), known, n=1)
    return f': did you mean "{near[0]}"?' if near else ", such as call"


def in_words(who: str, open_: str, now: datetime) -> tuple[str, Phone]:
    """Who writes, and their phone, of words such as "27 CALL J.S., 28 CALL M.R.".

    Raises ValueError for somebody whom nobody knows, Refused for a prompt of no such name.
    """
    if who in _FAMILY:
        return who, _family(open_, now)
    if who not in (*AS, STAFF):
        raise ValueError(f"who is {who!r}")
    prompts = list(_named(open_, now))
    roles = {prompt.role for prompt in prompts}
    role = next((each for each in (Role.VENDOR, Role.CASE_MANAGER) if each in roles), Role.NURSE)
    if "vendor" in open_:
        role = Role.VENDOR
    name = {Role.VENDOR: "vendor", Role.CASE_MANAGER: "case_manager"}.get(role, "nurse")
    name = name if who == STAFF else who
    replied = max((p.closed_at for p in prompts if p.answered and p.closed_at), default=None)
    return name, replace(phone_of(name, prompts), last_reply_at=replied)


def _named(open_: str, now: datetime) -> Iterator[PromptOnPhone]:
    before: tuple[Kind, Role] = (CALL, Role.NURSE)
    initials = _LABEL.findall(open_) if open_.startswith("prompts of") else []
    if initials:
        for number, label in enumerate(initials):
            yield _prompt(27 + number, CALL, Role.NURSE, label, now)
        return
    for found in _CODE.finditer(open_):
        rest = found["rest"]
        title = next(((k, r) for name, k, r in _TITLES if name in rest), None)
        if title is None and (strange := _STRANGE.search(rest)):
            known = f"one of {', '.join(TITLES)}"
            wrong = Problem(field="open", found=repr(strange.group()), expected=known)
            raise Refused("read", [wrong])
        before = title or _shared(open_) or before
        label = next(iter(_LABEL.findall(rest)), "")
        prompt = _prompt(int(found["code"]), *before, label, now)
        if "answered" in rest:
            ago = timedelta(hours=33) if "33 h" in rest else timedelta(minutes=5)
            yield _closed(prompt, now - ago, answered=True)
        elif "closed by a colleague" in rest:
            yield _closed(prompt, now - timedelta(hours=1))
        elif "handed to a colleague" in rest:
            yield replace(_closed(prompt, now - timedelta(hours=1)), handed_over=True)
        else:
            yield prompt


def _shared(open_: str) -> tuple[Kind, Role] | None:
    """The kind that is named once for several codes: "24, 25 MEDS", "21, 22 calls"."""
    if open_.rstrip(")").endswith("calls"):
        return CALL, Role.NURSE
    return next(((k, r) for name, k, r in _TITLES if name in open_), None)


def _family(open_: str, now: datetime) -> Phone:
    """The questions of a family; one without a code of its own is counted from 21."""
    said = {one["title"]: one["code"] for one in _FAMILYS.finditer(open_.lower())}
    titles = sorted(said, key=lambda title: title != "slot offer")
    prompts = [
        _prompt(int(said[title] or _FIRST_CODE + n), OF_FAMILY[title], Role.PATIENT, "", now)
        for n, title in enumerate(titles)
    ]
    return phone_of("patient", prompts, opted_out="opted out" in open_)


def _prompt(code: int, kind: Kind, role: Role, label: str, now: datetime) -> PromptOnPhone:
    return PromptOnPhone(
        id=f"p{code}",
        code=code,
        label=label or "J.S.",
        role=role,
        choices=kinds()[kind].choices,
        shown_at=now - timedelta(hours=1),
        time_zone=ZONE,
    )


def _closed(prompt: PromptOnPhone, at: datetime, *, answered: bool = False) -> PromptOnPhone:
    return replace(prompt, closed_at=at, closed_words="done", answered=answered)


def _heard(one: Interpretation, text: str) -> Iterator[Heard]:
    flag = getattr(one, "flag", None)
    if flag is not None:
        found = why(text, staff=not isinstance(one, Danger))
        kind = "danger" if flag.level is Level.EMERGENCY else "same_day"
        said = (found.words if found.phrase == flag.name else found.phrase) if found else ""
        yield Heard(kind=kind, level=flag.level, rule=flag.name, phrase=said)
    if not isinstance(one, Danger):
        yield _plainly(one)
    if isinstance(one, Answered) and not one.prompt.role.is_family:
        yield from _no_beside(one)


def _no_beside(one: Answered) -> Iterator[Heard]:
    """A family's no that a colleague's note tells of, as the ledger reads it with the answer."""
    if no := told_no(one.chosen.note):
        kind = "no_more_texts" if no.sure else "near_stop"
        yield Heard(kind=kind, prompt=one.prompt.code, note=", ".join(no.whose))


def _chosen(chosen: Chosen) -> str:
    """All that was chosen."""
    return ", ".join(one.value for one in (chosen.choice, *chosen.also))


def _plainly(one: Interpretation) -> Heard:
    match one:
        case Answered(prompt=prompt, chosen=chosen):
            at = chosen.at or chosen.happened_at
            return Heard(
                kind="answer",
                prompt=prompt.code,
                choice=_chosen(chosen),
                at=at.isoformat() if at else "",
                note=chosen.note,
            )
        case Corrected(prompt=prompt, chosen=chosen):
            return Heard(kind="corrected", prompt=prompt.code, choice=_chosen(chosen))
        case Snoozed(prompt=prompt, until=until):
            return Heard(kind="snooze", prompt=prompt.code, at=until.isoformat())
        case Given(prompt=prompt, to=to):
            return Heard(kind="give", prompt=prompt.code, note=to)
        case RemindWhen() | Lacking() | WhichOne() | NotOpen() | NotRead():
            return _asked_back(one)
        case _:
            return _in_a_word(one)


def _in_a_word(one: Interpretation) -> Heard:
    match one:
        case NoMoreTexts(prompt=None):
            return Heard(kind="asked", rule="whose no it is")
        case Reserved(keyword=word):
            return Heard(kind=word.value)
        case Listed(more=more):
            return Heard(kind="more" if more else "list")
        case ShiftRequested(off=off):
            return Heard(kind="off" if off else "on")
        case _:
            about: PromptOnPhone | None = getattr(one, "prompt", None)
            return Heard(kind=_KINDS[type(one)], prompt=about.code if about else None)


def _asked_back(one: RemindWhen | Lacking | WhichOne | NotOpen | NotRead) -> Heard:
    match one:
        case RemindWhen(prompt=prompt):
            return Heard(kind="asked", prompt=prompt.code, rule="remind when")
        case Lacking(prompt=prompt, choice=choice):
            rule = f"{choice.value} lacks {choice.wants}"
            return Heard(kind="asked", prompt=prompt.code, rule=rule)
        case WhichOne(prompts=prompts):
            return Heard(kind="asked", rule=f"which of {' '.join(str(p.code) for p in prompts)}")
        case NotOpen(code=code, words=words):
            rule = "takes no answer" if words else "no prompt has this code"
            return Heard(kind="asked", prompt=code, rule=rule)
        case NotRead(prompt=prompt):
            code_ = prompt.code if prompt else None
            return Heard(kind="asked", prompt=code_, rule="not understood")
