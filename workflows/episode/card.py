"""The card of a question: what its person needs and what may not stand in a text."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime

from domain.asking.choices import CHOICES, Kind
from domain.asking.question import Question
from domain.episode import drug_decisions
from domain.episode.drug_decisions import LABELS, Decided
from domain.episode.facts import Answer, Facts, Sense, Wrote
from domain.episode.recipient import guardian, minor
from domain.episode.recorded_consent import consents, newest, refused
from domain.hospital.languages import texted_in
from domain.pathway import Role
from domain.permissions import Thing, sees
from domain.protocol import protocol
from domain.protocol.must_know import must_know, whom_to_call
from domain.protocol.overview import overview
from domain.steps import contact, equipment, reconciliation
from domain.texting.attachments import in_words
from domain.time.phrasing import named_instant, read_in, short_instant
from models.payloads import (
    AccountPart,
    Card,
    NoteOnCard,
    NotePart,
    SentAttachment,
    ShownDifference,
)
from models.payloads.views import OF_A_KIND

Line = tuple[str, str]
"""A line of a card, and the name of the note behind it."""
_SCRIPTS: dict[Kind, tuple[str, ...]] = {
    Kind.CALL: (
        "How are you feeling since you came home? Anything new or worse?",
        "Do you have every medicine on your list? Any trouble taking them?",
        "Do you know the date of your next visit, and how you get there?",
        "Did everything arrive that you were promised, and does it work?",
        "Tell me in your own words what you do if you feel worse, and whom you call.",
    ),
    Kind.BOOK_VISIT: (
        "Book a primary-care visit before the end of day 7.",
        "Answer with the date and time, like: tue 9/8 2:30p",
    ),
    Kind.DISPOSITION: (
        "Look the stay up in the hospital's system: where did the patient go?",
        "A correction from the hospital settles it as well.",
    ),
    Kind.RECONCILE: (
        "Decide each difference, the deadliest first; the last kind may stay as it is.",
    ),
}
_RECORDED = {
    Sense.NO_MORE_TEXTS: "the patient wants no more texts",
    Sense.NO_MORE_TO_CAREGIVER: "the caregiver wants no more texts",
    Sense.NO_MORE_TO_FAMILY: "patient and caregiver want no more texts",
    Sense.WANTS_TEXTS: "the patient wants texts again",
}
"""What a button or a hand recorded, without a word of anybody's."""
MOST_SHOWN = 10
"""Of the pictures of thirty days: each is asked for at the carrier when a card is opened."""
_TOLD_WHERE = (Kind.RIDE_CONFIRM, Kind.RIDE_PICKED_UP, Kind.EQUIPMENT_DELIVERED)
"""What a vendor is asked who has accepted: a driver needs the street."""
_WITH_ADDRESS = (Kind.LETTER, Kind.ARRANGE_RIDE, Kind.ARRANGE_EQUIPMENT)
"""Beside whatever is urgent: somebody may have to go and look."""
_WITH_LISTS = (Kind.CALL, Kind.CALL_CAREGIVER)


def card_for(key: str, facts: Facts, now: datetime, reader: Role) -> Card:
    """The card, or a closed one once the question no longer stands.

    It has what the question's role needs, and of that only what the reader's role may see.
    """
    step = key.partition("/")[0]
    if protocol.ending(facts) is not None or step not in protocol.steps(facts):
        return _closed(key, facts, sees(reader))
    decision = protocol.decide(step, facts, now)
    asked = next((asked for asked in decision.questions if asked.key == key), None)
    if asked is None:
        return _closed(key, facts, sees(reader))
    accepted = asked.kind in _TOLD_WHERE
    seen = sees(asked.to, accepted=accepted) & sees(reader, accepted=accepted)
    card = (
        _vendor(asked, facts, seen) if asked.to is Role.VENDOR else _staff(asked, facts, now, seen)
    )
    return card.with_only(seen)


