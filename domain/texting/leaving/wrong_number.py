"""How people say that a phone is not the patient's: a table of whole sentences, to be reviewed.

Source: 47 U.S.C. 227 and the FCC's reassigned-numbers rule: consent belongs to the person, and
ends with the number. Each sentence of the text must be one of the table or say nothing beside it
("Sorry", "who is this?"): "was the clinic a wrong number?" and "I called and got a wrong number"
are words for a person to read. Danger words and STOP are looked for elsewhere (`listening`).
"""

import re

from domain.normalize import Clause
from domain.texting.leaving.consent import Keyword, keyword
from domain.texting.leaving.names import without_names
from domain.texting.leaving.spelling import spelled_clauses

_NUMBER = r"(?:number|phone|cell|cell phone|cellphone|telephone|mobile|line)"
_ONE = r"(?:person|kid|child|family|household|house|folks|guy|man|woman|lady|gal|girl|one|dude|individual|people|patient|party|company|outfit|business)"
_WHOSE = r"(?:her|hers|his|their|theirs|the patients|that persons|(?!your)\w{2,20}s|my \w{2,20}s)"
_ANY_MORE = r"(?: anymore| no more| any longer| now)?"
_NAMED = r"(?:by that name|with that name|by the name of \w+|named \w+(?: \w+)?|called \w+(?: \w+)?|with (?:that|this) name|with those initials|like that)"
_YOU_HAVE = (
    r"(?:you|ya|youve|you all|you guys|they)(?: must| may| might| probably| prolly| definitely| clearly| just| all)* (?:have|hav|got|have got|have reached|reached|texted"
    r"|have texted|dialed|called|are texting|messaged|hit|texting|be texting|keep texting|are contacting|contacted)"
)
_BEFORE = (
    r"(?:(?:hi|hello|hey|yo|sir or madam|mi amor|mija|mijo|corazon|sir|madam|sorry|im sorry|i am sorry|so sorry|no|nope|nah|but|um|uh|lol|omg|ok|dude|bro|sir|maam|mam|i think|think|who|no clue who that is|i believe"
    r"|i guess|pretty sure|im pretty sure|im afraid|looks like|sounds like|seems like|must be|this must be|it must be|might be|i said|again|like i said|and|whoever this is|hola|perdon|perdone|disculpe|disculpa"
    r"|lo siento|creo que|pero|thats not me|not me|isnt me|this isnt me|(?:this|it|thats) (?:isnt|is not|not) someone|im not someone|i am not someone|oiga|oye|mire|who is this|who are you|who dis|quien es) )*"
)
_AFTER = (
    r"(?: (?:sorry|please|thanks|thank you|gracias|por favor|perdon|disculpe|lo siento|lol|bro|dude|fool|homie|cuz|man|buddy|bud|sir|maam|mam|hun|honey|sweetie|dear|lady|pal|friend|my friend|joven|don|jefe"
    r"|again|take me off|take me off please|remove me|here|i think|i guess|senora|senor|senorita|amigo|joven|che|flaco|flaca|loco|hon|sugar|sweetheart|darling|darlin|love|baby|ok|okay|who is this|who are you|who dis|quien es|bye|stop|have a good day))*"
)
_SHE = r"(?:she|he|they|someone|that person|this person|the person|esa persona)"
_AGO = r"(?: (?:last|this|a|few|couple|about|around|over|going|on|yrs?|mos?|of|like|\d+|two|three|four|five|six|weeks?|months?|years?|days?|ago|yesterday|today|recently|new|back|now|already|long time|for|since|the|past|january|february|march|april|may|june|july|august|september|october|november|december))*"
_SHOP = r"(?:(?:\w+ ){0,2}(?:shop|store|restaurant|garage|salon|bakery|hotel|warehouse|plumbing|towing|dealership|daycare|diner|pizzeria|landscaping|roofing|trucking|business|company|taller(?: mecanico)?|negocio|tienda|restaurante|empresa|escuela|iglesia|oficina|vulcanizadora|(?!enfermeria|bateria|loteria)\w{3,}eria|(?:law|church|dentist|dental|insurance|real estate|tax|school|lawyers?) office|law firm|pizza place|place)|business)(?: (?:line|number|phone))?(?: (?:no|not an?) (?:patients?|hospital|clinic)(?: here)?)?"
"""What answers instead of a person."""
_HAD = rf"(?: (?:and )?(?:i |ive |we )?(?:have |ve |have had |just )?had this (?:number|phone|cell)(?: (?:for|since|going on|about|over))?{_AGO})?"
_NO_ONE = r"(?:no one|nobody|noone|not anyone|not anybody|anyone|anybody|no body)"

