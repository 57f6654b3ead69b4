"""The fixtures of the command line's tests."""

from tests.cli.world import hl7, hospitals, running, server, world

__all__ = ["hl7", "hospitals", "running", "server", "world"]
