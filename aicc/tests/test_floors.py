"""Imports go down, or sideways inside one app; never up. Three deeds have one hand each."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("aicc", "chat", "handover")

# The longest name that a module begins with decides. A new module gets its floor here.
FLOORS = {
    5: (
        "aicc.backoffice.site aicc.apps aicc.asgi aicc.platform.translations aicc.checks aicc.backoffice.dashboard aicc.server.health "
        "aicc.server.background "
        "aicc.doctor aicc.server.error_pages aicc.formats aicc.management "
        "aicc.backoffice.read_only_admin aicc.backoffice.roles aicc.serve aicc.settings aicc.server.static_files "
        "aicc.urls aicc.server.transport "
        "chat.admin chat.apps chat.api.call_back_views chat.consumers chat.api.base_view chat.sessions.handshake "
        "chat.management chat.page_urls chat.page_views chat.routing chat.api.serializers "
        "chat.seeding chat.api.base_consumer chat.urls chat.api.views "
        "handover.admin handover.apps handover.consumers handover.desk.views "
        "handover.management handover.page_urls handover.routing handover.serializers "
        "handover.simulation handover.urls handover.views"
    ),
    4: "chat.api.delivery chat.evaluation chat.turns chat.api.customer_actions handover.desk.board handover.briefing.offline "
    "handover.desk.commands "
    "handover.desk.actions handover.desk.subscriptions handover.desk.visibility handover.desk.suggested_reply "
    "handover.briefing.summary handover.desk.supervision handover.desk.expiry handover.briefing.by_model",
    3: (
        "chat.articles chat.assistant chat.backoffice.exports handover.reporting.assistant chat.knowledge_gaps.gaps chat.backoffice.transcript_pages "
        "chat.quality chat.backoffice.search chat.backoffice.risk_flags chat.backoffice.timeline chat.backoffice.trace_labels chat.backoffice.indexer "
        "handover.callbacks.requests handover.callbacks.calls handover.queue.sla handover.reporting handover.queue.hours "
        "handover.queue.intake handover.queue.presence handover.queue.priority handover.queue.queue handover.reporting.people "
        "handover.queue.agent_segments"
    ),
    2: (
        "chat.assistant.types chat.sessions.credentials chat.sessions.customer_assertion chat.models.fields chat.protocol.outgoing chat.sessions.rate_limits "
        "chat.pseudonyms chat.models chat.sessions.origins chat.pii chat.protocol.incoming chat.sessions.sessions chat.transcript "
        "handover.callbacks.protocol handover.desk.staff_sessions handover.models handover.desk.protocol"
    ),
    1: (
        "aicc.platform.circuit_breaker aicc.platform.bulk_sql aicc.platform.db aicc.platform.embeddings aicc.environment aicc.platform.errors aicc.platform.llm "
        "aicc.platform.logging aicc.platform.metrics aicc.platform.events aicc.platform.encryption aicc.platform.percentiles aicc.platform.token_usage aicc.platform.request_ids"
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

    assert hands == ["aicc.platform.events"]


def test_only_llm_imports_langchain_openai():
    hands = [
        name
        for name, path in MODULES
        if any(other.split(".")[0] == "langchain_openai" for other, _ in imports_of(name, path))
    ]

    assert set(hands) <= {"aicc.platform.llm"}


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
