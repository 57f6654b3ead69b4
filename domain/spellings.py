"""How people spell, speak and abbreviate the words of `answers`, as a table to review."""

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
    "primero": "first",
    "primera": "first",
    "segundo": "second",
    "segunda": "second",
    "tercero": "third",
    "tercera": "third",
    # vendors and equipment
    "can not": "cannot",
    "cant": "cannot",
    "doesnt work": "does not work",
    "not working": "does not work",
    "no funciona": "does not work",
    "funciona": "works",
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
        *("one", "two", "three", "four", "five", "uno", "dos", "tres", "cuatro", "cinco"),
    }
)
"""Words that also begin a sentence with another meaning ("well, she did not answer", "take her off
the list", "dead battery"): they count only when they stand alone or a time follows."""

DIGIT_WORDS: dict[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip
