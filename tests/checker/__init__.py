"""The checker: proves from outside that a run lost nothing, did nothing twice and kept true books.

It imports nothing of the product. It knows what docs/tables.md says and what the issue asks.

    python -m tests.checker.collect ENV OUT.json.gz DISCHARGE.json ...   while the stack runs
    python -m tests.checker OUT.json.gz --needs undo "text in doubt"     exit 0 or 1

`evidence` is what a run left, `joins` the same joined, `laws_*` say what must hold, `rare` counts
what a run reached, `differences` names what is known and not objected to. The tests damage runs
that were recorded: the demo, the demo with faults ordered, and `up` in real time with UNDO.
A demo ends when it is quiet: collect before, or stop its starter (SIGSTOP) until it is collected.
"""
