"""What a release needs of its tables, so that it can go on beside the next one's schema.

A rolling update migrates while servers of the release before still write. So until no
supported release uses a thing: no table or column of its goes away or is renamed, none of
its columns becomes narrower or refuses NULL, and whatever column is new has a default in the
database, because an older server's INSERT does not name it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Field, Model, UniqueConstraint

FOLDER = settings.BASE_DIR / "deploy" / "releases"
Schema = dict[str, Any]


def describe(release: str) -> Schema:
    """Tables and columns as the models of this version have them, with what they hold unique."""
    models = apps.get_models(include_auto_created=True)
    return {
        "release": release,
        "tables": {model._meta.db_table: table(model) for model in models if model._meta.managed},
    }


def table(model: type[Model]) -> dict[str, Any]:
    columns = {
        field.column: {"null": field.null, "length": length(field)}
        for field in model._meta.concrete_fields
    }
    return {"columns": dict(sorted(columns.items())), "unique": sorted(unique(model))}


def length(field: "Field[Any, Any]") -> int | None:
    """Characters that fit, where the database counts them."""
    return field.max_length if field.get_internal_type() in ("CharField", "SlugField") else None


def unique(model: type[Model]) -> Iterator[list[str]]:
    """Sets of columns of which no two rows may be alike."""
    meta = model._meta
    columns = {field.name: str(field.column) for field in meta.concrete_fields}
    yield from ([columns[field.name]] for field in meta.concrete_fields if field.unique)
    named = [*meta.unique_together]
    named += [tuple(c.fields) for c in meta.constraints if isinstance(c, UniqueConstraint)]
    for names in named:
        yield sorted(columns[name] for name in names)


def record(release: str) -> Path:
    path = FOLDER / f"{release}-schema.json"
    path.parent.mkdir(exist_ok=True)
    described = describe(release)
    # A table a line: a change is then seen in a diff.
    lines = [
        f"{json.dumps(name)}: {json.dumps(each)}" for name, each in described["tables"].items()
    ]
    tables = ",\n".join(sorted(lines))
    path.write_text(f'{{"release": {json.dumps(release)}, "tables": {{\n{tables}\n}}}}\n')
    return path


def recorded() -> list[Schema]:
    """Every release that an update may begin from."""
    return [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*-schema.json"))]


def conflicts(release: Schema) -> list[str]:
    """Where the database, as it is now, would stop a server of that release."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        found = []
        for name, known in release["tables"].items():
            if name not in there:
                found.append(f"{name} is gone")
                continue
            found += [f"{name}: {each}" for each in conflicts_of(cursor, name, known)]
    return found


def conflicts_of(cursor: Any, name: str, known: dict[str, Any]) -> Iterator[str]:
    described = connection.introspection.get_table_description(cursor, name)
    columns = {column.name: column for column in described}
    for column, was in known["columns"].items():
        now = columns.get(column)
        if now is None:
            yield f"{column} is gone"
            continue
        if was["null"] and not now.null_ok:
            yield f"{column} refuses NULL"
        if (
            was["length"]
            and (now.internal_size or now.display_size or was["length"]) < was["length"]
        ):
            yield f"{column} holds less than {was['length']} characters"
    for column in sorted(set(columns) - set(known["columns"])):
        if not columns[column].null_ok and columns[column].default is None:
            yield f"{column} is new and has no default in the database"
    for alike in unique_in(cursor, name):
        if set(alike) <= set(known["columns"]) and alike not in known["unique"]:
            yield f"{', '.join(alike)} must be unique now"


def unique_in(cursor: Any, name: str) -> list[list[str]]:
    constraints = connection.introspection.get_constraints(cursor, name).values()
    return [sorted(each["columns"]) for each in constraints if each["unique"]]
