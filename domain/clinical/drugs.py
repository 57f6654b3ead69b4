"""Names, doses and habits of drug lists, as tables: what is the same, and what is high-alert.

High-alert by the clinical rules: anticoagulant, insulin, opioid, digoxin (ingredients after ISMP's
list of high-alert medications in community settings). Brands only of these: a brand that is not
known compares by its own name and shows as a difference, which a nurse settles.
"""

HIGH_ALERT: dict[str, tuple[str, ...]] = {
    "anticoagulant": (
        "warfarin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "heparin", "enoxaparin",
        "dalteparin", "fondaparinux",
    ),
    "insulin": ("insulin",),
    "opioid": (
        "morphine", "oxycodone", "hydrocodone", "hydromorphone", "oxymorphone", "fentanyl",
        "methadone", "tramadol", "tapentadol", "codeine", "meperidine", "buprenorphine",
    ),
    "digoxin": ("digoxin",),
}  # fmt: skip

BRANDS: dict[str, str] = {
    "coumadin": "warfarin", "jantoven": "warfarin", "eliquis": "apixaban", "xarelto": "rivaroxaban",
    "pradaxa": "dabigatran", "savaysa": "edoxaban", "lovenox": "enoxaparin",
    "fragmin": "dalteparin", "arixtra": "fondaparinux", "lanoxin": "digoxin",
    "lantus": "insulin glargine", "basaglar": "insulin glargine", "toujeo": "insulin glargine",
    "semglee": "insulin glargine", "levemir": "insulin detemir", "tresiba": "insulin degludec",
    "humalog": "insulin lispro", "admelog": "insulin lispro", "novolog": "insulin aspart",
    "fiasp": "insulin aspart", "apidra": "insulin glulisine", "humulin": "insulin human",
    "novolin": "insulin human", "oxycontin": "oxycodone", "roxicodone": "oxycodone",
    "percocet": "oxycodone acetaminophen", "norco": "hydrocodone acetaminophen",
    "vicodin": "hydrocodone acetaminophen", "dilaudid": "hydromorphone", "duragesic": "fentanyl",
    "ultram": "tramadol", "nucynta": "tapentadol", "ms contin": "morphine",
    "suboxone": "buprenorphine naloxone",
}  # fmt: skip

FORMS = frozenset(
    {
        *("tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps", "solution"),
        *("suspension", "injection", "inj", "oral", "pen", "vial", "patch", "cream", "pill", "of"),
        *("hcl", "hydrochloride", "and", "film", "coated", "prefilled", "syringe", "flexpen"),
        *("ml", "hr", "hour", "actuation", "spray", "inhaler"),
    }
)
"""Words of a name that say nothing of the ingredient. Salts such as succinate stay: metoprolol
succinate is not metoprolol tartrate."""

TRAILING_SALTS = frozenset({"sodium", "potassium", "calcium", "besylate", "maleate"})

FREQUENCIES: dict[str, tuple[str, ...]] = {
    "daily": ("qd", "od", "once daily", "once a day", "every day", "1x daily", "q24h",
              "every 24 hours", "one time daily", "1 time daily", "daily", "qday"),
    "twice daily": ("bid", "twice a day", "two times a day", "2 times a day", "2x daily", "q12h",
                    "every 12 hours", "two times daily", "2 times daily"),
    "three times daily": ("tid", "three times a day", "3 times a day", "3x daily", "q8h",
                          "every 8 hours", "3 times daily"),
    "four times daily": ("qid", "four times a day", "4 times a day", "4x daily", "q6h",
                         "every 6 hours", "4 times daily"),
    "at bedtime": ("qhs", "hs", "nightly", "every night", "bedtime", "qpm at bedtime"),
    "every morning": ("qam", "in the morning", "each morning"),
    "every evening": ("qpm", "in the evening", "each evening"),
    "weekly": ("once weekly", "once a week", "every week", "qweek"),
    "every other day": ("qod", "every 2 days", "alternate days"),
    "as needed": ("prn", "when needed", "if needed"),
}  # fmt: skip

ROUTES: dict[str, tuple[str, ...]] = {
    "oral": ("po", "by mouth", "orally", "per os"),
    "subcutaneous": ("sc", "sq", "subq", "subcut", "subcutaneously", "under the skin"),
    "intravenous": ("iv",),
    "intramuscular": ("im",),
    "inhaled": ("inh", "inhalation", "by inhalation", "nebulized"),
    "topical": ("top", "to skin", "transdermal patch"),
    "sublingual": ("sl", "under the tongue"),
    "rectal": ("pr",),
}  # fmt: skip

IN_MICROGRAMS: dict[str, int] = {
    "mcg": 1, "ug": 1, "microgram": 1, "micrograms": 1,
    "mg": 1_000, "milligram": 1_000, "milligrams": 1_000,
    "g": 1_000_000, "gm": 1_000_000, "gram": 1_000_000, "grams": 1_000_000,
}  # fmt: skip
