"""Workers of tests, on machines that have much else to do."""

from temporalio.worker import Worker

LONGEST_ACTIVATION_SECONDS = 60


def unhurried(worker: Worker) -> Worker:
    """Let an activation of a workflow take its time; one that never ends still fails the test.

    The SDK gives each two seconds, which it takes for a deadlock: on a busy machine a thread that
    waits for its turn waits longer than that.
    """
    limited = worker._workflow_worker  # noqa: SLF001 - nothing public sets it
    if limited is not None:
        limited._deadlock_timeout_seconds = LONGEST_ACTIVATION_SECONDS  # noqa: SLF001 - the same
    return worker
