"""The words of drug lists, as tables: forms, releases, routes, units and what may be passed over.

Abbreviations as in common use in the United States (ISMP's list of error-prone abbreviations names
most of them, because people write them). A phrase is words as `tokens.py` cuts them.
"""

FORMS: dict[str, tuple[str, ...]] = {
    "chewable tablet": ("chew", "chewables", "gummy", "gummies", "chw", "chewable tab", "chewable tabs", "chews", "chewable", "chew", "chewtab", "chewtabs", "chewable tablet",
                        "chewable tablets", "chew tab", "chew tabs", "tablet chewable", "tab chew",
                        "tablet , chewable", "tab chewable"),
    "dissolving tablet": ("rapid dissolve", "rapidly disintegrating", "tablet dispersible", "dispersible tablet", "tab dispersible", "dispersible", "melt", "oral disintegrating tablet", "disintegrating tab", "disintegrating tabs", "odt tab", "odt tabs", "orally disintegrating tab", "tablet disintegrating", "tab rapdis", "rapdis", "mlt", "tbdp", "soltab", "zydis", "tab odt", "quick dissolve", "rapid melt", "odt", "odt tablet", "disintegrating", "disintegrating tablet",
                          "orally disintegrating", "orally disintegrating tablet", "dissolving",
                          "tablet , disintegrating", "disintegrating oral tablet"),
    "effervescent tablet": ("effervescent", "effervescent tablet"),
    "liquid": ("oral lyophilisate solution", "susr", "solr", "liqd", "syrp", "emul", "powder for oral suspension", "powder for suspension oral", "suspension reconstituted", "suspension for reconstitution", "oral suspension reconstituted", "oral suspension , reconstituted", "powder for oral liquid", "oral drops", "liq", "oral soln", "oral susp", "oral liquid", "sol", "elix", "syr", "suspension oral", "solution oral", "reconstituted suspension", "oral syrup", "oral concentrate", "solution", "soln", "suspension", "susp", "liquid", "elixir", "syrup",
               "concentrate", "conc", "oral solution", "oral suspension", "solution , oral",
               "viscous", "emulsion", "ophthalmic emulsion"),
    "injection": ("sopn", "soaj", "sosy", "susy", "supn", "soct", "prsy", "solution pen injector", "solution auto injector", "solution prefilled syringe", "solution cartridge", "injectable product", "subcutaneous soln", "sc soln", "infusion", "iv infusion", "solution for infusion", "statdose", "statdose pen", "sureclick", "pushtronex", "kwik pen", "flex pen", "solo star", "flex touch", "sensoready pen", "single dose pen", "multi dose pen", "auto injectors", "autoinjectors", "pre filled syringe", "pre filled pen", "pre filled", "injection solution", "injection pen", "injectable pen", "syringe kit", "touch pen", "clickject", "injectable suspension", "suspension for injection", "inj susp", "inj soln", "oil for injection", "in oil", "vials", "injection", "injectable", "inj", "pen", "pens", "pen injector", "shot", "shots",
                  "kwikpen", "flexpen", "flextouch", "solostar", "prefilled syringe",
                  "prefilled", "autoinjector", "auto injector", "cartridge", "injector",
                  "insulin pen", "subcutaneous solution", "solution for injection",
                  "injectable solution", "sensoready", "penfill", "tempo", "max solostar"),
    "inhaler": ("aerb", "aepb", "aepo", "inha", "inhub", "hfaa", "pressair", "neohaler", "inhalr", "aerosphere", "aer", "aers", "powder inhaler", "inhaler powder", "hfa aer", "inhl", "aerosol inhaler", "hfa inhalation aerosol", "blister with device", "inhaler disk", "diskhaler", "puffer", "aerosol powder", "aero", "inhalation spray", "mist inhaler", "soft mist inhaler", "inhalation aerosol powder", "inhaler device", "dry powder", "powder for inhalation", "inhaler", "hfa", "diskus", "respimat", "ellipta", "handihaler", "flexhaler",
                "turbuhaler", "twisthaler", "aerosol", "hfa inhaler", "mdi", "dpi", "digihaler",
                "metered dose inhaler", "dry powder inhaler", "respiclick", "redihaler",
                "inhalation powder", "hfa aerosol inhaler", "inhalation aerosol"),
    "nebulizer": ("nebu", "neb soln", "nebulizer vial", "nebulizer treatment", "neb treatment", "nebules for nebulizer", "nebulizing solution", "solution for nebulizer", "soln for nebulization", "solution nebulization", "inhalation solution nebulizer", "nebulization solution", "nebulisation", "nebulized solution", "inhl soln", "inh soln", "inhal soln", "nebulizer", "neb", "nebs", "nebule", "nebules", "nebulizer solution",
                  "nebulized", "nebulization", "solution for nebulization", "neb solution",
                  "nebulizer soln", "inhalation solution", "inhalation suspension",
                  "suspension for inhalation", "solution for inhalation", "inhalation susp",
                  "inhalation soln", "nebulizer suspension", "neb suspension"),
    "cream": ("crea", "creme", "topical cream", "creams", "cream topical", "external cream", "cream external", "cream", "crm"),
    "ointment": ("topical ointment", "ointments", "ont", "external ointment", "ointment external", "oint topical", "ointment", "oint"),
    "gel": ("topical gel", "gels", "jelly", "external gel", "gel external", "gel"),
    "lotion": ("lotn", "topical lotion", "external lotion", "lotion"),
    "foam": ("rectal foam", "external foam", "topical foam", "foam"),
    "shampoo": ("sham", "medicated shampoo", "external shampoo", "shampoo"),
    "powder": ("powd", "powder for reconstitution", "powder for oral solution", "oral powder packet", "granule packet", "granules packet", "powder", "granules", "powder packet", "oral powder"),
    "enema": ("enem", "rectal enema", "rectal suspension", "enema"),
    "dose pack": ("z pak", "zpak", "dosepak", "dose pack", "dose pak", "dosepack", "dspk", "therapy pack", "tablet dose pack", "tablets dose pack", "tablet therapy pack", "tablets in a dose pack", "tab dose pack", "tablets dosepak", "tablet dosepak"),
}  # fmt: skip

