"""People who are named in a text: written as names are, as initials, or often given in the US.

Source: the commonest given names of the Social Security Administration, births of 1930 to 2000,
and common Spanish ones. A name is read as "someone", so that one sentence fits each of them.
"""

import re

from domain.normalize import clean

_GIVEN = frozenset(
    """
mary linda patricia susan deborah barbara debra karen nancy donna cynthia sandra pamela
sharon kathleen carol diane brenda cheryl janet elizabeth kathy margaret janice carolyn
denise judy rebecca joyce teresa christine catherine shirley judith betty beverly lisa
dorothy ann ruth helen gloria jane joan maria theresa martha virginia jean alice frances
evelyn doris mildred anna marie irene louise rose marilyn phyllis norma lois peggy sally
rita ellen sarah jennifer jessica amanda ashley stephanie melissa nicole amy angela
michelle kimberly laura heather rachel emily megan lauren tiffany crystal julie andrea
james robert john michael david william richard thomas  charles steven gary joseph
donald ronald kenneth paul larry daniel stephen dennis timothy edward jeffrey george
gregory kevin douglas terry anthony jerry bruce randy brian frank scott roger raymond
peter patrick keith lawrence wayne danny alan gerald ricky carl christopher dale walter
craig willie johnny arthur steve joe randall russell jack henry harold roy andrew philip
ralph billy glenn stanley jimmy rodney barry samuel eric bobby albert phillip ronnie
martin mike eugene fred howard jason matthew joshua justin ryan brandon jonathan adam
benjamin aaron nathan jose luis juan carlos jesus miguel francisco jorge pedro manuel
antonio rafael alejandro ramon ricardo fernando roberto mario eduardo javier enrique
raul ruben alberto sergio arturo armando guadalupe rosa carmen juana margarita francisca
josefina leticia yolanda alicia silvia elena isabel lupe ana graciela veronica irma
bertha olga sofia lucia beatriz pablo tom jim bob dave jeff tony greg tim ed sam ben
debbie
""".split()  # noqa: SIM905 - a table of words
)
_ORDINARY = frozenset(
    """
i im ive ill id ok okay mr mrs ms dr god jesus tuesday monday wednesday thursday friday
saturday sunday english spanish stop hospital medicare medicaid lyft uber the this that
you your my she he her him it we they no not who what wrong number phone please sorry
""".split()  # noqa: SIM905 - a table of words
)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.\s?){2,3}|\b[A-Z] [A-Z]\b")
_TITLED = re.compile(r"\b(?:mr|mrs|mister|sra|sr)\b\.? [^\W\d_]{2,}", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.!?\n]\s*)$")


def without_names(text: str) -> str:
    """The text with "someone" for each name, and for the first name alone of a whole one."""
    said = _INITIALS.sub("someone ", _TITLED.sub("someone", clean(text)))
    shouted = not any(char.islower() for char in said)

    def told(found: re.Match[str]) -> str:
        word = found[0]
        owner = word.lower().removesuffix("'s")
        written = word[0].isupper() and word[1:].islower() and not shouted
        inside = not _BEGINS.search(said[max(0, found.start() - 3) : found.start()])
        if owner in _GIVEN or (owner.removesuffix("s") in _GIVEN and len(owner) > len("joe ")):
            return "someone's" if owner != word.lower() or owner not in _GIVEN else "someone"
        if written and inside and owner not in _ORDINARY:
            return "someone's" if owner != word.lower() else "someone"
        return word

    return re.sub(r"\bsomeone(?: someone('s)?)+\b", r"someone\1", _WORD.sub(told, said))
