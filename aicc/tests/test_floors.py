"""Imports go down, or sideways inside one app; never up. Three deeds have one hand each."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("aicc", "chat", "handover")

# The longest name that a module begins with decides. A new module gets its floor here.
FLOORS = {
    5: (
        "aicc.admin aicc.apps aicc.asgi aicc.catalogues aicc.checks aicc.dashboard aicc.health "
        "aicc.loops "
        "aicc.doctor aicc.error_pages aicc.formats aicc.management "
        "aicc.reading_room aicc.roles aicc.serve aicc.settings aicc.static_files "
        "aicc.urls aicc.wire "
        "chat.admin chat.apps chat.call_back_views chat.consumers chat.doorway chat.handshake "
        "chat.management chat.page_urls chat.page_views chat.routing chat.serializers "
        "chat.seeding chat.socket chat.urls chat.views "
        "handover.admin handover.apps handover.consumers handover.desk_views "
        "handover.management handover.page_urls handover.routing handover.serializers "
        "handover.simulation handover.urls handover.views"
    ),
    4: "chat.delivery chat.evaluation chat.turns chat.wishes handover.boards handover.briefing "
    "handover.deeds "
    "handover.desk handover.following handover.sight handover.suggestion "
    "handover.summary handover.supervision handover.upkeep handover.written",
    3: (
        "chat.articles chat.assistant chat.exports chat.figures chat.gaps chat.reports "
        "chat.reviews chat.search chat.signs chat.timeline chat.trace_words chat.upkeep "
        "handover.callbacks handover.calling handover.clocks handover.figures handover.hours "
        "handover.intake handover.presence handover.priority handover.queue handover.reports "
        "handover.stints"
    ),
    2: (
        "chat.assistant.words chat.credentials chat.customer chat.fields chat.frames chat.limits "
        "chat.marks chat.models chat.origins chat.pii chat.protocol chat.sessions chat.transcript "
        "handover.call_protocol handover.logins handover.models handover.protocol"
    ),
    1: (
        "aicc.breaker aicc.bulk aicc.db aicc.embeddings aicc.environment aicc.errors aicc.llm "
        "aicc.logging aicc.metrics aicc.push aicc.seal aicc.spread aicc.usage aicc.visits"
    ),
}
FLOOR_OF = {name: floor for floor, names in FLOORS.items() for name in names.split()}
FREE = ("aicc", "chat", "handover")  # the packages themselves hold nothing


def modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "tests" in parts or "migrations" in parts:
                continue
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name not in FREE:
                yield name, path


def floor_of(name):
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        floor = FLOOR_OF.get(".".join(parts[:length]))
        if floor is not None:
            return floor
    return None


def imports_of(name, path):
    """Every module of ours that this file imports, with the line."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, base] if base else up)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if exists(whole) else base), node.lineno


def exists(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


MODULES = list(modules())


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_module_imports_nothing_from_a_floor_above_its_own(name, path):
    own = floor_of(name)
    assert own, f"{name} stands on no floor: give it one in FLOORS"

    climbs = [
        f"{path.name}:{line} imports {other} (floor {floor_of(other)}) from floor {own}"
        for other, line in imports_of(name, path)
        if other.split(".")[0] in APPS and (floor_of(other) or 0) > own
    ]

    assert not climbs


def calls_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_only_push_touches_the_channel_layer():
    hands = [
        name
        for name, path in MODULES
        if any(
            call.endswith(("group_send", "group_add", "group_discard", "get_channel_layer"))
            for call, _ in calls_in(path)
        )
    ]

    assert hands == ["aicc.push"]


def test_only_llm_imports_langchain_openai():
    hands = [
        name
        for name, path in MODULES
        if any(other.split(".")[0] == "langchain_openai" for other, _ in imports_of(name, path))
    ]

    assert set(hands) <= {"aicc.llm"}


def test_only_the_transcript_makes_messages():
    makers = (
        "Message",
        "Message.objects.create",
        "Message.objects.bulk_create",
        "Message.objects.get_or_create",
        "Message.objects.update_or_create",
    )
    hands = [name for name, path in MODULES if any(call in makers for call, _ in calls_in(path))]

    assert hands == ["chat.transcript"]
