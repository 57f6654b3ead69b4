"""Near leaving: annoyed, asks how to get off, doubts. Texts pause until a person has decided.

Who plainly wants no more texts is `consent`'s; here is what a reasonable person would ask about.
"""

import re

from domain.normalize import bare, clean

_TEXTS = r"(?:texts?|texting|messages?|messaging|msgs?|sms|notifications?|alerts?|reminders?)"
_NEAR = (
    r"(?:how|where) (?:do|can|would|could|to) (?:i |we |you )?(?:get (?:off|out)|unsubscribe|opt out|stop (?:these|this|the|getting|receiving|all|your|it)|cancel (?:these|this|the texts?)|turn (?:this|these|them|it) off|make (?:this|it|these|them) stop|be removed|quit (?:this|these))",
    r"(?:can|could|may) (?:i|we) (?:unsubscribe|opt out|be removed|get off (?:this|the|your)|stop getting|stop receiving|turn (?:this|these|them) off)",
    r"(?:do|will) i (?:have|need) to (?:get|receive|keep getting|answer|read) (?:these|all these|all of these|your|this many)",
    rf"(?:too|so|this|these|that|how) many (?:\w+ )?{_TEXTS}",
    r"(?:why|y) (?:do|are|r|does|did|would|is) (?:you|u|yall|they|i|it|this)\b.{0,30}\b(?:keep|text\w*|message\w*|bother\w*|get|getting|bugging|contact\w*|writing)\b",
    r"(?:who|where) (?:gave|did|got) (?:you|u|yall|they)?\b.{0,20}\b(?:my )?(?:number|info|phone)\b",
    r"how (?:did|do) (?:you|u|they) (?:get|have|got) my (?:number|info|phone|cell)",
    r"(?:annoy\w*|harass\w*|harras\w*|pester\w*|spamming|bother(?:ing|some)|intrusive|nuisance|blowing up my phone|driving me (?:crazy|nuts)|getting on my nerves)",
    rf"(?:dont|do not|didnt|never) (?:really )?(?:like|need|understand why|appreciate|ask for|sign up|signed up|want to be|care for|enjoy|think i (?:want|need)|know if i want) .{{0,25}}(?:{_TEXTS}|this|bothered|you)\b",
    r"(?:didnt|never|did not) (?:sign up|signed up|agree|ask|asked|consent\w*|enroll\w*)",
    r"(?:prefer|rather|please|can you|could you|just) .{0,15}(?:a )?(?:call|phone call|calls|phone)\b.{0,20}(?:instead|rather than|not text|no text|over text|than text)",
    r"call (?:me )?instead of text\w*",
    r"(?:tired|sick|fed up|had enough|enough|over it|done) (?:of|with) (?:all |getting |this|these|the |your |being )",
    r"(?:maybe|might|thinking (?:of|about)|considering|probably|wish (?:you|u|yall) would|would like (?:you )?to|id like (?:you )?to|want to|wanna|should just) .{0,15}(?:stop|unsubscrib\w*|opt\w* out|quit|block\w*|cancel\w*) (?:getting |receiving |texting|these|this|the|your|you|all|it|out)?",
    r"(?:report|sue|lawyer|attorney|block) (?:you|u|this|yall|number)",
    r"(?:im|i am|ill|i will|going to) (?:going to |gonna )?(?:block|report) (?:you|this|u|yall)",
    rf"(?:stop|no|less|fewer|not so many|cut (?:down|back)|slow down|ease up|too much|so much|enough) .{{0,20}}{_TEXTS}",
    rf"(?:every|each) (?:single )?day .{{0,20}}{_TEXTS}|{_TEXTS} .{{0,20}}every (?:single )?day",
    r"(?:is|are) (?:this|these|you) (?:a )?(?:spam|scam|fraud|robot|bot)",
    rf"(?:are|r) (?:these|this|all these) (?:{_TEXTS} )?(?:really )?(?:necessary|needed|required|mandatory)",
    r"not (?:sure )?(?:i |if i )?(?:want|interested|comfortable|into) .{0,20}(?:this|these|texts?|program|anymore)?$",
    r"(?:give|get) it a rest|back off|lay off|knock it off|chill out with",
    r"(?:como|donde|que) (?:me )?(?:salgo|cancelo|dejo|paro|quito|borro|hago para|puedo (?:cancelar|dejar|parar|quitar|salir)|se cancela|le hago para|apago)",
    r"(?:por ?que|pq|xq|porque) (?:me |nos |tanto\w* )?(?:mandan|escriben|molestan|siguen|sigue|envian|textean|mensaje\w*|manda|escribe|insisten)",
    r"(?:tantos|demasiados|muchos|cuantos) (?:mensajes?|textos?|mensajitos|recordatorios)",
    r"(?:que )?(?:fastidi\w+|molest(?:ia|ando|os[ao]|an mucho|an|oso)|latos[oa]|hart[oa]|cansad[oa] de (?:tant|los|sus|estos|que me|recibir)|chocante|pesados|insistente\w*)\b",
    r"(?:quien|de donde|como) (?:les|le|me|te|sacaron|consiguieron|obtuvieron|tienen)\b.{0,15}(?:dio|mi numero|el numero|mi telefono)",
    r"(?:prefiero|mejor) .{0,15}(?:llam\w+|por telefono|una llamada)",
    r"(?:puedo|quisiera|quiero|me gustaria|podria|necesito) .{0,12}(?:cancelar|dejar de recibir|parar|salirme|darme de baja|que paren|que ya no|bloquear\w*)",
    r"(?:los|te|las) voy a (?:bloquear|reportar|denunciar)",
    r"(?:es|esto es|son) (?:spam|fraude|estafa|un robot|publicidad)",
    r"no (?:se si|estoy segur[oa] (?:de |si )?|me gusta\w*|pedi|autorice|firme|me inscribi|solicite|quiero que me esten)\b.{0,30}(?:mensaj\w*|text\w*|esto|seguir|recibi\w*|nada)?",
    r"ya (?:son|es) (?:muchos?|demasiados?|mucho)|ya (?:me|nos) (?:canse|cansaron|tienen)",
    r"(?:i )?(?:signed up|agreed) (?:to|for) (?:this|these)\?",
)
_NEAR_TOO = (
    rf"(?:turn|switch|shut) (?:these|this|them|it all|all this|the {_TEXTS}|your {_TEXTS})(?: {_TEXTS})? off",
    r"(?:way|anyway) to (?:turn|stop|end|get out|get off|opt|quit|cancel|not get)",
    rf"not sure (?:i|we|if i|if we|that i) (?:want|need|wanna|like|care|even want|still want)\b.{{0,30}}(?:{_TEXTS}|these|this|anymore)",
    rf"(?:i |we )?(?:dont|do not|no longer) (?:think (?:i|we) )?(?:really )?(?:see the point|see why|get why|know why)\b.{{0,25}}(?:{_TEXTS}|these|this|anymore)?",
    r"(?:sure )?(?:text|message|bother)\w* (?:me |us )?(?:a lot|too much|way too|so much|all the time|every day|constantly|nonstop|non stop)",
    r"(?:last|on my|on our) nerves?\b",
    r"(?:if|what (?:if|happens if|would happen if)|would) (?:i|we) .{0,25}(?:stop\w*|quit|unsubscrib\w*|opt\w* out|block\w*|drop\w* out).{0,20}(?:sending|texting|these|this|program|out|texts?|you)",
    r"(?:pensando|pienso|penso) (?:en )?(?:salir\w*|dejar\w*|cancelar\w*|quitar\w*|bloquear\w*|darme)",
    r"no (?:le|les) veo (?:el|la|mucho|ningun)? ?(?:uso|caso|sentido|chiste|punto|utilidad)",
    r"(?:let me|need to|have to|gotta) think (?:on|about) (?:it|this|these)",
    r"(?:a )?waste of (?:my )?time|perdida de tiempo",
    r"(?:no|ni) se (?:por ?que|para que) (?:me|nos) (?:mand\w+|escrib\w+|text\w+|envi\w+)",
    r"(?:hasta cuando|cuanto tiempo mas|how much longer|how long (?:do|will|are)) .{0,30}(?:text\w*|mensaj\w*|mand\w*|escrib\w*|these|sending)",
)
_RE = re.compile(rf"\b(?:{'|'.join((*_NEAR, *_NEAR_TOO))})")
_STAY = re.compile(
    r"\b(?:dont|do not|never|please dont|no) (?:ever )?(?:stop|quit|pare\w*|dejen?|cancel\w*)\b.{0,20}(?:text\w*|mensaj\w*|sending|writing|these|escrib\w*|mand\w*|them)|\b(?:like|love|enjoy|appreciate|me gustan?|agradezco) (?:hearin\w*|getting|the|these|your|los|sus|recibir|estos|que me)"
)
_STOPS = ("stop", "unsubscribe", "parar")
_NOT_STOP = frozenset(
    {
        "shop",
        "step",
        "top",
        "spot",
        "stoop",
        "atop",
        "estop",
        "store",
        "sto",
        "soap",
        "stops",
        "stomp",
        "strop",
        "slop",
        "stow",
        "stopa",
    }
)
_SIGNS = frozenset("🛑✋🚫⛔🖐🤚")
_THANKED = re.compile(
    r"\b(?:thanks?|gracias|not (?:annoying|bothering|a bother|too many)|no (?:es|son) (?:molestia|muchos|demasiados)|no molesta\w*|no bother)\b"
)
_OTHER = re.compile(
    r"\b(?:neighbor|dog|pain is|rash|itch\w*|cough\w*|noise|baby|side effects?|dolor|comezon|ruido|insurance|seguro|scam call|bill|cita|appointment|visit|me molesta (?:la|el|mi)|molest\w+ (?:la|el|en|al|cuando|mi)|bothering me|medicin\w*|pills?|knee|leg|back)\b"
)


