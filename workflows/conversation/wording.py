"""Which template says what, with which values: the words themselves are in `templates/sms/`."""

from datetime import datetime

from domain.asking.care_line import CareLine
from domain.asking.choices import Choice, Value
from domain.asking.spoken import spoken_of
from domain.pathway import Role
from domain.texting.interpretation import PromptOnPhone
from domain.time.phrasing import short_instant
from domain.words.phrasebook import all_of, any_one_of, phrase, worded
from models.payloads import (
    Contact,
    GiveAnswer,
    NotGiven,
    Settled,
    ShiftChange,
    StandingPrompt,
    TextItem,
    Verdict,
    VerdictState,
)
from workflows.conversation.prompt import is_pressing

MOST_NAMED, MOST_ASKED_AMONG = 6, 4
LONGEST_NAME = 30


def prompt(
    standing: StandingPrompt, code: int, *, first: bool = False, shared: bool = False
) -> TextItem:
    """The prompt itself, or its reminder; whoever reads of somebody else is told of whom."""
    asked = standing.prompt.question
    return TextItem(
        kind=asked.kind,
        code=code,
        label=standing.label,
        facility_name=standing.prompt.facility_name,
        facility_zone=standing.prompt.facility_zone,
        zone=standing.prompt.to.time_zone,
        zoned=standing.prompt.to.person.role is Role.ALWAYS_ON,
        due=asked.due,
        choices=asked.choices,
        words=asked.words,
        times=asked.times,
        card=standing.prompt.card,
        care_line=standing.prompt.care_line,
        reminder=standing.sent > 0,
        first=first,
        named=first or shared or _of_another(standing),
    )


def _of_another(standing: StandingPrompt) -> bool:
    return standing.prompt.to.person.role is Role.CAREGIVER


def with_visit(item: TextItem, reminder: StandingPrompt) -> TextItem:
    """A question to a patient that also reminds of the visit: one text instead of two."""
    reminded = reminder.prompt.question.times
    return item.model_copy(update={"times": {**item.times, **reminded}})


def brief(standing: StandingPrompt, code: int) -> TextItem:
    """The prompt as one of several in a text."""
    return _line(standing, code, "brief")


def listed(standing: StandingPrompt, code: int) -> TextItem:
    """The prompt in a list that was asked for: its choices were shown before."""
    return _line(standing, code, "listed")


def _line(standing: StandingPrompt, code: int, kind: str) -> TextItem:
    whole = prompt(standing, code)
    words = {**whole.words, "kind": standing.prompt.question.kind, "task": task(standing)}
    return whole.model_copy(update={"kind": kind, "words": words, "reminder": False})


def brief_end(code: int, known: list[StandingPrompt], *, morning: bool = False) -> TextItem:
    """What stands under several prompts: how to answer, and whose they were."""
    givers = [standing.prompt.question.words.get("from", "") for standing in known]
    giver = next(filter(None, givers), "")
    return TextItem(
        kind="brief_end", code=code, words={"giver": giver, "morning": "1" if morning else ""}
    )


def morning(count: int) -> TextItem:
    """What stands over the list of a new shift."""
    return TextItem(kind="morning", words={"count": str(count)})


def listed_end(left: int, first: int | None) -> TextItem:
    """What stands under a list: how many are left; without a first one there was nothing."""
    return TextItem(kind="listed_end", code=first, words={"left": str(left) if left else ""})


def who(standing: StandingPrompt) -> TextItem:
    """What the card of a prompt says first, as far as it may stand in a text."""
    asked = standing.prompt.question
    words = {**asked.words, "kind": asked.kind, "why": asked.words.get("why", "")}
    item = _about(standing, "who", words, dict(asked.times))
    return item.model_copy(update={"due": asked.due})


def fix_what(standing: StandingPrompt) -> TextItem:
    """A correction without the answer that it should be."""
    kind = standing.prompt.question.kind
    return _about(standing, "fix_what", {"was": standing.closed_words, "kind": kind})


def corrected(standing: StandingPrompt, answer: GiveAnswer, said: Verdict) -> TextItem:
    """What the episode said to a correction, which is a colleague's or a vendor's."""
    item = verdict(standing, answer, said)
    match said.state:
        case VerdictState.CORRECTED:
            as_saved = said.model_copy(update={"state": VerdictState.RECORDED})
            saved = verdict(standing, answer, as_saved)
            times = dict(saved.times)
            if answer.happened_at == answer.told_at:  # then the first answer's time stands
                times.pop("happened", None)
            return saved.model_copy(update={"kind": "corrected", "times": times})
        case VerdictState.ALREADY_SETTLED | VerdictState.UNKNOWN:
            return _about(standing, "not_corrected", {"follows": said.follows})
        case _:
            return item


