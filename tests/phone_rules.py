"""The pace of a phone by the rules that prompts have here, for tests that wait for its texts."""

from domain.pathway import TextRules
from domain.texting.pacing import a_while, gathered_within

RULES = TextRules()
GATHERED_WITHIN, LATELY = gathered_within(RULES), a_while(RULES)