def _closed(key: str, facts: Facts, seen: AbstractSet[Thing]) -> Card:
    """How a question ended, for the person who was asked: the answer, and of drug lists all."""
    zone, answer = facts.calendar.time_zone, facts.latest_answer(key)
    ended = protocol.ending(facts)
    lines: list[Line] = []
    if answer is not None:
        said = answer.value.replace("_", " ")
        when = short_instant(answer.told_at, zone)
        lines = [(f"{answer.by.name}, {when}: {said}", answer.note)]
    lists = key.startswith(f"{reconciliation.STEP}/") and Thing.DRUGS in seen
    if lists:
        lines.append((drug_decisions.in_words(facts), ""))
    if ended is not None:
        when = short_instant(ended.at, zone)
        lines.append((f"The episode ended {when}: {ended.ending}", ended.note))
    return Card(
        open=False,
        account=facts.discharge.account,
        of_account=(AccountPart.DIFFERENCES,) if lists else (),
        ended=tuple(line for line, _ in lines if line),
        notes=tuple(_notes(NotePart.ENDED, lines)) if Thing.NOTES in seen else (),
        differences=_differences(facts, seen) if lists else (),
        answered_by=answer.by.handle if answer else "",
        time_zone=zone,
    )


_WITH_WORDS = (
    Kind.PATIENT_WROTE,
    Kind.ESCALATION,
    Kind.ESCALATION_DONE,
    Kind.NEAR_LEAVING,
    Kind.CONFIRM_DEATH,
)


def _staff(asked: Question, facts: Facts, now: datetime, seen: AbstractSet[Thing]) -> Card:
    care, tried = facts.discharge.primary_care, _tried(facts)
    words = _words(facts) if asked.kind in _WITH_WORDS else []
    return Card(
        open=True,
        account=facts.discharge.account,
        of_account=tuple(one for one in _of_account(asked) if OF_A_KIND[one] in seen),
        calls=Role.CAREGIVER if minor(facts) and guardian(facts) else Role.PATIENT,
        title=_title(asked, facts, now),
        why=_why(asked, facts, seen),
        must_know=_first_of_all(facts, seen),
        patient=facts.discharge.patient.initials,
        language=facts.discharge.patient.language,
        item=_item(asked, facts),
        clinic=(care.clinic or "") if asked.kind is Kind.BOOK_VISIT else "",
        clinician=(care.clinician or "") if asked.kind is Kind.BOOK_VISIT else "",
        script=_SCRIPTS.get(asked.kind, ()),
        tried=tuple(line for line, _ in tried),
        differences=_differences(facts, seen) if asked.step == reconciliation.STEP else (),
        words=tuple(line for line, _ in words),
        notes=(*_notes(NotePart.TRIED, tried), *_notes(NotePart.WORDS, words)),
        written=len(facts.written) if asked.kind in _WITH_WORDS else 0,
        attached=_attached(facts) if asked.kind in _WITH_WORDS else (),
        choices=asked.choices or CHOICES.get(asked.kind, ()),
        asks_consent=asked.kind is Kind.CALL and _may_agree(facts),
        no_texts=refused(facts, Role.PATIENT),
        role=asked.to,
        due=asked.due,
        time_zone=facts.calendar.time_zone,
    )


def _of_account(asked: Question) -> Iterator[AccountPart]:
    """What of the hospital's account a colleague needs beside the question."""
    yield AccountPart.PEOPLE
    yield AccountPart.STAY
    if asked.urgent or asked.kind in _WITH_ADDRESS:
        yield AccountPart.ADDRESS
    if asked.step == reconciliation.STEP:
        yield AccountPart.DIFFERENCES
    if asked.step == reconciliation.STEP or asked.kind in _WITH_LISTS:
        yield AccountPart.LISTS


def _may_agree(facts: Facts) -> bool:
    """Whether texts could go to the patient, had they agreed; nobody has recorded what they say."""
    patient = facts.discharge.patient
    textable = patient.phone is not None and texted_in(patient.language) and not minor(facts)
    return textable and newest(facts, Role.PATIENT) is None and not consents(facts)


def _vendor(asked: Question, facts: Facts, seen: AbstractSet[Thing]) -> Card:
    """What a vendor may know without a PIN: initials, the time; once accepted where, and what."""
    accepted = asked.kind in _TOLD_WHERE
    return Card(
        open=True,
        account=facts.discharge.account,
        of_account=(AccountPart.ADDRESS,) if accepted and Thing.CONTACT in seen else (),
        title=asked.words.get("what", ""),
        patient=facts.discharge.patient.initials,
        item=_item(asked, facts) if accepted else "",
        choices=asked.choices,
        role=asked.to,
        due=asked.due,
        time_zone=facts.calendar.time_zone,
    )


