"""Many rows in one statement, written by hand: what every customer message passes through.

Django's bulk_create and bulk_update build an expression for every value and compile the whole
anew each time; with a turn's four writes that was nine tenths of the server's work. These do
the same for plain values. Where nobody waits by the thousand, use Django's.
"""

import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from aicc.platform.unicode import dumps, replace_surrogates

M = TypeVar("M", bound=models.Model)

# Of these a text may stand in a statement between quotes as it is: a state, a time, an empty list.
NOTHING_TO_ESCAPE = frozenset(string.ascii_letters + string.digits + "_-+:.,{}[] ")
LONGEST_PLAIN = 64  # characters: of longer ones it is not worth finding out

CLOCKS = {
    "mysql": "UTC_TIMESTAMP(6)",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}


def select(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a SELECT as the driver gives them: JSON as text, times as it likes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def columns(model: type[models.Model], *names: str) -> tuple[str, ...]:
    """These columns in the order of the model's fields, as its `from_db` wants their values."""
    known = [field.attname for field in model._meta.concrete_fields if field.attname in names]
    if len(known) != len(names):
        raise LookupError(f"{model.__name__} has not all of {', '.join(names)}")
    return tuple(known)


def new(model: type[M], **values: Any) -> M:
    """A row that is not stored yet: the model's defaults, and these values by their columns.

    As the model's own constructor, a tenth of its time; for what every customer message makes.
    """
    row = model.__new__(model)
    row._state = ModelState()
    plain, made = defaults_of(model)
    row.__dict__.update(plain)
    row.__dict__.update(values)
    for name, make in made:
        if name not in values:
            row.__dict__[name] = make()
    return row


def stored(model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """A row as it was read, as the model's `from_db`; columns beside `names` are read when
    somebody asks for them.
    """
    row = model.__new__(model)
    row._state = ModelState()
    row._state.adding, row._state.db = False, connection.alias
    row.__dict__.update(zip(names, values, strict=True))
    return row


def placeholders(count: int) -> str:
    return ", ".join(["%s"] * count)


def numbers(keys: Iterable[int]) -> str:
    """Keys for an IN (…), each once and in order; of no key, one that no row has."""
    return ", ".join(map(str, sorted({int(key) for key in keys}))) or "0"


def clock() -> str:
    """The database's time, to stand in a SELECT; `time_of` reads what comes back."""
    return CLOCKS[connection.vendor]


def time_of(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC)


def for_update() -> str:
    """What makes a SELECT lock its rows; SQLite locks the whole file at BEGIN."""
    return connection.ops.for_update_sql() if connection.features.has_select_for_update else ""


def insert(rows: Sequence[models.Model], run: "Run | None" = None) -> None:
    """Insert new rows of one model, as they stand. Their keys are not brought back.

    run: what the statement is given to, where it is to wait for others.
    """
    if not rows:
        return
    names: list[str] = []
    cells: list[list[str]] = []  # by column, what stands in the statement for each row
    given: list[list[Any]] = []  # by column, what the driver is to escape
    for field in plan_of(type(rows[0]), connection.vendor):
        values = field.written(rows)
        if values.count(None) == len(values):  # what is left out is NULL
            continue
        names.append(field.quoted)
        written = plainly_written(values)
        cells.append(written or ["%s"] * len(values))
        if written is None:
            given.append(values)
    places = ", ".join([f"({', '.join(row)})" for row in zip(*cells, strict=True)])
    (run or run_now)(
        f"INSERT INTO {rows[0]._meta.db_table} "  # noqa: S608  (a model's names, and places)
        f"({', '.join(names)}) VALUES {places}",
        [value for row in zip(*given, strict=True) for value in row],
    )


def update(rows: Sequence[models.Model], names: Sequence[str], run: "Run | None" = None) -> None:
    """Write the fields `names` of stored rows of one model whose keys are numbers.

    run: as for `insert`.
    """
    if not rows:
        return
    keys = [str(int(row.pk)) for row in rows]
    changes: list[str] = []
    given: list[Any] = []
    for field in plan_of(type(rows[0]), connection.vendor):
        if field.name in names:
            values = field.written(rows)
            written = plainly_written(values)
            if values.count(values[0]) == len(values):
                new = written[0] if written else "%s"
                given += () if written else values[:1]
            else:
                each = zip(keys, written or ["%s"] * len(values), strict=True)
                new = f"CASE id {' '.join([f'WHEN {key} THEN {it}' for key, it in each])} END"
                given += () if written else values
            changes.append(f"{field.quoted} = {new}")
    (run or run_now)(
        f"UPDATE {rows[0]._meta.db_table} SET {', '.join(changes)} "  # noqa: S608  (a model's names)
        f"WHERE id IN ({', '.join(keys)})",
        given,
    )


def plainly_written(values: list[Any]) -> list[str] | None:
    """A column's values as they may stand in a statement: numbers, and a text that all rows share
    and that has nothing to escape. None: the driver is to write them.
    """
    first = values[0]
    if values.count(first) == len(values):
        text = plain(first)
        return None if text is None else [text] * len(values)
    if set(map(type, values)) == {int}:
        return list(map(str, values))
    return None


def plain(value: Any) -> str | None:
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str) and len(value) <= LONGEST_PLAIN and set(value) <= NOTHING_TO_ESCAPE:
        return f"'{str.__str__(value)}'"
    return "NULL" if value is None else None


def named(column: str) -> str:
    """As it may stand in a statement, also where it is a word of the language, as `trigger` is."""
    return str(connection.ops.quote_name(column))


def run_now(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


Write = Callable[[list[Any]], list[Any]]
Run = Callable[[str, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Column:
    """One of a model's fields but its key. quoted: as it stands in a statement."""

    name: str
    attname: str
    quoted: str
    write: Write

    def written(self, rows: Sequence[models.Model]) -> list[Any]:
        """Its values in these rows, as the driver takes them."""
        name = self.attname
        return self.write([getattr(row, name) for row in rows])


@cache
def plan_of(model: type[models.Model], vendor: str) -> tuple[Column, ...]:
    """The columns that are written, as this vendor's databases quote them."""
    return tuple(
        Column(field.name, field.attname, named(str(field.column)), writer_of(field))
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    )


@cache
def defaults_of(
    model: type[models.Model],
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """The columns whose default is a value, and those whose default is made for each row."""
    fields = model._meta.concrete_fields
    made = tuple((field.attname, field.get_default) for field in fields if callable(field.default))
    names = {name for name, _ in made}
    plain = {f.attname: f.get_default() for f in fields if f.attname not in names}
    return plain, made


def writer_of(field: "models.Field[Any, Any]") -> Write:
    if isinstance(field, models.JSONField):
        return as_json
    if isinstance(field, models.DateTimeField):
        return as_times
    if isinstance(field, models.CharField | models.TextField):
        return as_texts
    if isinstance(field, models.IntegerField | models.BooleanField | models.ForeignKey):
        return list
    return lambda values: [field.get_db_prep_save(value, connection) for value in values]


def as_texts(values: list[Any]) -> list[Any]:
    return [replace_surrogates(value) if isinstance(value, str) else value for value in values]


def as_json(values: list[Any]) -> list[str | None]:
    return [None if value is None else dumps(value).decode() for value in values]


def as_times(values: list[datetime | None]) -> list[str | None]:
    """In UTC, as both databases keep it: as Django's own writing, a third of its time. What a
    batch says at one moment is written once.
    """
    written: dict[datetime | None, str | None] = {None: None}
    for moment in values:
        if moment is not None and moment not in written:
            utc = moment.astimezone(UTC).replace(tzinfo=None)
            written[moment] = utc.isoformat(" ")
    return [written[moment] for moment in values]
