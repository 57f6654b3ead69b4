"""The numbers beside the pathway, each excused by its own name, with why no hospital sets it."""

_EXCUSED: dict[str, dict[str, str]] = {
    "how words, figures and drug lists are read": {
        "domain.asking.choices": "LOWEST_CODE",
        "domain.asking.kind": "__new__.first",
        "domain.clinical.addresses": "_FAR",
        "domain.clinical.age": "_OLDEST",
        "domain.clinical.answers": "_BEHIND",
        "domain.clinical.counted_doses": "_SHORTEST",
        "domain.clinical.death": "_SUBJECT _OF_WHAT _AS_ONE",
        "domain.clinical.drugs.amounts": "_SMALLEST _FEWEST_STEPS _MOST_TABLETS",
        "domain.clinical.drugs.compared.often": "_DAILY",
        "domain.clinical.drugs.drug": "_PLACES ROUNDED_BY _IN_ONE_MG",
        "domain.clinical.drugs.joining": "_ONCE",
        "domain.clinical.drugs.pairing": "_LONG_ENOUGH _LONG_WORD",
        "domain.clinical.drugs.reading": "_UNITS_IN_ONE_ML _SHORTEST_NAME _WHOLE _HELD"
        " _LONGEST_VERB _SEVERAL",
        "domain.clinical.drugs.schedule": "_ONCE",
        "domain.clinical.drugs.strengths": "_MOST_UNITS _THOUSANDS _MOST_GRAMS"
        " _NITROGLYCERIN_A_DAY _CONCENTRATE",
        "domain.clinical.drugs.times": "_SLOTS _ONE _AT_MEALS _AT_MEALS_AND_LAST MOST_A_DAY",
        "domain.clinical.drugs.walk.clock": "_NOTHING_MORE _EACH_DAY _ONE_BETWEEN",
        "domain.clinical.drugs.walk.figures": "_LAST_HOUR _ML_OF_AN_OUNCE _FEW _MOST_MEASURED"
        " _MOST_PIECES",
        "domain.clinical.drugs.walk.mentions": "_NO_MIXED _STRENGTH _SALT_AT_MOST",
        "domain.clinical.drugs.walk.parts": "_MOST_PIECES",
        "domain.clinical.drugs.words.bracketed": "_LONGEST_COUNT",
        "domain.clinical.drugs.words.noise": "_A_UNIT",
        "domain.clinical.drugs.words.reasons": "_MOST_OF_A_PLACE",
        "domain.clinical.drugs.words.tokens": "LONGEST _FEW",
        "domain.clinical.drugs.writing": "_LETTERS_OF_A_MAKER _MOST _MILITARY _LAST_HOUR _FEW"
        " _TWO _FEW_PIECES _FEWEST_DAYS _EVENING",
        "domain.clinical.equipment": "_FORGIVEN_LENGTH _MOST_WORDS",
        "domain.clinical.medications": "_REMEMBERED",
        "domain.clinical.phrases": "LONGEST_GAP WINDOW FORGIVEN_LENGTH ALONE_LENGTH ALONE_STEM"
        " Mistakes.SLIP Mistakes.ANY",
        "domain.clinical.triage": "_ORDER _AFTER _AS_A_RULE _NEAR",
        "domain.episode.visit_history": "_SLOTS VisitHistory.round",
        "domain.hospital.languages": "_SHORT",
        "domain.normalize": "LONGEST",
        "domain.texting.commands": "_TELLING",
        "domain.texting.courtesy": "_FIVE",
        "domain.texting.leaving.consent": "_LONGEST_OPPOSITE",
        "domain.texting.lines": "LONGEST_AGAIN",
        "domain.texting.slots": "_NOON",
        "domain.time.dates": "_TWELVE _LAST_HOUR _CENTURY",
        "domain.time.soon": "_SHORTEST _TWELVE _LAST_HOUR _EVENING",
        "domain.time.zones": "_ALIKE",
    },
    "what a date or a time in somebody's words may mean; beyond it they are asked": {
        "domain.texting.reply_grammar": "LONGEST_AGO FARTHEST",
        "domain.time.dates": "_WATCHES_DIFFER _ZONES_APART",
        "domain.time.soon": "FARTHEST",
    },
    "how far a hospital's clocks and times are believed; what is doubted a person is asked": {
        "domain.desired_episodes": "EXPECTED_AHEAD",
        "domain.episode.unread_discharge": "_AHEAD",
        "domain.hospital.certainty": "APART AHEAD",
    },
    "medicine: a threshold in anybody's words, or a score as it was published": {
        "domain.clinical.counted_doses": "MANY_OF_ONE MANY",
        "domain.clinical.readings": "_SHOCK",
        "domain.clinical.risk": "_STAY _COMORBIDITY _ED_VISITS _ACUTE_POINTS _LACE_HIGH"
        " _LACE_MODERATE _LACE_MOST _PRIOR_ADMISSIONS"
        " _LONG_STAY _HOSPITAL_HIGH _HOSPITAL_INTERMEDIATE _HOSPITAL_MOST",
    },
    "law, and what is measured by it: 42 CFR, HEDIS, 45 CFR 164.502(g)(3)": {
        "domain.episode.deadlines": "TCM_CONTACT_BUSINESS_DAYS TCM_HIGH_COMPLEXITY_VISIT_DAYS"
        " TCM_VISIT_DAYS TCM_LAST_DAY HEDIS_LAST_DAY",
        "domain.pathway": "OF_AGE_YEARS",
    },
    "a unit, a day of the week, noon": {
        "domain.desired_episodes": "_DAY",
        "domain.hospital.events": "A_DAY",
        "domain.plan.answering": "_DAY",
        "domain.steps.check_in_days": "_DAY",
        "domain.texting.pacing": "_DAY WEEK",
        "domain.time.calendar": "_SATURDAY _DAY",
        "domain.time.dates": "_HOUR _MINUTE",
        "domain.time.hours": "_DAY _MINUTE",
        "domain.time.phrasing": "_NOON _DAY",
        "domain.time.silence": "_SATURDAY _TOMORROW",
        "domain.time.soon": "_HOUR _MINUTE",
        "domain.time.zones": "_HOUR",
    },
    "where a search ends that would go on for ever": {
        "domain.episode.vendor_offers": "MOST_VENDORS",
        "domain.plan.rehearsal": "_MOST_MOMENTS PAST_THE_WINDOW _HEARD_WITHIN",
        "domain.time.calendar": "_LONGEST_SEARCH_DAYS _REMEMBERED",
        "domain.time.hours": "_HORIZON",
        "domain.time.silence": "_FARTHEST",
    },
    "how much of somebody's is kept or taken in: bounds on a state that travels whole": {
        "domain.hospital.discharge": "MOST_MEDICATIONS MOST_ALLERGIES",
        "domain.protocol.protocol": "_INSTANTS",
        "workflows.conversation.labels": "MOST",
        "workflows.conversation.pacing": "MOST_INTRODUCED",
        "workflows.conversation.prompt": "IDLE_AFTER MOST_FIXABLE MOST_CLOSED",
        "workflows.conversation.state": "RECENT MOST_PATIENTS",
    },
    "what fits into two segments, or on a card": {
        "domain.texting.attachments": "MOST",
        "domain.texting.gsm7": "_GSM7_SINGLE _GSM7_PART _UCS2_SINGLE _UCS2_PART _LAST_OF_PLANE_0",
        "workflows.conversation.state": "MOST_NOTICES",
        "workflows.conversation.wording": "MOST_NAMED MOST_ASKED_AMONG LONGEST_NAME",
        "workflows.episode.card": "MOST_SHOWN",
        "workflows.timeline": "LONGEST",
    },
    "a place in an order, or one of something": {
        "domain.protocol.status_page": "_COLUMNS",
        "domain.episode.unread_discharge": "_LEAD _AGAIN _FIRST_RUNG",
        "domain.protocol.ledger": "entries.risks",
        "domain.time.clock": "Clock.speed",
    },
    "who is imagined in a rehearsal: nobody of a hospital": {
        "domain.plan.people": "_NEVER _OTHERWISE _USUAL_MINUTES",
        "domain.plan.answering": "_MORNING",
        "domain.plan.setting": "IMAGINED_VENDORS _IMAGINED_SLOT",
    },
}

TECHNIQUE = frozenset(
    f"{module}.{name}"
    for excused in _EXCUSED.values()
    for module, names in excused.items()
    for name in names.split()
)
