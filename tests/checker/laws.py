"""All laws, in the order in which they are judged."""

from tests.checker import (
    laws_answers,
    laws_books,
    laws_ends,
    laws_plan,
    laws_prompts,
    laws_words,
)
from tests.checker.evidence import Evidence
from tests.checker.objection import Law, Objection

LAWS: tuple[Law, ...] = (
    laws_books.sent_once,
    laws_books.same_words,
    laws_books.books,
    laws_books.unfinished,
    laws_books.not_out,
    laws_books.send_kept,
    laws_books.said_aloud,
    laws_books.made_good,
    laws_books.texts_in,
    laws_books.answered_back,
    laws_books.hospitals,
    laws_books.unread,
    laws_answers.told_once,
    laws_answers.recorded_once,
    laws_answers.kept_for_good,
    laws_answers.right_prompt,
    laws_answers.reply_kept,
    laws_answers.confirmed,
    laws_answers.codes,
    laws_answers.no_words_changed,
    laws_answers.passed_on,
    laws_answers.handed_over,
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
    laws_words.danger,
    laws_words.cancelled_truly,
    laws_words.goes_on,
    laws_words.review,
    laws_ends.closed,
    laws_ends.steps,
    laws_ends.done_by_somebody,
    laws_ends.read_model,
    laws_ends.work_queue,
    laws_ends.audit,
    laws_ends.card_opened,
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
