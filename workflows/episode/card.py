"""The card of a question: what its person needs and what may not stand in a text."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Choice, Value
from domain.asking.kind import OnCard
from domain.asking.question import Question, asked_now
from domain.asking.spoken import spoken_of
from domain.episode import drug_decisions
from domain.episode.decision import Decision
from domain.episode.drug_decisions import LABELS, Decided
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Answer, Facts, Sense, Wrote
from domain.episode.family.recipient import guardian, minor
from domain.episode.family.recorded_consent import consents, newest, refused
from domain.hospital.languages import texted_in
from domain.pathway import Role
from domain.permissions import Thing, sees
from domain.protocol import protocol
from domain.protocol.must_know import must_know, risk_by_parts, whom_to_call
from domain.protocol.overview import overview
from domain.steps import catalogue
from domain.steps.tapped import AskedTap, asked_taps, case_consent
from domain.steps.tier import Tier, standing, tier_in_words
from domain.texting.attachments import Attachment, in_words
from domain.time.phrasing import named_instant, short_instant
from domain.words.phrasebook import all_of, phrase, read_in, worded
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
_RECORDED = {
    Sense.NO_MORE_TEXTS: phrase("card.no_texts_patient"),
    Sense.NO_MORE_TO_CAREGIVER: phrase("card.no_texts_caregiver"),
    Sense.NO_MORE_TO_FAMILY: phrase("card.no_texts_family"),
    Sense.WANTS_TEXTS: phrase("card.texts_again"),
}
"""What a button or a hand recorded, without a word of anybody's."""
MOST_SHOWN = 10
"""Of the pictures of thirty days: each is asked for at the carrier when a card is opened."""
_CLIMBS = (ESCALATION, ESCALATION_DONE)
_OF_VENDORS = (AccountPart.ADDRESS, AccountPart.ITEM)
"""What of the account a vendor needs once they have accepted."""


def card_for(key: str, facts: Facts, now: datetime, reader: Role) -> Card:
    """The card, or a closed one once the question no longer stands, in no round of its alarm.

    It has what the question's role needs, and of that only what the reader's role may see.
    """
    step = key.partition("/")[0]
    if protocol.ending(facts) is not None or step not in protocol.steps(facts):
        return _closed(key, facts, sees(reader))
    decision = protocol.decide(step, facts, now)
    asked = asked_now(key, decision.questions)
    if asked is None:
        return _closed(key, facts, sees(reader))
    accepted = OnCard.PLACE in catalogue.on_card(asked)
    seen = sees(asked.to, accepted=accepted) & sees(reader, accepted=accepted)
    card = (
        _vendor(asked, facts, seen) if asked.to is Role.VENDOR else _staff(asked, facts, now, seen)
    )
    return card.with_only(seen).model_copy(
        update={"rings_on": _rings_on(key, asked, decision, facts)}
    )


def _rings_on(key: str, asked: Question, decision: Decision, facts: Facts) -> bool:
    """Whether an earlier round asked it, and it is theirs to act: nobody else has taken it."""
    mine = facts.latest_answer(asked.key) is not None
    return asked.key != key and (decision.taken_by is None or mine)


def _closed(key: str, facts: Facts, seen: AbstractSet[Thing]) -> Card:
    """How a question ended, for the person who was asked: the answer, and of drug lists all."""
    zone, answer = facts.calendar.time_zone, facts.latest_answer(key)
    ended = protocol.ending(facts)
    lines: list[Line] = []
    if answer is not None:
        said = all_of(*(phrase(f"values.{value}") for value in answer.values))
        told = phrase("card.answered", who=answer.by.name, when=answer.told_at, what=said)
        lines = [(read_in(told, zone), answer.note)]
    lists = OnCard.DIFFERENCES in catalogue.on_step_card(key) and Thing.DRUGS in seen
    if lists:
        lines.append((worded(drug_decisions.in_words(facts)), ""))
    if ended is not None:
        over = phrase("card.episode_ended", when=ended.at, ending=ended.ending)
        lines.append((read_in(over, zone), ended.note))
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


