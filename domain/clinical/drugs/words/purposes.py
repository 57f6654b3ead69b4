"""What people say that a drug is for, and how they begin to say it."""

PURPOSES = frozenset(
    (
        "adhd", "allergy", "anemia", "angina", "antibiotic", "anxiety", "arthritis", "asthma",
        "b12", "bladder", "bleeding", "blood", "bone", "bones", "bowel", "breast", "breathing",
        "cancer", "chemo", "chest", "cholesterol", "clot", "clots", "cold", "constipation", "copd",
        "cough", "cramp", "cramps", "dementia", "depression", "diabetes", "diabetic", "dizziness",
        "ear", "epilepsy", "eye", "failure", "fiber", "fluid", "gas", "glaucoma", "gout", "headache",
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
REASONS = ("for", "related to", "due to", "to treat", "to prevent", "to help", "to help with", "to control", "because of",
            "indication", "indications", "reason", "to lower", "to reduce", "for treatment of", "for prevention of", "to help me", "treats", "helps with", "used for")  # fmt: skip
"""What it is for stands behind these."""
PARTS_OF_BODY = frozenset(
    {
        "eye",
        "eyes",
        "ear",
        "ears",
        "nose",
        "mouth",
        "oral",
        "nasal",
        "vaginal",
        "rectal",
        "respiratory",
    }
)
ALSO_REASONS = frozenset(
    {"phytonadione", "ascorbic acid", "thiamine", "vitamin e", "vitamin a", "pyridoxine",
     "potassium chloride", "magnesium", "cholecalciferol", "ergocalciferol", "cyanocobalamin", "folic acid", "calcium",
     "ferrous sulfate", "fiber", "testosterone", "thyroid", "conjugated estrogens", "zinc", "nicotine", "insulin", "estradiol"}
)  # fmt: skip
"""Names of drugs that are said of what is lacking, too."""
