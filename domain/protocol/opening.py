"""What an episode knows when it opens: a plan, a rehearsal and the episode itself begin with it."""

from datetime import datetime

from domain.clinical.outline import Outline
from domain.episode.facts import Facts, RecordedConsent, Wrote
from domain.pathway import Pathway
from domain.time.calendar import Calendar


def opening(  # noqa: PLR0913 - all that an episode begins with, in one readable call
    discharge: Outline,
    pathway: Pathway,
    calendar: Calendar,
    at: datetime,
    patient_zone: str,
    *,
    consents: tuple[RecordedConsent, ...] = (),
    written: tuple[Wrote, ...] = (),
) -> Facts:
    """The facts of an episode that opens then: with the discharge, but before an announced one.

    `consents` is what the family said of texts before, `written` the deaths that were told of.
    """
    return Facts(
        discharge=discharge,
        pathway=pathway,
        calendar=calendar,
        opened_at=at if discharge.expected else max(at, discharge.discharged_at),
        patient_zone=patient_zone,
        consents=consents,
        written=written,
    )
