"""The danger words, as a table for a clinician to approve: what a text may say, by entry.

Source: the red-flag table of the clinical rules (heart failure, COPD, pneumonia, AMI, surgery and
any other). Written without case, accents and apostrophes. In a phrase, "..." stands for up to four
other words and a final * for any ending. "cant" also covers cannot, couldnt and unable to. Words
of five letters or more may have one typing mistake where a phrase has several words. `unless` are
phrases that begin at the same word and mean something else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One danger by its name, and the ways in which people say it."""

    name: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


EMERGENCY: tuple[Entry, ...] = (
    Entry(
        name="breathing",
        phrases=(
            "cant breathe", "cant breath*", "cant hardly breathe", "cant really breathe",
            "hard to breathe", "hard time breathing", "hard breathing", "barely breathe",
            "hardly breathe", "barely breathing", "not breathing", "isnt breathing",
            "stopped breathing", "trouble ... breathing", "trouble ... breathe",
            "difficulty breathing", "difficult to breathe", "problem ... breathing",
            "problems breathing", "struggling to breathe", "struggling ... breath*",
            "labored breathing", "breathing is bad", "breathing bad", "breathing worse",
            "breathing is worse", "breathing ... worse", "short of breath", "shortness of breath",
            "out of breath", "breathless*", "cant catch ... breath", "gasping", "suffocat*",
            "choking", "no air", "no more air", "no breath*", "cant get air", "cant get ... air",
            "need air", "severe sob", "very sob", "sob at rest", "cant speak ... sentence*",
            "cant finish ... sentence*", "cant talk ... breath*", "no puedo respirar",
            "no puede respirar", "no respiro", "no respira", "me cuesta respirar",
            "le cuesta respirar", "dificultad ... respirar", "trabajo respirar",
            "me falta ... aire", "le falta ... aire", "falta de aire", "sin aire", "no tengo aire",
            "me ahogo", "se ahoga", "ahogando", "asfixi*",
        ),
        unless=("no air condition*", "no air mattress"),
    ),
    Entry(
        name="blue_lips",
        phrases=(
            "blue lips", "lips ... blue", "lips ... purple", "purple lips", "turning blue",
            "fingers ... blue", "labios azules", "labios ... azules", "labios morados",
            "labios ... morados",
        ),
    ),
    Entry(
        name="chest_pain",
        phrases=(
            "chest pain", "chest pains", "pain ... chest", "pains ... chest", "chest ... hurt*",
            "chest ache*", "chest discomfort", "chest ... tight*", "tight* ... chest",
            "chest pressure", "pressure ... chest", "chest ... pounding", "heart attack",
            "crushing chest", "hurts ... chest", "dolor ... pecho", "duele ... pecho",
            "pecho ... duele", "presion ... pecho", "opresion ... pecho", "ataque al corazon",
            "ataque cardiaco", "infarto",
        ),
    ),
    Entry(
        name="fainting",
        phrases=(
            "faint", "fainted", "fainting", "passed out", "passing out", "pass out", "blacked out",
            "black out", "unconscious", "unresponsive", "collapsed", "wont wake up",
            "cant wake ... up", "not waking up", "desmay*", "inconsciente", "no despierta",
            "perdi el conocimiento",
        ),
    ),
    Entry(name="sweating", phrases=("cold sweat*", "sweating ... lot", "sudor frio")),
    Entry(
        name="confusion",
        phrases=(
            "confused", "confusion", "disoriented", "not making sense", "doesnt know where",
            "doesnt know who", "confused about where", "confused about who", "delirious",
            "confundido", "confundida", "desorientad*",
        ),
        unless=(
            "confused about my", "confused about the", "confused about what",
            "confused about which", "confused about when", "confused by", "confused on",
            "confusion about",
        ),
    ),
    Entry(
        name="stroke",
        phrases=(
            "stroke", "face ... droop*", "droopy face", "mouth ... droop*", "slurred", "slurring",
            "slurs", "cant speak", "cant move ... arm", "cant move ... leg", "cant move ... side",
            "one side ... numb", "one side ... weak", "numb ... side", "weak ... side",
            "weakness ... side", "arm ... numb", "face ... numb", "sudden vision",
            "suddenly cant see", "lost vision", "worst headache", "derrame cerebral",
            "cara ... caida", "no puede hablar", "no puedo hablar", "no puedo mover ... brazo",
            "no puede mover ... brazo",
        ),
        unless=(
            "cant speak english", "cant speak spanish", "cant speak right now", "cant speak now",
            "cant speak to", "cant speak with", "no puedo hablar ahora", "no puedo hablar ingles",
        ),
    ),
    Entry(
        name="suicide",
        phrases=(
            "suicid*", "sucidal", "suisid*", "kill myself", "kill my self", "killing myself",
            "kill me", "end my life", "ending my life", "end it all", "take my life",
            "take my own life", "want to die", "dont want to die", "wanna die", "want die",
            "wanting to die", "rather die", "ready to die", "wish ... dead", "better off dead",
            "better off without me", "hurt myself", "hurting myself", "harm myself", "hurt my self",
            "dont want to live", "dont wanna live", "dont want to be alive",
            "dont want to be here any*", "dont want to wake up", "no reason to live",
            "nothing to live for", "cant go on", "tired of living", "quiero morir*", "matarme",
            "quitarme la vida", "no quiero vivir", "no quiero seguir viviendo",
            "can go on like this", "wanna end it", "want to end it", "ganas de morir*",
            "hacerme dano", "acabar con mi vida",
        ),
    ),
    Entry(
        name="bleeding",
        phrases=(
            "cough* ... blood", "spit* ... blood", "vomit* ... blood", "throw* up blood",
            "threw up blood", "puk* ... blood", "blood ... vomit", "bleeding ... wont stop",
            "wont stop bleeding", "cant stop ... bleeding", "doesnt stop bleeding",
            "bleeding ... doesnt stop", "bleeding ... not stopping", "bleeding a lot",
            "bleeding ... heav*", "heav* bleeding", "bleeding ... bad*", "bleeding out",
            "uncontrolled bleeding", "gushing", "lots of blood", "lot of blood", "so much blood",
            "blood everywhere", "toso ... sangre", "tosi* ... sangre", "tose sangre",
            "escup* ... sangre", "vomit* ... sangre", "sangra mucho", "sangrando mucho",
            "no para ... sangr*", "mucha sangre", "hemorragia",
        ),
    ),
    Entry(
        name="home_oxygen",
        phrases=(
            "no oxygen", "out of oxygen", "oxygen ran out", "ran out ... oxygen",
            "oxygen ... not work*", "oxygen ... isnt work*", "oxygen ... doesnt work",
            "oxygen ... stopped", "oxygen ... broke*", "oxygen ... empty", "oxygen ... not here",
            "oxygen ... not come", "oxygen ... didnt come", "oxygen ... never came",
            "oxygen ... never arrived", "oxygen ... hasnt come", "oxygen ... not delivered",
            "oxygen ... didnt arrive", "oxygen ... wont turn on", "without ... oxygen",
            "dont have ... oxygen", "low oxygen", "oxygen is low", "oxygen low", "sin oxigeno",
            "no hay oxigeno", "no tengo oxigeno", "oxigeno ... no llego", "oxigeno ... no funciona",
            "oxigeno ... no sirve",
        ),
        unless=("no oxygen needed", "no oxygen ordered", "no oxygen requirement"),
    ),
    Entry(
        name="poisoning_or_reaction",
        phrases=(
            "overdose*", "took too many", "too many pills", "throat ... clos*", "throat ... swell*",
            "tongue ... swell*", "tongue ... swollen", "allergic reaction", "anaphyla*",
            "sobredosis", "garganta ... cierra", "seizure*", "convulsi*",
        ),
    ),
    Entry(
        name="asks_for_emergency",
        phrases=(
            "911", "9 1 1", "988", "ambulance", "emergency", "im dying", "i am dying",
            "i think im dying", "shes dying", "hes dying", "is dying", "save me", "help me please",
            "please help me", "ambulancia", "emergencia", "me muero", "se muere",
            "me estoy muriendo", "se esta muriendo", "auxilio", "socorro", "ayudeme",
        ),
        unless=("emergency contact*", "please help me with", "please help me get"),
    ),
)  # fmt: skip