def shift(
    change: ShiftChange, handed: tuple[str, ...], to: tuple[str, ...], until: datetime | None
) -> TextItem:
    """What somebody's shift came to: `handed` are their tasks that went to others."""
    words = {"handed": ", ".join(handed[:MOST_NAMED]), "to": all_of(*to) if to else ""}
    words["more"] = str(len(handed) - MOST_NAMED) if len(handed) > MOST_NAMED else ""
    return TextItem(kind=f"shift_{change}", words=words, times={"until": until} if until else {})


def given(standing: StandingPrompt, to: str) -> TextItem:
    """GIVE: who does it now."""
    return _about(standing, "given", {"to": to})


def not_given(
    standing: StandingPrompt, why: NotGiven | None, to: str, names: tuple[str, ...]
) -> TextItem:
    """GIVE that gave nothing: why, and what helps."""
    words = {
        "why": why or NotGiven.NOBODY,
        "to": to[:LONGEST_NAME],
        "names": any_one_of(*names) if names else "",
    }
    return _about(standing, "not_given", words)


def snoozed(standing: StandingPrompt, until: datetime) -> TextItem:
    """SNOOZE: when its reader is reminded, and what stays as it was."""
    due = standing.prompt.question.due
    words = {"presses": "1" if is_pressing(standing) else ""}
    return _about(standing, "snoozed", words, {"until": until, **({"due": due} if due else {})})


def snooze_when(standing: StandingPrompt) -> TextItem:
    """SNOOZE without a time that can be read."""
    return _about(standing, "snooze_when", {})


def on_call(names: tuple[str, ...], care_line: CareLine | None) -> TextItem:
    """Who is on now."""
    return TextItem(kind="on_call", care_line=care_line, words={"names": ", ".join(names)})


def answered(standing: StandingPrompt, choices: tuple[Choice, ...], at: datetime) -> str:
    """What a prompt's code says after its own phone has answered it."""
    zone = standing.prompt.to.time_zone
    what = ", ".join(choice_words(choice, choice.value) for choice in choices)
    return phrase("withdrawn.answered", what=what, when=short_instant(at, zone))


def task(standing: StandingPrompt) -> str:
    """What a prompt is about, in a word or two: "call", "ride"."""
    question = standing.prompt.question
    return spoken_of(question.kind).task or question.step


def chosen(standing: StandingPrompt, answer: GiveAnswer) -> tuple[Choice, ...]:
    """What an answer chose, of all that its prompt offered."""
    said = (answer.value, *answer.also)
    return tuple(c for c in standing.prompt.question.choices if c.value in said)


def choice_words(choice: Choice | None, value: Value) -> str:
    """A choice in a few words for a confirmation."""
    if choice is None:
        return value.replace("_", " ")
    first, rest = choice.label[:1], choice.label[1:]
    return choice.label if choice.label.startswith("I ") else first.lower() + rest


def settled(why: Settled, zone: str) -> str:
    """Why a prompt needs no answer: "done by RN Lopez Tue 9/8 2:30p"."""
    said = why.words or phrase("withdrawn.not_needed")
    by = phrase("withdrawn.by", what=said, who=why.by) if why.by else said
    return worded(f"{by} {short_instant(why.at, zone)}" if why.at else by)


def no_reply_needed(standing: StandingPrompt, words: str) -> TextItem:
    """Somebody else settled it."""
    return _about(standing, "no_reply_needed", {"why": words})


def verdict(
    standing: StandingPrompt, answer: GiveAnswer, said: Verdict, *, shared: bool = False
) -> TextItem:
    """What the episode said to an answer; only this is ever confirmed."""
    item = _verdict(standing, answer, said)
    return item.model_copy(update={"named": shared or item.named})


def _verdict(standing: StandingPrompt, answer: GiveAnswer, said: Verdict) -> TextItem:
    picked = chosen(standing, answer)
    what = ", ".join(choice_words(c, c.value) for c in picked) or choice_words(None, answer.value)
    follows = "" if standing.prompt.to.person.role is Role.VENDOR else said.follows
    words = {"choice": what, "follows": follows}
    words |= {"zoned": "1"} if answer.zoned else {}
    times = {"happened": answer.happened_at}
    if answer.at is not None:
        times["visit"] = answer.at
    family = standing.prompt.to.person.role.is_family
    match said.state:
        case VerdictState.RECORDED if family:
            clinic = standing.prompt.question.words.get("clinic", "")
            said_back = {"value": answer.value, "clinic": clinic, "now": "1" if said.urgent else ""}
            item = _about(standing, "thanks", said_back, _slot(standing, answer))
            return item.model_copy(update={"due": said.due})
        case VerdictState.RECORDED:
            return _about(standing, "saved", words, times)
        case VerdictState.REFUSED:
            return _about(standing, "not_saved", words)
        case VerdictState.CLOSED:
            return _about(standing, "episode_closed", words)
        case _:
            words = {"who": _who(said, standing.prompt.to), "follows": follows}
            return _about(standing, "already_settled", words)


