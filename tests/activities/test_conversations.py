"""What of a phone outlives its thread."""

from pathlib import Path
from typing import cast

from temporalio.client import Client

from activities.conversations import Conversations
from domain.asking.reachability import Reachability
from models.payloads import PhoneMemory, RememberPhone
from models.tables import PhoneRow, place_of
from tests.activities.texts_out import SEAL, TOKENS, store

NOBODY = cast("Client", None)
TOKEN = TOKENS.phone("+16175550111")


async def test_a_mark_is_not_lost_with_the_memory_beside_it(tmp_path: Path) -> None:
    """Whatever else of a phone cannot be read: a stranger's number stays one until START."""
    database = store(tmp_path)
    phones = Conversations(NOBODY, database, SEAL)
    await phones.save_phone(
        RememberPhone(token=TOKEN, memory=PhoneMemory(reachability=Reachability.WRONG_NUMBER))
    )
    with database.write() as session:
        row = session.get(PhoneRow, TOKEN)
        assert row is not None
        row.memory_sealed = SEAL.seal(
            '{"next_code": 31, "unusable": "wrong_number"}', place_of(row)
        )
        session.add(row)

    memory = await phones.load_phone(TOKEN)
    assert (memory.reachability, memory.next_code) == (Reachability.WRONG_NUMBER, 31)
    database.close()
