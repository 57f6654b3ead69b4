"""The words of drug lists, as tables: forms, releases, routes, units and what may be passed over.

Abbreviations as in common use in the United States (ISMP's list of error-prone abbreviations names
most of them, because people write them). A phrase is words as `tokens.py` cuts them.
"""

FORMS: dict[str, tuple[str, ...]] = {
    "chewable tablet": ("chewable", "chew", "chewtab", "chewtabs", "chewable tablet",
                        "chewable tablets", "chew tab", "chew tabs", "tablet chewable", "tab chew",
                        "tablet , chewable", "tab chewable"),
    "dissolving tablet": ("odt", "odt tablet", "disintegrating", "disintegrating tablet",
                          "orally disintegrating", "orally disintegrating tablet", "dissolving",
                          "tablet , disintegrating", "disintegrating oral tablet"),
    "effervescent tablet": ("effervescent", "effervescent tablet"),
    "liquid": ("solution", "soln", "suspension", "susp", "liquid", "elixir", "syrup",
               "concentrate", "conc", "oral solution", "oral suspension", "solution , oral",
               "viscous", "emulsion", "ophthalmic emulsion"),
    "injection": ("injection", "injectable", "inj", "pen", "pens", "pen injector", "shot", "shots",
                  "kwikpen", "flexpen", "flextouch", "solostar", "prefilled syringe",
                  "prefilled", "autoinjector", "auto injector", "cartridge", "injector",
                  "insulin pen", "subcutaneous solution", "solution for injection",
                  "injectable solution", "sensoready", "penfill", "tempo", "max solostar"),
    "inhaler": ("inhaler", "hfa", "diskus", "respimat", "ellipta", "handihaler", "flexhaler",
                "turbuhaler", "twisthaler", "aerosol", "hfa inhaler", "mdi", "dpi", "digihaler",
                "metered dose inhaler", "dry powder inhaler", "respiclick", "redihaler",
                "inhalation powder", "hfa aerosol inhaler", "inhalation aerosol"),
    "nebulizer": ("nebulizer", "neb", "nebs", "nebule", "nebules", "nebulizer solution",
                  "nebulized", "nebulization", "solution for nebulization", "neb solution",
                  "nebulizer soln", "inhalation solution", "inhalation suspension",
                  "suspension for inhalation", "solution for inhalation", "inhalation susp",
                  "inhalation soln", "nebulizer suspension", "neb suspension"),
    "cream": ("cream", "crm"),
    "ointment": ("ointment", "oint"),
    "gel": ("gel",),
    "lotion": ("lotion",),
    "foam": ("foam",),
    "shampoo": ("shampoo",),
    "powder": ("powder", "granules", "powder packet", "oral powder"),
    "enema": ("enema",),
    "implant": ("implant",),
}  # fmt: skip

PIECES: dict[str, tuple[str, ...]] = {
    "tablet": ("tablet", "tablets", "tab", "tabs", "tablet s", "tab s", "caplet", "caplets",
               "film coated tablet", "tbl", "oral tablet", "oral tab", "coated tablet"),
    "capsule": ("capsule", "capsules", "cap", "caps", "capsule s", "softgel", "softgels", "gelcap",
                "gelcaps", "oral capsule", "liqui gel", "soft gel", "soft gels"),
    "patch": ("patch", "patches", "transdermal system", "td patch", "adhesive patch", "transdermal system patch",
              "medicated patch", "transdermal patch"),
    "film": ("film", "films", "strip", "strips"),
    "suppository": ("suppository", "suppositories", "supp"),
    "lozenge": ("lozenge", "lozenges", "troche"),
    "gum": ("gum",),
    "puff": ("puff", "puffs", "inhalation", "inhalations", "actuation", "actuations", "act",
             "actuat", "puff s", "inhaled doses"),
    "spray": ("spray", "sprays"),
    "drop": ("drop", "drops", "gtt", "gtts", "drop s"),
    "packet": ("packet", "packets", "sachet", "pkt"),
    "capful": ("capful", "capfuls"),
    "piece": ("pill", "pills", "unit dose", "dose", "doses"),
    "application": ("application", "applications", "applicatorful", "applicator"),
    "syringe": ("syringe", "syringes"),
    "vial": ("vial", "vials"),
    "nebule": ("nebule", "nebules", "respule", "respules"),
    "ampule": ("ampule", "ampules", "ampul"),
}  # fmt: skip
"""What is counted. All but the last lines are a form as well."""

