"""The sections of a language's file, each a kind of words, and where they are used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

Pattern = NewType("Pattern", str)
"""A regular expression over words: in the file `{name}` in it stands for one of `parts`."""
Shown = NewType("Shown", str)
"""What people read, as it is written: all other words are without case, accents, apostrophes."""
UNSAID = Shown("")


@dataclass(frozen=True, kw_only=True)
class Written:
    """How texts write days and times: "Tue 9/8 2:30p".

    `weekdays` from Monday on, and in full for where they fit; `date` is made of weekday, day, month
    and `months`' word for it; `halves` of the day stand behind the hour.
    """

    weekdays: tuple[Shown, ...] = ()
    weekdays_in_full: tuple[Shown, ...] = ()
    months: tuple[Shown, ...] = ()
    date: Shown = UNSAID
    halves: tuple[Shown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who wants no more texts, wants them again, or asks for help: `texting/leaving/consent.py`.

    `stop`, `start`, `start_after_stop` and `help` are whole texts; `plain_stop` stands alone at an
    edge of a text, with `behind_stop` after it or a mark. `before_stop` and `after_stop` insist,
    ask or thank around a word of `stopping`; `no_stop` in front of STOP in capitals makes it
    another's. `sentences` leave, whatever of `asking` is in front; `opposites` turn them round.
    """

    stop: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    start_after_stop: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    plain_stop: tuple[str, ...] = ()
    behind_stop: tuple[str, ...] = ()
    stopping: tuple[Pattern, ...] = ()
    before_stop: tuple[str, ...] = ()
    after_stop: tuple[str, ...] = ()
    no_stop: tuple[Pattern, ...] = ()
    stopping_in_note: tuple[Pattern, ...] = ()
    before_stop_in_note: tuple[str, ...] = ()
    after_stop_in_note: tuple[str, ...] = ()
    sentences: tuple[Pattern, ...] = ()
    asking: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NearLeaving:
    """Who is near leaving: `texting/leaving/near_leaving.py`.

    `named` says so; `vague` does where nothing of `other` is spoken of; `declines` does, thanks
    beside it or not. `stay` is the opposite, and so are `thanks` without a `but`. `misspelt` counts
    with a letter wrong, unless that makes one of `not_stop`; `again` may have a word in front.
    """

    named: tuple[Pattern, ...] = ()
    vague: tuple[Pattern, ...] = ()
    other: tuple[Pattern, ...] = ()
    declines: tuple[Pattern, ...] = ()
    stay: tuple[Pattern, ...] = ()
    thanks: tuple[Pattern, ...] = ()
    but: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    not_stop: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    before_again: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WrongNumber:
    """A phone that is not the patient's: `texting/leaving/wrong_number.py`.

    Sentences that say so `alone` in a text, or `anywhere`; `before` and `after` them stands what
    says nothing, and so are whole sentences `beside`, but who is `kin` is no stranger. `plainly`
    said, what goes on behind takes nothing back.
    """

    alone: tuple[Pattern, ...] = ()
    anywhere: tuple[Pattern, ...] = ()
    beside: tuple[Pattern, ...] = ()
    before: tuple[Pattern, ...] = ()
    after: tuple[Pattern, ...] = ()
    plainly: tuple[Pattern, ...] = ()
    kin: tuple[Pattern, ...] = ()
    new_phone: tuple[Pattern, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Quotations:
    """What a phone sends by itself, or again: `texting/quotations.py`.

    It `reacted` to a `thing`, or by a picture `to` words; it is `automatic`, or `driving` and no
    more. `ours` are sentences that only our texts say; what was `noted` or `forwarded` was ours.
    """

    reacted: tuple[Pattern, ...] = ()
    thing: tuple[Pattern, ...] = ()
    to: tuple[str, ...] = ()
    automatic: tuple[Pattern, ...] = ()
    driving: tuple[Pattern, ...] = ()
    ours: tuple[Pattern, ...] = ()
    noted: tuple[Pattern, ...] = ()
    forwarded: tuple[Pattern, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What is measured, by any of its names: `clinical/readings.py`.

    `links` may stand between a name and its number. `tens` are in words from thirty to ninety,
    `digits` from one to nine, `amounts` what else a gain of weight may be.
    """

    links: tuple[Pattern, ...] = ()
    sugar: tuple[Pattern, ...] = ()
    oxygen: tuple[Pattern, ...] = ()
    pressure: tuple[Pattern, ...] = ()
    pulse: tuple[Pattern, ...] = ()
    heart: tuple[Pattern, ...] = ()
    beats: tuple[Pattern, ...] = ()
    fever: tuple[Pattern, ...] = ()
    pain: tuple[Pattern, ...] = ()
    tens: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    amounts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Tablets that somebody took, by number: `clinical/counted_doses.py`.

    They are called by `names` and by the words of a class, `of_class`, but for those `not_counted`.
    """

    of_class: str = ""
    names: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    took: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """What a danger's clause says besides: `clinical/triage.py`, `phrases.py`, `answers.py`.

    `nots` are all ways to say not, `off` other words that take something away. `either`, `also` and
    `but` join clauses. `back`, `later` and `has_it` say that a danger is there, whatever was said
    of it; `never` something `like_this`, and who is `unsure`, deny nothing. `supposes` and
    `calling` are of what somebody will do. A danger is answered no by `answered_no` behind a
    question, by `denies`, by `no_behind`. `never_mistaken` are words in use that look like a
    danger's. Between one of the others and a danger a word of `tells` says that it is the
    patient's; `compares` says how it is now; a sentence begins with a word of `subjects` and one
    of `has`, but not behind a word of `goes_on`; behind a bare no it begins with one of `owns`.
    What `happens_to` others or is `shown_on` a screen is not the patient's.
    """

    nots: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    like_this: tuple[Pattern, ...] = ()
    unsure: tuple[str, ...] = ()
    has_it: tuple[Pattern, ...] = ()
    supposes: tuple[str, ...] = ()
    calling: tuple[str, ...] = ()
    answered_no: tuple[Pattern, ...] = ()
    to_whom: tuple[Pattern, ...] = ()
    denies: tuple[str, ...] = ()
    no_behind: tuple[Pattern, ...] = ()
    never_mistaken: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    compares: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    happens_to: tuple[str, ...] = ()
    shown_on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Death:
    """Who has died, and when: `clinical/death.py`, where each of these is used and explained."""

    kin: tuple[str, ...] = ()
    the_patient: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    somebody: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    rites: tuple[str, ...] = ()
    just: tuple[Pattern, ...] = ()
    ago: tuple[Pattern, ...] = ()
    since: tuple[Pattern, ...] = ()
    ends: tuple[str, ...] = ()
    writer: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    named_behind: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How the words that stand for a digit are said otherwise: `texting/spellings.py`.

    `ways` are other ways to say a word, by that word. `first`, `second` and `third` may have one of
    `fits` behind. `works` is also said as `came` and `came_and`, perhaps with `yes_ahead`. `digits`
    are in words, from one on. `slippery` words count alone, or before what is `polite`, unless they
    are `courteous` themselves. What is `counted` behind a digit makes it no choice, and so do
    `refusals`. The others stand around an answer: `texting/reply_grammar.py`.
    """

    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    yes_ahead: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    came_and: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    does_not_work: tuple[str, ...] = ()
    slippery: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    polite: tuple[str, ...] = ()
    courteous: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    please: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    day_begins: tuple[str, ...] = ()
    lead: tuple[Pattern, ...] = ()
    links: tuple[str, ...] = ()
    lead_in: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Commands:
    """What is asked of the texting, or of a prompt: `texting/commands.py`, by their names."""

    undo: tuple[Pattern, ...] = ()
    fix: tuple[Pattern, ...] = ()
    who: tuple[Pattern, ...] = ()
    give: tuple[Pattern, ...] = ()
    snooze: tuple[Pattern, ...] = ()
    resend: tuple[Pattern, ...] = ()
    oops: tuple[str, ...] = ()
    list: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    on_call: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    polite: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Courtesy:
    """What asks for nothing: `texting/courtesy.py`.

    A text of `words` alone, one of them `needed`. `help` asks for it, unless it was `given`.
    `beside` an answer other words say no more than it does.
    """

    words: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dates:
    """How people write days and times: `time/dates.py`, where each of these is used.

    `weekdays` from Monday on. `day_first`: after one of them a date is day and month. `hours_of` a
    part of the day are from and to.
    """

    weekdays: tuple[tuple[str, ...], ...] = ()
    day_first: bool = False
    today: tuple[str, ...] = ()
    tomorrow: tuple[str, ...] = ()
    yesterday: tuple[str, ...] = ()
    noon: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    day_part: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    week: tuple[Pattern, ...] = ()
    this_part: tuple[str, ...] = ()
    how_long: tuple[Pattern, ...] = ()
    ago: tuple[Pattern, ...] = ()
    ago_ahead: tuple[str, ...] = ()
    vague: tuple[Pattern, ...] = ()
    hours_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Slots:
    """How an offered time is named in words: `texting/slots.py`. `at` makes a digit an hour."""

    yes: tuple[str, ...] = ()
    chooses: tuple[Pattern, ...] = ()
    the: tuple[str, ...] = ()
    tail: tuple[Pattern, ...] = ()
    at: tuple[str, ...] = ()
