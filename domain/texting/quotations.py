"""What a phone sends by itself, or again: reactions, forwards, auto-replies and our own words.

None of it is what somebody says. Reactions are taken out as iOS and Android write them, in
each language (`quotations`); our own words are known by sentences that only we write.
"""

import re

from domain.languages.joined import any_of, of_all
from domain.normalize import clean, plain

_QUOTED = r"\"[^\"]*(?:\"|\.\.\.|\u2026)\s*"
"""Of ours, to its end or to where the phone cut it: what stands behind a mark alone is theirs."""
_REACTED = f"(?:{any_of(of_all(lambda one: one.quotations.reacted))})"
_TO = f"(?:{any_of(of_all(lambda one: one.quotations.to))})"
_REACTION = re.compile(
    rf"\s*(?:a [\w. ]{{1,30}} )?{_REACTED}\s+"
    rf"(?:{_QUOTED}|(?:{any_of(of_all(lambda one: one.quotations.thing))})\W*)",
    re.DOTALL,
)
_EMOJI_TO = re.compile(rf"\s*[^\x00-\x7f\w]{{1,4}}\s*{_TO}\s*{_QUOTED}")
_CUT_OFF = re.compile(rf"\s*(?:{_REACTED}|[^\x00-\x7f\w]{{1,4}}\s*{_TO})\s*\"[^\"]*")
_AUTOMATIC = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.quotations.automatic))})\b")
_DRIVING_ALONE = re.compile(any_of(of_all(lambda one: one.quotations.driving)))
_OWN = re.compile(any_of(of_all(lambda one: one.quotations.ours)))
"""Sentences of our templates, word for word: whoever writes of an emergency writes otherwise."""
_LEARNT = re.compile(r"\"[^\"]*\b911\b[^\"]*\"")
_NOTED = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.quotations.noted))})\b")
_QUOTED_LINE = re.compile(r"^[^\S\n]*(?:>[^\S\n]*)+(.*)$", re.MULTILINE)
_FORWARDED = re.compile(rf"\s*(?:{any_of(of_all(lambda one: one.quotations.forwarded))})\s*:\s*")


def is_reaction(text: str) -> bool:
    """Whether a whole text is a phone's reaction to a text of ours, quoted or named."""
    said = _flat(text)
    return bool(_REACTION.fullmatch(said) or _EMOJI_TO.fullmatch(said))


def is_automatic(text: str) -> bool:
    """Whether a text has the marks of an automatic reply, or is one of ours sent back.

    Somebody may have written the same words in need: whoever asks looks for danger as well.
    """
    said = _flat(text)
    ours = _FORWARDED.match(said) and (_OWN.search(said) or "911" in said)
    whole = _DRIVING_ALONE.fullmatch(said) or _CUT_OFF.fullmatch(said)
    return bool(_AUTOMATIC.search(said) or whole or ours)


def quoted_lines(text: str) -> str:
    """What stands in quoted lines, for whoever looks for danger there as well."""
    return "\n".join(_QUOTED_LINE.findall(text))


def without_ours(text: str) -> str:
    """The text without sentences of our templates, quoted lines, and what was quoted as learnt."""
    kept = _QUOTED_LINE.sub("", text)
    kept = kept if kept.strip() else text  # a text that is nothing but a quotation was meant
    outside = _LEARNT.sub(" ", _flat(kept))
    if outside != _flat(kept) and _NOTED.search(outside):
        kept = outside
    return _cut(kept) if _OWN.search(_flat(kept)) else kept


def _cut(text: str) -> str:
    """Cut what is ours: found in the plain text, which is as long as the text itself."""
    flat, parts, at = _flat(text), [], 0
    if len(flat) != len(text):
        return _OWN.sub(" ", flat)
    for found in _OWN.finditer(flat):
        parts.append(text[at : found.start()])
        at = found.end()
    return " ".join((*parts, text[at:]))


def _flat(text: str) -> str:
    return plain(clean(text))