PIECES: dict[str, tuple[str, ...]] = {
    "tablet": ("tablet film coated", "tablet , film coated", "tablet coated", "tablet , coated", "oral tablet film coated", "tabletas", "tabs s", "tablet oral", "tab oral", "film tab", "film coated tab", "coated tab", "tabl", "tablt", "scored tablet", "scored tab", "tablet", "tablets", "tab", "tabs", "tablet s", "tab s", "caplet", "caplets",
               "film coated tablet", "tbl", "oral tablet", "oral tab", "coated tablet"),
    "capsule": ("capsule hard", "capsule , hard", "capsule , liquid filled", "capsule liquid filled", "oral gelcap", "capsule oral", "cap oral", "capsul", "caplets s", "liquid cap", "liquid caps", "gel cap", "gel caps", "liquigel", "sprinkle capsule", "sprinkle", "sprinkles", "sprinkle cap", "capsule sprinkle", "cap sprinkle", "oral cap", "kapseal", "kapseals", "perles", "perle", "pearls", "pearl", "capsule", "capsules", "cap", "caps", "capsule s", "softgel", "softgels", "gelcap",
                "gelcaps", "oral capsule", "liqui gel", "soft gel", "soft gels"),
    "patch": ("transdermal patches", "ptch", "topical film", "transdermal film", "skin patch", "topical patch", "external patch", "td patches", "patch", "patches", "transdermal system", "td patch", "adhesive patch", "transdermal system patch",
              "medicated patch", "transdermal patch"),
    "film": ("film", "films", "strip", "strips"),
    "suppository": ("suppos", "supps", "suppositor", "suppository", "suppositories", "supp"),
    "lozenge": ("lozg", "troc", "oral lozenge", "mini lozenge", "lozenge", "lozenges", "troche"),
    "gum": ("chewing gum", "gum"),
    "puff": ("inhaled puff", "inhaled puffs", "puffs s", "inhalation s", "oral inhalation puffs", "actuation s", "puff inhalation", "inhs", "blister", "blisters", "puff", "puffs", "inhalation", "inhalations", "actuation", "actuations", "act",
             "actuat", "puff s", "inhaled doses"),
    "spray": ("spr", "sprs", "spry", "spray s", "squirt", "squirts", "spray", "sprays"),
    "drop": ("gt", "drops s", "gtt s", "drp", "drps", "drop", "drops", "gtt", "gtts", "drop s"),
    "bottle": ("bottle", "bottles"),
    "can": ("can", "cans", "carton", "cartons", "shake", "shakes"),
    "packet": ("scoop", "scoops", "scoopful", "scoopfuls", "packet", "packets", "sachet", "pkt"),
    "capful": ("cap full", "caps full", "capsful", "cap fuls", "capful", "capfuls"),
    "piece": ("pill", "pills", "unit dose", "dose", "doses"),
    "application": ("app", "apps", "applicatorfuls", "applicatorsful", "appl", "applic", "application s", "thin layer", "thin film", "small amount", "a thin layer", "a thin film", "a small amount", "thin coat", "pea sized amount", "pea size amount", "sparing amount", "thin application", "light layer", "thin amount", "dab", "application", "applications", "applicatorful", "applicator"),
    "inch": ("inch", "inches", "inch ribbon", "inches ribbon", "inch strip"),
    "implant": ("implant", "implants", "rod"),
    "ring": ("ring", "rings", "vaginal ring", "vaginal rings"),
    "pump": ("pump", "pumps", "pump s", "pump actuation", "pump actuations", "pump press", "pump presses"),
    "syringe": ("syringe", "syringes"),
    "vial": ("vial", "vials", "unit dose vial", "vial s"),
    "nebule": ("nebule", "nebules", "respule", "respules", "neb vial", "inhalation vial"),
    "ampule": ("ampule", "ampules", "ampul", "amp", "amps"),
}  # fmt: skip
"""What is counted. All but the last lines are a form as well."""

