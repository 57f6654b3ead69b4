"""Who of a patient's next of kin is taken for the caregiver."""

from datetime import date

import pytest

from domain.hospital import codes
from domain.hospital.discharge import Caregiver
from domain.hospital.next_of_kin import Kin, caregiver, is_child, kin

TOM = Caregiver(name="Tom Smith")
TABLE_0063 = """
SEL nobody|SPO spouse|DOM spouse|CHD child|GCH relative|NCH child|SCH child|FCH child|DEP child
WRD nobody|PAR parent|MTH parent|FTH parent|CGV caregiver|GRD guardian|GRP relative|EXF relative
SIB sibling|BRO sibling|SIS sibling|FND friend|OAD friend|EME nobody|EMR nobody|ASC friend
EMC emergency_contact|OWN nobody|TRA nobody|MGR nobody|NON nobody|UNK unsaid|OTH unsaid
"""
ROLE_CODES = """
CHILD child|CHLDADOPT child|DAUADOPT child|SONADOPT child|CHLDFOST child|DAUFOST child
SONFOST child|DAUC child|DAU child|STPDAU child|NCHILD child|SON child|SONC child|STPSON child
STPCHLD child|EXT relative|AUNT relative|MAUNT relative|PAUNT relative|COUSN relative
MCOUSN relative|PCOUSN relative|GGRPRN relative|GGRFTH relative|GGRMTH relative|GRNDCHILD relative
GRNDDAU relative|GRNDSON relative|GRPRN relative|GRFTH relative|GRMTH relative|MGRFTH relative
PGRMTH relative|INLAW relative|CHLDINLAW relative|DAUINLAW relative|SONINLAW relative
PRNINLAW relative|FTHINLAW relative|MTHINLAW relative|SIBINLAW relative|BROINLAW relative
SISINLAW relative|NIENEPH relative|NEPHEW relative|NIECE relative|UNCLE relative|MUNCLE relative
PUNCLE relative|PRN parent|ADOPTP parent|FTH parent|FTHFOST parent|NFTH parent|NFTHF parent
STPFTH parent|MTH parent|GESTM parent|MTHFOST parent|NMTH parent|STPMTH parent|NPRN parent
PRNFOST parent|STPPRN parent|SIB sibling|BRO sibling|HBRO sibling|NBRO sibling|TWINBRO sibling
HSIB sibling|HSIS sibling|NSIB sibling|NSIS sibling|TWINSIS sibling|TWIN sibling|STPBRO sibling
STPSIB sibling|STPSIS sibling|SIS sibling|SIGOTHR spouse|DOMPART spouse|FMRSPS relative|SPS spouse
HUSB spouse|WIFE spouse|FRND friend|NBOR friend|ROOM friend|ONESELF nobody|FAMMEMB relative
GUARD guardian|POWATT guardian|HPOWATT guardian|DPOWATT guardian|SPOWATT guardian
"""
TYPED = """
Mother parent|FATHER parent|Step Father parent|Step-Mother parent|Stepmother parent
Foster Parent parent|Foster-Mother parent|Mother-in-law relative|Son-in-law relative
Daughter In Law relative|Brother in Law relative|Grandmother relative|Grand Daughter relative
grandson relative|Ex-Wife relative|Ex-Spouse relative|Ex-Husband relative|Domestic Partner spouse
Life Partner spouse|Significant Other spouse|Fiance spouse|Girlfriend spouse|Legal Guardian guardian
Power of Attorney guardian|Health Care Proxy guardian|Healthcare Agent guardian|Half Sister sibling
Step Sister sibling|stepbrother sibling|Next of Kin relative|Emergency Contact emergency_contact
Care Giver caregiver|Neighbor friend|Room  mate unread|Roommate friend|Other unsaid|Unknown unsaid
Employer nobody|Self nobody|Patient nobody
"""
LETTERS = "FA unread|W unread|M unread|F unread|S unread|C unread|E unread|N unread|X9 unread"


def _said(*lists: str) -> list[tuple[str, str]]:
    pairs = [one for each in lists for line in each.split("\n") for one in line.split("|") if one]
    return [(word, meant) for word, _, meant in (one.strip().rpartition(" ") for one in pairs)]


def _kin(*words: str, own: dict[str, str] | None = None, contact: bool = False) -> Kin | None:
    return kin(TOM, words, own or {}, contact=contact)


@pytest.mark.parametrize(("word", "meant"), _said(TABLE_0063, ROLE_CODES, TYPED, LETTERS))
def test_a_relationship_is_what_everybody_calls_it(word: str, meant: str) -> None:
    """Table 0063, v3 RoleCode and what is typed; a letter that may be anything is not guessed."""
    found = _kin(word)
    if meant == codes.NOBODY:
        assert found is None
    else:
        assert found is not None
        assert found.relationships == ("" if meant in ("unsaid", "unread") else meant,)
        assert found.unread is (meant == "unread")


