"""Runs a command that ends with whoever started it, even if that one is killed with kill -9.

    python bound.py PARENT COMMAND...

A program of its own and not a `preexec_fn`: between fork and exec nothing of a process with
threads may run. Everything a part of the stack knows is durable, so that killing it is safe.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(parent: int, command: list[str]) -> None:
    """Become the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("whoever started this has ended")
    os.execv(command[0], command)  # noqa: S606 - our own command line, no shell wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
