"""The ports of a local stack, looked at before anything is started."""

import socket

from adapters.settings import PREFIX, LocalPorts
from adapters.temporal.connection import LOOPBACK
from local.refusals import PortInUse

_PARTS = {
    "temporal_port": "Temporal",
    "temporal_ui_port": "Temporal UI",
    "gateway_port": "gateway",
    "simulator_port": "phones",
    "mllp_port": "HL7",
}


def check(ports: LocalPorts) -> None:
    """Raises PortInUse for the first that somebody listens on."""
    for name, part in _PARTS.items():
        port = getattr(ports, name)
        if not _is_free(port):
            raise PortInUse(port, part, PREFIX + name.upper())


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # only listeners count
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