FORM_OF_PIECE = {
    **{one: one for one in ("tablet", "capsule", "patch", "film", "suppository", "lozenge", "gum")},
    "puff": "inhaler", "spray": "spray", "drop": "drops", "packet": "powder",
    "capful": "powder", "syringe": "injection", "vial": "injection", "nebule": "nebulizer",
}  # fmt: skip

RELEASES: dict[str, tuple[str, ...]] = {
    "extended": ("er", "xr", "xl", "sr", "la", "cr", "cd", "xt", "extended release", "ext release",
                 "extended rel", "sustained release", "controlled release", "long acting",
                 "slow release", "ext rel", "prolonged release", "extended", "osmotic",
                 "24 hour extended release", "contin", "timed release", "time release"),
    "delayed": ("dr", "ec", "delayed release", "enteric coated", "delayed rel", "del release",
                "delayed", "gastro resistant", "enteric"),
    "immediate": ("ir", "immediate release", "regular release", "fast acting"),
}  # fmt: skip

ROUTES: dict[str, tuple[str, ...]] = {
    "oral": ("oral", "po", "by mouth", "orally", "per os", "mouth", "oral route"),
    "subcutaneous": ("sc", "sq", "subq", "sub q", "subcut", "subcutaneous", "subcutaneously",
                     "under the skin", "subcu", "s c", "s q", "subcutan", "beneath the skin"),
    "intravenous": ("iv", "intravenous", "intravenously", "into the vein", "ivp", "ivpb"),
    "intramuscular": ("im", "intramuscular", "intramuscularly", "into the muscle"),
    "inhaled": ("inh", "by inhalation", "inhaled", "respiratory tract", "per inhalation",
                "into the lungs", "respiratory", "oral inhalation", "inhale orally", "inhalation route",
                "via inhalation", "via nebulizer", "by nebulizer", "into lungs"),
    "topical": ("topical", "topically", "top", "to skin", "onto the skin", "to the skin",
                "to affected area", "on the skin", "onto skin", "to affected areas"),
    "transdermal": ("transdermal", "transdermally", "td", "through the skin"),
    "sublingual": ("sublingual", "sl", "under the tongue", "sublingually", "under tongue"),
    "buccal": ("buccal", "buccally"),
    "rectal": ("pr", "by rectum", "rectal", "rectally", "per rectum", "in the rectum", "into the rectum",
               "into rectum"),
    "vaginal": ("vaginal", "vaginally", "pv", "per vagina", "into vagina", "in the vagina", "vag", "intravaginally", "into the vagina"),
    "nasal": ("nasal", "nasally", "intranasal", "intranasally", "each nostril", "both nostrils",
              "into each nostril", "in each nostril", "nares", "each nare", "nostril", "nostrils",
              "to each nostril", "nose"),
    "ophthalmic": ("ophthalmic", "ophth", "opht", "ophthal", "eye", "eyes", "ophthalmically", "affected eye"),
    "ophthalmic, left": ("left eye", "os", "in the left eye", "into the left eye", "into left eye", "in left eye", "l eye"),
    "ophthalmic, right": ("right eye", "in the right eye", "into the right eye", "into right eye", "in right eye", "r eye"),
    "ophthalmic, both": ("ou", "both eyes", "each eye", "into both eyes", "in both eyes", "in each eye", "into each eye"),
    "otic": ("otic", "ear", "ears", "affected ear"),
    "otic, left": ("left ear", "in left ear", "in the left ear", "into left ear", "l ear", "into the left ear"),
    "otic, right": ("right ear", "in right ear", "ad", "r ear", "into the right ear", "in the right ear", "into right ear"),
    "otic, both": ("au", "both ears", "each ear", "in both ears", "in each ear", "into both ears"),
    "by tube": ("per tube", "g tube", "via g tube", "ng tube", "peg tube", "per g tube", "ng",
                "via peg", "per peg", "j tube", "gastrostomy tube", "via tube", "feeding tube"),
    "epidural": ("epidural",),
    "intrathecal": ("intrathecal",),
}  # fmt: skip

