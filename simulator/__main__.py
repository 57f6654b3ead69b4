"""`python -m simulator`: serves the phones until it is interrupted."""

import argparse
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from simulator.app import PhoneServer
from simulator.delivery import USUAL_PACE, Pace
from simulator.exchange import Exchange
from simulator.network import E164, Account, Algorithm
from simulator.scripted.people import PeopleError, Person, load_people


def main() -> None:
    """Read the arguments and serve."""
    arguments = _parser().parse_args()
    account = Account(
        sid=arguments.account_sid,
        token=arguments.auth_token,
        number=arguments.number,
        inbound_url=arguments.inbound_url,
        algorithm=arguments.algorithm,
    )
    pace = Pace(until_sent=arguments.travel / 3, until_delivered=arguments.travel * 2 / 3)
    exchange = Exchange(account, arguments.people, pace, seed=arguments.seed)
    with suppress(KeyboardInterrupt):
        PhoneServer(exchange, arguments.host, arguments.port).run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--account-sid", type=_account_sid, required=True)
    parser.add_argument("--auth-token", required=True)
    parser.add_argument("--inbound-url", type=_url, required=True)
    parser.add_argument(
        "--sha256",
        dest="algorithm",
        action="store_const",
        const=Algorithm.SHA256,
        default=Algorithm.SHA1,
        help="sign webhooks with SHA-256 and say so in a header, as Twilio does when asked",
    )
    parser.add_argument("--number", type=_number, default="+15005550006")
    parser.add_argument("--people", type=_people, default=())
    parser.add_argument("--seed", type=int, default=0)
    usual = USUAL_PACE.until_sent + USUAL_PACE.until_delivered
    parser.add_argument("--travel", type=_seconds, default=usual, metavar="SECONDS")
    return parser


def _account_sid(text: str) -> str:
    return _matching(r"AC[0-9a-f]{32}", text)


def _number(text: str) -> str:
    return _matching(E164, text)


def _seconds(text: str) -> float:
    """How long a text is on its way to a phone."""
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return float(text)


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise argparse.ArgumentTypeError(f"{text!r} does not match {pattern}")
    return text


def _url(text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"}:
        raise argparse.ArgumentTypeError(f"{text!r} is not an http URL")
    return text


def _people(text: str) -> tuple[Person, ...]:
    try:
        return load_people(Path(text))
    except PeopleError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    main()