def _staff(asked: Question, facts: Facts, now: datetime, seen: AbstractSet[Thing]) -> Card:
    care, tried = facts.discharge.primary_care, _tried(facts)
    shown = catalogue.on_card(asked)
    words = _words(facts) if OnCard.WORDS in shown else []
    return Card(
        open=True,
        account=facts.discharge.account,
        of_account=tuple(one for one in _of_account(asked, facts) if OF_A_KIND[one] in seen),
        calls=Role.CAREGIVER if minor(facts) and guardian(facts) else Role.PATIENT,
        title=_title(asked, facts, now),
        why=_why(asked, facts, seen),
        must_know=_first_of_all(facts, seen),
        risk=_risk(facts),
        patient=facts.discharge.patient.initials,
        language=facts.discharge.patient.language,
        item_number=_item(asked, facts),
        clinic=(care.clinic or "") if OnCard.CLINIC in shown else "",
        script=spoken_of(asked.kind).script,
        tried=tuple(line for line, _ in tried),
        differences=_differences(facts, seen) if OnCard.DIFFERENCES in shown else (),
        words=tuple(line for line, _ in words),
        notes=(*_notes(NotePart.TRIED, tried), *_notes(NotePart.WORDS, words)),
        written=len(facts.written) if OnCard.WORDS in shown else 0,
        attached=_attached(facts) if OnCard.WORDS in shown else (),
        choices=_choices(asked),
        inputs=_inputs(facts) if OnCard.INPUTS in shown else (),
        asks_case_consent=OnCard.CASE_CONSENT in shown and _asks_case_consent(facts),
        asks_consent=OnCard.CONSENT in shown and _may_agree(facts),
        no_texts=refused(facts, Role.PATIENT),
        role=asked.to,
        due=asked.due,
        time_zone=facts.calendar.time_zone,
    )


def _of_account(asked: Question, facts: Facts) -> Iterator[AccountPart]:
    """What of the hospital's account a colleague needs beside the question."""
    shown = catalogue.on_card(asked)
    yield AccountPart.PEOPLE
    yield AccountPart.STAY
    if asked.urgent or OnCard.ADDRESS in shown:
        yield AccountPart.ADDRESS
    if OnCard.DIFFERENCES in shown:
        yield AccountPart.DIFFERENCES
    if OnCard.LISTS in shown:
        yield AccountPart.LISTS
    if OnCard.CLINIC in shown and facts.discharge.primary_care.has_clinician:
        yield AccountPart.CLINICIAN
    if _item(asked, facts):
        yield AccountPart.ITEM


def _may_agree(facts: Facts) -> bool:
    """Whether texts could go to the patient, had they agreed; nobody has recorded what they say."""
    patient = facts.discharge.patient
    textable = patient.phone is not None and texted_in(patient.language) and not minor(facts)
    return textable and newest(facts, Role.PATIENT) is None and not consents(facts)


def _risk(facts: Facts) -> tuple[str, ...]:
    """The scores by their parts, and the tier with what keeps it up."""
    zone = facts.calendar.time_zone
    return tuple(read_in(line, zone) for line in (*risk_by_parts(facts), *tier_in_words(facts)))


def _inputs(facts: Facts) -> tuple[AskedTap, ...]:
    """What to tap of the scores' inputs, in words."""
    return tuple(
        replace(
            one,
            label=worded(one.label),
            choices=tuple((value, worded(said)) for value, said in one.choices),
        )
        for one in asked_taps(facts)
    )


def _asks_case_consent(facts: Facts) -> bool:
    """Whether it is case management, and nobody has recorded what they say to that."""
    return standing(facts).tier is Tier.CASE_MANAGEMENT and case_consent(facts) is None


def _vendor(asked: Question, facts: Facts, seen: AbstractSet[Thing]) -> Card:
    """What a vendor may know without a PIN: initials, the time; once accepted where, and what."""
    accepted = OnCard.PLACE in catalogue.on_card(asked)
    return Card(
        open=True,
        account=facts.discharge.account,
        of_account=tuple(one for one in _OF_VENDORS if accepted and OF_A_KIND[one] in seen),
        title=worded(asked.words.get("what", "")),
        patient=facts.discharge.patient.initials,
        item_number=_item(asked, facts) if accepted else 0,
        choices=asked.choices,
        role=asked.to,
        due=asked.due,
        time_zone=facts.calendar.time_zone,
    )


def _item(asked: Question, facts: Facts) -> int:
    """Which item of the account it is about; 0 where it is about none."""
    step = catalogue.step_of(asked.step)
    return step.item(asked.step, facts) if step else 0


def _title(asked: Question, facts: Facts, now: datetime) -> str:
    titles = {view.decision.step: view.decision.title for view in overview(facts, now).steps}
    title = titles.get(asked.step, asked.step)
    return worded(f"{asked.words['headline']}: {title}" if asked.kind in _CLIMBS else title)


