"""What a process remembers between two requests is forgotten between two tests.

The search index of the same articles is made once a process: it takes longer than most tests.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

import pytest
from django.conf import settings
from django.utils import translation

from aicc.platform import rate_limits
from aicc.platform.connections.database_failures import silence
from aicc.platform.inference import llm
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.server import background
from aicc.server.static_files import StaticFiles
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge, question_vectors
from handover.desk.lookups import going_on
from handover.queue import hours

INDEXES_KEPT = 16

make_indexes = knowledge._indexes
read_static_folders = StaticFiles.add_files_from_finders


@lru_cache(maxsize=INDEXES_KEPT)
def indexes_of(editions: tuple) -> dict:
    return make_indexes(list(editions))


def indexes(editions: list) -> dict:
    """Those made before, unless vectors may stand on them, which are another test's."""
    if settings.AICC_SEMANTIC != "off":
        return make_indexes(editions)
    return dict(indexes_of(tuple(editions)))


knowledge._indexes = indexes


_folders: dict[tuple, tuple[dict, dict, list]] = {}


def add_files_once(self: StaticFiles) -> None:
    """Each test's client has one of its own, and to read the folders takes longer than a test."""
    asked = (*map(str, settings.STATICFILES_DIRS), self.static_prefix, self.max_age)
    if asked not in _folders:
        read_static_folders(self)
        _folders[asked] = dict(self.files), dict(self.places), list(self.directories)
    files, places, directories = _folders[asked]
    self.files.update(files)
    self.places.update(places)
    self.directories = list(directories)


StaticFiles.add_files_from_finders = add_files_once
# A test that counts a page's questions may take longer than hours are known for.
hours.KNOWN_SECONDS = math.inf


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    yield
    translation.deactivate()
    hours.forget()
    rate_limits.forget_everything()
    silence.end()
    going_on.forget()
    kill_switch._is_on = True
    question_vectors.kept.forget()
    background.has_taken_over = False
    knowledge._snapshot, knowledge._judged = knowledge.Snapshot(), None
    for breaker in (llm.breaker, llm.schema_breaker):
        vars(breaker).update(vars(Breaker()))
