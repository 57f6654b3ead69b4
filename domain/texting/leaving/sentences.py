"""Sentences that leave, in English and Spanish, as tables to be reviewed.

Source: FCC, 47 CFR 64.1200(a)(10). They are looked for in `spelled` words: without case, accents,
apostrophes and punctuation, in one spelling ("u" is "you", "txt" is "text", "#" is "number").
"""

TEXTS = r"(?:text messages?|texts?|textos?|texting|messages?|mensajes?|messaging|sms|notifications?|alerts?|reminders?)"
_SHE = r"(?:mom|moms|mother|dad|father|husband|wife|daughter|son|sister|brother|family|parents|grandma|grandmother)"
_US = rf"(?:me|us|her|him|them|(?:my|this|our|that) (?:\w+ )?(?:number|phone|cell|line|mobile|{_SHE}))"
_MINE = r"(?:me|us|my (?:number|phone|cell|name|info|contact)|this (?:number|phone|cell)|mine)"
_NEVER = r"(?:dont|never)"
_THESE = (
    r"(?:(?:the|these|them|my|your|those|this|any|all|anymore|more|other|future|further|sending|to get|to receive|to have|to be"
    r"|getting|receiving|with|me|us|of) )*"
)
_LIST = (
    r"(?:(?:of|from|out of) )*(?:(?:the|this|your|that|all|any|whatever|these|those|of|call|calling|mailing|phone|contact|text|texting|and) )*"
    r"(?:lists?|whatever (?:this|it|that) is|here(?=$)|(?:this|these|it)(?= (?:please|now|thing|anymore|and|thanks|list|already|ok)|$)|program|thread|group|service|system|files?|records|data ?base|chat|roster|contacts|"
    + TEXTS
    + r"|(?:thing|stuff|mess|computer)(?! (?:on|in|for|at)\b))"
)
_END = r"(?=(?: (?:please|now|any ?more|no more|again|ever|ok|okay|thanks|thank you|sir|right now|already|immediately|at all|por favor|asap|period)){0,3}$)"
_IN_PART = (
    r"(?! (?:\w+ ){0,2}(?:so|too|that late|this late|late|early|at night|at work|after|before|until|till|while|during"
    r"|back|in (?:the|english|spanish)|every|about|twice|right now)\b)"
)
"""Behind these words it is no plain leaving: fewer texts, others, or at another hour are wished."""