FORM_OF_PIECE = {
    **{one: one for one in ("tablet", "capsule", "patch", "film", "suppository", "lozenge", "gum")},
    "implant": "implant", "puff": "inhaler", "spray": "spray", "drop": "drops", "packet": "powder",
    "capful": "powder", "syringe": "injection", "vial": "injection", "nebule": "nebulizer",
}  # fmt: skip

RELEASES: dict[str, tuple[str, ...]] = {
    "extended": ("sust rel", "ext release 24 hr", "extend release", "extended rel", "24 h er", "prolonged action", "sustained action", "sustained rel", "ctrl release", "12 h er", "er 24", "er 12", "long act", "lar", "modified release", "osm", "er osmotic", "retard", "time released", "timed rel", "continuous release", "extended release 24 hr", "er", "xr", "xl", "sr", "la", "cr", "cd", "xt", "extended release", "ext release",
                 "extended rel", "sustained release", "controlled release", "long acting",
                 "slow release", "ext rel", "prolonged release", "extended", "osmotic",
                 "24 hour extended release", "contin", "timed release", "time release"),
    "delayed": ("delayed release particles", "enteric coat", "ent coated", "e c", "del rel", "dlyd release", "gastroresistant", "dr", "ec", "delayed release", "enteric coated", "delayed rel", "del release",
                "delayed", "gastro resistant", "enteric"),
    "immediate": ("imm release", "immed release", "quick release", "immediate rel", "instant release", "not extended release", "ir", "immediate release", "regular release", "fast acting"),
}  # fmt: skip

