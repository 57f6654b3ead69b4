"""Telephone numbers as people type them: which is texted, and which is only called."""

import pytest

from adapters.reference.phone_numbers import Numbers, best, is_e164, is_to_be_called

CELL, HOME, DESK = "+16175550123", "+16175550100", "+16175550142;ext=204"

TEXTED = """
617-555-0123
(617)555-0123
617.555.0123
617/555-0123
6175550123
1 617 555 0123
1-617-555-0123
+1 617 555 0123
tel:+1-617-555-0123
(617) 555-0123 CELL
(617)555-0123CEVENINGS ONLY
6175550123C
c617-555-0123
cell:6175550123
617-555-0123(c)
617-555-0123-cell
617-555-0123 - mobile
1 617 555 0123 (cell)
c 617-555-0123 (after 5)
call after 5pm 617-555-0123
617-555-0123 until 9/11
617-555-0123 ok to leave message
617-555-0123/0124 (daughter)
617-555-0123 - 24 hours
617-555-0123 - 9/11
617555-0123
617-555-0123 - 617-555-0199
617-555-0123 e 617-555-0199
617-555-0123 x
(617)555-0123X0
h 617-555-0100, c 617-555-0123
h617-555-0100 c617-555-0123
H: (617) 555-0100 / C: (617) 555-0123
Home 617-555-0100 Cell 617-555-0123
617-555-0100 (H) 617-555-0123 (C)
617-555-0100 home; 617-555-0123 cell
617-555-0100, home, 617-555-0123, cell
617 5550100H 617 5550123C
617 555 0100 casa, 617 555 0123 celular
617-555-0100 work or 617-555-0123
w 617-555-0100 / h 617-555-0123
617-555-0123 (old: 617-555-0100)
617-555-0100 pager; 617-555-0123
fax 617-555-0100, 617-555-0123
617-555-0100 fax 617-555-0199 pager 617-555-0123
555-0142 / 617-555-0123
617-999-9999, 617-555-0123
617-555-0123 text only
\uff16\uff11\uff17\uff15\uff15\uff15\uff10\uff11\uff12\uff13
617\u2013555\u20130123
"""
BEHIND_AN_EXTENSION = """
617.555.0142 ext 204
617.555.0142 ext. 204
617-555-0142, ext 204
617-555-0142/x204
617-555-0142 /x204
617-555-0142 / ext. 204
617-555-0142-204
(617) 555-0142 -204
1-617-555-0142 - 204
6175550142-204
617-555-0142e204
617-555-0142 e204
617-555-0142 e.204
617-555-0142-e204
617-555-0142,,204
617-555-0142,,,204
6175550142,204
617-555-0142 x204
617-555-0142x204
(617) 555-0142 X 204
6175550142;204
617-555-0142 p204
617-555-0142 w204
617-555-0142,,204#
617-555-0142 x204 (front desk)
617-555-0142 #204
6175550142 extension 204
6175550142EXT204
6175550142 extn 204
617-555-0142 option 204
617-555-0142 poste 204
(617)555-0142X204CASK FOR JANE
+1 (617) 555-0142;ext=204
Ext 204 617-555-0142
617-555-0142 ask for ext 204
"""
NOBODYS = """
555-0142
0000000000
617-000-0000
9999999999
123-456-7890
617-555-FAKE
1-800-FLOWERS
UNKNOWN
none
911
617-555-0123 fax
617-555-0123 disconnected
617-555-0123 (wrong number)
DO NOT CALL 617-555-0123
pager 617-555-0123
jane@example.org
"""
CALLED_ALONE = """
617-555-0123 no texts
617-555-0123 (landline)
land line 617-555-0123
617-555-0123 do not text
daughter 617-555-0123
617-555-0123 (daughter's cell)
Spouse: 617-555-0123
hija 617-555-0123
617-555-0123 front desk
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _best(*texts: str) -> Numbers:
    return best([(3, text) for text in texts], "US")


@pytest.mark.parametrize("typed", _lines(TEXTED))
def test_a_number_is_found_in_what_was_typed(typed: str) -> None:
    """Notes are cut; of several the one that is said to be a mobile; no fax, no pager, none old."""
    assert _best(typed).mobile == CELL


@pytest.mark.parametrize("typed", _lines(BEHIND_AN_EXTENSION))
def test_behind_an_extension_somebody_is_called_and_never_texted(typed: str) -> None:
    """The extension is kept for whoever calls; the switchboard alone is nobody's phone."""
    assert _best(typed) == Numbers(phone=DESK)
    assert _best(typed, "617-555-0142") == Numbers(phone=DESK)
    assert _best(typed, "c 617-555-0123") == Numbers(mobile=CELL, phone=DESK)