ENGLISH = (
    rf"(?:stop|quit|cease|discontinue|halt) {_THESE}{TEXTS}(?: (?:to )?{_US}|$| please| now| any ?more|(?=s?$))",
    r"(?:stop|quit|cease|discontinue|halt|end) (?:(?:the|these|all|your|those|any|all of) )+(?:texts|text messages|messages|texting|messaging|reminders|notifications|alerts|sms)",
    r"end (?:texts|messages)" + _END,
    rf"(?:stop|quit|cease) (?:sending|contacting|writing|bothering|messaging|texting) (?:to )?{_US}\b{_IN_PART}",
    rf"(?:stop|quit|cease) (?:sending|texting|messaging|mandando)(?: (?:me|us|these|this|them|those|that|it|stuff|things|crap|shit|junk|messages|mensajes|anything|everything|nothing|no more|more|all|spam|to))*{_END}",
    rf"(?:stop|quit) sending (?:me )?{_THESE}{TEXTS}",
    rf"no more (?:of )?{_THESE}{TEXTS}",
    rf"no more (?:of )?(?:these|them|this){_END}",
    rf"(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bthey )(?<!\bhe )(?<!\bshe ){_NEVER} (?:ever )?(?:text|message|contact|write(?: to)?) {_US}\b{_IN_PART}",
    rf"(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bthey )(?<!\bhe )(?<!\bshe ){_NEVER} (?:ever )?(?:text|message|contact|call or text|text or call|write(?: to)?)(?= again| any ?more|$| please| no more| ever| at all)",
    rf"{_NEVER} (?:ever )?send (?:me |us |this number )?(?:nothing|anything|(?:no more|any ?more){_END}|nada|another (?:one|text|message)|any ?more of (?:these|those)|{_THESE}{TEXTS}|(?:these|this|those|them|stuff|things)\b{_IN_PART})",
    rf"{_NEVER} (?:ever )?(?:text|message|write|call|contact) (?:here|back here|this (?:number|phone|line))",
    rf"{_NEVER} (?:ever )?(?:bother|bug|contact|harass|spam) (?:me|us) (?:again|any ?more|no more|ever)",
    r"(?:dont|never) (?:bother|bug|contact|harass|spam) (?:me|us)",
    rf"(?:dont|no longer|never) (?:want|wish|care|need|desire|consent|agree) {_THESE}{TEXTS}",
    r"(?:dont|no longer) (?:want|wish|care|desire|consent|agree)(?: for)?(?: you)?(?: to)?(?: be)? (?:ever )?(?:texted|contacted|messaged|text me|contact me|message me)",
    rf"(?:dont|no longer) (?:want|wish)(?: to (?:get|receive|have|see))? (?:any of |any more of |more of )?(?:these|those){_END}",
    rf"no longer (?:interested in|need|in need of) {_THESE}{TEXTS}",
    rf"(?:remove|take|delete) (?:{_MINE}|my name) (?:off|from|out of)(?: of)? {_LIST}\b(?! (?:for|of) (?:mon|tue|wed|thu|fri|sat|sun|the|today|tomorrow|surgery))",
    rf"(?:take|get|pull|keep|leave|scratch|drop) (?:{_MINE}|my name|{_US}) (?:off|out)(?: {_LIST}\b(?! (?:for|of) (?:mon|tue|wed|thu|fri|sat|sun|the|today|tomorrow|surgery))|{_END})",
    rf"(?:please |can you |could you )?(?:remove|delete|erase) {_MINE}(?: out| off)?(?! (?:from|off) (?:the )?(?:oxygen|surgery|meds?|medic\w+|blood|appointment|visit))",
    r"(?:take|get|pull|remove|delete|drop|scratch) (?:my|this) (?:number|name|phone|cell) (?:off|out|from)\b(?! (?:the |my )?(?:door|chart|wall|room|appointment))",
    rf"drop (?:{_MINE}) from {_LIST}",
    rf"(?:im|i am|we are|were) (?:so |all |just )?(?:done|through|finished) (?:with|w) (?:(?:all|these|your|those|of|getting|this) )+{TEXTS}{_END}",
    rf"{_NEVER} send nothing (?:else )?to (?:this|my) (?:number|phone|cell)",
    r"lose (?:my|this|our|that) (?:number|phone)",
    r"opt(?:ing|ed)? (?:me )?out of (?:this|these|it|the|all|your|texts?|messages?)",
    r"opt(?:ing|ed)? (?:me |us )?out(?! of)",
    rf"(?:i|we) want (?:out|off){_END}",
    rf"want (?:out|off)(?: of)? (?:this|these|the|your) (?:list|program|{TEXTS})",
    rf"want out of this{_END}",
    (
        r"(?:(?:i|we) (?:want|wish|need)|(?:id|i would|we would|wed) (?:like|prefer)|please i want) to (?:please )?(?:be )?"
        rf"(?:unsubscribed?|opt(?:ed)? out|removed|taken off|stop (?:getting|receiving) (?:these|{_THESE}{TEXTS})|(?:stop|quit|cancel|end) {_THESE}{TEXTS})"
    ),
    rf"(?:i|we) want (?:you|these(?: {TEXTS})?|the {TEXTS}) to stop(?: texting| sending| messaging| contacting|{_END})",
    r"(?:^|(?:please|me|and|but|can you|could you|me out|ok|okay|just|pls) )unsubscribe(?: me| my| us| from| this|$| please| now| ok| thanks| all)",
    r"i (?:dont|no longer) (?:consent|agree|authorize|give (?:you )?(?:permission|consent))",
    r"(?:i (?:am )?|^(?:please )?)(?:revoke|revoking|withdraw|withdrawing|take back|cancel|am revoking|am withdrawing) (?:my |all |any )?(?:consent|permission|authorization)",
    r"(?:you|nobody|they) (?:dont|no longer|never) (?:have|had|got) (?:my |any )?(?:permission|consent)",
    r"(?:stop|quit) (?:harassing|bothering|bugging|spamming|pestering|annoying|hounding|blowing up|blowin up) (?:me|us|my (?:phone|mom|mother|wife|husband|family|dad|father))",
    r"leave (?:me|us|my (?:mom|mother|dad|father|husband|wife|family)) (?:the \w+ )?(?:alone|be$)",
    r"leave (?:this|the|my) (?:phone|number|cell|line) alone",
    r"remove it and dont",
    rf"(?:tired of|sick of|fed up with|enough(?: of)?) (?:any |all |more |anymore |getting |receiving |of )*(?:the|these|your|those|this|all|with)? ?{TEXTS}",
    rf"enough (?:with |of )?{_THESE}{TEXTS}",
    r"(?:this|it|texts?|these) costs? me (?:money )?.{0,20}stop",
    rf"(?:stop|quit|cease) all {TEXTS}",
    rf"cancel {_THESE}{TEXTS}",
    rf"^(?:please |can you |could you |just )*(?:turn|shut|switch) off {_THESE}{TEXTS}",
    rf"text (?:me|us|this number) no more{_END}",
    rf"(?:i|ive|i have|im|i am)(?: just| already| have)? (?:told|asked|begged|asking|begging|telling) (?:you|yall)(?: people| all| guys)? (?:to )?(?:please )?stop(?: texting| sending|{_END})|(?:you were|been) (?:told|asked) to stop{_END}",
    rf"(?:stop|cease|end|no more) (?:all )?(?:communications?|contact|contacting){_END}",
    rf"(?:i )?(?:decline|refuse|reject) {_THESE}{TEXTS}",
    rf"(?:remove|delete|take off|get off) (?:me )?(?:from )?(?:the |your |this )?(?:list|lists){_END}",
    rf"(?<!\bi )(?<!\bwe )(?<!\bhe )(?<!\bshe )(?<!\bthey )(?<!\bperson )(?:forget|dont use|never use) (?:my|this) (?:number|phone){_END}",
    r"not interested (?:please |so )?(?:stop|remove|unsubscribe|take me off)",
    rf"(?:stop|quit) (?:it )?(?:with|w) {_THESE}{TEXTS}|get off my (?:phone|line)|^(?:please |just )*quit (?:it|already|now){_END}",
    rf"(?:dont|no longer)(?: want| need| wish| like)(?: for)? you (?:to )?(?:keep )?(?:texting|contacting|messaging|writing|text|contact|message) (?:{_US})",
    r"^no (?:more )?texts? to (?:this|my) (?:number|phone)|dont you (?:dare|ever) (?:text|message|contact)",
    r"cease and desist",
    r"(?:i |ive |i have )(?:just |already )?(?:said|told you|texted|typed|replied|sent) stop (?:like |about |over |at least )*(?:\d+|two|three|four|five|several|many|a few|a million|so many|multiple) times",
    rf"make (?:(?:the|these|all|your|those|of) )+{TEXTS} stop",
    rf"(?:stop|cease|end|no more|no further) (?:(?:all|any|further|future) )*(?:communications?|contact) (?:by|via|through|thru|over) {TEXTS}",
    r"block (?:me|us|my number|this number) (?:from|in|on|out of) (?:your|the|this) (?:system|list|lists|database|computer)",
    r"dont (?:want|wish|care|need) to (?:ever )?hear from (?:you|this number|these people|yall|anyone there)(?: people| guys)?(?: again| anymore| ever|$)",
    r"(?:stop|quit) (?:it|this|that|these|them) (?:now|already|please)",
    rf"(?:i (?:just |already |have |have already )*(?:said|say|told you(?: all)?|asked you|texted|replied|wrote|typed|sent|asked)|have to (?:say|tell you|ask you)|do i have to say)(?: to| please)? stop(?: texting| sending| it|{_END})",
)  # fmt: skip