ROUTES: dict[str, tuple[str, ...]] = {
    "oral": ("s & s", "swish & swallow", "swish and swallow", "swish swallow", "via mouth", "by oral route", "orl", "through mouth", "through the mouth", "oral use", "oral", "po", "by mouth", "orally", "per os", "mouth", "oral route"),
    "subcutaneous": ("into the fatty tissue", "into the skin", "in the skin", "in the belly", "into the abdomen", "into abdomen", "in the abdomen", "subcutaneous route", "into the stomach", "subcutaneous use", "under skin", "subq route", "sc", "sq", "subq", "sub q", "subcut", "subcutaneous", "subcutaneously",
                     "under the skin", "subcu", "s c", "s q", "subcutan", "beneath the skin"),
    "intravenous": ("iv", "intravenous", "intravenously", "into the vein", "ivp", "ivpb"),
    "intramuscular": ("in the muscle", "in a muscle", "into a muscle", "into muscle", "intramuscular route", "im", "intramuscular", "intramuscularly", "into the muscle"),
    "inhaled": ("via neb", "by neb", "per neb", "through nebulizer", "using nebulizer", "in nebulizer", "by inhalation route", "through inhaler", "inhalation use", "by oral inhalation", "via oral inhalation", "in the nebulizer", "inhaled by mouth", "inhaled orally", "inhale by mouth", "with nebulizer", "by nebulization", "via nebulization", "in the lungs", "to the lungs", "inh", "by inhalation", "inhaled", "respiratory tract", "per inhalation",
                "into the lungs", "respiratory", "oral inhalation", "inhale orally", "inhalation route",
                "via inhalation", "via nebulizer", "by nebulizer", "into lungs"),
    "topical": ("aa", "aaa", "to aa", "under breasts", "under breast", "under both breasts", "under the breasts", "beneath breasts", *(f"to {the}{part}wound{s}" for the in ("", "the ", "left ", "right ") for part in ("", "heel ", "foot ", "leg ", "sacral ", "toe ") for s in ("", "s")), *(f"{to} {the}{part}" for to in ("to", "on") for the in ("", "the ", "my ", "affected ", "left ", "right ", "both ") for part in ("knee", "knees", "hip", "hips", "back", "lower back", "low back", "upper back", "chest", "abdomen", "thigh", "forearm", "upper arm", "most painful area", "shoulder", "shoulders", "elbow", "elbows", "wrist", "wrists", "hand", "hands", "foot", "feet", "joint", "joints", "leg", "legs", "arm", "arms", "neck", "ankle", "ankles", "groin", "rash", "painful area", "area of pain", "sore area")), "apply externally", "externally", "external", "external use", "to the affected area", "on affected area", "on affected areas", "to the affected areas", "affected area", "affected areas", "topical route", "skin", "to face", "to the face", "to scalp", "to the scalp", "on the scalp", "to area", "on the affected area", "to affected skin", "topical use", "to hands", "to feet", "topical", "topically", "top", "to skin", "onto the skin", "to the skin",
                "to affected area", "on the skin", "onto skin", "to affected areas"),
    "transdermal": ("behind ear", "behind the ear", "behind one ear", "behind an ear", "behind 1 ear", "behind left ear", "behind right ear", "transderm", "transdermal route", "transdermal", "transdermally", "td", "through the skin"),
    "sublingual": ("beneath the tongue", "beneath tongue", "subl", "below the tongue", "sublingual route", "sublingual", "sl", "under the tongue", "sublingually", "under tongue"),
    "buccal": ("buccal", "buccally"),
    "rectal": ("rec", "per the rectum", "in rectum", "rectal route", "via rectum", "up the rectum", "pr", "by rectum", "rectal", "rectally", "per rectum", "in the rectum", "into the rectum",
               "into rectum"),
    "vaginal": ("intravaginal", "in vagina", "vaginal route", "by vagina", "vaginal use", "per vaginam", "vaginal", "vaginally", "pv", "per vagina", "into vagina", "in the vagina", "vag", "intravaginally", "into the vagina"),
    "nasal": ("ien", "in ea nostril", "ea nostril", "nc", "nasal cannula", "via nc", "via nasal cannula", "by nasal cannula", "per nc", "by nc", "1 nostril", "in 1 nostril", "into 1 nostril", "one side of nose", "in one side of the nose", "single nostril", "1 side of nose", "nas", "in one nostril", "one nostril", "into one nostril", "in either nostril", "either nostril", "each side of nose", "each side of the nose", "into nose", "into the nose", "in the nose", "in nose", "nostrils both", "per nostril", "in alternating nostrils", "alternate nostrils", "alternating nostrils", "up the nose", "up each nostril", "nasal route", "in nostrils", "into nostrils", "into both nostrils", "in both nostrils", "both nares", "each naris", "to both nostrils", "nasal", "nasally", "intranasal", "intranasally", "each nostril", "both nostrils",
              "into each nostril", "in each nostril", "nares", "each nare", "nostril", "nostrils",
              "to each nostril", "nose"),
    "ophthalmic": ("opth", "opthalmic", "ophthalmic route", "to affected eye", "in affected eye", "into affected eye", "in the affected eye", "optic", "in the eye", "ophthalmic", "ophth", "opht", "ophthal", "eye", "eyes", "ophthalmically", "affected eye"),
    "ophthalmic, left": ("ile", "to left eye", "to the left eye", "lt eye", "eye left", "left eye only", "left eye", "os", "in the left eye", "into the left eye", "into left eye", "in left eye", "l eye"),
    "ophthalmic, right": ("ire", "to right eye", "to the right eye", "rt eye", "eye right", "right eye only", "right eye", "in the right eye", "into the right eye", "into right eye", "in right eye", "r eye"),
    "ophthalmic, both": ("ibe", "to both eyes", "to each eye", "eyes both", "both the eyes", "in the eyes both", "in eyes", "in the eyes", "in my eyes", "bilateral eyes", "both eyes each", "each of the eyes", "ou", "both eyes", "each eye", "into both eyes", "in both eyes", "in each eye", "into each eye"),
    "otic": ("in affected ear", "into affected ear", "in the ear", "into the ear", "otic route", "to affected ear", "otic", "ear", "ears", "affected ear"),
    "otic, left": ("to left ear", "to the left ear", "lt ear", "left ear", "in left ear", "in the left ear", "into left ear", "l ear", "into the left ear"),
    "otic, right": ("to right ear", "to the right ear", "rt ear", "right ear", "in right ear", "ad", "r ear", "into the right ear", "in the right ear", "into right ear"),
    "otic, both": ("to both ears", "into each ear", "in the ears", "in ears", "to each ear", "au", "both ears", "each ear", "in both ears", "in each ear", "into both ears"),
    "by tube": ("peg", "gtube", "ngtube", "gastric tube", "gj tube", "peg j", "dobhoff", "dobhoff tube", "via ng tube", "via j tube", "via peg tube", "through g tube", "through feeding tube", "through the feeding tube", "down the tube", "down the feeding tube", "per feeding tube", "via feeding tube", "per ng tube", "per j tube", "per peg tube", "by g tube", "by peg", "by feeding tube", "in g tube", "per gt", "via gt", "enteral tube", "per ngt", "via ngt", "per tube", "g tube", "via g tube", "ng tube", "peg tube", "per g tube", "ng",
                "via peg", "per peg", "j tube", "gastrostomy tube", "via tube", "feeding tube"),
    "intrauterine": ("intrauterine", "intra uterine", "iud", "in the uterus"),
    "epidural": ("epidural",),
    "intrathecal": ("intrathecal",),
}  # fmt: skip

