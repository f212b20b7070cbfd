"""Every column that is kept encrypted, and sealing all of them anew when the key is changed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from aicc.personal_data import data_requests
from aicc.platform import encryption
from chat.models import DataPackagePart, DataRequest
from handover.models import CallBack, SecondFactor
from handover.staff_sessions import second_factor


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose texts are sealed under the keys of a purpose; blank: there is nothing."""

    model: type[Model]
    name: str
    purpose: bytes
    called: str  # in what a command says

    def sealed(self) -> QuerySet[Any]:
        return self.model._default_manager.exclude(**{self.name: ""})


COLUMNS = (
    Column(CallBack, "number_sealed", encryption.PURPOSE, "numbers of call-backs"),
    Column(SecondFactor, "sealed", second_factor.PURPOSE, "second factors"),
    Column(DataRequest, "asked_sealed", data_requests.PURPOSE, "requests for a person's data"),
    Column(DataPackagePart, "sealed", data_requests.PURPOSE, "parts of packages"),
)


@dataclass(slots=True)
class Rotated:
    """How many of each column were sealed anew, and how many open with no present phrase."""

    done: Counter[str]
    lost: Counter[str]


def rotate() -> Rotated:
    """Seal everything under the first phrase. Harmless to repeat."""
    found = Rotated(Counter(), Counter())
    for column in COLUMNS:
        for row in column.sealed().iterator():
            before = getattr(row, column.name)
            try:
                fresh = encryption.rotate(before, column.purpose)
            except encryption.Unreadable:
                found.lost[column.called] += 1
                continue
            # Unless it was changed or erased meanwhile.
            same = column.model._default_manager.filter(pk=row.pk, **{column.name: before})
            found.done[column.called] += same.update(**{column.name: fresh})
    return found


def unreadable() -> Counter[type[Model]]:
    """How many rows of each model no present key opens."""
    return Counter(
        column.model
        for column in COLUMNS
        for text in column.sealed().values_list(column.name, flat=True).iterator()
        if not opens(text, column.purpose)
    )


def opens(sealed: str, purpose: bytes) -> bool:
    try:
        encryption.decrypt(sealed, purpose)
    except encryption.Unreadable:
        return False
    return True
