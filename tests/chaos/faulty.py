"""A worker or a gateway whose commits fail now and then, before or after they took.

`python -m tests.chaos.faulty worker|gateway SEED`
"""

import asyncio
import os
import sys
from collections.abc import Callable
from random import Random
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

import gateway.app
import worker
from adapters.sql.database import Database
from gateway import assembly
from tests.chaos import held

ONE_IN = 60
_Result = TypeVar("_Result")


class FaultyDatabase(Database):
    """A store of which one commit in sixty fails; of those every other one had taken."""

    dice = Random()  # noqa: S311 - seeded below

    def _writing_once(self, work: Callable[[Session], _Result]) -> _Result:
        roll = self.dice.randrange(2 * ONE_IN)
        if roll == 0:
            raise _failure("before the commit")
        result = super()._writing_once(work)
        if roll == 1:
            raise _failure("after the commit, which took")
        return result


def _failure(when: str) -> OperationalError:
    return OperationalError(when, None, ConnectionError("the store went away"))


if __name__ == "__main__":
    held.wait_for_leave(sys.argv[1])
    FaultyDatabase.dice.seed(f"{sys.argv[2]} {os.getpid()}")
    if sys.argv[1] == "worker":
        setattr(worker, "Database", FaultyDatabase)  # noqa: B010 - not to be done elsewhere
        asyncio.run(worker.run())
    else:
        setattr(assembly, "Database", FaultyDatabase)  # noqa: B010 - the same
        gateway.app.main()