SAME_DAY: tuple[Entry, ...] = (
    Entry(
        name="breathing_change",
        phrases=(
            "sob", "wheez*", "extra pillow*", "more pillows", "sleep* ... recliner",
            "sleep* ... chair", "cant lie flat", "cant lay flat", "inhaler more", "rescue inhaler",
            "more mucus", "green mucus", "yellow mucus", "green phlegm", "yellow phlegm",
            "more phlegm", "mas flema", "flema verde", "mas almohadas", "silbido* ... pecho",
        ),
    ),
    Entry(
        name="weight_or_swelling",
        phrases=(
            "gained ... lb*", "gained ... pound*", "gained ... kg", "gained ... kilos",
            "gained weight", "weight gain", "weight ... up", "up ... pounds", "up ... lbs",
            "swelling", "swollen", "swelled", "hinchad*", "hinchazon", "aumente ... peso",
            "subi ... peso", "subi ... libras",
        ),
    ),
    Entry(
        name="dizzy",
        phrases=(
            "dizzy", "dizziness", "dizy", "lightheaded", "light headed", "woozy", "unsteady",
            "maread*", "mareo*",
        ),
    ),
    Entry(
        name="fever",
        phrases=(
            "fever*", "chills", "temp* ... 100*", "temp* ... 101*", "temp* ... 102*",
            "temp* ... 103*", "temp* ... 104*", "100 4", "fiebre", "calentura", "escalofrios",
        ),
    ),
    Entry(
        name="vomiting",
        phrases=(
            "vomit*", "throwing up", "threw up", "throw up", "puking", "cant keep ... down",
            "diarrhea", "vomitando", "diarrea",
        ),
    ),
    Entry(
        name="wound",
        phrases=(
            "wound ... red", "wound ... open*", "wound ... pus", "wound ... smell*",
            "wound ... drain*", "incision ... red", "incision ... open*", "incision ... pus",
            "incision ... drain*", "incision ... smell*", "stitches ... open*", "staples ... open*",
            "stitches ... out", "pus", "infected", "infection", "calf pain", "calf ... hurt*",
            "pain ... calf", "calf ... swollen", "leg ... red", "herida ... roja",
            "herida ... abierta", "herida ... abrio", "infectad*", "dolor ... pantorrilla",
        ),
    ),
    Entry(
        name="bleeding_some",
        phrases=(
            "bleed*", "bled", "blood ... stool", "black stool*", "bloody", "blood in", "nosebleed*",
            "sangr*",
        ),
        unless=("blood in the lab",),
    ),
    Entry(
        name="fall",
        phrases=(
            "i fell", "she fell", "he fell", "mom fell", "dad fell", "fell down", "fell out",
            "had a fall", "has fallen", "fallen", "hit my head", "hit ... head", "me cai",
            "se cayo", "caida",
        ),
        unless=(
            "i fell asleep", "she fell asleep", "he fell asleep", "mom fell asleep",
            "dad fell asleep",
        ),
    ),
    Entry(
        name="pain_or_worse",
        phrases=(
            "severe pain", "bad pain", "terrible pain", "a lot of pain", "lots of pain",
            "worst pain", "pain ... worse", "so much pain", "getting worse", "feel* ... worse",
            "much worse", "got worse", "feel* terrible", "feel* awful", "really sick", "feel sick",
            "not feeling well", "not feeling good", "dont feel well", "dont feel good", "very sick",
            "mucho dolor", "dolor fuerte", "me siento peor", "me siento mal", "me siento muy mal",
            "estoy peor", "estoy mal",
        ),
    ),
    Entry(
        name="medicines",
        phrases=(
            "cant get ... med*", "cant get ... pill*", "cant get ... prescription*",
            "cant get ... insulin", "didnt get ... med*", "didnt get ... pill*",
            "didnt get ... prescription*", "dont have ... med*", "dont have ... pill*",
            "dont have ... insulin", "dont have ... prescription*", "no meds", "no medicine*",
            "no medication*", "no pills", "no insulin", "out of ... med*", "out of ... pills",
            "out of ... insulin", "ran out", "cant afford", "cant pay", "pharmacy ... doesnt have",
            "pharmacy ... closed", "pharmacy ... not ready", "stopped taking", "quit taking",
            "not taking", "missed ... dose*", "sin medicina*", "sin medicamento*",
            "no tengo ... medic*", "no tengo ... pastillas", "no tengo insulina",
            "no puedo comprar", "no puedo pagar", "deje de tomar",
        ),
    ),
    Entry(
        name="ride",
        phrases=(
            "no ride", "no transport*", "need ... ride", "dont have ... ride",
            "dont have ... transport*", "cant get ... ride", "ride ... didnt come",
            "ride ... never came", "ride ... not come", "ride ... not here", "ride ... cancel*",
            "driver ... didnt come", "driver ... never came", "cant get there", "no way to get",
            "no tengo ... transporte", "no tengo como ir", "no tengo quien me lleve",
            "sin transporte",
        ),
    ),
    Entry(
        name="equipment",
        phrases=(
            "walker ... not *", "wheelchair ... not *", "walker ... didnt come",
            "wheelchair ... didnt come", "bed ... not here", "bed ... didnt come",
            "bed ... never came", "walker ... never came", "wheelchair ... never came",
            "equipment ... not *", "equipment ... didnt come", "equipment ... never came",
            "nebulizer ... not *", "no walker", "no wheelchair",
        ),
    ),
)  # fmt: skip