def _item(asked: Question, facts: Facts) -> str:
    """What the hospital wrote for the item that it is about; nothing where it is about none."""
    step, _, number = asked.step.rpartition("-")
    return facts.discharge.equipment[int(number) - 1].item if step == equipment.STEP else ""


def _title(asked: Question, facts: Facts, now: datetime) -> str:
    titles = {view.decision.step: view.decision.title for view in overview(facts, now).steps}
    return titles.get(asked.step, asked.step)


def _first_of_all(facts: Facts, seen: AbstractSet[Thing]) -> tuple[str, ...]:
    """What must be known; of the clinical part only that, if any, which says whom to call."""
    if Thing.CLINICAL in seen:
        return must_know(facts)
    return whom_to_call(facts) if Thing.CONTACT in seen else ()


def _why(asked: Question, facts: Facts, seen: AbstractSet[Thing]) -> str:
    """Home since when, and what brought this question up."""
    home = named_instant(facts.discharge.discharged_at, facts.calendar.time_zone)
    told = Thing.NOTES in seen or asked.kind not in _WITH_WORDS  # theirs says what was written of
    why = read_in(asked.words.get("why", ""), facts.calendar.time_zone) if told else ""
    if asked.kind is Kind.DISPOSITION:
        why = f"The hospital sent as disposition: {facts.discharge.disposition or 'nothing'}."
    return f"Home since {home}. {why}".strip()


def _notes(part: NotePart, lines: list[Line]) -> Iterator[NoteOnCard]:
    """The notes behind these lines, by name."""
    for number, (_, note) in enumerate(line for line in lines if line[0]):
        if note:
            yield NoteOnCard(name=note, part=part, line=number)


def _tried(facts: Facts) -> list[Line]:
    zone = facts.calendar.time_zone
    return [(_attempt(answer, zone), answer.note) for answer in contact.attempts(facts)]


def _attempt(answer: Answer, zone: str) -> str:
    when, what = short_instant(answer.happened_at, zone), answer.value.replace("_", " ")
    return f"{when}: {what}, {answer.by.name}"


def _words(facts: Facts) -> list[Line]:
    """What the patient wrote and staff noted, in full: this is the place for it."""
    zone = facts.calendar.time_zone
    written = [(wrote.at, _as_written(wrote), wrote.note) for wrote in facts.written]
    noted = [
        (answer.told_at, f"{answer.by.name} noted", answer.note)
        for answer in facts.answers
        if answer.note
    ]
    every = sorted(written + noted)
    return [(f"{short_instant(at, zone)} {words}", note) for at, words, note in every]


def _as_written(wrote: Wrote) -> str:
    sent = f"sent {in_words(wrote.attached)}" if wrote.attached else ""
    if wrote.note:
        return f"{wrote.by.name} noted"
    if not sent and not wrote.body.strip() and wrote.sense in _RECORDED:
        return f"{wrote.by.name} recorded: {_RECORDED[wrote.sense]}"
    if sent and not wrote.body.strip():
        return f"{wrote.by.name} {sent}"
    return f"{wrote.by.name}: {wrote.body}{f' ({sent})' if sent else ''}"


def _attached(facts: Facts) -> tuple[SentAttachment, ...]:
    """The newest of what came with texts, in the order in which it came."""
    zone = facts.calendar.time_zone
    every = [
        SentAttachment(
            message_id=wrote.message_id,
            attachment=one,
            words=f"{short_instant(wrote.at, zone)} {wrote.by.name} sent {in_words((one,))}",
        )
        for wrote in sorted(facts.written, key=lambda wrote: wrote.at)
        for one in wrote.attached
    ]
    return tuple(every[-MOST_SHOWN:])


def _differences(facts: Facts, seen: AbstractSet[Thing]) -> tuple[ShownDifference, ...]:
    found, known = drug_decisions.comparison(facts), drug_decisions.decided(facts)
    matter = {each.id for each in found.to_settle}
    return tuple(
        ShownDifference(
            id=each.id,
            high_alert=each.high_alert,
            matters=each.id in matter,
            decision=known[each.id].decision if each.id in known else "",
            note=known[each.id].note if each.id in known and Thing.NOTES in seen else "",
            decided=_decided(known[each.id], facts) if each.id in known else "",
        )
        for each in found.differences
    )


def _decided(one: Decided, facts: Facts) -> str:
    when = short_instant(one.at, facts.calendar.time_zone)
    return f"{LABELS[one.decision]}, {one.by} {when}"
