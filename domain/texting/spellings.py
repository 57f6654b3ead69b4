"""How people spell, speak and abbreviate the words of `answers`, as a table to review."""

_FIRST = (
    *("the first", "first one", "the first one", "first time", "the first time", "1st", "1st one"),
    *("the 1st", "the 1st one", "primero", "primera", "primer", "1ra", "1era", "1ro", "la primera"),
    *("el primero", "la primera opcion", "primera opcion", "la primera hora", "la 1ra"),
)
_SECOND = (
    *("the second", "second one", "the second one", "second time", "the second time", "2nd"),
    *("2nd one", "the 2nd", "the 2nd one", "segundo", "segunda", "2da", "2do", "la segunda"),
    *("el segundo", "la segunda opcion", "segunda opcion", "la segunda hora", "la 2da"),
)
_THIRD = (
    *("the third", "third one", "the third one", "third time", "the third time", "3rd", "3rd one"),
    *("the 3rd", "the 3rd one", "tercero", "tercera", "3ra", "3ro", "la tercera", "el tercero"),
    *("la tercera opcion", "tercera opcion", "la tercera hora", "la 3ra"),
)
_WORKS = (
    *("it works", "yes it works", "it works fine", "it works well", "works fine", "works well"),
    *("works great", "it works great", "its working", "it is working", "yes its working"),
    *("all works", "everything works", "funciona", "si funciona", "funciona bien", "todo funciona"),
    *("si funciona bien", "sirve", "si sirve", "sirve bien", "esta funcionando", "works good"),
)
_DOES_NOT_WORK = (
    *("doesnt work", "not working", "it doesnt work", "it does not work", "no it doesnt work"),
    *("no it does not work", "its not working", "it is not working", "it isnt working"),
    *("isnt working", "no funciona", "no sirve", "no esta funcionando", "no funciona bien"),
    *("its broken", "it is broken", "esta roto", "esta rota", "esta descompuesto"),
)

SPELLINGS: dict[str, str] = {
    # no answer
    "no ans": "no answer",
    "noanswer": "no answer",
    "no response": "no answer",
    "no one answered": "no answer",
    "nobody answered": "no answer",
    "didnt answer": "no answer",
    "did not answer": "no answer",
    "not answering": "no answer",
    "didnt pick up": "no answer",
    "did not pick up": "no answer",
    "voicemail": "vm",
    "voice mail": "vm",
    "left voicemail": "left vm",
    "left voice mail": "left vm",
    "left a vm": "left vm",
    "left a voicemail": "left vm",
    "left a message": "left message",
    "left a msg": "left msg",
    "lvm": "left vm",
    # spoke
    "all good": "all well",
    "all fine": "all well",
    "doing well": "all well",
    "needs cm": "need cm",
    "case manager": "cm",
    "need case manager": "need cm",
    "needs case manager": "need cm",
    # other
    "passed away": "died",
    "dead": "died",
    "pt died": "died",
    "patient died": "died",
    "murio": "died",
    "fallecio": "died",
    "call back": "call later",
    "call back later": "call later",
    "back in hospital": "hospital",
    "back in the hospital": "hospital",
    "readmit": "readmitted",
    "refuses": "refused",
    # visits
    "did not come": "no show",
    "didnt come": "no show",
    "didnt show": "no show",
    "did not show": "no show",
    "went": "attended",
    "dont know": "not known",
    "do not know": "not known",
    "not sure": "not known",
    "none of them": "none",
    "ninguno": "none",
    "ninguna": "none",
    "none of these": "none",
    "none of these work": "none",
    "none of them work": "none",
    "none of those work": "none",
    "none work": "none",
    "ninguna de ellas": "none",
    "ninguno de ellos": "none",
    "ninguna me sirve": "none",
    "ninguno me sirve": "none",
    "ninguna hora": "none",
    **dict.fromkeys(_FIRST, "first"),
    **dict.fromkeys(_SECOND, "second"),
    **dict.fromkeys(_THIRD, "third"),
    # vendors and equipment
    "can not": "cannot",
    "cant": "cannot",
    **dict.fromkeys(_WORKS, "works"),
    **dict.fromkeys(_DOES_NOT_WORK, "does not work"),
    # escalations
    "ill take it": "i take it",
    "i will take it": "i take it",
    "i got it": "i take it",
    "i have it": "i take it",
    "completed": "done",
    "finished": "done",
    "listo": "done",
}

SLIPPERY = frozenset(
    {
        *("ok", "well", "spoke", "message", "other", "later", "late", "no", "none"),
        *("first", "second", "third", "visit", "ride", "full", "nothing", "moved", "came", "went"),
        *("take", "mine", "pass", "drop", "close", "sent", "wrong", "hospital", "dead", "found"),
        *("i have it", "call back", "cant", "can not", "cannot", "missing", "waiting", "doctor"),
        *("working", "works", "mistake", "alive"),
        *_FIRST,
        *_SECOND,
        *_THIRD,
        *_WORKS,
        *("yes", "yep", "yeah", "yup", "si", "claro"),
        *("one", "two", "three", "four", "five", "uno", "dos", "tres", "cuatro", "cinco"),
    }
)
"""Words that also begin a sentence with another meaning ("well, she did not answer", "take her off
the list", "dead battery"): they count only when they stand alone or a time follows."""

DIGIT_WORDS: dict[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip

YES = frozenset({"yes", "yep", "yeah", "yup", "si", "claro"})
AFFIRMED = frozenset({"accept", "confirm", "on board", "delivered", "working", "attended"})
"""Yes, said alone, is the choice with one of these words: each is offered against a "no". Carriers
reserve YES only for whoever opted out, so it is understood and never offered."""

POLITE = frozenset(
    {"please", "pls", "plz", "thanks", "thank you", "thx", "ty", "por favor", "gracias"}
    | {"muchas gracias", "please thank you", "please thanks", "por favor gracias"}
)
"""What may follow a slippery word without changing it, but "ok" and "no": "ok thanks" may be no
more than courtesy."""
COURTEOUS = frozenset({"ok", "no"})

COUNTED = (
    *("time", "times", "day", "days", "hour", "hours", "hr", "hrs", "minute", "minutes", "min"),
    *("mins", "week", "weeks", "wk", "wks", "month", "months", "year", "years", "lb", "lbs"),
    *("pound", "pounds", "pill", "pills", "calls", "attempts", "tries", "of", "de", "kilos", "kg"),
    *("am", "pm", "p", "a.m", "p.m", "oclock", "mg", "dia", "dias", "hora", "horas", "minutos"),
    *("tab", "tabs", "tablet", "tablets", "puff", "puffs", "refill", "refills", "cap", "caps"),
    *("capsule", "capsules", "ml", "mcg", "unit", "units", "drop", "drops", "patch", "patches"),
    *("liter", "liters", "l", "pillow", "pillows", "stitches", "bottle", "bottles", "tbsp"),
    *("semana", "semanas", "mes", "meses", "vez", "veces", "libras", "pastillas", "llamadas"),
)
"""A digit in front of one of these counts something ("2 times", "2 pm", "3 days"): no choice."""

REFUSALS = (
    *("no", "not", "doesnt", "does not", "isnt", "is not", "wont", "will not", "cant", "cannot"),
    *("can not", "is too", "too", "is bad", "never", "tampoco", "es muy", "muy", "is no good"),
)
"""What a patient may write behind a digit to refuse it: "2 doesn't work for me" takes no time."""
