"""The HL7 listener as the settings describe it."""

from ipaddress import ip_network

from adapters.settings import Settings
from gateway.hl7.intake import Hl7Line
from gateway.hl7.mllp_listener import MllpListener, MllpSettings, MllpTls


def listener(found: Settings, line: Hl7Line) -> MllpListener:
    """A listener that is not started yet."""
    return MllpListener(line.receive, place(found), line.too_long)


def place(found: Settings) -> MllpSettings:
    """Where it listens, to whom, and with which certificate."""
    return MllpSettings(
        host=found.mllp_host,
        port=found.mllp_port,
        peers=tuple(ip_network(peer.strip()) for peer in found.mllp_peers.split(",") if peer),
        tls=_tls(found),
    )


def _tls(found: Settings) -> MllpTls | None:
    if found.mllp_certificate is None or found.mllp_key is None:
        return None
    return MllpTls(
        certificate=found.mllp_certificate,
        key=found.mllp_key,
        client_ca=found.mllp_client_authority,
    )
