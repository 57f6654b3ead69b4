"""What a phone hears and does in a call, as TwiML."""

from twilio.twiml.voice_response import Gather, VoiceResponse

from adapters.carrier import Spoken

TIMES = 2
"""How often it is said: whoever picks up has missed the beginning."""
WAITS_SECONDS = 10


def asking(say: Spoken) -> str:
    """Say it and wait for one digit, which may come while it is being said."""
    response = VoiceResponse()
    gather = Gather(num_digits=1, action=say.digits_to, method="POST", timeout=WAITS_SECONDS)
    gather.say(say.words, loop=TIMES)
    response.append(gather)
    response.say(say.otherwise)
    return str(response)


def telling(words: str) -> str:
    """Say it, and hang up."""
    response = VoiceResponse()
    response.say(words)
    return str(response)