BARE = (
    r"(?:(?:it |that )?(?:wasnt|isnt|not) me )?(?:(?:i |ive |i have )?never been (?:to|in|at) (?:that|your|this|any|no) hospital|i (?:wasnt|was never|never was|havent been) in (?:no|any|your|the) hospital)",
    r"(?:yo )?no conozco a (?:ese|esa|este|esta|ningun|ninguna) (?:doctora?|hospital|clinica|enfermera) ni (?:yo )?(?:estuve|he estado|estube) (?:internad[oa]|hospitalizad[oa]|ingresad[oa]|en (?:el|ningun|un) hospital)",
    r"(?:creo que )?(?:esto|este mensaje|este texto) no es (?:pa|para) mi",
    rf"(?:this|it) is (?:a|an|the) {_SHOP}|(?:aqui|este|esto)(?: numero)? es (?:de )?(?:un|una) {_SHOP}",
    rf"(?:the |a |this )?wrong (?:{_NUMBER}|{_ONE})(?: (?:again|still))?",
    r"wrong someone",
    r"(?:this|it) is (?:\w+ ){1,3}not an? (?:patient|hospital|clinic)",
    r"(?:numero|number) (?:equivocado|incorrecto|errado)",
    r"persona equivocada",
    r"(?:usted |ustedes |te |creo que )?(?:se )?(?:confundieron|confundio|confundiste|equivoco|equivocaron|equivoca|equivocan|equivocaste)",
    r"(?:usted )?estan? equivocad[oa]s?",
    r"not (?:him|her|someone)|who is someone|(?:im |i )?isnt (?:him|her)",
    r"(?:im|i am) not (?:him|her|someone)",
    r"(?:this|it|that|thats|its) (?:isnt|not) (?:him|her|someone)",
    r"(?:yo )?no soy (?:ella|el|someone)",
    r"(?:esto|este|esta)? ?no es someone",
)
"""Said alone; beside other words it may be about somebody else's number."""

