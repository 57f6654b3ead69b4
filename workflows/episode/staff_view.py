"""What staff see of an episode while it runs: its page, the search attributes, its row in lists."""

from temporalio import workflow

from domain.protocol import status_page
from domain.protocol.overview import Overview, overview
from models import payloads
from workflows.episode import mapping
from workflows.episode.known import Known


class StaffView:
    """One writer for each; a record goes out under a version of its own, and only if it differs.

    What is late is so as of the last instant at which something was done: what came since, and led
    to nothing, may be shown another time by a replay (`ClinicalTime`).
    """

    def __init__(self, opening: payloads.OpenEpisode, known: Known) -> None:
        self._opening, self._known = opening, known
        self._attributes = mapping.Attributes()
        self._listed: payloads.EpisodeRecord | None = None
        self._as_of = known.now()
        self.version = opening.state.version if opening.state else 0

    def looks(self) -> None:
        """Something is done now: what is late by now is seen from here on."""
        self._as_of = self._known.now()

    def show(self) -> None:
        """The page and the attributes as things stand now."""
        seen = self._seen()
        workflow.set_current_details(status_page.page(self._known.facts, seen))
        if changed := self._attributes.changed(self._known.facts, seen):
            workflow.upsert_search_attributes(changed)

    def unlisted(self) -> payloads.EpisodeRecord | None:
        """The record of now under its next version, unless the list has it already."""
        self._known.news = self._known.news and not self._is_listed()
        if not self._known.news:
            return None
        self.looks()
        self.version += 1
        return self._record()

    def listed(self, record: payloads.EpisodeRecord | None) -> None:
        """The list has it; what was learnt meanwhile is news still."""
        self._listed = record
        self._known.news = not self._is_listed()

    def _is_listed(self) -> bool:
        listed = self._listed
        return (
            listed is not None
            and self._record().model_copy(update={"version": listed.version}) == listed
        )

    def _record(self) -> payloads.EpisodeRecord:
        return mapping.record(self._opening, self._known.facts, self._seen(), self.version)

    def _seen(self) -> Overview:
        return overview(self._known.facts, self._as_of)
