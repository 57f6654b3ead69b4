"""All laws, and where the checker knows that a true run differs from what was asked of it."""

from tests.checker import laws_answers, laws_books, laws_ends, laws_plan, laws_prompts
from tests.checker.evidence import Evidence
from tests.checker.objection import Law, Objection

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
    "unresolved-nobody": "work_queue rows of steps that were open at the end have no owner",
}
"""Where a true run differs from `plan --json`, or from the issue, and why. To be emptied."""

LAWS: tuple[Law, ...] = (
    laws_books.sent_once,
    laws_books.same_words,
    laws_books.books,
    laws_books.unfinished,
    laws_books.not_out,
    laws_books.send_kept,
    laws_books.made_good,
    laws_books.texts_in,
    laws_books.answered_back,
    laws_books.hospitals,
    laws_answers.told_once,
    laws_answers.recorded_once,
    laws_answers.right_prompt,
    laws_answers.reply_kept,
    laws_answers.confirmed,
    laws_answers.codes,
    laws_answers.no_words_changed,
    laws_prompts.asked_shown,
    laws_prompts.not_early,
    laws_prompts.reminders,
    laws_prompts.once_each_time,
    laws_prompts.withdrawn_quiet,
    laws_prompts.staff_hours,
    laws_prompts.family_peace,
    laws_prompts.after_stop,
    laws_plan.plan_asked,
    laws_plan.ladder_begins,
    laws_plan.ladder_climbs,
    laws_plan.taken_is_asked,
    laws_plan.escalated_flag,
    laws_plan.danger,
    laws_ends.closed,
    laws_ends.steps,
    laws_ends.done_by_somebody,
    laws_ends.read_model,
    laws_ends.work_queue,
    laws_ends.audit,
    laws_ends.assignments,
    laws_ends.slots,
    laws_ends.nothing_in_clear,
)


def names() -> list[str]:
    """The name of each law."""
    return [getattr(law, "__name__", "") for law in LAWS]


def judge(evidence: Evidence) -> list[Objection]:
    """Everything that is wrong with a run; nothing if it kept its promises."""
    return [objection for law in LAWS for objection in law(evidence)]
