"""What the family said of being texted, to a person or by START: the newest word counts.

A no is for good, whatever a feed says: only the phone's own START or a newly recorded consent is a
yes (FCC, 47 CFR 64.1200(a)(10)). A no may be an answer, a note beside one, or a word of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.clinical.age import age_unknown
from domain.episode.facts import Answer, Facts, Person, RecordedConsent, Sense, Wrote
from domain.pathway import Role
from domain.texting.leaving.told_no import told_no
from domain.words.phrasebook import phrase

CONSENT, AGREED, DECLINED = "consent_to_text", "agreed", "declined"
"""How a card carries what the patient said, beside the answer to its question."""
LEAVING = "review/leaving."
_CAREGIVERS_CALL = "contact/other/caregiver"
EARLIER_EPISODE, EARLIER_NUMBER = "an earlier episode", "an earlier number"
"""Who said what was said before, as the record names them."""
_FAMILY = (Role.PATIENT, Role.CAREGIVER)
NO_MORE: dict[Sense, tuple[Role, ...]] = {
    Sense.NO_MORE_TEXTS: (Role.PATIENT,),
    Sense.NO_MORE_TO_CAREGIVER: (Role.CAREGIVER,),
    Sense.NO_MORE_TO_FAMILY: _FAMILY,
}
"""Whose no it is that a colleague passes on."""


def newest(facts: Facts, whose: Role) -> RecordedConsent | None:
    """The newest word of the patient or the caregiver; of two at one instant the no."""
    said = (one for one in facts.consents if one.whose is whose)
    return max(said, key=lambda one: (one.at, not one.given), default=None)


def refused(facts: Facts, whose: Role) -> bool:
    """Whether their newest word is a no."""
    said = newest(facts, whose)
    return said is not None and not said.given


def consents(facts: Facts) -> bool:
    """Whether the patient agreed to be texted: by their own newest word, else at the hospital.

    A child agrees to nothing, and a hospital may say it of everybody: of who may be a child, only
    what somebody here has recorded counts.
    """
    said = newest(facts, Role.PATIENT)
    if said is not None:
        return said.given
    return facts.discharge.patient.consent_to_text and not age_unknown(facts.discharge)


def after_answer(answer: Answer, facts: Facts) -> Facts:
    """The facts with what an answer says of being texted, by its choice, its card or its note.

    A note that may be a no is somebody near leaving: the nurse is asked, and texts pause.
    """
    chosen, told = _chosen(answer, facts), answer.told_no
    if told is None or not answer.by.role.is_staff or True in chosen.values():
        return _with(facts, *_of_answer(answer, chosen))
    if told.sure:
        noted = dict.fromkeys(_known(told.whose, facts), False)
        return _with(facts, *_of_answer(answer, {**noted, **chosen}))
    facts = _with(facts, *_of_answer(answer, chosen))
    return facts if chosen else _in_doubt(answer, facts)


def plain_no(value: Value, note: str, card: tuple[tuple[str, str], ...]) -> tuple[Role, ...]:
    """Whose no a colleague's answer tells of beyond doubt, where no facts are left to ask."""
    if value is Value.TEXTS_WANTED or dict(card).get(CONSENT) == AGREED:
        return ()
    chosen = value is Value.NO_MORE_TEXTS or dict(card).get(CONSENT) == DECLINED
    told = told_no(note)
    noted = told.whose if told is not None and told.sure else ()
    return tuple(dict.fromkeys((*((Role.PATIENT,) if chosen else ()), *noted)))


def noes_of(answer: Answer, facts: Facts) -> Facts:
    """The facts with the noes alone of an answer that is not recorded itself.

    Whoever heard a no heard it, whatever else becomes of what they wrote beside it.
    """
    after = after_answer(answer, facts)
    noes = tuple(one for one in after.consents if not one.given or one in facts.consents)
    return replace(after, consents=noes)


def _in_doubt(answer: Answer, facts: Facts) -> Facts:
    doubt = Wrote(
        message_id=_doubt_of(key_of(answer)),
        at=answer.told_at,
        by=answer.by,
        body="",
        note=answer.note,
        sense=Sense.NEAR_LEAVING,
    )
    if any(one.message_id == doubt.message_id for one in facts.written):
        return facts
    return replace(facts, written=(*facts.written, doubt))


