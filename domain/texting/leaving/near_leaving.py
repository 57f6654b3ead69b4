"""Near leaving: annoyed, asks how to get off, doubts. Texts pause until a person has decided.

Who plainly wants no more texts is `consent`'s; here is what a reasonable person would ask about.
"""

import re

from domain.normalize import bare, clean
from domain.texting.leaving.sentences import TEXTS
from domain.texting.leaving.spelling import spelled

_THEM = rf"(?:(?:the|these|this|those|all|any|your|so many|of|being|getting|receiving|get|to get|having|a|that|more|anymore) )*(?:{TEXTS}|texted|messaged|bothered)"
_ALONE = r"(?= (?:please|now|anymore|any more|already|ok|lol|at all|either|to be honest|to me|tbh|again|or what|today|really)|$)"
_KIN = r"(?:she|he|they|(?:my )?(?:mom|mother|dad|father|husband|wife|daughter|son|sister|brother|grandma|grandmother|grandpa|family|parents?))"
_CALL = r"(?:call(?:s|ed|ing)?(?! (?:my|her|him|at|after|before|in|tomorrow|later|the|on (?:mon|tue|wed|thu|fri|sat|sun))\b)|phone calls?|by phone|on the phone|over the phone|to talk|talk(?:ing)? (?:to|with|on)|speak(?:ing)? (?:to|with|on)|spoken to|voice)"

