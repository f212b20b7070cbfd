"""Where a customer's data lies: the tables that belong to a conversation, and what every other
text column holds. A test fails at a column that nobody has decided about.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows belong to a row of another one. path: the look-up that leads there;
    or_path: another, of rows that belong to it by that.
    """

    label: str
    path: str
    or_path: str = ""

    @property
    def model(self) -> type[Model]:
        return model_of(self.label)

    def rows(self, roots: Collection[Any] | QuerySet[Any]) -> QuerySet[Any]:
        """Those that belong to these keys."""
        belongs = Q((f"{self.path}__in", roots))
        if self.or_path:
            belongs |= Q((f"{self.or_path}__in", roots))
        return self.model._base_manager.filter(belongs)


def model_of(label: str) -> type[Model]:
    app, _, name = label.partition(".")
    return apps.get_model(app, name)


CONVERSATION = "chat.conversation"
# All that belongs to a conversation, in an order in which it can be deleted.
OF_CONVERSATION = (
    Part("chat.feedback", "message__conversation"),
    Part("chat.evaluationcase", "review__conversation", "conversation"),
    Part("chat.reviewanswer", "review__conversation"),
    Part("chat.pinnedcomment", "review__conversation"),
    Part("chat.coachingreply", "note__conversation"),
    Part("chat.coachingnote", "conversation"),
    Part("chat.assignment", "conversation"),
    Part("chat.review", "conversation"),
    Part("chat.knowledgegap", "conversation"),
    Part("handover.intakeanswer", "handover__conversation"),
    Part("handover.agentsegment", "handover__conversation"),
    Part("handover.note", "handover__conversation"),
    Part("handover.writtenbriefing", "handover__conversation"),
    Part("handover.handover", "conversation"),
    Part("handover.callbacklook", "call_back__conversation"),
    Part("handover.callback", "conversation"),
    Part("handover.label_conversations", "conversation"),
    Part("chat.legalhold", "conversation"),
    Part("chat.turn", "conversation"),
    Part("chat.message", "conversation"),
)
LABELS_OF_CONVERSATION = (*(part.label for part in OF_CONVERSATION), CONVERSATION)

# Columns of those tables that leave the house in no package: a sealed number is told by its end.
SECRET = {"handover.callback": {"number_sealed"}, CONVERSATION: {"epoch", "token_version"}}

# Free text elsewhere in which staff may name a customer: looked through for their reference, the
# names of their sessions, their name and number; what is found there is written over.
MENTIONS = {
    "admin.logentry": ("object_repr", "change_message"),
    "chat.export": ("reason", "selection"),
    "chat.savedview": ("name", "query"),
    "chat.legalhold": ("customer_id", "reason", "lift_reason"),
    "chat.articleevent": ("comment",),
    "chat.articleversion": ("title", "body"),
    "chat.article": ("title",),
    "chat.generationswitch": ("reason",),
    "chat.datarequest": ("reason",),
    "handover.accesschange": ("reason",),
    "handover.cannedreply": ("text",),
    "handover.intakequestion": ("text_ko", "text_en", "choices_ko", "choices_en"),
    "handover.label": ("name",),
}