@pytest.mark.parametrize("typed", _lines(NOBODYS))
def test_what_is_no_whole_number_of_somebody_is_none(typed: str) -> None:
    """Neither texted nor called; the next one is tried."""
    assert _best(typed) == Numbers()
    assert _best(typed, "617-555-0100 home").mobile == HOME


@pytest.mark.parametrize("typed", _lines(CALLED_ALONE))
def test_some_are_called_and_not_texted(typed: str) -> None:
    """Landlines, and phones that are said to be somebody else's."""
    assert _best(typed) == Numbers(phone=CELL)
    assert _best(typed, "617-555-0100") == Numbers(mobile=HOME, phone=CELL)


def test_a_caregivers_phone_is_their_own_whatever_they_are_called() -> None:
    """Beside a daughter's name the word daughter says nothing of whose phone it is."""
    said = [(3, "617-555-0123 (daughter)")]
    assert best(said, "US", not_theirs="").mobile == CELL


def test_a_word_beside_a_number_says_more_than_its_place() -> None:
    """The home's field may hold the mobile, and the mobile's the number at work."""
    assert best([(0, "617-555-0100 work"), (2, "617-555-0123 cell")], "US").mobile == CELL
    assert best([(0, "617-555-0123"), (2, "617-555-0100")], "US").mobile == CELL


ABROAD = """
00 1 617 555 0123
0016175550123
00-1-617-555-0123
00.1.617.555.0123
001 (617) 555-0123
+001 617 555 0123
cell 00 1 617 555 0123 after 5
011 1 617 555 0123
"""
NOT_ABROAD = """
006175550123
00 617 555 0123
001 617 555 012
00 1 617 555 01234
000-000-0000
001 000 000 0000
00 61 2 5550 1234
"""


@pytest.mark.parametrize("typed", _lines(ABROAD))
def test_a_number_as_it_is_dialled_from_abroad_is_a_number(typed: str) -> None:
    """00 and the feed's own country, written in whatever pieces, and an extension behind it."""
    assert _best(typed) == Numbers(mobile=CELL)
    assert best([(0, "0044 20 7946 0958")], "GB").mobile == "+442079460958"
    assert best([(0, "001 617 555 0142 x204")], "US") == Numbers(phone=DESK)


@pytest.mark.parametrize("typed", _lines(NOT_ABROAD))
def test_two_noughts_before_an_area_code_are_no_country(typed: str) -> None:
    """Of 00 617 it would be Australia's: nobody guesses, and no digit is taken off or added."""
    assert _best(typed) == Numbers()


def test_numbers_of_other_countries_are_whole_or_none() -> None:
    """By the feed's country, or with their country code."""
    assert best([(0, "020 7946 0958")], "GB").mobile == "+442079460958"
    assert best([(0, "7946 0958")], "GB") == Numbers()
    assert best([(0, "011 44 20 7946 0958")], "US").mobile == "+442079460958"
    assert best([(0, "+44 20 7946 0958 ext 12")], "US").phone == "+442079460958;ext=12"


@pytest.mark.parametrize(
    ("text", "called"),
    [(CELL, True), (DESK, True), ("+16175550142;ext=", False), ("+16175550142;ext=a", False),
     ("617-555-0142", False), ("+16175550142 ext 204", False), (";ext=204", False)],
)  # fmt: skip
def test_a_number_to_be_called_is_written_one_way(text: str, *, called: bool) -> None:
    """E.164, and RFC 3966 behind it; an extension is never part of a number to be texted."""
    assert is_to_be_called(text) is called
    assert is_e164(text) is (text == CELL)