def _choices(asked: Question) -> tuple[Choice, ...]:
    """As the text offers them: of a ladder's "done" it says what is done then."""
    offered = asked.choices or catalogue.kind_of(asked.kind).choices
    if asked.kind not in _CLIMBS:
        return offered
    done = worded(asked.words["done"]).capitalize()
    return tuple(replace(one, label=done) if one.value is Value.DONE else one for one in offered)


def _first_of_all(facts: Facts, seen: AbstractSet[Thing]) -> tuple[str, ...]:
    """What must be known; of the clinical part only that, if any, which says whom to call."""
    if Thing.CLINICAL in seen:
        return tuple(map(worded, must_know(facts)))
    return tuple(map(worded, whom_to_call(facts))) if Thing.CONTACT in seen else ()


def _why(asked: Question, facts: Facts, seen: AbstractSet[Thing]) -> str:
    """Home since when, and what brought this question up."""
    home = named_instant(facts.discharge.discharged_at, facts.calendar.time_zone)
    of_words = OnCard.WORDS in catalogue.on_card(asked)  # theirs says what was written of
    told = Thing.NOTES in seen or not of_words
    step = catalogue.step_of(asked.step)
    why = (step.why(facts) if step and asked.kind in step.kinds else "") or (
        asked.words.get("why", "") if told else ""
    )
    since = phrase("card.home_since", when=home)
    return read_in(f"{since} {why}".strip(), facts.calendar.time_zone)


def _notes(part: NotePart, lines: list[Line]) -> Iterator[NoteOnCard]:
    """The notes behind these lines, by name."""
    for number, (_, note) in enumerate(line for line in lines if line[0]):
        if note:
            yield NoteOnCard(name=note, part=part, line=number)


def _tried(facts: Facts) -> list[Line]:
    zone = facts.calendar.time_zone
    return [
        (_attempt(answer, zone), answer.note)
        for step in catalogue.STEPS
        for answer in step.attempts(facts)
    ]


def _attempt(answer: Answer, zone: str) -> str:
    what = phrase(f"values.{answer.value}")
    tried = phrase("card.attempt", when=answer.happened_at, what=what, who=answer.by.name)
    return read_in(tried, zone)


def _words(facts: Facts) -> list[Line]:
    """What the patient wrote and staff noted, in full: this is the place for it."""
    zone = facts.calendar.time_zone
    written = [(wrote.at, _as_written(wrote), wrote.note) for wrote in facts.written]
    noted = [
        (answer.told_at, worded(phrase("card.noted", who=answer.by.name)), answer.note)
        for answer in facts.answers
        if answer.note
    ]
    every = sorted(written + noted)
    return [(f"{short_instant(at, zone)} {words}", note) for at, words, note in every]


def _as_written(wrote: Wrote) -> str:
    sent, who = in_words(wrote.attached) if wrote.attached else "", wrote.by.name
    if wrote.note:
        return worded(phrase("card.noted", who=who))
    if not sent and not wrote.body.strip() and wrote.sense in _RECORDED:
        return worded(phrase("card.recorded", who=who, what=_RECORDED[wrote.sense]))
    if sent and not wrote.body.strip():
        return worded(phrase("card.sent", who=who, what=sent))
    if not sent:
        return worded(phrase("card.wrote", who=who, what=wrote.body))
    return worded(phrase("card.wrote_and_sent", who=who, what=wrote.body, sent=sent))


def _attached(facts: Facts) -> tuple[SentAttachment, ...]:
    """The newest of what came with texts, in the order in which it came."""
    zone = facts.calendar.time_zone
    every = [
        SentAttachment(
            message_id=wrote.message_id,
            attachment=one,
            words=_sent(wrote, one, zone),
        )
        for wrote in sorted(facts.written, key=lambda wrote: wrote.at)
        for one in wrote.attached
    ]
    return tuple(every[-MOST_SHOWN:])


def _sent(wrote: Wrote, one: Attachment, zone: str) -> str:
    said = phrase("card.sent", who=wrote.by.name, what=in_words((one,)))
    return f"{short_instant(wrote.at, zone)} {worded(said)}"


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
    said = phrase("card.decided", what=LABELS[one.decision], who=one.by, when=one.at)
    return read_in(said, facts.calendar.time_zone)
