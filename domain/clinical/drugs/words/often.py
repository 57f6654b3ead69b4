"""The phrases of time: how often, when in the day, at which meals, on which days, if needed."""

_HOURS, _THEN = ("h", "hr", "hrs", "hour", "hours"), ("", "/ ", "and ", ", ", "then ", ", then ")
_DATES = (
    "1 st",
    "first",
    "2 nd",
    "second",
    "3 rd",
    "4 th",
    "5 th",
    "10 th",
    "15 th",
    "20 th",
    "last day",
)
_OF_A_MONTH = tuple(
    f"{on}{date}{day} {of}month"
    for on in ("", "on the ", "on ", "the ", "every ")
    for date in _DATES
    for day in ("", " day")
    for of in ("of ", "of the ", "of each ", "of every ", "each ", "every ")
)
_IN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_DAYS_A_WEEK = {
    count: tuple(
        f"{said} {time} {week}"
        for said in (count, word)
        for time in ("nights", "mornings", "evenings", "days")
        for week in (
            "a week",
            "per week",
            "each week",
            "every week",
            "weekly",
            "/ week",
            "/ wk",
            "out of the week",
        )
    )
    for count, word in _IN_WORDS.items()
}
TIMES_A_DAY: dict[str, tuple[str, ...]] = {
    "1": ("12 h / day", "12 hours / day", "12 hr / day", "12 hrs / day", "12 hours a day", "for 12 hours a day", "12 hours each day", "12 hours daily", "daily", "1 / day", "1 x / day", "1 x day", "once / day", "each and every day", "every day of the week", "1 time each day", "one time every day", "1 time every day", "once in a day", "qd", "once daily", "once a day", "every day", "qday", "q day", "each day",
          *(f"{a} 12 {h} {then}{b} 12 {g}"
            for a, b in (("on", "off"),) for h in _HOURS for g in _HOURS for then in _THEN),
          *(f"on for 12 {h} {then}off for 12 {h}" for h in _HOURS for then in _THEN),
          *(f"12 {h} on {then}12 {g} off" for h in _HOURS for g in _HOURS for then in _THEN),
          "12 on 12 off", "12 on / 12 off", "on 12 off 12", "12 hours on / off", "on 12 hours a day",
          "one time daily", "one time a day", "one time per day", "once per day", "q daily", "qdaily",
          "everyday", "once every day", "once each day", "one daily", "per day", "a day", "q 1 day",
          "every 24 hours", "1 time daily", "one time each day", "1 x daily", "x 1 daily", "dly"),
    "2": ("bid", "2 doses daily", "2 doses a day", "2 doses per day", "bds", "mornings and evenings", "mornings and nights", "breakfast and bedtime", "am and hs", "am and bedtime", "morning and hs", "am / pm", "am and evening", "2 / day", "2 x day", "twice / day", "two x daily", "morning and at bedtime", "morning and at night", "morning and supper", "breakfast and evening meal", "twice daily", "twice a day", "twice per day", "two times daily", "2 times daily",
          "two times a day", "two times per day", "twice each day", "bd", "every twelve hours",
          "twice every day", "morning and night", "2 x daily", "morning and evening", "two times each day",
          "am and pm", "breakfast and dinner", "breakfast and supper", "morning and bedtime"),
    "3": ("3 doses daily", "3 doses a day", "3 doses per day", "with each of 3 meals", "each of 3 meals", "with each of three meals", "with 3 meals", "with the 3 meals", "with three meals", "with 3 meals a day", "with 3 meals daily", "tid", "3 / day", "3 x day", "thrice / day", "with breakfast lunch and dinner", "three meals a day", "3 meals a day", "with each main meal", "3 x daily", "three times daily", "three times a day", "three times per day", "thrice daily",
          "three times each day", "every eight hours", "tds", "with each meal", "each meal", "every meal",
          "breakfast lunch and dinner", "breakfast lunch dinner", "breakfast , lunch and dinner", "morning noon and night",
          "breakfast , lunch , and dinner", "breakfast , lunch , dinner", "three times every day", "thrice a day"),
    "24": ("continuous", "continuously", "at all times", "24 / 7", "24 hours a day", "24 hrs a day"),
    "4": ("8 - 12 - 4 - 8", "7 - 11 - 3 - 7", "9 - 1 - 5 - 9", "6 - 10 - 2 - 6", "qid", "4 / day", "4 x day", "four times daily", "four times a day", "four times per day", "every six hours",
          "four times each day", "qds"),
    "5": ("five times daily", "five times a day", "five times per day"),
    "6": ("six times daily", "six times a day", "every four hours"),
    "1/2": ("every 2nd day", "q 2nd day", "each 2nd day", "every other day", "qod", "eod", "alternate days", "every second day", "q other day",
            "on alternate days", "every alternate day"),
    "1/3": ("every third day", "every 3rd day", "q third day"),
    "1/7": ("weekly", "wkly", "1 x weekly", "once / week", "1 x week", "1 day a week", "one day a week", "one day per week", "one day each week", "1 day per week", "1 day each week", "every seventh day", "q 7 d", "once in a week", "1 time weekly", "1 time a week", "1 time per week", "once weekly", "once a week", "every week", "qweek", "q week", "qwk", "q wk",
            "one time weekly", "once per week", "one time per week", "each week", "one time a week",
            "one time each week", "per week", "a week", "once every week", "every seven days"),
    **{f"{n}/7": _DAYS_A_WEEK[n] for n in (4, 5, 6)},
    "2/7": (*_DAYS_A_WEEK[2], "twice weekly", "semi weekly", "semiweekly", "2 x weekly", "twice / week", "2 x week", "two x weekly", "2 times weekly", "2 times a week", "biw", "twice each week", "twice every week", "two times each week", "twice a week", "two times a week", "two times weekly", "twice per week"),
    "3/7": (*_DAYS_A_WEEK[3], "three times weekly", "3 x weekly", "3 x week", "thrice a week", "thrice / week", "three times each week", "three times a week", "three times per week", "thrice weekly", "tiw"),
    "1/14": ("once every other week", "once every 14 days", "q 2 wks", "every second week", "every alternate week", "every other week", "every two weeks", "q other week", "once every two weeks", "qow", "fortnightly"),
    "1/30": (*_OF_A_MONTH, *(f"monthly on the {date}" for date in _DATES), *(f"every month on the {date}" for date in _DATES), *(f"once a month on the {date}" for date in _DATES), "monthly", "1 x month", "once / month", "1 x monthly", "one time per month", "one time monthly", "one time a month", "one time each month", "once each month", "once every month", "1 time a month", "1 time per month", "1 time monthly", "once monthly", "once a month", "every month", "q month", "once per month",
             "qmonth", "per month", "a month", "each month", "every four weeks and two days"),
    "1/90": ("once every three months", "every quarter", "every 3 mos", "q 3 mos", "every three months", "quarterly"),
    "1/180": ("every six months", "twice a year", "twice yearly"),
    "1/365": ("once per year", "1 x year", "every twelve months", "once each year", "once every year", "yearly", "once yearly", "once a year", "annually", "every year"),
}  # fmt: skip
MOMENTS: dict[str, tuple[str, ...]] = {
    "morning": ("qam", "mane", "om", "upon waking", "on waking", "upon arising", "on arising", "first thing in the morning", "when waking up", "when i wake up", "upon awakening", "on awakening", "every a m", "in a m", "each am", "at wake up", "wake up", "in the mornings", "every day before breakfast", "before breakfast daily", "qmorning", "q morning", "with am meal", "with morning meal", "on empty stomach in the morning", "at breakfast time", "daily in the morning", "q am", "in the morning", "every morning", "each morning", "am", "mornings",
                "at breakfast", "with breakfast", "before breakfast", "in am", "morning", "in the am", "every am",
                "daily before breakfast", "after breakfast", "breakfast", "a m", "on an empty stomach in the morning"),
    "noon": ("at midday", "with the midday meal", "every noon", "after lunch", "with midday meal", "in afternoon", "each afternoon", "at noon", "noon", "with lunch", "before lunch", "in the afternoon", "midday", "lunch", "afternoon",
             "at lunch", "every afternoon", "at lunchtime"),
    "evening": ("qpm", "with pm meal", "each pm", "in the evenings", "at suppertime", "at supper time", "at dinner time", "after supper", "qevening", "q evening", "every p m", "with largest meal of the day", "q pm", "in the evening", "every evening", "each evening", "pm", "evenings",
                "with dinner", "with supper", "before dinner", "before supper", "with evening meal",
                "in pm", "evening", "in the pm", "every pm", "at dinner", "dinner", "supper", "with the evening meal",
                "after dinner", "at supper", "at dinnertime"),
    "bedtime": ("pm at bedtime", "pm at hs", "pm before bed", "pm bedtime", "evening at bedtime", "evening before bed", "night at bedtime", "qpm before bed", "qhs", "at sleep time", "before sleep", "at sleep", "before going to bed", "before sleeping", "at bed time", "bed time", "when i go to bed", "at night before bed", "at night at bedtime", "right before bed", "in the evening at bedtime", "every evening at bedtime", "at night before bedtime", "before going to sleep", "before i go to bed", "every hs", "q nightly", "each bedtime", "each hs", "at night time", "hour of sleep", "at the hour of sleep", "at hour of sleep", "when going to sleep", "last thing at night", "one hour before bedtime", "hs", "nightly", "every night", "bedtime", "at bedtime", "at night", "each night",
                "q hs", "nightly at bedtime", "before bed", "before bedtime", "every night at bedtime",
                "every bedtime", "qbedtime", "q bedtime", "once nightly", "q night", "qnight", "nights", "night",
                "in the night", "q h s", "nocte", "qpm at bedtime", "at hs", "when going to bed", "going to bed", "night time"),
}  # fmt: skip
SYMPTOMS = (
    "nauseated", "nauseous", "nausea", "nausea or vomiting", "vomiting", "sick to my stomach", "queasy",
    "pain", "in pain", "severe pain", "a headache", "headache", "migraine", "a migraine", "hurting",
    "fever", "a fever", "febrile", "feverish", "gassy", "gas", "bloated", "constipated", "constipation",
    "diarrhea", "loose stools", "heartburn", "indigestion", "wheezing", "wheezy", "short of breath",
    "shortness of breath", "sob", "coughing", "cough", "congested", "anxious", "anxiety", "nervous",
    "panicky", "agitated", "agitation", "restless", "dizzy", "dizziness", "vertigo", "itchy", "itching",
    "a rash", "hives", "allergies", "cant sleep", "can t sleep", "cannot sleep", "unable to sleep",
    "trouble sleeping", "not sleeping", "chest pain", "muscle spasms", "spasms", "cramping", "swelling",
    "swollen", "dry eyes", "allergic reaction", "an allergic reaction", "no bm", "no bowel movement",
)  # fmt: skip
"""What somebody has or feels; "if" or "when" before it is as needed. A reading ("if BP > 160") is not here."""
IF = frozenset({"if", "when", "whenever"})
HAVING = frozenset(
    {
        "you",
        "i",
        "he",
        "she",
        "pt",
        "patient",
        "have",
        "having",
        "has",
        "feel",
        "feeling",
        "feels",
        "get",
        "gets",
        "are",
        "am",
        "is",
    }
)
"""What may stand between "if" and a symptom: "if you feel nauseated"."""
AS_NEEDED = (
    "at onset of migraine", "at onset of headache", "at the onset of migraine", "at first sign of migraine",
    "at onset of migraines", "at migraine onset", "at headache onset", "at onset of symptoms",
    "at first sign of headache", "at the first sign of migraine", "at the onset of headache", "at onset",
    "prn", "as needed", "when needed", "if needed", "when necessary", "if necessary", "as required",
    "as necessary", "p r n", "only if needed", "only when needed", "whenever needed", "when required",
    "if required", "only as needed", "on an as needed basis", "as needed basis", "as needed only",
    "when it is needed", "if it is needed", "as often as needed", "prn only", "whenever necessary",
    *(f"{when} {who}{it}" for when in ("when", "if", "as", "whenever", "only when", "only if", "just when")
      for who in ("i need", "you need", "he needs", "she needs", "they need", "patient needs", "needs")
      for it in (" it", "", " them", " one")),
)  # fmt: skip
NEEDED_ONCE = tuple(
    f"{needed} {once}"
    for needed in ("prn", "as needed", "when needed", "if needed")
    for once in (", 1 dose", ", one dose", "1 dose", "x 1", "x 1 dose", "for 1 dose", "once")
)
_EACH = tuple(
    f"{when} {each}"
    for when in ("after", "with", "p", "following")
    for each in ("each", "every", "ea")
)
AFTER: dict[str, tuple[str, ...]] = {
    "each shift": ("q shift", "qshift", "every shift", "each shift", "per shift", "q shift change"),
    "after each stool": tuple(
        f"{each} {kind}{stool}" for each in _EACH for kind in ("", "loose ", "unformed ", "watery ", "diarrhea ", "diarrheal ", "liquid ")
        for stool in ("stool", "stools", "bm", "bowel movement", "episode of diarrhea")
    ),
    "on dialysis days": ("on dialysis days", "on dialysis day", "dialysis days", "on hd days", "hd days", "with dialysis", "with hd", "at dialysis", "after dialysis", "after hd", "each dialysis", "on days of dialysis"),
    "on other than dialysis days": ("on non dialysis days", "non dialysis days", "on nondialysis days", "nondialysis days", "on non hd days", "non hd days", "on days without dialysis", "on days off dialysis"),
    "after each change": tuple(
        f"{each} {what}" for each in _EACH for what in
        ("brief change", "diaper change", "incontinence episode", "incontinent episode", "episode of incontinence", "incontinence", "incontinence care", "brief", "diaper", "toileting", "soiling")
    ),
}  # fmt: skip
"""What happens, and after it the drug is taken or put on: no number of times a day."""
MEALS: dict[str, tuple[str, ...]] = {
    "before": ("before eating", "before a meal", "before food", "prior to eating"),
    "with": ("c food", "c meal", "with food", "with a meal", "with meal", "wf", "with snack", "with snacks", "with a snack", "with each snack", "with milk", "with food or milk"),
    "after": ("after eating", "after food", "after a meal"),
}  # fmt: skip
EACH_MEAL: dict[str, tuple[str, ...]] = {
    "before": ("before meals", "ac", "prior to meals", "before each meal", "qac", "before every meal", "a c", "prior to each meal", "before all meals"),
    "with": ("with meals", "c meals", "wm", "with all meals"),
    "after": ("after meals", "pc", "after each meal", "after every meal", "p c", "following meals", "after all meals"),
}  # fmt: skip
"""Every meal of the day: with bedtime they are four times."""
ONCE = (
    "once",
    "one time",
    "one time dose",
    "x 1",
    "x 1 dose",
    "stat",
    "one dose",
    "single dose",
    "for one dose",
)
_NAMES_OF_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIPPED = (
    "skip",
    "skips",
    "skipping",
    "but skip",
    "but not",
    "omit",
    "hold",
    "none",
    "no dose",
    "no pill",
    "no tablet",
    "off",
    "except for",
    "excluding",
    "not",
)
"""Before the name of a day: that day nothing is taken."""
DAYS: dict[str, tuple[str, ...]] = {
    "mon": ("monday", "mondays", "mon"), "tue": ("tuesday", "tuesdays", "tue", "tues"),
    "wed": ("wednesday", "wednesdays", "wed", "weds"), "thu": ("thursday", "thursdays", "thu", "thurs", "thur"),
    "fri": ("friday", "fridays", "fri"), "sat": ("saturday", "saturdays", "sat"),
    "sun": ("sunday", "sundays", "sun"), "mon wed fri sun": ("m w f sun", "m , w , f , sun"), "mon wed fri": ("mon - wed - fri", "monday - wednesday - friday", "mowefr", "monwedfri", "mwf", "m w f", "m / w / f", "m , w , f", "m , w , and f", "m , w and f"),
    "tue thu": ("tu & th", "tu and th", "t & th", "t and th", "t thu", "t & thu", "tu & thu", "t thurs", "t & thurs", "t th", "tth", "tu th", "tu , th", "t , th"), "tue thu sat": ("tue - thu - sat", "tues - thurs - sat", "tuesday - thursday - saturday", "t , th , sat", "t th sat", "tu th sat", "tu , th , sat", "tts", "tuthsa", "t th s", "t th sa", "tu th sa", "t , th , s", "t , th , sa", "tu , th , sa"),
    "tue thu sat sun": ("tthsasu", "tuthsasu", "tthsasun", "tuthsasun", "tuethusatsun", "tues thurs sat sun", "ttss", "tthss", "tu th sa su", "t th s s", "t th s su", "t th sa su", "tu , th , sa , su", "t , th , s , s", "t , th , s , su", "t , th , sa , su"),
    "mon tue wed thu fri": ("weekdays", "m to f"), "sat sun": ("weekends",),
    **{f"except {day[:3]}": tuple(f"{skip} {on}{one}" for skip in _SKIPPED for on in ("", "on ", "every ", "the ") for one in (day, f"{day}s", day[:3]))
       for day in _NAMES_OF_DAYS},
    "except": ("none on", "no dose on", "not on", "every day except", "daily except", "except", "except on", "every day but", "daily but", "everyday except"),
    "rest": ("rest of week", "rest of the wk", "the other days of the week", "remaining days of the week", "remaining days of week", "on rest of days", "all remaining days", "the remaining days", "rest of the days", "rest of days", "all the rest", "other days of week", "all other days of the week", "all other days of week", "other days", "all other days", "the other days", "rest of the week", "remaining days",
             "the rest of the week", "all the other days", "days other", "other days of the week"),
}  # fmt: skip
EVERY = ("q", "every", "each")
TIMES = ("times", "x", "time", "time s")