MASSES: dict[str, int] = {
    **dict.fromkeys(
        (
            "mcg",
            "ug",
            "μg",
            "mcgs",
            "mcg s",
            "micro g",
            "mikrogram",
            "mgc",
            "microgram",
            "micrograms",
        ),
        1,
    ),
    **dict.fromkeys(
        (
            "mg",
            "mgs",
            "milligram s",
            "miligrams",
            "miligram",
            "mg s",
            "millig",
            "milligram",
            "milligrams",
            "mgm",
        ),
        1_000,
    ),
    **dict.fromkeys(("g", "gm", "gms", "gs", "grm", "grms", "gram", "grams"), 1_000_000),
}
"""In micrograms."""
UNITS: dict[str, tuple[str, ...]] = {
    "units": ("unit s", "usp units", "int units", "i u", "iu s", "int unit", "u s", "unit", "units", "u", "iu", "international units", "international unit", "unt", "unts"),
    "mEq": ("meq", "meqs", "milliequivalent", "milliequivalents"),
    "mmol": ("mmol",),
    "grain": ("gr", "grain", "grains", "grs"),
    "L/min": ("l", "liter", "liters", "litres", "lpm", "liters / minute", "liters per minute", "liter per minute", "l per minute", "l per min", "l / min", "l / m", "l / minute", "liters / minute", "liter / minute", "liters / min", "liter / min", "l min"),
    "mL": ("ml s", "millilitre", "millilitres", "c c", "ml", "mls", "cc", "milliliter", "milliliters"),
    "tsp": ("teaspoonfuls", "teaspoonsful", "tsps", "teaspoon s", "tsp", "teaspoon", "teaspoons", "teaspoonful"),
    "tbsp": ("tablespoonful", "tablespoonfuls", "tablespoon s", "tbsps", "tablespoonsful", "tbsp", "tablespoon", "tablespoons"),
    "%": ("%", "percent"),
    "kg": ("kg",),
    "hour": ("h", "hr", "hrs", "hour", "hours", "hourly"),
    "day": ("d", "day", "days"),
    "week": ("w", "wk", "wks", "week", "weeks"),
    "month": ("mo", "mos", "month", "months"),
    "year": ("yr", "yrs", "year", "years"),
    "minute": ("min", "minute", "minutes", "mins"),
    "million units": ("million units", "million", "million u", "million iu", "mu"),
    "ounce": ("oz", "ounce", "ounces"),
    "billion": ("billion", "billion cells"),
}  # fmt: skip
DURATIONS = frozenset({"hour", "day", "week", "month", "year"})
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
    "ii": "2", "iii": "3", "seven": "7", "twelve": "12", "twenty": "20", "one and 1 / 2": "3/2", "half of one": "1/2", "three quarters": "3/4", "one third": "1/3", "a third of": "1/3", "two thirds": "2/3",
    "thirteen": "13", "fourteen": "14", "sixteen": "16", "eighteen": "18", "twenty one": "21", "twenty four": "24",
    "twenty eight": "28", "thirty": "30", "thirty six": "36", "forty": "40", "forty eight": "48", "fifty": "50",
    "sixty": "60", "seventy two": "72", "eighty four": "84", "ninety": "90",
    "nine": "9", "eleven": "11", "fifteen": "15", "couple": "2", "a couple of": "2", "couple of": "2",
}  # fmt: skip

