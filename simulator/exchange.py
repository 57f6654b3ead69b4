"""The telephone exchange: joins the record, the carrier, the journeys and the people."""

import secrets
from collections.abc import Mapping, Sequence

from simulator import carrier
from simulator.clock import now
from simulator.delivery import USUAL_PACE, Delivery, Pace
from simulator.faults import Faults
from simulator.network import Account, Call, Direction, Media, Message, MessageStatus, Network
from simulator.scripted.people import Person
from simulator.scripted.scripts import Cast, Hands


class Exchange:
    """Everything behind the HTTP edge of the simulator."""

    def __init__(
        self,
        account: Account,
        people: Sequence[Person] = (),
        pace: Pace = USUAL_PACE,
        seed: int = 0,
    ) -> None:
        self.account = account
        self.people = tuple(people)
        self.network = Network()
        self.faults = Faults()
        self.delivery = Delivery(account, self.network, self.faults, pace)
        self.background = self.delivery.background
        self._cast = Cast(self.people, seed, self.background, Hands(self.text, self.press), pace)

    def open(self) -> None:
        """Let the scripted people begin."""
        self._cast.start()

    def hang_up(self) -> None:
        """End what waits inside requests, so that the server can close its connections."""
        self.background.closing.set()
        self.network.wake()

    async def close(self) -> None:
        """Stop everything that is under way."""
        await self.delivery.close()

    def accept(self, form: Mapping[str, str]) -> Message:
        """Take a text from the customer, already checked."""
        service = form.get("MessagingServiceSid")
        message = Message(
            direction=Direction.OUTBOUND_API,
            sender=form.get("From") or self.account.number,
            recipient=form["To"],
            body=form["Body"],
            status=MessageStatus.ACCEPTED if service else MessageStatus.QUEUED,
            service_sid=service,
            status_callback=form.get("StatusCallback"),
        )
        self.network.record(message)
        self.delivery.carry(message, arrived=self._arrived)
        return message

    def place(self, form: Mapping[str, str]) -> Call:
        """Place a call for the customer, already checked."""
        body = form.get("Twiml") or form["Url"]
        call = Call(sender=form["From"], recipient=form["To"], body=body)
        self.network.record(call)
        self.delivery.place(call, self._heard)
        return call

    def press(self, call: Call, digit: str) -> bool:
        """Press a digit in a call; False where none is waited for."""
        listens = call.listens
        if listens:
            self.delivery.press(call, digit, self._heard)
        return listens

    def text(self, phone: str, body: str, media: Sequence[Media] = ()) -> Message:
        """Send what a person typed, to the number that texted them last."""
        message = Message(
            sid=f"{'MM' if media else 'SM'}{secrets.token_hex(16)}",
            direction=Direction.INBOUND,
            sender=phone,
            recipient=self.network.customer_number_of(phone) or self.account.number,
            body=body,
            media={one.sid: one for one in media},
            status=MessageStatus.RECEIVED,
            sent_at=now(),
        )
        self.network.record(message)
        self.delivery.hand_over(message)
        if answer := carrier.obey(self.network, phone, body):
            self._answer_as_carrier(message, answer)
        return message

    def _answer_as_carrier(self, message: Message, answer: str) -> None:
        reply = Message(
            direction=Direction.OUTBOUND_REPLY,
            sender=message.recipient,
            recipient=message.sender,
            body=answer,
            status=MessageStatus.QUEUED,
        )
        self.network.record(reply)
        self.delivery.carry(reply, arrived=self._arrived)

    def _heard(self, call: Call) -> None:
        if call.listens:
            self._cast.hears(call)

    def _arrived(self, message: Message) -> None:
        self._cast.sees(message.recipient, message.body)