CODES = "values and hashes of the program's own"
STAFF = "staff's, and no customer's"
BANK = "the bank's names for its own things"
FIGURES = "sums, in which nobody is named"
NUMBERS = "numbers of conversations, which lead nowhere once those are gone"
SEALED = "encrypted, and gone with its request or within days"
RECORD = "the record of what was done to data: without a name, and kept as evidence"
# Text columns of every other table: why no customer's data is looked for in them.
ELSEWHERE: dict[str, dict[str, str]] = {
    "admin.logentry": {"object_id": NUMBERS},
    "auth.group": {"name": BANK},
    "auth.permission": {"name": CODES, "codename": CODES},
    "auth.user": dict.fromkeys(
        ("password", "username", "first_name", "last_name", "email"), STAFF
    ),
    "contenttypes.contenttype": {"app_label": CODES, "model": CODES},
    "sessions.session": {"session_key": CODES, "session_data": STAFF},
    "audit.auditevent": {
        **dict.fromkeys(("event_id", "login", "request_id", "action", "key_id", "mac"), CODES),
        **dict.fromkeys(("actor_name", "address"), STAFF),
        **dict.fromkeys(("object_type", "object_id"), NUMBERS),
        # Chained: a row that is changed is a broken trail. What it quotes was masked.
        **dict.fromkeys(("object_name", "reason", "details"), RECORD),
    },
    "audit.auditbatch": dict.fromkeys(("entries", "previous", "key_id", "digest"), CODES),
    "audit.auditanchor": dict.fromkeys(("digest", "public_key", "signature"), CODES),
    "chat.article": {"slug": BANK, "language": CODES, "category": BANK},
    "chat.articleversion": {"state": CODES, "content_hash": CODES},
    "chat.articleevent": {"action": CODES},
    "chat.articleuse": {"recent": NUMBERS},
    "chat.criterion": dict.fromkeys(
        ("key", "section_ko", "section_en", "text_ko", "text_en"), BANK
    ),
    "chat.datapackagepart": {"sealed": SEALED},
    "chat.datarequest": {
        **dict.fromkeys(("kind", "state", "subject", "found_by", "failure", "sha256"), CODES),
        **dict.fromkeys(("requested_by_name", "decided_by_name"), STAFF),
        "asked_sealed": SEALED,
        "counts": FIGURES,
        "conversations": NUMBERS,
    },
    "chat.erasurecertificate": dict.fromkeys(
        ("number", "by_name", "reason", "subject", "content", "sha256"), RECORD
    ),
    "chat.export": {"format": CODES, "conversations": NUMBERS, "sha256": CODES},
    "chat.gramblock": {"gram": "pairs of characters", "bits": NUMBERS},
    "chat.legalhold": {"placed_by_name": STAFF, "lifted_by_name": STAFF},
    "chat.purgerun": {
        **dict.fromkeys(("cutoffs", "counts", "blocks"), FIGURES),
        "by_name": STAFF,
    },
    "chat.reviewdraw": {"candidates": NUMBERS},
    "chat.reviewrule": {"name": BANK, "sampling": CODES, "partner": CODES, "language": CODES},
    "chat.scorecard": {"subject": CODES},
    "chat.sentform": {"token": CODES, "content": CODES, "location": CODES},
    "chat.upkeep": {"lease": CODES},
    "handover.accesschange": {
        **dict.fromkeys(("roles_before", "roles_after", "state", "code_digest"), CODES),
        **dict.fromkeys(("requested_by_name", "decided_by_name"), STAFF),
    },
    "handover.agentprofile": {"presence": CODES},
    "handover.cannedreply": {"shortcut": BANK, "language": CODES},
    "handover.dayfigures": {"counts": FIGURES, "spreads": FIGURES},
    "handover.hourfigures": dict.fromkeys(
        ("counts", "spreads", "gone_counts", "gone_spreads"), FIGURES
    ),
    "handover.intakequestion": {"category": BANK, "kind": CODES},
    "handover.passkey": {
        **dict.fromkeys(("name", "transports", "credential"), STAFF),
        **dict.fromkeys(("digest", "last_challenge"), CODES),
    },
    "handover.pastpassword": {"password": STAFF},
    "handover.presenceperiod": {"presence": CODES},
    "handover.provideraccount": dict.fromkeys(("issuer", "subject"), STAFF),
    "handover.recoverycode": {"digest": CODES},
    "handover.rollup": {"holder": CODES},
    "handover.secondfactor": {"sealed": STAFF},
    "handover.signinfailures": dict.fromkeys(("account", "place", "last_address"), STAFF),
    "handover.specialday": {"name": BANK},
    "handover.staffsession": dict.fromkeys(
        ("session_key", "address", "browser", "provider_session"), STAFF
    ),
    "handover.team": {"name": BANK},
}


def mention_columns() -> Iterator[tuple[type[Model], str]]:
    for label, columns in MENTIONS.items():
        for column in columns:
            yield model_of(label), column