MASSES: dict[str, int] = {
    **dict.fromkeys(("mcg", "ug", "μg", "mcgs", "microgram", "micrograms"), 1),
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams", "mgm"), 1_000),
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams"), 1_000_000),
}
"""In micrograms."""
UNITS: dict[str, tuple[str, ...]] = {
    "units": ("unit", "units", "u", "iu", "international units", "international unit", "unt", "unts"),
    "mEq": ("meq", "meqs", "milliequivalent", "milliequivalents"),
    "mmol": ("mmol",),
    "mL": ("ml", "mls", "cc", "milliliter", "milliliters"),
    "tsp": ("tsp", "teaspoon", "teaspoons", "teaspoonful"),
    "tbsp": ("tbsp", "tablespoon", "tablespoons"),
    "%": ("%", "percent"),
    "kg": ("kg",),
    "hour": ("h", "hr", "hrs", "hour", "hours", "hourly"),
    "day": ("d", "day", "days"),
    "week": ("w", "wk", "wks", "week", "weeks"),
    "month": ("mo", "mos", "month", "months"),
    "minute": ("min", "minute", "minutes", "mins"),
    "million units": ("million units",),
    "ounce": ("oz", "ounce", "ounces"),
    "billion": ("billion", "billion cells"),
}  # fmt: skip
DURATIONS = frozenset({"hour", "day", "week", "month"})
NO_DOSE = DURATIONS | {"minute", "ounce", "kg"}
"""Units of what is no dose: how long, in how much water."""
AFTER_A_FIGURE = frozenset({"g", "u", "h", "d", "w", "l"})
AFTER_A_SLASH = frozenset({"g", "h", "d"})
"""Letters that are a unit only behind a figure."""
IN_MILLILITRES = {"mL": 1, "tsp": 5, "tbsp": 15}

NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "eight": "8",
    "ten": "10", "half": "1/2", "one half": "1/2", "a half": "1/2", "one and a half": "3/2",
    "one and one half": "3/2", "half a": "1/2", "half of a": "1/2", "a quarter": "1/4", "quarter": "1/4", "one quarter": "1/4",
    "ii": "2", "iii": "3", "seven": "7", "twelve": "12", "twenty": "20", "one and 1 / 2": "3/2", "half of one": "1/2",
}  # fmt: skip