def _doubt_of(key: str) -> str:
    """A name of its own: beside the answer the same text may bring a danger, or a picture."""
    return f"{key}.doubt"


def after_undo(answer: Answer, facts: Facts, told_at: datetime) -> Facts:
    """The facts when an answer was taken back: its no stands, and its yes was none.

    In doubt nobody is texted: whoever meant the yes records it again.
    """
    turned = tuple(
        replace(one, given=False, at=max(one.at, told_at))
        if one.key == key_of(answer) and one.given
        else one
        for one in facts.consents
    )
    return replace(facts, consents=turned)


def is_news(wrote: Wrote, facts: Facts) -> bool:
    """Whether words were not told before. A no that was is one again once a yes came after it.

    No, yes and no from one open page: the last is no repetition of the first. A yes that is told
    again is never more than the first: in doubt nobody is texted.
    """
    if all(one.message_id != wrote.message_id for one in facts.written):
        return True
    whose = _known(NO_MORE.get(wrote.sense, ()), facts)
    return any(_is_yes_before(one, wrote.at, facts) for one in whose)


def _is_yes_before(whose: Role, at: datetime, facts: Facts) -> bool:
    last = newest(facts, whose)
    return last is not None and last.given and last.at < at


def after_words(wrote: Wrote, facts: Facts) -> Facts:
    """The facts with words, and what they say: a no passed on, a yes recorded, or a START."""
    written = (*facts.written, wrote)
    facts = replace(facts, written=written).reachable_again(wrote.by.role)
    whose: tuple[Role, ...] = _known(NO_MORE.get(wrote.sense, ()), facts)
    if wrote.sense is Sense.WANTS_TEXTS:
        whose = (wrote.by.role if wrote.by.role.is_family else Role.PATIENT,)
    given = wrote.sense is Sense.WANTS_TEXTS
    return _with(
        facts,
        *(
            RecordedConsent(whose=one, given=given, at=wrote.at, by=wrote.by, key=wrote.message_id)
            for one in whose
        ),
    )


def told_staff(key: str, at: datetime, by: Person, *, given: bool) -> Wrote:
    """What the patient said to a colleague, recorded without an answer: by button or by hand."""
    sense = Sense.WANTS_TEXTS if given else Sense.NO_MORE_TEXTS
    return Wrote(message_id=key, at=at, by=by, body="", sense=sense)


def said_before(at: datetime) -> RecordedConsent:
    """What the patient said in an earlier episode: a no ends with no discharge and no number."""
    by = Person(handle="", name=EARLIER_EPISODE, role=Role.NURSE)
    key = f"before/{at:%Y%m%dT%H%M%S}"
    return RecordedConsent(whose=Role.PATIENT, given=False, at=at, by=by, key=key)


def after_another_number(whose: Role, facts: Facts, at: datetime) -> Facts:
    """The facts when somebody's number is corrected: their STOP was their no, not the number's."""
    stopped = dict(facts.unreachable).get(whose) is Reachability.OPTED_OUT
    return stopped_on_an_earlier_number(whose, facts, at) if stopped else facts


def stopped_on_an_earlier_number(whose: Role, facts: Facts, at: datetime) -> Facts:
    """The facts with the no that a STOP was on a phone that they are no longer reached at."""
    by = Person(handle="", name=EARLIER_NUMBER, role=Role.NURSE)
    key = f"number/{whose}/{at:%Y%m%dT%H%M%S}"
    return _with(facts, RecordedConsent(whose=whose, given=False, at=at, by=by, key=key))


def to_tell(before: Facts, after: Facts) -> Iterator[tuple[str, RecordedConsent]]:
    """The phones that must hear what was newly recorded; who said START has heard it first.

    A no goes with its person to whatever number the hospital gives next; a yes was said of the
    number of that day alone.
    """
    for whose in _FAMILY:
        said, number = newest(after, whose), _number(after, whose)
        if said is None or said.by.role.is_family or number is None:
            continue
        moved = number != _number(before, whose) and not said.given
        if moved or said != newest(before, whose):
            yield number, said