def is_near(text: str) -> bool:
    """Whether somebody is near leaving, and it should be asked before the next text."""
    if set(text) & _SIGNS and not bare(text):
        return True
    said = bare(text)
    if is_misspelled_stop(text):
        return True
    if _STAY.search(said) or (_THANKED.search(said) and "stop" not in said):
        return False
    found = _RE.search(said)
    return found is not None and not _OTHER.search(said)


def is_misspelled_stop(text: str) -> bool:
    """Whether the whole text is STOP with a letter wrong, and no other word."""
    said = bare(clean(text))
    return said not in _NOT_STOP and any(_nearly(word, said) for word in _STOPS)


def is_stop_doubled(text: str) -> bool:
    """STOP with a letter too many ("STOPP", "sttop") can be nothing else."""
    return re.sub(r"(.)\1+", r"\1", bare(text)) == "stop"


def _nearly(right: str, said: str) -> bool:
    if said == right or abs(len(said) - len(right)) > 1 or len(said) < len(right) - 1:
        return False
    if sorted(said) == sorted(right):
        return sum(a != b for a, b in zip(right, said, strict=True)) == 2  # noqa: PLR2004 - a swap
    return len(said) == len(right) + 1 and any(
        said[:at] + said[at + 1 :] == right for at in range(len(said))
    )
