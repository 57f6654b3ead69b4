"""Where the checker knows that a run differs from what was asked of it."""

NAMED_DIFFERENCES = {
    "caps": "the plan does not know family's caps: when a family text is shown is family-peace's",
    "gathering": "the plan names single texts; two clinical minutes of gathering are allowed",
    "shifts": "the plan knows staffed hours only: texts are judged by their readers' shifts",
    "after-an-answer": "`prompts` is what nobody answers: after a step's first answer or word only"
    " what threads were asked is judged, not what the plan foresaw",
    "marked-phones": "the plan knows no marked phone and no text that fails",
    "review": "`review` is not among the plan's steps: danger and escalated answers are judged by"
    " their own laws",
    "opened-late": "the plan opens at the discharge; of an episode that opened an hour later or"
    " more neither reminders nor what was past by then are held against the plan",
    "unknown-nobody": "work_queue rows of texts from unknown numbers have no owner",
}
"""Where a true run differs from `plan --json`, or from the issue, and why. To be emptied."""
