"""Ready-made filters of the Temporal UI. Its own saved views live in each browser."""

from datetime import datetime, time, timedelta
from urllib.parse import quote, urlencode

from domain.time.calendar import in_zone, on_the_wall
from models import names

_EPISODES = f'`WorkflowType`="{names.EPISODE}" AND `ExecutionStatus`="Running"'


class UiLinks:
    """Addresses inside the UI, for one namespace."""

    def __init__(self, ui_url: str, namespace: str) -> None:
        self._workflows = f"{ui_url}/namespaces/{quote(namespace, safe='')}/workflows"

    def open(self) -> str:
        """Every episode that runs."""
        return self._filter()

    def overdue(self) -> str:
        """Those with a step that is late: the workflow keeps that list, filters know no "now"."""
        return self._filter(f"`{names.STEPS_OVERDUE.name}` IS NOT NULL")

    def unowned(self) -> str:
        """Those with an escalation that nobody has taken."""
        return self._filter(f"`{names.UNOWNED.name}`=true")

    def urgent(self) -> str:
        """Those with danger in them."""
        return self._filter(f"`{names.URGENT.name}`=true")

    def of(self, facility: str) -> str:
        """Those of one hospital."""
        return self._filter(_at(facility))

    def due_today(self, facility: str, time_zone: str, now: datetime) -> str:
        """Those of a hospital with something due before its midnight, as of now."""
        tomorrow = in_zone(now, time_zone).date() + timedelta(days=1)
        midnight = on_the_wall(tomorrow, time.min, time_zone)
        return self._filter(_at(facility), f'`{names.NEXT_DUE.name}`<"{midnight.isoformat()}"')

    def episode(self, episode: str) -> str:
        """One episode."""
        return f"{self._workflows}/{quote(episode, safe='')}"

    def _filter(self, *conditions: str) -> str:
        return f"{self._workflows}?{urlencode({'query': ' AND '.join((_EPISODES, *conditions))})}"


def _at(facility: str) -> str:
    safe = facility.replace("\\", "").replace('"', "")
    return f'`{names.FACILITY.name}`="{safe}"'
