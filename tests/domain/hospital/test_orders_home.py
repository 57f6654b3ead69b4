"""Orders to take home: they add up to the list at discharge, and what is ended leaves it."""

from dataclasses import replace

from domain.hospital import certainty
from domain.hospital.discharge import Medication
from domain.hospital.events import Account
from tests.domain.hospital.test_chart import K, discharged, event, only


def test_orders_to_take_home_add_up() -> None:
    """Prescriptions come one by one: together they are the list."""
    first, second = Medication(name="warfarin"), Medication(name="digoxin")
    told = (
        discharged(0),
        *(
            event(K.UPDATED, n, account=Account(orders=(drug,)))
            for n, drug in enumerate((first, second), -2)
        ),
    )
    discharge = only(*told).discharge
    assert discharge is not None
    assert discharge.medications.at_discharge == (first, second)


def test_an_order_that_was_ended_is_taken_home_no_more() -> None:
    """Stopped on the day, the drug leaves the list; one changed in the same breath stays changed.

    With nothing left the list is missing, which is never "takes nothing".
    """
    warfarin, digoxin = Medication(name="Warfarin 5", rxcui="855332"), Medication(name="digoxin")
    less = replace(warfarin, name="warfarin 2.5", rxcui="855312")
    both = event(K.UPDATED, -2, account=Account(orders=(warfarin, digoxin)))

    def listed(*then: Account) -> tuple[Medication, ...] | None:
        told = [event(K.UPDATED, n / 10 - 1, account=one) for n, one in enumerate(then)]
        discharge = only(discharged(0), both, *told).discharge
        assert discharge is not None
        assert discharge.doubts == ()
        return discharge.medications.at_discharge

    assert listed(Account(orders_ended=(replace(warfarin, name="WARFARIN"),))) == (digoxin,)
    assert listed(Account(orders_ended=(warfarin,), orders=(less,))) == (digoxin, less)
    assert listed(Account(orders_ended=(warfarin,)), Account(orders=(less,))) == (digoxin, less)
    assert listed(Account(orders_ended=(warfarin, digoxin))) is None
    assert listed() == (warfarin, digoxin)


def test_an_ended_order_that_the_list_does_not_have_is_asked_about() -> None:
    """Under another code or name it may be a drug that is still on the list."""
    listed = event(K.UPDATED, -2, account=Account(orders=(Medication(name="warfarin"),)))
    ended = event(K.UPDATED, -1, account=Account(orders_ended=(Medication(name="Coumadin"),)))
    discharge = only(discharged(0), listed, ended).discharge
    assert discharge is not None
    (doubt,) = discharge.doubts
    assert (doubt.reason, doubt.holds) == (certainty.ENDED_ORDER, False)
    alone = only(discharged(0), ended).discharge
    assert alone is not None
    assert alone.doubts == ()