SENTENCES = (
    rf"{_YOU_HAVE} (?:a |the )?{_SHOP}",
    rf"{_YOU_HAVE} (?:a |the )?(?:bakery|business|restaurant|store|shop|church|office|school|hotel|garage|salon|warehouse|barber ?shop|daycare|pizza \w+)",
    rf"{_YOU_HAVE} (?:(?:the|a|da) )?wrong (?:{_NUMBER}|{_ONE}|someone) i (?:wasnt|havent been|was never|never was|aint been|wasn t) in (?:no|any|the|a|your) hospital",
    rf"(?:i |ive |i have |we |weve )?(?:have |ve |just )?had this {_NUMBER}(?: {_ONE})? (?:for|since|going on|about|over){_AGO}",
    r"(?:i think )?you (?:must |might |may |probably )*(?:have|got|have got|are getting) me (?:mixed up|confused|mistaken) (?:with|for) (?:somebody|someone|another|some)(?: else| person| other person| one else)?",
    r"(?:le )?(?:erraste|erro|erraron|pifiaste|pifio) (?:al|de|el) numero",
    rf"(?:este|ese) (?:numero|telefono|celular) es (?:de )?(?:un|una|la) {_SHOP}|this {_NUMBER} belongs to (?:the|a|an|some) {_SHOP}{_ANY_MORE}",
    r"(?:yo )?no soy (?:el|la) (?:paciente|persona|senora?) que (?:busca\w*|esta\w* buscando)",
    r"(?:esta|estan) (?:mandando|marcando|llamando|escribiendo)(?: \w+)? a un numero (?:equivocado|que no es)|marc(?:aste|aron|an|o) mal",
    r"(?:im |i am )?not (?:who|whoever|whomever|the one|the person) (?:you are|youre|your|you re|yall|you) (?:looking for|after|trying to reach|texting|want)",
    r"(?:este|mi|el) (?:cel|celular|telefono|numero) es nuevo(?: (?:y )?era de (?:otra|otro) (?:persona|senora|senor))?",
    r"(?:y |este (?:cel|celular|numero|telefono) )?era de (?:otra|otro) (?:persona|senora|senor)(?: (?:yo )?no (?:la|lo) conozco)?",
    rf"{_YOU_HAVE} (?:(?:the|a|da) )?wrong (?:{_NUMBER}|{_ONE}|someone)",
    rf"(?:youre|your|you are) (?:texting|contacting|messaging) (?:the|a|da) wrong (?:{_NUMBER}|{_ONE})",
    rf"(?:this|it|that) (?:is |must be |might be )?(?:the|a) wrong (?:{_NUMBER}|{_ONE})",
    rf"(?:its|thats) (?:the|a) wrong (?:{_NUMBER}|{_ONE})",
    rf"(?:this|it|that) (?:isnt|is not|is no longer|aint) {_WHOSE} {_NUMBER}{_ANY_MORE}",
    rf"(?:its|thats) (?:not|no longer) {_WHOSE} {_NUMBER}{_ANY_MORE}",
    rf"not {_WHOSE} {_NUMBER}{_ANY_MORE}",
    (
        rf"{_SHE} (?:no longer (?:has|have|uses|use)|(?:doesnt|dont)"
        rf" (?:have|use|got)) this {_NUMBER}{_ANY_MORE}"
    ),
    rf"{_SHE} (?:has |have |had |just )?(?:changed|switched) (?:her|his|their)? ?(?:numbers?|phone number)",
    rf"{_SHE} (?:has|have|got|has got|gets|just got) (?:a )?(?:new|different|another) (?:phone )?number{_ANY_MORE}",
    (
        rf"(?:this|that) {_NUMBER} (?:doesnt|does not|no longer) belongs? to (?:her|him|them|\w+)"
        rf"{_ANY_MORE}"
    ),
    rf"this {_NUMBER} (?:now )?belongs to (?:someone|somebody) (?:else|new){_ANY_MORE}",
    rf"this is (?:now )?(?:someone|somebody) elses {_NUMBER}{_ANY_MORE}",
    rf"this {_NUMBER} (?:was|has been|got) (?:reassigned|given to (?:me|someone else)|recycled){_ANY_MORE}",
    rf"this {_NUMBER} is (?:mine now|now mine|new to me)|(?:im )?(?:the )?new owner of this {_NUMBER}",
    rf"(?:i |we )?(?:just |only |recently )*(?:got|was given|were given|was assigned|received|picked up) this number(?: {_ONE})?{_AGO}",
    rf"(?:ive|i have|i|weve|we have|we)(?: only| just)? (?:had|have|have had|been using) this number(?: now|{_AGO})",
    r"(?:i )?(?:dont|never) (?:even )?know (?:this|that|the) (?:person|patient|lady|woman|man|guy|name)",
    r"(?:i )?(?:dont|do not) know (?:him|her|them|who (?:this|that) (?:person|patient|guy|lady|name)? ?is|who (?:that|she|he|someone) is)",
    r"idk (?:who (?:this|that)(?: person| patient)? is|who someone is|(?:this|that) person)",
    rf"(?:i )?(?:dont) know (?:any|anyone|anybody|a person|a patient|nobody|no one|no body|no) {_NAMED}",
    r"(?:i )?(?:dont) know (?:no|any|a|nobody named|anyone named|anybody named|no one named|who) (?:someone|(?!md|rn|er|pt|dr|np|cm|pa|of)[a-z]{2})(?: is)?",
    r"(?:i )?dont know someone",
    (
        rf"(?:there is |theres |there isnt |there |its |isnt )?(?:{_NO_ONE}) (?:here )?{_NAMED}"
        rf"(?: lives)?(?: here| at this (?:number|address|phone)| on this (?:number|phone))?"
    ),
    r"(?:there is |theres |there isnt |isnt )?(?:no|any) someone (?:lives )?(?:here|(?:at|on) this (?:number|phone|cell|line))"
    + _HAD,
    r"(?:there (?:is |isnt )?|theres |isnt )?no (?!internet|one|signal|service|text|texts|messages?)\w+ (?:lives )?(?:at|on) this (?:number|phone|cell|line)",
    r"(?:there is |theres )?no such person(?: here| at this number)?",
    rf"(?:shes|hes|she is|he is|{_SHE}(?: is)?) (?:not|no longer) (?:at|on) this {_NUMBER}{_ANY_MORE}",
    rf"(?:this|it) (?:isnt|is not) the (?:right )?(?:number|phone|person)(?: (?:for|of) (?:her|him|someone))?{_ANY_MORE}",
    r"not the right (?:person|number)|you dont have the right (?:number|person)",
    r"(?:esta |este )?no es (?:la persona|el numero) correct[oa]|(?:usted )?marco (?:el |un )?numero equivocado",
    r"(?:ella |el )(?:ya )?no esta en este numero|esta persona ya no (?:tiene|usa) este numero|aqui no es",
    r"(?:she|he|someone|that person|this person) (?:dont|doesnt|no longer|dosent) lives? here(?: no more| anymore)?",
    r"i(?: a)?m not (?:your|that|this) (?:person|guy|patient|lady)",
    (
        r"(?:i(?: a)?m )?not (?:the|your|that|this) (?:patient|person|one)"
        r" (?:(?:that )?(?:youre|you are|your|you) )?(?:looking for|texting|trying to reach|want|need)"
    ),
    r"(?:i )?(?:never|havent|aint ever) heard of (?:no |any )?(?:him|her|them|someone|this person|that person|that name|that patient)",
    r"(?:i )?dont know who (?:you|youre|your) (?:are )?(?:looking for|texting|talking about|want|mean)",
    rf"this (?:used to be|was) (?:her|his|their|someones) (?:old )?{_NUMBER}(?: before)?",
    rf"{_SHE} gave up this {_NUMBER}|(?:this is |im )?(?:a |the )?new owner(?: of this (?:number|phone))?",
    rf"this (?:is my {_NUMBER}|{_NUMBER} is mine(?: now)?) not (?:hers|his|theirs)",
    r"this (?:isnt|is not) who you (?:think|want|are looking for)(?: it is)?",
    r"(?:im not|i am not|i isnt|im isnt|isnt) who (?:you|youre|your) (?:are )?(?:think|want|looking for)(?: i am| it is)?",
    r"este (?:numero|telefono) esta equivocado|(?:esta |estan )(?:marcando|llamando|escribiendo) (?:mal|a un numero equivocado)|marco mal",
    r"(?:aqui )?nadie (?:aqui )?se llama (?:asi|someone)|aqui no hay nadie que se llame (?:asi|someone)|(?:ese|este) no es mi nombre|aqui no vive ning\w+ \w+",
    r"este numero me lo dieron(?: (?:hace|poco|un|una|mes|semana|la|el|pasad[oa]|apenas))*",
    r"im not who you (?:think|want|are looking for|re looking for)(?: i am| it is)?",
    r"(?:this|it) (?:isnt|is not) (?:the|that) (?:person|patient) (?:youre|you are|your) (?:looking for|texting|trying to reach)",
    (
        r"(?:este |ese |es |este es |tiene |tienes |tienen |usted tiene |ustedes tienen |esta en |marco |marcaron )?"
        r"(?:el |un |al )?(?:numero|number) (?:equivocado|incorrecto|errado)"
    ),
    (
        r"(?:usted |ustedes |creo que )?(?:se|te) (?:equivoco|equivocaron|equivoca|equivocan|equivocaste|confundio|confundieron|confundiste|ha equivocado"
        r"|han equivocado) (?:de|con el) (?:numero|telefono|persona|celular)"
    ),
    r"(?:usted |ustedes )?estan? equivocad[oa]s? de (?:numero|persona)",
    (
        r"(?:este|ese|esto)(?: ya)? no es (?:su|el) (?:numero|telefono|celular)"
        r"(?: de (?:ella|el|\w+(?: \w+)?))?"
    ),
    r"(?:ya )?no es (?:su|el) (?:numero|telefono|celular)(?: de (?:ella|el|\w+(?: \w+)?))?",
    r"(?:este|ese) (?:numero|telefono|celular) (?:ya )?no es (?:de (?:ella|el|someone|esa persona)|suyo)|(?:este|ese) (?:numero|telefono) ya no (?:es de|le pertenece a) \w+",
    r"este (?:numero|telefono|celular) (?:ahora es mio|es mio(?: ahora)?|es de otra persona)",
    r"(?:ella |el |someone |esa persona )?(?:ya )?no (?:tiene|usa) este (?:numero|telefono|celular)",
    r"(?:ella |el |someone |esa persona )(?:ya )?(?:cambio (?:de|su) (?:numero|telefono)|tiene otro (?:numero|telefono))|(?:ya )?cambio (?:de|su) (?:numero|telefono)|tiene otro numero",
    r"(?:me dieron|yo tengo|tengo|acabo de (?:obtener|recibir|sacar|agarrar)|apenas (?:tengo|me dieron)) este numero(?: (?:hace|desde|un|una|el|la|pasada|mes|meses|semana|semanas|anos?|dos|tres|poco|pasado|ayer|ahora|nuevo|\d+))*",
    r"no conozco (?:a )?(?:esa|esta|la|el|ese|ninguna?|a ninguna?) (?:persona|paciente|senora|senor|nombre|someone)|no conozco ese nombre|no soy (?:la|el) (?:senora|senor) someone",
    r"no conozco a someone|no se quien es (?:esa persona|someone|ella|ese senor|esa senora)",
    r"no conozco a (?:nadie|ninguna persona) (?:asi|con ese nombre|de apellido \w+|llamad[oa] (?:asi|\w+)|que se llame (?:asi|\w+(?: \w+)?))",
    r"aqui no vive (?:esa persona|nadie (?:con ese nombre|asi)|ella|\w+)",
    r"(?:ella|el|esa persona|someone|ese senor|esa senora) (?:ya )?no vive aqui",
    r"(?:aqui )?no hay (?:nadie|ningun[oa]?) (?:aqui )?(?:con ese nombre|llamad[oa] \w+|asi|someone)(?: aqui)?",
    r"nadie (?:aqui )?con ese nombre(?: aqui)?|nadie se llama asi(?: aqui)?",
    r"(?:yo )?no soy (?:esa persona(?: que busca\w*)?|la persona(?: que (?:busca\w*|esta\w* buscando))?|a quien busca\w*)",
)
"""Without case, accents, apostrophes and punctuation, in one spelling, "someone" for each name; a
greeting or "sorry" may stand around."""

