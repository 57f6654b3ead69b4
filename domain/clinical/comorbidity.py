"""Comorbidities of the LACE index by ICD-10-CM prefix, as a table for a clinician to review.

Groups by Quan et al. 2005 (Med Care 43:1130, table 1); points by van Walraven et al. 2010 (CMAJ
182:551), which are not the classic Charlson weights. Adapted to ICD-10-CM: E08, E09 and E13 count
with E10 and E11; chronic kidney disease to stage 3 or unspecified is mild, stages 4 and 5 and
dialysis are moderate or severe. Of one family only the heaviest row counts. A code is matched
without its dot.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Comorbidity:
    """One row: its points, and the family in which only the heaviest counts."""

    name: str
    points: int
    family: str
    codes: tuple[str, ...]


_DIABETES = ("E08", "E09", "E10", "E11", "E12", "E13", "E14")


def _diabetes(*endings: str) -> tuple[str, ...]:
    return tuple(code + ending for code in _DIABETES for ending in endings)


COMORBIDITIES: tuple[Comorbidity, ...] = (
    Comorbidity(
        name="previous myocardial infarction", points=1, family="infarction",
        codes=("I21", "I22", "I252"),
    ),
    Comorbidity(
        name="cerebrovascular disease", points=1, family="cerebrovascular",
        codes=("G45", "G46", "H340", "I60", "I61", "I62", "I63", "I64", "I65", "I66", "I67", "I68",
               "I69"),
    ),
    Comorbidity(
        name="peripheral vascular disease", points=1, family="peripheral vascular",
        codes=("I70", "I71", "I731", "I738", "I739", "I771", "I790", "I792", "K551", "K558", "K559",
               "Z958", "Z959"),
    ),
    Comorbidity(
        name="diabetes without complications", points=1, family="diabetes",
        codes=_diabetes("0", "1", "6", "8", "9"),
    ),
    Comorbidity(
        name="congestive heart failure", points=2, family="heart failure",
        codes=("I099", "I110", "I130", "I132", "I255", "I420", "I425", "I426", "I427", "I428",
               "I429", "I43", "I50", "P290"),
    ),
    Comorbidity(
        name="diabetes with end-organ damage", points=2, family="diabetes",
        codes=_diabetes("2", "3", "4", "5", "7"),
    ),
    Comorbidity(
        name="chronic pulmonary disease", points=2, family="pulmonary",
        codes=("I278", "I279", "J40", "J41", "J42", "J43", "J44", "J45", "J46", "J47", "J60", "J61",
               "J62", "J63", "J64", "J65", "J66", "J67", "J684", "J701", "J703"),
    ),
    Comorbidity(
        name="mild liver or renal disease", points=2, family="liver or renal",
        codes=("B18", "K700", "K701", "K702", "K703", "K709", "K713", "K714", "K715", "K717", "K73",
               "K74", "K760", "K762", "K763", "K764", "K768", "K769", "Z944",
               "I129", "I1310", "N032", "N033", "N034", "N035", "N036", "N037", "N052", "N053",
               "N054", "N055", "N056", "N057", "N181", "N182", "N183", "N189", "N19", "N250"),
    ),
    Comorbidity(
        name="cancer", points=2, family="cancer",
        codes=(*(f"C{n:02}" for n in range(27)), "C30", "C31", "C32", "C33", "C34", "C37", "C38",
               "C39", "C40", "C41", "C43", *(f"C{n}" for n in range(45, 59)),
               *(f"C{n}" for n in range(60, 77)), "C81", "C82", "C83", "C84", "C85", "C88",
               *(f"C{n}" for n in range(90, 98))),
    ),
    Comorbidity(
        name="dementia", points=3, family="dementia",
        codes=("F00", "F01", "F02", "F03", "F051", "G30", "G311"),
    ),
    Comorbidity(
        name="connective tissue disease", points=3, family="connective tissue",
        codes=("M05", "M06", "M315", "M32", "M33", "M34", "M351", "M353", "M360"),
    ),
    Comorbidity(name="AIDS", points=4, family="AIDS", codes=("B20", "B21", "B22", "B24")),
    Comorbidity(
        name="moderate or severe liver or renal disease", points=4, family="liver or renal",
        codes=("I850", "I859", "I864", "I982", "K704", "K711", "K721", "K729", "K765", "K766",
               "K767", "I120", "I1311", "I132", "N184", "N185", "N186", "Z490", "Z491", "Z492",
               "Z940", "Z992"),
    ),
    Comorbidity(
        name="metastatic cancer", points=6, family="cancer", codes=("C77", "C78", "C79", "C80"),
    ),
)  # fmt: skip