_LOS = r"(?:(?:los|las|estos|esos|sus|tus|mis|mas|mandar|recibir|todos|todo|estas|esas|otras|tantas|de|con|ya|la|mi|nunca|mandarme|enviarme|tener|ver|ningun|ninguno|nada|que lleguen) )*"
_TEXTOS = r"(?:mensaj\w+|textos?|avisos|recordatorios|notificaciones|sms|texts?|messages?)"
_FIN = r"(?=(?: (?:por favor|gracias|ya|mas|nunca|jamas|nada|porfa|please|senora|senor|ok)){0,3}$)"
_FORMS = r"(?:escrib(?:a|an|as)|texte{1,2}n?|textes?|contacten?|contactes|molesten?|molestes|mensajeen?|busquen)"
SPANISH = (
    r"no me llamen ni (?:me )?escriban",
    rf"no (?:me|nos) (?:vuelv\w+ a )?(?:ya )?{_FORMS}\b(?! (?:tanto|tan|tarde|en ingles|de noche))",
    rf"no (?:me|nos) (?:vuelv\w+ a )?(?:mande|manden|mandes|envie|envien|envies|mandar|enviar|escribir|textear|molestar|contactar)\b(?: (?:mas|ya|nunca|por favor|gracias))*(?:$| {_LOS}(?:{_TEXTOS}|nada|cosas|esto)\b)",
    r"no (?:vuelvan?|vuelvas) a (?:escribir|mandar|molestar|textear|enviar|contactar)\w*",
    r"no (?:escriban?|manden?|envien?|molesten?|texteen?|contacten?)\b(?: (?:mas|nada|ya|nunca|a este \w+|aqui))+",
    rf"no (?:escriban?|manden?|envien?|molesten?|texteen?|contacten?) {_LOS}{_TEXTOS}",
    rf"(?<!cuando )ya no (?:escriban?|manden?|envien?|molesten?|texteen?){_FIN}",
    r"no (?:(?:me|nos) )?(?:sigan?|sigas) (?:mandando|enviando|escribiendo|texteando|molestando)\w*",
    r"(?:dejen?|deja|dejenme|dejeme|dejame|dejenos|paren?|parenle|para(?= (?:ya )?de )) (?:ya )?(?:de )?(?:estar(?:me|nos)? )?(?:mandando|escribiendo|enviando|mandar|enviar|escribir|molestar|textear|mensajear|contactar|fregar|chingar|mandandome|escribiendome|molestando)\w*",
    r"(?:dejenme|dejeme|dejame|dejenos|deja|dejen) (?:ya )?(?:en paz|tranquil[oa]s?)",
    rf"(?:ya )?basta (?:de|con|ya) (?:los |estos |sus |tantos |tanto )?{_TEXTOS}",
    rf"(?:alto|cortenla|cortala|corten|parenla|parenle|parele|parale|bajenle) (?:ya )?(?:a|con|de) {_LOS}{_TEXTOS}",
    r"favor de (?:ya )?no (?:mandar|enviar|escribir|molestar|textear)\w*|favor de (?:quitar|sacar|borrar|eliminar)(?:me|nos)? (?:de (?:la|su|esta) lista|mi numero)",
    r"(?:pueden?|podrian?|podria usted) (?:por favor )?(?:(?:dejar|parar) de (?:mandar|escrib|envi|molest|text)\w+|(?:quitar|sacar|borrar|eliminar)(?:me|nos) de|(?:borrar|quitar|eliminar) mi numero)",
    r"me (?:pueden? |podrian? )?(?:borran?|quitan?|sacan?|quitar|sacar|borrar|eliminar) de (?:la|su|esta) lista",
    r"quiero que (?:ya )?(?:me (?:quiten|saquen|borren|eliminen) de|dejen de (?:escrib|mand|envi|text|molest)\w+)",
    r"(?:me )?quiero (?:salir(?:me)?|que me saquen) de (?:la|su|esta|los|estos) (?:lista|programa|mensajes|textos)",
    rf"(?:ya )?no (?:quiero|deseo|queremos|necesito|quiere|deseamos) {_LOS}{_TEXTOS}",
    rf"(?:ya )?no (?:quiero|deseo|queremos) (?:recibir|ver) (?:mas |ya |sus |nada)*(?:nada|mas|cosas){_FIN}",
    rf"no (?:quiero|deseo|queremos) que (?:ya )?(?:me|nos|le|les) (?:esten |sigan |anden )?(?:{_FORMS}|escribiendo|molestando|texteando|contactando|(?:manden?|envien?|mandando|enviando)(?:{_FIN}| {_LOS}(?:{_TEXTOS}|nada|cosas|esto)\b))",
    rf"no me interesan? {_LOS}{_TEXTOS}",
    rf"(?:ya )?no (?:quiero|deseo|queremos) seguir (?:recibiendo|con) {_LOS}(?:{_TEXTOS}|esto{_FIN}|estos{_FIN})",
    rf"(?:ya )?no (?:quiero|deseo|queremos) recibir (?:mas |ya )*(?:esto|estos|eso){_FIN}",
    rf"ni un (?:\w+ )?{_TEXTOS} mas|no mas {_TEXTOS}",
    r"(?:quit|sac|saqu|borr|elimin|remuev)(?:a|e|en|ar|es)(?:me|nme|nos|nnos) (?:ya )?(?:de|del) (?:\w+ )?(?:lista|aqui|ahi|esto|cosa|mensajes|textos|programa|sistema|registros?|contactos)",
    r"(?:quite|quiten|quita|saque|saquen|saca|borre|borren|borra|elimine|eliminen|elimina|remueva\w*|remuevan) (?:ya )?(?:a )?(?:mi|este|nuestro|ese) (?:numero|nombre|telefono|celular|cel|contacto)",
    r"no (?:(?:les|le|te) )?(?:autorizo|doy (?:mi )?(?:permiso|consentimiento))",
    r"retiro mi (?:consentimiento|permiso|autorizacion)",
    r"ya (?:parenle|parale|parele|dejenle)\b",
    r"(?:darme|denme|deme|dame|dar|darnos|den) de baja",
    rf"(?:cancel(?:e|en|a|ar)|parar|detener|detengan|paren|pare|suspendan?|suspender|terminen|acaben con) {_LOS}(?:{_TEXTOS}|suscripcion)",
)  # fmt: skip

OPPOSITES_ENGLISH = (
    *("dont", "never", "not", "did you", "dont want to", "dont ever", "please dont", "you to not"),
    *("why did you", "will you", "when will you", "if you", "if i", "did i", "didnt", "dont you"),
    *("how do i", "how can i", "can i", "should i", "how to", "way to", "ask you to", "if", "when"),
    *("dont want you to", "didnt want you to", "may", "might", "cant", "cannot", "wont", "i can"),
    *(
        "dont want to",
        "told them to",
        "to not",
        "can we",
        "how do we",
        "should we",
        "would you ever",
    ),
    *("how do you", "what if", "maybe"),
)
OPPOSITES_SPANISH = (
    *("no", "no quiero", "como", "puedo", "quisiera", "podria", "cuando", "si", "nunca", "van a"),
    *("se puede", "puede uno", "hay que", "va a", "que no"),
)
"""Right in front of a sentence these turn it round, or ask: "don't stop texting me"."""