BESIDE = (
    r"(?:dear|hon|hun|honey|sugar|sweetie|buddy|man|lady|maam|sir|che|amigo|amiga|senora|senor)",
    r"(?:yo )?vivo en \w+(?: \w+)?(?: y (?:yo )?no tengo a nadie (?:internad[oa]|enferm[oa]|hospitalizad[oa]|en (?:el|ningun) hospital))?",
    r"(?:yo )?no tengo a nadie (?:internad[oa]|enferm[oa]|hospitalizad[oa]|en (?:el|ningun) hospital)|(?:yo )?no estoy (?:enferm[oa]|internad[oa])",
    r"quien es someone|soy otra persona|no se de quien (?:me )?habla\w*|(?:there (?:are|is) )?no patients? here",
    r"(?:idk|i dont know|dont know)(?: of)? (?:any|no|your|that) (?:clinic|hospital|doctor|patient)",
    r"(?:i )?(?:wasnt|was not|havent been|was never|never was) in (?:no|any|the|a|your) hospital",
    r"(?:mi amor )?(?:yo )?no conozco a (?:ese|esa|este|esta|ningun|ninguna) (?:doctora?|hospital|clinica|enfermera)",
    r"(?:[1-9] )?(?:not me|wasnt me|isnt me|it wasnt me)(?: (?:hon|hun|honey|dear|sorry|lol|sir|maam))*|(?:who is|whos) \w+",
    r"(?:yo )?(?:no|nunca|ni) (?:estuve|he estado|estube) (?:internad[oa]|hospitalizad[oa]|ingresad[oa]|en (?:el|ningun|un) hospital)",
    r"(?:yo )?no (?:la|lo) conozco|this is someones (?:phone|number|cell)",
    r"",
    r"(?:hi|hello|hey|sorry|im sorry|so sorry|no|nope|please|thanks|thank you|bye|stop|please stop|lol|ok|dude|bro|yo)(?: (?:hi|hello|sorry|no|thanks|thank you|bye|sir|maam))*",
    r"(?:who|what) (?:is|are|was) (?:this|you|that|it)|whos this|who dis|new phone|im not \w+(?: \w+)?",
    r"(?:this|it) (?:isnt|is not) \w+(?: \w+)?|(?:this|it) is \w+(?: \w+)?|(?:im|my name is) \w+(?: \w+)?",
    r"hola|perdon|perdone|disculpe|disculpa|lo siento|gracias|por favor|quien es|quien eres|quien habla",
    r"no es para mi|no es aqui|aqui no es|buen dia|buenos dias|buenas tardes|buenas noches|(?:yo )?(?:no )?soy \w+(?: \w+)?",
    r"(?:please )?(?:check|fix|update|correct) your (?:records?|files?|list|system)|you should check",
    r"(?:have a )?(?:good|nice|great) (?:day|one|night)|good luck|hope (?:you find (?:her|him|them)|(?:she|he|they) (?:is|are|gets?) (?:ok|okay|well|better))",
)
"""What says nothing of its own, as sentences beside."""