ROMAN = {
    "i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0, "v": 5.0, "vi": 6.0, "vii": 7.0, "viii": 8.0,
    "ix": 9.0, "ss": 0.5, "iss": 1.5, "iiss": 2.5, "iiiss": 3.5,
}  # fmt: skip
COUNTED_IN_ROMAN = frozenset({"tablet", "capsule", "puff", "lozenge"})
BY_THE_PIECE = frozenset(
    way for piece in COUNTED_IN_ROMAN for way in PIECES[piece] if " " not in way
) | {"pill", "pills", "chewable", "chew", "er", "odt", "ec", "inh"}
"""Words before which numerals count what is swallowed or puffed; ss is a half."""

BETWEEN = {"a": "-", "o": "or", "y": "and"}
"""Spanish letters between figures: "4 a 6", "1 o 2"."""

VERBS = (
    "take", "takes", "taking", "inject", "injects", "inhale", "apply", "use", "uses", "place",
    "instill", "insert", "change", "replace", "give", "swallow", "dissolve", "put", "sig", "administer",
    "chew one", "wear", "taken", "instil", "rub", "drink", "chew", "suck", "mix", "swish", "dilute",
)  # fmt: skip
"""What begins a direction: figures behind one are a dose, not a strength."""
TOTAL = ("total", "total dose", "for a total of", "total of", "to equal", "to make", "equals")
ENDS = (
    "call if",
    "call md if",
    "call doctor if",
    "call the doctor if",
    "call for",
    "notify",
    "stop if",
    "skip if",
    "discontinue if",
    "contact",
    "do not take if",
    "avoid if",
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
    "last taken",
    "last dose",
    "last filled",
    "note",
    "comment",
    "comments",
    "do not take more than",
    "no more than",
    "sbp",
    "started",
    "start date",
    "prescribed by",
)
"""Behind these nothing is said of the dose any more."""
BY_THE_PACKAGE = (
    "follow package directions",
    "follow package instructions",
    "per package directions",
    "as per package",
    "per package",
    "as instructed",
    "as directed on package",
    "take as directed on package",
)
TAPERED = ("taper", "tapering", "wean", "weaning")
DIRECTED = (
    "as directed",
    "ud",
    "use as directed",
    "take as directed",
    "per package instructions",
    *BY_THE_PACKAGE,
)
"""A dose that somebody told the patient; beside one that is written, with its time, it is none."""
SCALED = (
    "sliding scale",
    "per scale",
    "per sliding scale",
    "ssi",
    "correction scale",
    "correction",
)
"""A dose that changes, and can be compared where its steps are written."""
STOPPED = (
    "stop", "stopped", "stop taking", "stopped taking", "discontinue", "discontinued", "d / c", "d / cd", "dcd", "dc d", "dced",
    "on hold", "hold until", "hold till", "held", "being held", "not taking", "no longer taking", "not currently taking",
    "no longer takes", "no longer", "no longer on", "does not take", "never taken", "never took", "never started", "not started",
)  # fmt: skip
"""Not taken any more, or not now, whatever the line says of a dose."""
CHANGING = (
    *STOPPED,
    "changed to",
    "change to",
    "switched to",
    "titrate",
    "alternating with",
    "alternate with",
    "alternates with",
    "increase",
    "increase by",
    "decrease",
    "extra",
    "additional",
    "per protocol",
    "per inr",
    *TAPERED,
    *DIRECTED,
    *SCALED,
)
"""A dose that nobody can count."""
PASSED_OVER = (
    "no longer than", "then stop", "and stop", "at d / c", "upon d / c", "after d / c", "on d / c", "d / c home", "d / c med", "d / c meds", "stop smoking", "stop date", "stop date none", "told to stop", "says to stop", "say to stop", "told stop",
    "generic", "brand", "microspheres", "microsphere", "brand name", "human", "recombinant", "low dose", "low strength", "baby",
    "device", "devices", "adult", "regular strength", "otc", "of", "the", "in", "a", "an", "film coated",
    "coated", "extra strength", "maximum strength", "base", "equivalent", "rdna", "rx", "usp",
    "strength", "over the counter", "mini", "plus", "double strength", "ds", "pf", "preservative free",
    "children s", "childrens", "adults", "pack", "kit", "elemental",
    "tamper resistant", "abuse deterrent", "hfa 8 5", "hydrofluoroalkane", "concentrated", "at", "for", "is",
    "biosimilar", "otitis media", "my", "cfc free", "cfc f", "latex free", "release", "rel", "nanocrystallized", "nanocrystal", "micronized", "macrocrystals", "macrocrystal", "macrocrystalline", "monohydrate macrocrystals", "mono macro", "macro mono", "monohydrate macro", "mono mac", "macrocrystals monohydrate", "macrocrystalline monohydrate", "conventional", "unflavored", "flavored", "mint", "cherry", "single use", "single dose", "multi dose", "multidose", "unit of use", "refrigerated", "purified", "synthetic", "natural", "vegetarian", "max strength", "junior strength", "infants", "infant", "infants s", "kids", "women s", "men s", "womens", "mens", "quantity sufficient", "tablespoon dose", "dye free", "gluten free", "alcohol free", "take home", "patient own", "own supply", "home medication", "continued", "continue", "continues", "continuing", "resume", "resumed", "maintenance", "therapy", "treatment course", "prescription", "prescribed", "reported", "historical", "historical med", "self reported", "nonprescription", "per patient", "per pt",  "patient", "pt", "on", "his", "her", "daily dose",
    "origin", "new", "home med", "tears", "kind", "kind of", "around the clock", "atc", "elemental calcium", "elemental iron", "elemental magnesium", "product", "starter pack", "starter", "may repeat x 1", "may repeat once", "repeat x 1", "repeat once", "may repeat 1 time", "may repeat one time", "sugar free", "by", "and then", "then", "or", "up to", "about",
)  # fmt: skip
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
    "disodium", "dipotassium", "sesquihydrate", "tetrahydrate", "hexahydrate", "hemipentahydrate", "medocaril", "dihydrogen", "heptahydrate", "silicate", "glutarate", "hemisuccinate",
    "mono", "macro", "cryst", "crys", "crystals", "monohyd", "propion", "prop", "fum", "bes", "mal", "sod", "pot", "phos", "acet",
    "hydrochlor", "hydroch", "hydrobrom", "cit", "glu", "dipro", "fur", "bitart", "hyc", "trihyd", "dihyd", "sul", "sulph",
    "etabonate", "embonate", "esylate", "ethanolate", "hydrogen",
    "medox", "cilexet", "tromethamol", "mofet", "teoclate",
    "hemisulfate", "mucate", "napsylate", "dihcl", "dihydroch", "dihydrochlor",
})  # fmt: skip
"""What is stripped behind a known ingredient. Where a salt is another drug, the table of names has
it as a name of its own: potassium chloride, isosorbide mononitrate, mycophenolate sodium."""

OF_BIOLOGICS = (
    "mab",
    "cept",
    "stim",
    "alfa",
    "ase",
    "insulin",
    "parin",
    "tide",
    "glargine",
    "aspart",
    "lispro",
)
SAID_OF_A_PACK = frozenset((
    "(", ")", ",", "-", ".", "1", "2", "3", "4", "5", "6", ":", ";", "a", "and", "as", "box", "by", "complete", "completed", "course", "day", "days", "decrease", "decreasing", "directed", "done", "dose", "dosepack", "dosepak", "down", "each", "every", "fewer", "follow", "directions", "instructed", "finished", "first", "for", "gone", "instructions", "label", "less", "mouth", "of", "on", "one", "oral", "orally", "over", "pack", "package", "per", "po", "reduce", "six", "tab", "tablet", "tablets", "tabs", "take", "taken", "taper", "tapered", "tapering", "the", "then", "until", "use", "x",
))  # fmt: skip
LEFT_TO_THE_PACK = (
    "directed",
    "taper",
    "tapering",
    "tapered",
    "package",
    "directions",
    "instructed",
    "instructions",
    "less",
    "fewer",
)
"""Words that leave the doses to what is printed on the pack; of the others none gives a dose."""