def words(key: str, facts: Facts) -> str:
    """What is said back to whoever recorded it, as it stands now."""
    told = {one.whose for one in facts.consents if one.key == key}
    out = [whose for whose in _FAMILY if whose in told and refused(facts, whose)]
    initials = facts.discharge.patient.initials
    if out == [Role.CAREGIVER]:
        return phrase("consent.caregiver_out", whose=initials)
    if out:
        if Role.CAREGIVER in out:
            return phrase("consent.family_out", whose=initials)
        return phrase("consent.patient_out", whose=initials)
    if told:
        return phrase("consent.given", whose=initials)
    doubt = any(one.message_id == _doubt_of(key) for one in near_leaving(facts))
    return phrase("consent.doubted", whose=initials) if doubt else ""


def near_leaving(facts: Facts) -> tuple[Wrote, ...]:
    """Who is or was near leaving, by their own words or by a colleague's."""
    return tuple(one for one in facts.written if one.sense is Sense.NEAR_LEAVING)


def decided(wrote: Wrote, facts: Facts) -> Answer | None:
    """What was last said of one who was near leaving, by whoever was asked which."""
    said = (one for one in reversed(facts.answers) if _says_which(one, wrote))
    return next(said, None)


def _says_which(answer: Answer, wrote: Wrote) -> bool:
    asked = f"{LEAVING}{wrote.message_id}"
    on_the_ladder = answer.question.startswith(f"{asked}-late/said/")
    return answer.question == f"{asked}/1" or on_the_ladder


def key_of(answer: Answer) -> str:
    """The message of an answer, or a name in its place."""
    source = answer.question.replace("/", ".")
    return answer.message_id or f"{source}.{answer.told_at:%Y%m%dT%H%M%S}"


def _chosen(answer: Answer, facts: Facts) -> dict[Role, bool]:
    """What the card and the choice say outright."""
    card = dict(answer.card)
    said = {Role.PATIENT: card[CONSENT] == AGREED} if CONSENT in card else {}
    if answer.value in (Value.NO_MORE_TEXTS, Value.TEXTS_WANTED):
        given = answer.value is Value.TEXTS_WANTED
        said |= dict.fromkeys(_whom_it_was_asked_of(answer, facts), given)
    return said


def _of_answer(answer: Answer, said: dict[Role, bool]) -> Iterator[RecordedConsent]:
    for whose, given in said.items():
        yield RecordedConsent(
            whose=whose,
            given=given,
            at=answer.happened_at,
            by=answer.by,
            key=key_of(answer),
        )


def _whom_it_was_asked_of(answer: Answer, facts: Facts) -> tuple[Role, ...]:
    """Of who was near leaving; a caregiver on the phone speaks for both; else the patient."""
    if answer.question == _CAREGIVERS_CALL:
        return _known(_FAMILY, facts)
    wrote = (
        one.by.role
        for one in near_leaving(facts)
        if _says_which(answer, one) and one.by.role.is_family
    )
    return (next(wrote, Role.PATIENT),)


def _known(whose: tuple[Role, ...], facts: Facts) -> tuple[Role, ...]:
    """Where no caregiver is known, whoever is spoken of has the patient's number."""
    if facts.discharge.patient.caregiver is not None or Role.CAREGIVER not in whose:
        return whose
    return (Role.PATIENT,)


def _with(facts: Facts, *said: RecordedConsent) -> Facts:
    """Each once: the same message tells nothing new, but a no that is said after a yes does."""
    known = {(one.key, one.whose) for one in facts.consents}
    new = tuple(
        one
        for one in said
        if (one.key, one.whose) not in known
        or (not one.given and _is_yes_before(one.whose, one.at, facts))
    )
    return replace(facts, consents=(*facts.consents, *new)) if new else facts


def _number(facts: Facts, whose: Role) -> str | None:
    patient = facts.discharge.patient
    if whose is Role.PATIENT:
        return patient.phone
    return patient.caregiver.phone if patient.caregiver else None