_KIN = re.compile(
    r"\b(?:(?:her|his|my|the|im|su|soy|their) (?:\w+ )?(?:daughter|son|wife|husband|mom|mother|dad|father|sister|brother|niece|nephew|caregiver|aide|hija|hijo|esposa|esposo|hermana|hermano|mama|nieta|nieto|cuidadora?|mujer|marido|grand\w+|spouse|partner))\b"
)
"""Whoever says whose relative they are is no stranger: "I am not Mary, I'm her daughter"."""

_BARE = re.compile(rf"{_BEFORE}(?:{'|'.join(BARE)}){_AFTER}")
_SENTENCE = re.compile(rf"{_BEFORE}(?:{'|'.join(SENTENCES)}){_AFTER}")
_STARTS = re.compile(
    rf"{_BEFORE}{_YOU_HAVE} (?:(?:the|a|da) )?wrong (?:{_NUMBER}|{_ONE})\b"
    r"(?! (?:\w+ ){0,2}(?:for|of|on|in|listed|down|as)\b)"
    r"(?!.*\b(?:my new|her new|his new|correct|right (?:one|number)|changed?)\b)"
)
"""Said so plainly that what goes on behind it without a mark takes nothing back."""
_NOTHING = re.compile("|".join(BESIDE))
_NEW_PHONE = re.compile(
    r"(?:(?:i )?(?:got |have )?(?:a )?)?new (?:phone|number) (?:so )?(?:sorry )?(?:who (?:is )?(?:dis|this|that)|who are you|whos (?:dis|this))"
)


