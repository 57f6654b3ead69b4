"""The sandbox in which tests run workflows: it guards the clock and randomness."""

from dataclasses import replace

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("activities.interfaces", "domain", "models")
"""Imported once instead of once a workflow run: 60 payload models cost more than the run itself.

The sandbox does not guard the clock in these; ruff's banned-api does, and one test passes nothing
through.
"""


def sandbox(*passed_through: str) -> SandboxedWorkflowRunner:
    """The sandbox, with some modules passed through.

    Its guard of three unused methods of ZoneInfo is off: it hands zones out behind proxies that
    datetime refuses.
    """
    default = SandboxRestrictions.default
    guarded = default.invalid_module_members
    children = {name: guard for name, guard in guarded.children.items() if name != "zoneinfo"}
    restrictions = replace(
        default.with_passthrough_modules("zoneinfo", "tzdata", *passed_through),
        invalid_module_members=replace(guarded, children=children),
    )
    return SandboxedWorkflowRunner(restrictions=restrictions)
