"""The checker: proves from outside that a run lost nothing, did nothing twice and kept true books.

It imports nothing of the product. It knows what docs/tables.md says and what the issue asks.

    python -m tests.checker.collect ENV OUT.json.gz DISCHARGE.json ...   while the stack runs
    python -m tests.checker OUT.json.gz --needs undo "text in doubt"     exit 0 or 1

`evidence` is what a run left, `joins` the same joined, `laws_*` say what must hold, `rare` counts
what a run reached. Each episode is held against what `starter.py plan --opened` says of it; nothing
is excused by name. The tests damage runs that were recorded: the demo, the demo with faults
ordered, and `up` in real time with UNDO; their plans are those of the release that ran.
A demo ends when it is quiet: collect before, or stop its starter (SIGSTOP) until it is collected.

To record one anew, on a machine that has time left (a run that shows texts late is none): run the
demo; type a correction ("36 FIX 2") right after a text that says saved, on the phones' page, and
give an answer by `starter.py answer`; stop the starter once no episode is open, collect with
`.homeward/demo/env` and `examples/discharges/*.json`, let it go on, and judge. With faults: order
them at the simulator's `/faults` first, each with `--fault NAME` to collect. In real time: `up`.
"""