def says_wrong_number(text: str) -> bool:
    """Say whether a whole text says that this phone is not the patient's, and nothing else."""
    return _says_so(_clauses(text)) or _says_so(_clauses(_NEXT.sub(", ", text)))


_NEXT = re.compile(
    r"(?<=\w) (?=(?:this is an?|aqu[ií] es|ac[aá] es|este es|este (?:n[uú]mero|tel[eé]fono) es|yo vivo) )",
    re.IGNORECASE,
)
"""Where another sentence begins without a mark: "dont know him this is a barber shop"."""


def _says_so(parts: tuple[Clause, ...]) -> bool:
    if _NEW_PHONE.fullmatch(" ".join(part.words for part in parts)):
        return True
    told = [part for part in parts if _tells(part.words)]
    others = [part.words for part in parts if part not in told]
    asked = all(part.asks for part in told)
    of_kin = any(_KIN.search(words) for words in others)
    return bool(told) and not asked and not of_kin and all(map(_nothing, others))


def tells_of_wrong_number(text: str) -> bool:
    """Say whether one sentence of a longer text says so plainly: the bare words do not count."""
    return any(_SENTENCE.fullmatch(part.words) and not part.asks for part in _clauses(text))


def _clauses(text: str) -> tuple[Clause, ...]:
    return spelled_clauses(without_names(text))


def _tells(words: str) -> bool:
    return bool(_BARE.fullmatch(words) or _SENTENCE.fullmatch(words) or _STARTS.match(words))


def _nothing(words: str) -> bool:
    return bool(_NOTHING.fullmatch(words)) or keyword(words, opted_out=False) is Keyword.STOP
