"""Messages of Mercy General's interface engine, written for tests: one patient, times as wanted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
MRN, VISIT, MOBILE = "4821", "V-1", "6175550123"


def instant(local: str) -> datetime:
    """A local instant: "2026-09-08 10:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE)


def adt(  # noqa: PLR0913 - a message in one readable call
    event: str,
    recorded: str,
    *,
    mrn: str = MRN,
    visit: str | None = VISIT,
    patient_class: str = "I",
    disposition: str = "",
    mobile: str = MOBILE,
    admitted: str = "",
    discharged: str = "",
    expected: str = "",
    died: str = "",
    name: str = "Smith^Jane",
    merged: str = "",
    control: str = "",
) -> str:
    """An ADT message. `recorded` is EVN-2, local; blank fields are blank in the message."""
    sent = instant(recorded) + timedelta(seconds=5)
    fields = {2: patient_class, 3: "4EAST^412", 36: disposition}
    fields |= {19: f"{visit}^^^MERCY^VN" if visit else ""}
    fields |= {44: _stamp(admitted), 45: _stamp(discharged)}
    pid = {3: f"{mrn}^^^MERCY^MR", 5: name, 7: "19480302", 11: "^^^^02139"}
    pid |= {13: f"{mobile}^PRS^CP" if mobile else "", 15: "eng", 30: died}
    lines = [
        _header("MERCYADT", f"{sent:%Y%m%d%H%M%S%z}", f"ADT^{event}")
        + f"|{control or f'{event}{sent:%d%H%M}'}|P|2.5.1",
        f"EVN|{event}|{_stamp(recorded)}",
        _line("PID", pid),
        *([f"MRG|{merged}^^^MERCY^MR"] if merged else []),
        _line("PD1", {3: "Riverside Family^^RIVFAM"}),
        _line("PV1", fields),
        *([_line("PV2", {9: _stamp(expected)})] if expected else []),
    ]
    return "".join(f"{line}\r" for line in lines)


def siu(event: str, recorded: str, starts: str, *, place: str = "RIVFAM", id_: str = "F-1") -> str:
    """A SIU message about an appointment at a clinic, by default the patient's own."""
    at = _stamp(starts)
    lines = [
        _header("MERCYSCH", _stamp(recorded), f"SIU^{event}")
        + f"|S{event}{instant(recorded):%d%H%M}|P|2.5.1",
        _line("SCH", {1: "R-1", 2: id_, 11: f"^^30^{at}"}),
        _line("PID", {3: f"{MRN}^^^MERCY^MR", 5: "Smith^Jane"}),
        "RGS|1|A",
        f"AIL|1|A|{place}|CLINIC||{at}",
    ]
    return "".join(f"{line}\r" for line in lines)


def _header(application: str, sent: str, event: str) -> str:
    return f"MSH|^~\\&|{application}|MERCYGEN|HOMEWARD|MERCY|{sent}||{event}"


def _line(name: str, fields: dict[int, str]) -> str:
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields) + 1))])


def _stamp(local: str) -> str:
    return f"{instant(local):%Y%m%d%H%M%S%z}" if local else ""
