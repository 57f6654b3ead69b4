"""Twilio's formats: resources and errors as JSON, webhook parameters, the signature."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from simulator.carrier import OptOut
from simulator.network import (
    Account,
    Algorithm,
    Call,
    CallStatus,
    Media,
    Message,
    MessageStatus,
)
from simulator.refusals import TwilioError
from simulator.segments import count_segments

API_VERSION = "2010-04-01"
TWILIO = "https://api.twilio.com"
"""What media are said to be at: a client that is led here finds them under the same path."""

SIGNATURE_HEADER = "X-Twilio-Signature"
SIGNATURE_SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"

ERRORS = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "Message from an unregistered number",
}
"""What becomes of a text after it was accepted (twilio.com/docs/api/errors)."""

_CALL_DIRECTION = "outbound-api"
_ALGORITHMS: dict[Algorithm, tuple[str, dict[str, str]]] = {
    Algorithm.SHA1: ("sha1", {}),
    Algorithm.SHA256: (
        "sha256",
        {
            SIGNATURE_SETTINGS_HEADER: (
                f"key=webhooks_sharedkey_{'0' * 32},algorithm={Algorithm.SHA256}"
            )
        },
    ),
}
_FAILURES = frozenset({MessageStatus.UNDELIVERED, MessageStatus.FAILED})


def account_path(account_sid: str) -> str:
    """Give the path that every resource of an account stands under."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def message_resource(message: Message, account: Account) -> dict[str, Any]:
    """Show a text as `api.v2010.account.message`."""
    # A messaging service picks the sender after it accepted the text.
    unassigned = message.status is MessageStatus.ACCEPTED
    uri = f"{account_path(account.sid)}/Messages/{message.sid}"
    return {
        "account_sid": account.sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _date(message.created_at),
        "date_sent": _date(message.sent_at),
        "date_updated": _date(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": ERRORS.get(message.error_code or 0),
        "from": None if unassigned else message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(len(message.media)),
        "num_segments": "0" if unassigned else str(count_segments(message.body)),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.recipient,
        "uri": f"{uri}.json",
    }


def call_resource(call: Call, account: Account) -> dict[str, Any]:
    """Show a call as `api.v2010.account.call`, without what Twilio bills and traces."""
    return {
        "account_sid": account.sid,
        "api_version": API_VERSION,
        "date_created": _date(call.created_at),
        "date_updated": _date(call.updated_at),
        "direction": _CALL_DIRECTION,
        "from": call.sender,
        "sid": call.sid,
        "status": call.status,
        "to": call.recipient,
        "uri": f"{account_path(account.sid)}/Calls/{call.sid}.json",
    }


def error_body(refusal: TwilioError) -> dict[str, Any]:
    """Show an error as Twilio does."""
    return {
        "code": refusal.code,
        "message": str(refusal),
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": refusal.status,
    }


def receipt_parameters(message: Message, status: MessageStatus, account: Account) -> dict[str, str]:
    """Give the form of a status callback."""
    return {
        "AccountSid": account.sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "To": message.recipient,
        **({"MessagingServiceSid": message.service_sid} if message.service_sid else {}),
        **({"ErrorCode": str(message.error_code)} if status in _FAILURES else {}),
    }


def inbound_parameters(message: Message, account: Account) -> dict[str, str]:
    """Give the form of an incoming-message webhook."""
    keyword = OptOut.of(message.body)
    return {
        "AccountSid": account.sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(count_segments(message.body)),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.recipient,
        **({"OptOutType": keyword} if keyword else {}),
        **_media_parameters(message, account),
    }


def _media_parameters(message: Message, account: Account) -> dict[str, str]:
    form: dict[str, str] = {}
    for number, one in enumerate(message.media.values()):
        form[f"MediaUrl{number}"] = f"{TWILIO}{_media_path(message, one, account)}"
        form[f"MediaContentType{number}"] = one.content_type
    return form


def _media_path(message: Message, media: Media, account: Account) -> str:
    return f"{account_path(account.sid)}/Messages/{message.sid}/Media/{media.sid}"


def media_resource(message: Message, media: Media, account: Account) -> dict[str, Any]:
    """Show what came with a text as `api.v2010.account.message.media`."""
    return {
        "account_sid": account.sid,
        "content_type": media.content_type,
        "date_created": _date(message.created_at),
        "date_updated": _date(message.created_at),
        "parent_sid": message.sid,
        "sid": media.sid,
        "uri": f"{_media_path(message, media, account)}.json",
    }


def digit_parameters(call: Call, digit: str, account: Account) -> dict[str, str]:
    """Give the form that a Gather posts to its action."""
    return {
        "AccountSid": account.sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": CallStatus.IN_PROGRESS,
        "Called": call.recipient,
        "Caller": call.sender,
        "Digits": digit,
        "Direction": _CALL_DIRECTION,
        "FinishedOnKey": "",
        "From": call.sender,
        "To": call.recipient,
        "msg": "Gather End",
    }


def signature_headers(account: Account, url: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Sign a webhook: an HMAC over the URL as requested and the parameters sorted by name.

    Only SHA-256 is announced; the name of the key is an invention, the key is the account's token.
    """
    text = url + "".join(name + value for name, value in sorted(parameters.items()))
    digest, announced = _ALGORITHMS[account.algorithm]
    signed = hmac.digest(account.token.encode(), text.encode(), digest)
    return {SIGNATURE_HEADER: base64.b64encode(signed).decode(), **announced}


def _date(at: datetime | None) -> str | None:
    return format_datetime(at) if at else None