def _who(said: Verdict, to: Contact) -> str:
    if not said.by or said.at is None:
        return ""
    return f"{said.by} {short_instant(said.at, to.time_zone, to.language)}"


def taken_back(standing: StandingPrompt, said: Verdict, *, shared: bool = False) -> TextItem:
    """What the episode said to an UNDO."""
    done = said.state is VerdictState.TAKEN_BACK
    words = {"minutes": str(standing.prompt.undo_minutes), "follows": said.follows}
    item = _about(standing, "undone" if done else "not_undone", words)
    return item.model_copy(update={"named": shared or item.named})


def which_one(
    prompts: tuple[PromptOnPhone, ...], tasks: dict[str, str], again: str = ""
) -> TextItem:
    """What fits several prompts: name them, and what belongs behind the code."""
    listed = ", ".join(
        f"{one.code} {one.label} {tasks[one.id]}" for one in prompts[:MOST_ASKED_AMONG]
    )
    return TextItem(
        kind="which_one", words={"listed": listed, "first": str(prompts[0].code), "again": again}
    )


def not_open(code: int, words: str) -> TextItem:
    """A code that takes no answer; `words` begin with whose it was."""
    label, _, _ = words.partition(":")
    return TextItem(kind="not_open", code=code, label=label, words={"why": words})


def death_noted(standing: StandingPrompt) -> TextItem:
    """What follows when a colleague says that a patient died."""
    return _about(standing, "death_noted", {})


def no_more_texts(standing: StandingPrompt, whose: tuple[Role, ...]) -> TextItem:
    """What a colleague hears who said that somebody of the family wants no texts."""
    who = phrase("consent.both_get")
    if whose == (Role.PATIENT,):
        who = phrase("consent.the_patient_gets")
    elif whose == (Role.CAREGIVER,):
        who = phrase("consent.the_caregiver_gets")
    open_ = "1" if standing.closed_at is None else ""
    return _about(standing, "no_more_texts", {"who": who, "open": open_})


def may_leave(standing: StandingPrompt) -> TextItem:
    """What a colleague hears who said that somebody may want no texts."""
    return _about(standing, "may_leave", {})


def no_not_kept(standing: StandingPrompt) -> TextItem:
    """Their episode is over, and no phone of theirs is known: who has it, and whom to call."""
    return _about(standing, "no_not_kept", {})


def not_read(
    standing: StandingPrompt | None, facility_name: str = "", code: int | None = None
) -> TextItem:
    """A text that could not be read as an answer; `code` is one of the reader's own."""
    if standing is None:
        return TextItem(kind="not_read", facility_name=facility_name, code=code)
    return _about(standing, "not_read_code", {})


def looked_at(sent: str, code: int | None) -> TextItem:
    """Said to staff who sent a picture and no word; `code` is one of the reader's own."""
    return TextItem(kind="looked_at", code=code, words={"sent": sent})


def lacking(standing: StandingPrompt, choice: Choice, *, fixing: bool = False) -> TextItem:
    """A choice, or a correction to it, without the date or reason that it needs."""
    words = {"digit": str(choice.digit), "wants": choice.wants, "choice": choice.label.lower()}
    words["fixing"] = "1" if fixing else ""
    day = standing.prompt.question.due or standing.asked_at
    return _about(standing, "lacking", words, {"example": day})


def to_the_public(kind: str, facility_name: str, care_line: CareLine | None) -> TextItem:
    """A text to a patient that answers no prompt: emergency, stopped, started, help, heard."""
    return TextItem(kind=kind, facility_name=facility_name, care_line=care_line)


def _slot(standing: StandingPrompt, answer: GiveAnswer) -> dict[str, datetime]:
    times = standing.prompt.question.times
    return {"visit": times[answer.value]} if answer.value in times else {}


def _about(
    standing: StandingPrompt,
    kind: str,
    words: dict[str, str],
    times: dict[str, datetime] | None = None,
) -> TextItem:
    """About one prompt: staff and vendors know it by its code, which a family never saw."""
    return TextItem(
        kind=kind,
        code=None if standing.prompt.to.person.role.is_family else standing.code,
        label=standing.label,
        named=_of_another(standing),
        facility_name=standing.prompt.facility_name,
        facility_zone=standing.prompt.facility_zone,
        zone=standing.prompt.to.time_zone,
        zoned=standing.prompt.to.person.role is Role.ALWAYS_ON,
        care_line=standing.prompt.care_line,
        words={**words, "task": task(standing)},
        times=times or {},
        card=standing.prompt.card,
        choices=standing.prompt.question.choices,
    )
