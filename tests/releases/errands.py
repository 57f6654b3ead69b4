"""A small workflow in three builds, for proving the mechanism that guards a change: `patched`.

All three go by one name, as builds of one program do. Nothing of Homeward is in them.
"""

from datetime import timedelta

from temporalio import workflow

NAME = "Errand"
LATER = "wait-twice"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@workflow.defn(name=NAME)
class Old:
    """As it was when the first errands began: it waits a day."""

    @workflow.run
    async def run(self) -> str:
        """Wait, then say how."""
        await workflow.sleep(_DAY, summary="a day")
        return "once"


@workflow.defn(name=NAME)
class Guarded:
    """Changed for new errands alone: they wait twice."""

    @workflow.run
    async def run(self) -> str:
        """Wait as this errand began, then say how."""
        if not workflow.patched(LATER):
            await workflow.sleep(_DAY, summary="a day")
            return "once"
        await workflow.wait_condition(lambda: True)
        await workflow.sleep(_HOUR, summary="an hour")
        await workflow.sleep(_DAY, summary="a day")
        return "twice"


@workflow.defn(name=NAME)
class Unguarded:
    """Changed for all, those under way too."""

    @workflow.run
    async def run(self) -> str:
        """Do at once what was done after a day."""
        return "at once"