@pytest.mark.parametrize(("word", "meant"), _said(TABLE_0063, ROLE_CODES, TYPED, LETTERS))
def test_the_feeds_word_goes_before_everybodys(word: str, meant: str) -> None:
    """Each word can be mapped, the known ones too; "unsaid" keeps the person, without a doubt."""
    mapped = _kin(word, own={word.lower(): "guardian"})
    assert mapped == Kin(who=TOM, relationships=("guardian",), unread=False)
    unsaid = _kin(word, own={f" {word} ": "unsaid"})
    assert unsaid == Kin(who=TOM, relationships=("",), unread=False)
    assert _kin(word, own={word: "nobody"}) is None, meant


@pytest.mark.parametrize(
    ("letter", "related"),
    [("C", "emergency_contact"), ("N", "relative"), ("U", ""), ("O", ""), ("E", None), ("F", None),
     ("I", None), ("S", None), ("CP", "emergency_contact"), ("EP", "emergency_contact"),
     ("BP", ""), ("PR", None)],
)  # fmt: skip
def test_letters_of_a_contacts_role_mean_what_their_table_says(
    letter: str, related: str | None
) -> None:
    """Table 0131: employer, agencies and insurer are no family; of the others none is dropped."""
    found = _kin(letter, contact=True)
    assert (found.relationships if found else None) == (None if related is None else (related,))
    assert found is None or not found.unread


def test_one_who_is_several_things_is_the_likeliest() -> None:
    """A next of kin who is the wife is the wife; who is an employer's contact too is kept."""
    found = [
        one
        for name, words in (("A", ("N", "FND")), ("B", ("N", "WIFE")), ("C", ("E", "Friend")))
        if (one := kin(Caregiver(name=name), words, {}, contact=True))
    ]
    assert len(found) == len("ABC")
    best = caregiver(found, child=False)
    assert best is not None
    assert best.name == "B"


def test_nobody_known_comes_before_somebody_unknown_but_they_are_kept() -> None:
    """Who is in no table is taken where there is no other; blank is no doubt."""
    strange, friend = _kin("ZZ"), kin(Caregiver(name="Ann"), ["Friend"], {}, contact=False)
    assert strange is not None
    assert friend is not None
    best, alone = caregiver([strange, friend], child=False), caregiver([strange], child=False)
    assert best is not None
    assert alone is not None
    assert (best.name, alone.name) == ("Ann", "Tom Smith")
    blank = _kin()
    assert blank is not None
    assert not blank.unread
    assert caregiver([], child=True) is None


@pytest.mark.parametrize(
    ("born", "child"),
    [(date(2018, 5, 1), True), (date(2008, 9, 5), True), (date(2008, 9, 4), False),
     (date(1948, 3, 2), False), (None, False), (date(2027, 1, 1), False)],
)  # fmt: skip
def test_of_a_child_the_parent_or_guardian_comes_first(born: date | None, *, child: bool) -> None:
    """By the birth date on the day: the aunt who is the emergency contact does not decide."""
    assert is_child(born, date(2026, 9, 4)) is child
    aunt = kin(Caregiver(name="Aunt"), ["Emergency Contact"], {}, contact=False)
    mother = kin(Caregiver(name="Mother"), ["MTH"], {}, contact=False)
    assert aunt is not None
    assert mother is not None
    best = caregiver([aunt, mother], child=child)
    assert best is not None
    assert best.name == ("Mother" if child else "Aunt")


@pytest.mark.parametrize(
    ("said", "beside", "own", "meant"),
    [
        (["DA"], ["CGV"], {"da": "child", "cgv": "caregiver"}, ("child", "caregiver")),
        (["DA"], ["Emergency Contact"], {"da": "child"}, ("child", "emergency_contact")),
        (["SO", "Significant Other"], ["CGV"], {"so": "child"}, ("child", "caregiver")),
        (["XS"], ["CGV"], {"xs": "unsaid"}, ("caregiver",)),
        (["XS"], ["EMR"], {"xs": "unsaid"}, None),
        (["DA"], ["EMR"], {"da": "child"}, ("child",)),
        (["XS"], ["EC1"], {"xs": "nobody", "ec1": "emergency_contact"}, None),
        (["XS"], ["EC1"], {"xs": "spouse", "ec1": "nobody"}, None),
    ],
)
def test_each_field_says_what_it_says(
    said: list[str], beside: list[str], own: dict[str, str], meant: tuple[str, ...] | None
) -> None:
    """A word of the hospital's own hides the other words of its field, and no other field's."""
    found = kin(TOM, said, own, contact=False, beside=[beside])
    assert (found and found.relationships) == meant