VERBS = (
    "take", "takes", "taking", "inject", "injects", "inhale", "apply", "use", "uses", "place",
    "instill", "insert", "give", "swallow", "dissolve", "put", "sig", "administer", "spray into",
    "chew one", "wear", "taken",
)  # fmt: skip
"""What begins a direction: figures behind one are a dose, not a strength."""
TOTAL = ("total", "total dose", "for a total of", "total of", "to equal", "to make", "equals")
ENDS = (
    "max",
    "maximum",
    "not to exceed",
    "do not exceed",
    "hold",
    "hold for",
    "disp",
    "dispense",
    "refill",
    "refills",
    "qty",
    "quantity",
    "indication",
    "indications",
    "last taken",
    "last dose",
    "last filled",
    "note",
    "comment",
    "comments",
    "do not take more than",
    "no more than",
    "reason",
    "sbp",
    "started",
    "start date",
    "prescribed by",
)
"""Behind these nothing is said of the dose any more."""
CHANGING = (
    "titrate",
    "increase",
    "increase by",
    "taper",
    "tapering",
    "decrease",
    "sliding scale",
    "per scale",
    "per sliding scale",
    "ssi",
    "correction scale",
    "correction",
    "extra",
    "additional",
    "per protocol",
    "per inr",
    "as directed",
    "ud",
    "use as directed",
    "take as directed",
    "per package instructions",
)
"""A dose that nobody can count."""
TAPERED = frozenset({"taper", "tapering"})
SCALED = frozenset(
    {"sliding scale", "per scale", "per sliding scale", "ssi", "correction scale", "correction"}
)
"""A dose that changes, and can be compared where its steps are written."""
PASSED_OVER = (
    "generic", "brand", "brand name", "human", "recombinant", "low dose", "low strength", "baby",
    "adult", "regular strength", "otc", "of", "the", "in", "a", "an", "film coated",
    "coated", "extra strength", "maximum strength", "base", "equivalent", "rdna", "rx", "usp",
    "strength", "over the counter", "mini", "plus", "double strength", "ds", "pf", "preservative free",
    "children s", "childrens", "adults", "dosepak", "dose pack", "pack", "kit", "elemental",
    "tamper resistant", "abuse deterrent", "hydrofluoroalkane", "concentrated", "at", "for", "is",
    "biosimilar", "my", "patient", "pt", "on", "his", "her", "daily dose",
    "origin", "new", "home med", "product", "starter pack", "starter", "may repeat x 1", "may repeat once", "repeat x 1", "repeat once", "may repeat 1 time", "may repeat one time", "sugar free", "by", "and then", "then", "or", "up to", "about",
)  # fmt: skip
PURPOSES = frozenset(
    (
        "adhd", "allergy", "anemia", "angina", "antibiotic", "anxiety", "arthritis", "asthma",
        "b12", "bladder", "bleeding", "blood", "bone", "bones", "bowel", "breast", "breathing",
        "cancer", "chemo", "chest", "cholesterol", "clot", "clots", "cold", "constipation", "copd",
        "cough", "cramp", "cramps", "dementia", "depression", "diabetes", "diabetic", "dizziness",
        "ear", "epilepsy", "eye", "failure", "fluid", "gas", "glaucoma", "gout", "headache",
        "heart", "heartburn", "hormone", "immune", "infection", "iron", "itch", "joint", "kidney",
        "lung", "lupus", "malaria", "memory", "menopause", "migraine", "mood", "mouth", "muscle",
        "nausea", "nerve", "nerves", "night", "nose", "osteoporosis", "pain", "parkinson",
        "parkinsons", "phlegm", "potassium", "pressure", "prostate", "psoriasis", "purple", "ra",
        "reflux", "red", "rescue", "rheumatism", "rhythm", "seizure", "seizures", "shakes",
        "sinus", "skin", "sleep", "sleeping", "smoking", "spasm", "steroid", "stent", "stomach",
        "stroke", "sugar", "swelling", "thyroid", "transplant", "tremor", "triglyceride", "ulcer",
        "urine", "vertigo", "vitamin", "water", "weight", "yeast", "stool", "blue", "brown",
        "orange", "green", "long", "bp", "hair", "estrogen", "anti", "rejection", "overactive",
        "and", "&", "-", "for", "loss", "s",
    )
)  # fmt: skip
"""What people say that a drug is for, as patients and their families write it; ours."""
PURPOSE_ENDS = frozenset(
    (
        "pill", "pills", "tablet", "tab", "capsule", "shot", "shots", "injection", "drops", "drop",
        "inhaler", "puffer", "patch", "spray", "cream", "ointment", "gel", "medicine", "medication",
        "med", "meds", "drug", "thinner", "reliever", "relaxer", "relaxant", "softener", "aid",
        "antibiotic", "laxative", "vitamin", "supplement", "steroid", "reducer", "killer",
        "blocker", "lozenge", "suppressant", "syrup", "powder", "neb",
    )
)  # fmt: skip
"""What ends such words; it may say the form as well."""
SAID_OF_PURPOSE = PURPOSES | PURPOSE_ENDS
SALTS = frozenset({
    "hcl", "hydrochloride", "sodium", "potassium", "calcium", "besylate", "maleate", "mesylate",
    "sulfate", "acetate", "fumarate", "tartrate", "succinate", "bitartrate", "citrate", "phosphate",
    "hydrobromide", "hbr", "bromide", "medoxomil", "cilexetil", "etexilate", "dihydrate", "tosylate",
    "hyclate", "monohydrate", "propionate", "anhydrous", "trihydrate", "nitrate", "magnesium",
    "disoproxil", "alafenamide", "dipropionate", "furoate", "xinafoate", "pidolate", "hemihydrate",
    "na", "k", "succ", "tart", "axetil", "gluconate", "oxalate", "bisulfate", "arginine", "erbumine",
    "mofetil", "strontium", "proxetil", "malate", "hemifumarate", "tromethamine", "isethionate",
    "lactate", "hfa", "camsylate", "edisylate", "dimesylate", "chloride", "carbonate", "ethyl esters",
    "nicotinate", "acid", "acetonide", "propanediol", "hemitartrate", "pivoxil", "besilate", "decahydrate", "pentahydrate", "sulphate", "estolate", "stearate", "ethylsuccinate", "olamine", "aspartate", "valerate", "sulf", "dihydrochloride", "palmitate", "hippurate", "diphosphate", "hyd", "dimeglumine", "saccharate", "benzoate", "carbamate", "diproprionate", "mononitrate",
})  # fmt: skip
"""What is stripped behind a known ingredient. Where a salt is another drug, the table of names has
it as a name of its own: potassium chloride, isosorbide mononitrate, mycophenolate sodium."""