_OF_TEXTS = (
    r"how (?:do|can|could|would|to)(?: (?:i|we|you))? (?:make|get|shut|turn) (?:these|this|it|them|you)(?: things?)? (?:to )?(?:go away|quit|stop|up|off|hush|leave me)",
    r"what (?:do|can) (?:i|we) (?:got to |have to |need to |press |push |hit |do )+(?:to )?(?:make|get) (?:you|it|these|this|them)(?: things?)? (?:to )?(?:quit|stop|go away)",
    r"(?:make|get) (?:it|this|these|them)(?: things?)? (?:to )?(?:quit|stop) (?:buzzing|dinging|pinging|bothering) (?:me|us|my|every|all)|(?:way|anyway) to (?:make|get) (?:these|this|them|it)(?: things?)? (?:to )?(?:quit|stop|go away)",
    r"not interested in (?:your|the|this) (?:program|services?|help)|(?:didnt|never) (?:want|wanted|ask for|asked for) (?:this|your) (?:program|service)",
    r"(?:phone|cell) (?:dont|doesnt|wont|never) (?:quit|stop) (?:buzzing|dinging|ringing|pinging|going off)",
    rf"(?:you|these|these things?|this|{TEXTS})(?: are| is| be)? (?:wearing me out|wearing on me|driving me up (?:a|the) wall)",
    rf"(?:how|where) (?:do|can|would|could|to|does) (?:i |we |you |one )?(?:get (?:off|out)|unsubscribe|opt out|stop (?:these|this|getting|receiving|all|your|it\b|the {TEXTS}|{TEXTS})|cancel (?:these|this|the {TEXTS})|turn (?:this|these|them|it) off|turn off (?:these|the {TEXTS}|your {TEXTS})|make (?:this|it|these|them) stop|be removed|quit (?:this|these)|end (?:this|these|the {TEXTS}))",
    rf"what (?:do|can|should|must) (?:i|we) (?:text|do|say|send|reply|have to do|press) (?:to|so i|for) (?:\w+ ){{0,2}}(?:stop|end|get out|get off|unsubscribe|opt out|cancel|not get)(?: of| off)? (?:{_THEM}|these|this|it{_ALONE})",
    rf"dont know (?:if|that) i (?:\w+ )?(?:want|need|like) (?:{_THEM}|these|this){_ALONE}",
    rf"(?:can|could|may|should) (?:i|we) (?:please )?(?:unsubscribe|opt out|be removed|be taken off|get (?:taken )?off (?:this|the|your)|get removed|stop (?:getting|receiving|these|the {TEXTS}|your)|turn (?:this|these|them) off|cancel (?:this|these|the {TEXTS}))",
    rf"(?:do|will) (?:i|we) (?:really |still |even )?(?:(?:have|need|got) to (?:get|keep doing (?:this|these)\b|receive|keep getting|answer|read|reply to|respond to) (?:these|all these|all of these|your|this many|this|every)|need {_THEM})",
    rf"(?:too|so|this|these|that|how) many (?:\w+ )?{TEXTS}|(?:send|sending|sent|get|getting|got) (?:me |us )?(?:way |far )?too many(?: of (?:these|them)|{_ALONE})|^(?:\w+ )?another (?:text|message){_ALONE}",
    rf"^(?:\w+ ){{0,2}}all (?:of )?(?:these|this|the|your) {TEXTS}{_ALONE}",
    r"(?:why|y) (?:the hell )?(?:do|are|did|does|would|is|am|must) (?:you|they|i|we|it|this)(?: \w+){0,2} (?:text\w*|messag\w+|bother\w*|contact\w*|bugging|writing|sending)\b",
    rf"(?:why|y) (?:do|are|did|am|is|would) (?:i|we|my \w+|she|he) (?:still |always |even |keep )*(?:get|getting|got|receive|receiving) (?:{_THEM}|these|this){_ALONE}",
    r"(?:why|y) (?:do|are) (?:you|they) keep(?! (?:the|my|her|him))",
    r"(?:who|where) (?:gave|give|did|got) (?:you|they)?\b.{0,20}\b(?:my |our )(?:number|info|phone)\b",
    r"who (?:in the world |on earth |the heck )?(?:gave|give) (?:you )?(?:this|the) number|who (?:in the world |on earth |the heck )?(?:gave you permission|told you|asked you|said you could|gave you the right|let you) (?:to )?(?:text|message|contact|use|have|write)",
    r"(?:my|this|her|his) (?:phone|cell) (?:wont|doesnt|dont|never|keeps|does not|will not) (?:quit |stop |stops )?(?:dinging|buzzing|pinging|beeping|going off|ringing) (?:from|with|because of) (?:you|this|these|all)",
    rf"(?:way|anyway) to (?:not )?(?:get|have|receive|be sent) (?:so many|fewer|less|not as many)(?: of (?:these|those|them)| {TEXTS}|{_ALONE})|can (?:i|we) get (?:less|fewer) (?:of )?(?:these|{TEXTS})",
    rf"how many (?:more )?(?:of )?(?:these|those|them|{TEXTS}) (?:do|am|will|are|must|is|can)\b",
    rf"^(?:\w+ ){{0,4}}(?:its|this is|this|it is|that is) (?:all )?(?:getting|becoming|gettin)(?: to be)?(?: a bit| a little| kinda| way| just)?(?: too)? much{_ALONE}|(?:its|this is) (?:getting|becoming)(?: to be)? too much with",
    r"(?:hear(?:ing)? from|calling|talk(?:ing)? to|contact(?:ing)?|getting|speak(?:ing)? to|call) (?:my|an?|our) (?:lawyer|attorney)|my (?:lawyer|attorney) will (?:be )?(?:call|contact|in touch|hear|get|reach|sue)\w*",
    r"(?:call|calling|report\w*|tell\w*|complain\w*|going|file)\b.{0,20}\b(?:fcc|ftc|better business)\b",
    r"leave (?:the|that|this|my) poor (?:\w+ )?\w+ (?:be|alone)\b|leave (?:him|her|them|the man|the woman|the lady) be\b",
    rf"with all (?:of )?(?:this|these|your) {TEXTS}",
    r"^(?:ugh|omg|good grief|lord) again\b",
    r"(?:how|where)(?:d| did| do| have| the hell did)? (?:you|they)(?: all)? (?:even )?(?:get|have|got|find) (?:my|this|our) (?:number|info|phone|cell)",
    rf"(?:dont|didnt|never|not|wouldnt) (?:really |much |even )?(?:like|understand why|appreciate|ask for|sign up|signed up|want to be|care for|enjoy|think i (?:want|need)|know if i (?:want|need)|into|a fan of|big on|much for|much on|comfortable with) .{{0,15}}(?:{TEXTS}|texted|bothered)\b",
    rf"(?:dont|didnt|never) (?:like|appreciate|care for|want|need|ask for|wish to get|understand) (?:any of )?(?:this|these|to be bothered|being bothered){_ALONE}",
    rf"no longer (?:want|need|wish|care)(?: for)? (?:this|these){_ALONE}",
    rf"(?:hate|cant stand|despise) (?:it when you |getting |all |this |these |the |your |being )*(?:{TEXTS}\b(?! while)|texted|these{_ALONE})",
    r"(?:didnt|never) (?:sign up|signed up|agree|ask|asked|consent\w*|enroll\w*|subscribe\w*)(?! for the (?:\w+ )?(?:slot|class|appointment|visit|time))",
    rf"(?:prefer|rather|instead|better) (?:that |if |you |someone |somebody |a |the |to |get |have |nurse |just |be |would |could |not text |person |people |real |with |by |on |receive )*{_CALL}",
    r"(?:call|phone) (?:me |us )?(?:please )?(?:instead|rather than)(?! of (?!text))",
    r"call (?:me |us )?instead of text\w*",
    r"(?:just|only) (?:please )?call (?:me |us )?(?:please )?(?:instead|dont text|no text\w*)",
    r"(?:want|do|take|like|answer|accept) (?:only )?(?:phone )?calls only|(?:^|want |please )(?:phone )?calls only|only (?:want |do |take |accept )(?:phone )?calls|^only (?:phone )?calls",
    rf"(?:call|calls|talk|person)(?: me)? (?:dont|not|no|over) (?:a |by |through |thru )?(?:{TEXTS}|robot|machine|computer|bot)\b(?! (?:in|at|after|before|back))",
    rf"(?:i|we|she|he) (?:really |just )?(?:dont|cant|never|doesnt)(?: know how to)? (?:really |usually |normally |ever )?(?:do |read |use |believe in |like to |want to |care to )?(?:{TEXTS}){_ALONE}",
    r"no text(?:s|ing)? (?:just |only |please )?call|(?:dont|never) text (?:just |only |please )?call",
    r"calls? (?:are|is|work|works) (?:better|best|easier)(?: for me)? than|like (?:phone )?calls better|phone (?:call )?is (?:better|easier|best)|not good (?:at|with) text\w+|(?:dont|cant) (?:really )?text (?:much|good|well|very)|dont really text\b",
    rf"(?:tired|sick|fed up|had enough|enough|(?<!went )(?<!gone )(?<!go )(?:over it|over)|done|bored) (?:of|with)? ?(?:{_THEM}|(?:all |being )?(?:this|these|you|it|your crap|asked){_ALONE}|you (?:people |guys |all )?(?:texting|messaging|sending))",
    r"(?:had it|had enough|enough) with (?:you|this|these)",
    rf"(?:maybe|might|may|thinking (?:of|about)|considering|probably|wish you would|would like (?:you )?to|id like (?:you )?to|want(?: you)? to|want (?:this|these|it) to|should just|about to|gonna|would you|will you|going to) .{{0,15}}(?:(?:stop|quit|cancel\w*)(?: getting| receiving| doing| with)?(?: {_THEM}| these| your| texting| messaging| sending|{_ALONE})|unsubscrib\w*|opt\w* out|block\w* (?:you|this|these|the number|your))",
    rf"(?:i (?:might|may|should)|maybe i (?:will|should)?|maybe) .{{0,10}}(?:stop|quit|cancel) (?:these|this|the {TEXTS}|{TEXTS}|getting)",
    r"(?:report|sue|lawyer|attorney|block) (?:you|this|number|these|your)",
    r"(?:im|i am|ill|i will|going to) (?:going to |gonna )?(?:block|report) (?:you|this|it)",
    r"(?:blocking|reporting|reported|blocked) (?:you|this|your|these|the number|as|it as)\b|^(?:blocked|reported)(?: and (?:reported|blocked))?$|^(?:please )?block (?:me|my number)$",
    rf"(?:stop|less|fewer|not so many|cut (?:down|back)|slow down|ease up|too much|so much|enough|not as many|dont need so many|dont send so many) .{{0,20}}{TEXTS}",
    rf"{TEXTS} .{{0,12}}(?:too much|are a lot|is a lot|too often|too late|less|so much|so often|so many|way too)|^(?:\w+ )?not so often$",
    r"(?:dont|never|stop|quit|not) (?:text|message|messaging|texting|sending|contact)\w* (?:me |us )?(?:these |this )?(?:so|too|that|this) (?:much|many|often|late|early|frequently)",
    rf"(?:every|each) (?:single )?day .{{0,20}}{TEXTS}|{TEXTS} .{{0,20}}every (?:single )?day",
    r"(?:is|are|was) (?:this|these|you) (?:a |just )?(?:spam|scam|fraud|robot|bot|telemarket\w+)",
    r"(?:this is|these are|its|thats|it is|that is|sounds like|looks like|seems like|smells like|feels like|must be|think (?:this|it|thats|its)(?: is)?|reported?(?: this)? as|reporting(?: this)? as|(?:this|it) was|(?:legit|hospital|real) or|probably|marked(?: this)?(?: as)?|more|all this|youre|you are|nothing but|think you are) (?:a |an |just |probably |all |some |kind of |like |another |more )*(?:spam\w*|scam\w*|fraud|junk|phishing)",
    r"^spam spam$|^(?:this|these|you|another|more) (?:spam\w*|scam\w*|junk|fraud)$",
    rf"(?:are|r) (?:these|this|all these) (?:{TEXTS} )?(?:really )?(?:necessary|needed|required|mandatory)",
    rf"not (?:sure )?(?:i |if i )?(?:want|interested|comfortable|into) (?:in |with |getting |to keep |to get |doing )*(?:this|these|{_THEM}|the program|this program)(?: {TEXTS})?{_ALONE}",
    rf"{_KIN} (?:really |just )?(?:doesnt|dont|no longer|didnt|never) (?:wants?|wish|wishes|like|likes|need|needs|ask for|asked for)(?: to)?(?: get| receive| be| have)? (?:{_THEM}|contacted|these{_ALONE})",
    rf"{_KIN} (?:\w+ )?(?:wants?|asked|wishes|would like|prefers) (?:off|out|to (?:opt out|unsubscribe|be removed|be taken off|stop (?:getting|receiving)|get off)|(?:the |these |no more |no )?{TEXTS} (?:to stop|stopped))",
    rf"cancel this{_ALONE}|(?:turn|switch|shut) (?:this|these|it all|all this)(?: {TEXTS})? off|(?:turn|shut) off (?:these|this){_ALONE}",
    r"(?:give|get) it a rest|back off|lay off|knock it off|chill (?:out )?with",
    rf"(?:turn|switch|shut) (?:these|this|them|it all|all this|the {TEXTS}|your {TEXTS})(?: {TEXTS})? off",
    rf"(?:way|anyway) to (?:turn (?:these|this|them|off)|stop (?:these|this|{_THEM})|end (?:these|this)|get (?:out of|off) (?:this|these|your)|opt|quit (?:this|these)|cancel (?:these|this)|not get (?:these|{_THEM}))",
    rf"(?:dont|didnt) remember (?:signing up|agreeing|asking)|dont (?:want|need|like) (?:this|the|your) program|not sure about (?:{_THEM}|these{_ALONE})|(?:nobody|no one|who) asked (?:for|you for) (?:this|these)",
    rf"not sure (?:i|we|if i|if we|that i) (?:want|need|wanna|like|care|even want|still want)\b.{{0,30}}(?:{TEXTS}|these|this|anymore)",
    rf"(?:i |we )?(?:dont|no longer) (?:think (?:i|we) )?(?:really )?(?:see the point|see why|get why|know why)\b.{{0,25}}(?:{TEXTS}|these|this|anymore|you)",
    r"(?:sure )?(?:text|message)\w* (?:me |us )?(?:a lot|too much|way too|so much|all the time|every day|constantly|nonstop|non stop)",
    r"(?:if|what (?:if|happens if|would happen if)|would) (?:i|we) .{0,25}(?:stop\w*|quit|unsubscrib\w*|opt\w* out|block\w*|drop\w* out).{0,20}(?:sending|texting|these|this|program|out|texts?|you)",
    rf"(?:how (?:much )?long(?:er)?) (?:do|will|are|am|is|must) (?:i|you|we|they|this|these)\b.{{0,25}}(?:{TEXTS}|text\w*|messag\w*|sending|get these|getting these)",
    rf"(?:when|how soon) (?:do|will|does|are) (?:{_THEM}|these|this|you|they)\b.{{0,12}}(?:stop|end|quit|over)\b{_ALONE}|when (?:will|are|do) you (?:going to |gonna |ever )?(?:stop|quit) (?:texting|sending|messag)",
    rf"(?:do|does|will) (?:{_THEM}|these|this|it|you) (?:ever |ever just )(?:stop|end|quit)|will (?:{_THEM}|these) (?:stop|end)",
    r"(?:stop|quit) asking",
    rf"(?:{TEXTS}|these|this|each|every|one|you|your|it)\b.{{0,15}} (?:costs?|costing|charges?|charging|charged?) (?:me|us|money|too much money)|pay(?:ing)? (?:for|per) (?:each |every |these |the |all |your |my )*(?:{TEXTS})|charged? (?:me )?(?:for|per|by the) (?:each |every |these |the |all )*{TEXTS}",
    rf"(?:dont|no|got no) (?:have )?time for (?:this|these|{_THEM})",
    r"did(?:nt| not)? (?:i|we) (?:ask|sign up|agree)\b|(?:why )?(?:i )?(?:signed up|agreed) (?:to|for) (?:this|these)\b",
    r"leave (?:my \w+|her|him|us|me) (?:out of|off)",
    r"(?:fed up|done|sick and tired|had it) (?:with|of) (?:all )?(?:the|this|these|your) (?:pinging|dinging|beeping of my phone|buzzing of my phone|phone going off)",
    r"who (?:even |the hell )?(?:signed|put|enrolled) (?:me|us) (?:up|on|in)\b|(?:i|we) never (?:said|gave|told you) (?:ok|okay|yes|yall could|you could|permission|consent)",
    rf"(?:get|send|have|see) (?:less|fewer) of (?:these|those|them|{_THEM})|dont need all (?:of )?(?:this|these){_ALONE}",
)
_IS_VAGUE = (
    r"harass\w*|harras\w*|pester\w*|spamming|intrusive|invasion of|blow(?:ing|in|n) up (?:my|our|her|his) (?:phone|cell)|driving me (?:crazy|nuts)|(?:on|gettin\w* on) my (?:last )?nerves?|nerves?\b",
    rf"^(?:(?:so|very|really|real|too|super|how|ugh|wow|pretty|this|these|is|are|you|your|youre|thats|that|its|it|getting|gettin|kind|kinda|of|becoming|beyond|just|a bit|a little|quite|i find|find|all|{TEXTS}|they|im|i am|be|being|man|god) )*+(?:annoy\w*|bothersome|irritat\w*|a nuisance|a pain in the \w+|aggravating|ridiculous)\b",
    rf"(?:annoy\w*|irritat\w*|aggravat\w*) (?:with|by|of|at) (?:{_THEM}|you|this{_ALONE}|these)|(?:you|these|this|they|{TEXTS})(?: are| is| keep| keeps| really| a)? (?:annoying|annoy|annoys|bothering|bother|bothers|bugging|irritating) (?:me|us)|you (?:people|guys|all) are (?:so |really |very )*annoying|dont bother (?:me|us)",
    r"^(?:(?:this|these|its|thats|it is|that is|texts|is|are|such|what|a|total|complete|all|just|texting) )*waste of (?:my |our |your )?time$",
)
_SPANISH = (
    r"(?:como|donde|que) (?:me |le )?(?:salgo|cancelo (?:esto|los|estos|sus)|dejo de recibir|paro (?:esto|los|estos)|quito (?:esto|los|estos)|borro (?:esto|mi)|hago para (?:salir\w*|cancelar|que (?:ya )?no|dejar de recibir|parar|quitar\w*)|hago si|puedo (?:cancelar|dejar de recibir|parar|quitar|salir)|se (?:cancelan?|quitan?|paran?) (?:esto|los|estos)|le hago (?:para|pa) (?=(?:que|salir|cancelar|parar|quitar|no|dejar|borrar|darme)\b)|apago (?:esto|los|estos))",
    r"se puede(?:n)? (?:cancelar|parar|quitar) (?:esto|los|estos)",
    r"(?:por ?que|pq|xq|porque) (?:me |nos |tanto\w* |les )?(?:mandan? (?!al? )|mandan?$|escriben?|molestan?|siguen?|envian|textean?|mensaje\w*|insisten|mandaron (?:mensajes?|esto|textos?)|estan (?:mandando|escribiendo|molestando))",
    r"otra vez (?:ustedes|con (?:esto|los mens\w+|los text\w+)|mandan\w*|escrib\w+)|(?:mandan?|escriben?|textean?) (?:me )?(?:mensajes? |textos? )?(?:a )?cada rato|a cada rato (?:me |nos )?(?:mandan?|escrib\w+|text\w+|llega\w* mensaj\w+)|(?:ya )?(?:me |nos )?enfad(?:an|ando|oso)\b|cuantos mas (?:me |nos )?(?:van a|quieren) (?:mandar|escribir|enviar)|(?:con|de|llamar a|mandar a) (?:mi|un) abogad[oa]\b",
    r"(?:tantos?|demasiados|muchos|muchisimos|cuantos) (?:mensajes?|textos?|recordatorios)|menos (?:mensajes|textos)|mandan? (?:muchos|tantos|demasiados)",
    r"(?:que )?(?:fastidi\w+|latos[oa]|que lata|molest(?:ando|an mucho|oso)|chocante|insistentes?)\b|que molest(?:ia|os)|que pesad\w+|ya chole|(?:mensajes|textos) (?:\w+ )?(?:me|nos) (?:molestan|fastidian|hartan|tienen)|(?:me|nos) (?:molestan|fastidian|hartan|irritan) (?:sus|los|estos|tantos|con|tanto|mucho)|(?:me|nos) estan (?:molestando|fastidiando|acosando)|(?:hart[oa]|cansad[oa]|aburrid[oa]) de (?:tant\w+|los mens\w+|los text\w+|sus|estos|que me|recibir|esto|ustedes)|ya (?:me|nos) tienen?|ya estoy hart[oa]|acoso|acosando",
    r"(?:por ?que|como|de donde) tienen? (?:mi|este) (?:numero|telefono)",
    r"(?:quien|de donde|como|donde) (?:les|le|me|te|sacaron|consiguieron|obtuvieron|tienen|saco)\b.{0,15}(?:mi numero|el numero|mi telefono|este numero)",
    r"(?:prefiero|mejor|preferiria|preferimos|prefiere) (?:que )?(?:me |nos |solo |ser |recibir |un[oa]s? |las |hablar |hable |hablen |hableme |hablenme |hablame |platicar |con |alguien |una persona |por |si )*(?:llam\w+(?! (?:a mi|a mis|al|manana|despues|en la|el|a la))|por telefono|telefono|con una persona|alguien|en persona|(?:me |nos )hablen?$)",
    r"(?<!no me )(?:llamenme|llameme|llamame|llamen|llame) (?:mejor|en (?:vez|lugar) de (?:mensaj\w+|text\w+|escrib\w+|mand\w+))|^(?:solo|nomas|unicamente|solamente) (?:por telefono|llamadas?|llamenme|llameme)|no (?:uso|se usar|leo|contesto) (?:los )?(?:mensajes|textos)|no se (?:textear|leer|mandar mensajes|usar mensajes)",
    r"(?<!no )(?:puedo|quisiera|quiero|me gustaria|podria|necesito) .{0,12}(?:cancelar (?:esto|los|estos|sus|$)|dejar de recibir|parar (?:esto|los mens\w+|estos|sus)|salirme de|darme de baja|que paren|que ya no|bloquear\w*)",
    r"(?:los|te|las|lo) voy a (?:bloquear|reportar|denunciar)|voy a (?:bloquear|reportar|denunciar)",
    r"(?:es|esto es|es esto|son|parece|parecen|huele a) (?:una? |puro |otra? )?(?:spam|fraude|estafas?|robot|publicidad)",
    r"(?:no (?:se si|estoy segur[oa])) .{0,30}(?:mensaj\w*|text\w*|quiero (?:esto|seguir)|seguir (?:con|en) esto|recibi\w*)",
    r"no me gustan? (?:\w+ ){0,3}(?:mensaj\w+|text\w+|esto$|escrib\w+)|no me gusta que me (?:mand\w+|escrib\w+|text\w+|esten|molest\w+)",
    r"no (?:pedi|solicite|autorice|firme)(?: (?:esto|estos|nada|los mens\w+|mens\w+|text\w+|recibir|que me)|$)|no me (?:inscribi|registre|apunte)\b",
    r"(?:ya )?no (?:quiero|deseo|necesito|ocupo) (?:nada de |mas de |mas )?esto(?:$| (?:por favor|gracias|ya))|no quiero que me esten",
    r"ya (?:son|es) (?:muchos?|demasiados?|mucho)(?! dolor)|ya (?:me|nos) (?:canse|cansaron|cansan|hartaron|harte|aburrieron)(?= (?:de (?:sus|los|tant\w+|esto|estos|que me)|con)|$)|ya (?:me|nos) cansan",
    r"(?:pensando|pienso|penso) (?:en )?(?:salir\w*|dejar (?:esto|los|de recibir)|cancelar (?:esto|los|estos)|quitar\w*|bloquear\w*|darme)",
    r"no (?:le|les) veo (?:el|la|mucho|ningun)? ?(?:uso|caso|sentido|chiste|punto|utilidad)(?! (?:a|en) (?:ir|que|seguir|venir))",
    r"perdida de tiempo|pierden su tiempo",
    r"nunca (?:yo )?(?:les |le |te )?(?:di|dimos|firme|autorice|acepte) (?:el |mi |ningun )?(?:permiso|consentimiento|autorizacion|nada|mensaj\w+|esto)",
    r"(?:es|son) obligatori[oa]s?\b.{0,20}(?:mensaj\w+|textos?|esto|lleguen|reciba\w*)",
    r"para que (?:me|nos) (?:mand\w+|escrib\w+|envi\w+|text\w+) (?:tant\w+|tan|esto|mensaj\w+|textos?)",
    r"no (?:quiero|necesito|ocupo) que (?:me|nos) (?:esten|anden|sigan) \w+",
    r"^(?:ya )?(?:estuvo|estubo) (?:bueno|suave)\b",
    r"no (?:me|nos) interesan? (?:nada )?(?:de )?(?:esto|eso|(?:su|este|ese|el) (?:programa|servicio|seguimiento|ayuda)|participar)",
    r"(?:ya )?no (?:necesito|ocupo|quiero) (?:de )?(?:su|este) (?:ayuda|servicio|programa)",
    r"(?:me|nos) tienen? (?:re )?(?:podrid|hart|cansad|aburrid)[oa]s?(?=$|.{0,20}(?:mensaj|text))|(?:me|nos) tienen? hasta (?:la|el|aqui)\b",
    r"que (?:hinchapelotas|ladilla|jodienda|joda|vaina|pesadez)\b(?=.{0,20}(?:mensaj|text))",
    r"como (?:se quita|se apaga|apago|quito|callo|paro) (?:esta cosa|este programa)|como se (?:quita|apaga) esto$",
    r"como (?:le )?hago (?:para|pa) (?:que )?(?:ya )?no (?:me )?(?:lleguen|recibir|mandar|llegar)\w*",
    r"(?:no|ni) se (?:por ?que|para que) (?:me|nos) (?:mand\w+|escrib\w+|text\w+|envi\w+)",
    r"(?:hasta cuando|cuanto tiempo mas|cuando) (?:\w+ ){0,3}(?:dej\w+|par\w+|van a|mand\w*|text\w*|mensaj\w*) .{0,20}(?:text\w*|mensaj\w*|mand\w*|escrib\w*|molest\w*)",
    r"(?:me|nos) (?:cobran|cuestan?|salen?) .{0,15}(?:mensaj\w+|textos?)|(?:mensaj\w+|textos?) (?:\w+ ){0,2}(?:me|nos) (?:cuestan?|cobran|salen)",
    r"no (?:me )?(?:manden?|escriban?|envien?) (?:tant\w+|tan (?:tarde|seguido))|no tan seguido",
    r"(?:mi (?:mama|papa|esposo|esposa|hij[oa]|abuel[oa])|ella|el) (?:ya )?no quiere (?:que le (?:escrib\w+|mand\w+)|esto$)",
)
_DECLINES = re.compile(
    r"\b(?:(?:dont|no longer) (?:need|want) (?:your|this) (?:help|services?|program)(?! (?:with|on|getting))"
    r"|dont need no (?:help|nothing) from you|dont need you(?: people| all)?(?: anymore| no more)?$)"
)
"""A no to us, thanks beside it or not."""
_NAMED = re.compile(
    rf"\b(?:{'|'.join((*_OF_TEXTS, *_SPANISH, 'let me think (?:on|about) (?:it|this|these)'))})"
)
_VAGUE = re.compile(rf"\b(?:{'|'.join(_IS_VAGUE)})")
_STAY = re.compile(
    r"\b(?:dont|never|please dont|no|dont want you to) (?:ever )?(?:stop|quit|pare\w*|dejen?|cancel\w*)\b.{0,20}(?:text\w*|mensaj\w*|sending|writing|these|escrib\w*|mand\w*|them)"
    r"|(?<!dont )(?<!not )(?<!didnt )(?<!dont really )(?<!no )\b(?:like|love|enjoy|appreciate|me gustan?|me encantan?|agradezco) (?:hearin\w*|getting|the|these|your|los|sus|recibir|estos|que me)"
    r"|\b(?:sorry|dont want|hate|not trying|dont mean|didnt mean|disculp\w+|perdon\w*|pena|siento|quiero) (?:\w+ ){0,3}(?:bother\w*|molest\w*|annoy\w*|fastidi\w*|pester\w*)"
    r"|\b(?:not (?:annoying|bothering|a bother|too many)|no (?:es|son) (?:molestia|muchos|demasiados)|no (?:me )?molesta\w*|no bother)\b"
)
_THANKED = re.compile(r"(?<!no )\b(?:thanks?|gracias)\b")
_BUT = re.compile(r"\b(?:stop|but|pero|instead|prefer|rather|prefiero|mejor)\b")
_OTHER = re.compile(
    r"\b(?:neighbor|dog|pain is|rash|itch\w*|cough\w*|noise|baby|side effects?|insurance|bill|cita|appointment|visit|medicin\w*|pills?|knee|leg|back|brace|alarm|beep\w*|machine|hiccups|bandage|tape|hose|mask|tube|tubing)\b"
)
_STOPS = ("stop", "unsubscribe", "parar")
_SLIPS = {"s": "adwxzeq", "t": "rygf56", "o": "ipkl90", "p": "ol0"}
"""The keys beside those of STOP."""
_NOT_STOP = frozenset(
    {
        *("shop", "step", "top", "spot", "stoop", "atop", "estop", "store", "sto", "soap", "stops"),
        *("stomp", "strop", "slop", "stow", "stopa", "stoo", "stol"),
    }
)  # fmt: skip
_AGAIN = re.compile(
    r"\W*(?:(?:ugh|omg|oh|not|what|really|seriously)\W+)?again\s*[?!]{2}", re.IGNORECASE
)
"""Whoever writes no more than that is weary of us."""
_SIGNS = frozenset("🛑✋🚫⛔🖐🤚🖕")


