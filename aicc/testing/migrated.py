"""Migrated databases to copy: migrating costs seconds of the processor, copying next to nothing.

Made once for the code as it stands, and kept in var/tests of the checkout until that changes.
Imports neither Django nor the project.
"""

import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from aicc.testing import preforked
from aicc.testing.database_servers import MariaDb
from aicc.testing.private_server import ROOT
from aicc.testing.servers import AiccServer

FOLDER = ROOT / "var" / "tests"
# Whatever can change what `migrate` leaves: migrations and the models and roles they read.
SOURCES = ("aicc/**/*.py", "chat/**/*.py", "handover/**/*.py", "deploy/requirements/*.lock")
ARTICLES = ("deploy/knowledge/**/*.md",)
# Of each passage what the index cuts into terms, and the headline that is judged.
PASSAGES = """
import json
from chat.assistant.retrieval import knowledge
knowledge.refresh()
print(json.dumps([
    [language, [article.title, passage.heading, passage.text], corpus.headline(number)]
    for language, corpus in knowledge._snapshot.corpora.items()
    for number, (article, passage) in enumerate(corpus.places)
]))
"""


def migrated_sqlite() -> Path:
    """A migrated SQLite database."""
    return kept("aicc.sqlite3", make_sqlite)


def migrated_mariadb(server: MariaDb) -> Path:
    """The statements that make a migrated database. server: where to make it, if need be."""
    return kept(f"{server.name}.sql", lambda path: make_statements(server, path))


def database_in(server: MariaDb, name: str) -> str:
    """A migrated database of this name, made in `server`; its DATABASE_URL."""
    url = server.create_database(name)
    server.load(name, migrated_mariadb(server).read_text())
    return url


def published_sqlite() -> Path:
    """A migrated SQLite database in which the sample articles are published. What is started
    from now on knows them from its beginning: see preforked.know.
    """
    preforked.know(kept("passages.json", make_passages, *ARTICLES))
    return kept("published.sqlite3", make_published, *ARTICLES)


def kept(name: str, make: Callable[[Path], None], *more: str) -> Path:
    """The file of this name for the code, and `more` patterns of files, as they stand. One process
    makes it, others wait.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{fingerprint(more)}-{name}"
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            forget_old_ones(name)
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                unfinished = Path(folder) / name
                make(unfinished)
                unfinished.rename(path)
    return path


def forget_old_ones(name: str) -> None:
    """All but two: a run may be under way on the code before a change."""
    there = sorted(FOLDER.glob(f"*-{name}"), key=lambda path: path.stat().st_mtime)
    for path in there[:-2]:
        path.unlink()


@functools.cache
def fingerprint(more: tuple[str, ...] = ()) -> str:
    """Of the code that makes a database."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES + more for path in ROOT.glob(pattern)):
        if "tests" not in path.parts:
            found.update(f"{path.relative_to(ROOT)}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def make_sqlite(path: Path) -> None:
    migrate(path.parent, f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make_published(path: Path) -> None:
    shutil.copy(migrated_sqlite(), path)
    server = AiccServer(path.parent, {"DATABASE_URL": f"sqlite:///{path}"})
    server.manage("import_knowledge")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make_passages(path: Path) -> None:
    database = shutil.copy(kept("published.sqlite3", make_published, *ARTICLES), path.parent)
    server = AiccServer(path.parent, {"DATABASE_URL": f"sqlite:///{database}"})
    path.write_text(server.manage("shell", "--no-imports", "-c", PASSAGES))


def make_statements(server: MariaDb, path: Path) -> None:
    name = f"migrated_{os.getpid()}"
    migrate(path.parent, server.create_database(name))
    path.write_text(server.dump(name))


def migrate(folder: Path, url: str) -> None:
    AiccServer(folder, {"DATABASE_URL": url}).manage("migrate", "--verbosity=0")