def is_near(text: str) -> bool:
    """Whether somebody is near leaving, and it should be asked before the next text."""
    if set(text) & _SIGNS and not bare(text):
        return True
    if is_misspelled_stop(text) or _AGAIN.match(clean(text)):
        return True
    said = spelled(text)
    if _DECLINES.search(said):
        return True
    if _STAY.search(said) or (_THANKED.search(said) and not _BUT.search(said)):
        return False
    return _NAMED.search(said) is not None or (
        _VAGUE.search(said) is not None and not _OTHER.search(said)
    )


def is_misspelled_stop(text: str) -> bool:
    """Whether the whole text is STOP with a letter wrong, and no other word."""
    said = bare(clean(text))
    return said not in _NOT_STOP and (any(_nearly(word, said) for word in _STOPS) or _slipped(said))


def is_stop_doubled(text: str) -> bool:
    """STOP with a letter too many ("STOPP", "sttop") can be nothing else."""
    return re.sub(r"(.)\1+", r"\1", bare(text)) == "stop"


def _slipped(said: str) -> bool:
    """STOP with one finger on the key beside: "dtop", "stip"."""
    if len(said) != len("stop"):
        return False
    wrong = [(right, typed) for right, typed in zip("stop", said, strict=True) if right != typed]
    return len(wrong) == 1 and wrong[0][1] in _SLIPS[wrong[0][0]]


def _nearly(right: str, said: str) -> bool:
    if said == right or abs(len(said) - len(right)) > 1 or len(said) < len(right) - 1:
        return False
    if sorted(said) == sorted(right):
        return sum(a != b for a, b in zip(right, said, strict=True)) == 2  # noqa: PLR2004 - a swap
    return len(said) == len(right) + 1 and any(
        said[:at] + said[at + 1 :] == right for at in range(len(said))
    )
