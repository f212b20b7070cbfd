"""Who may open what: the one table that the walks read.

Every address, frame and page has a line here or in the tables of docs/desk.md, or
`test_every_door.py` fails and says which one nobody has decided about.
"""

import re

from django.conf import settings

from aicc.backoffice.roles import ROLES

# --- The desk: its frames, its page and its look-ups, as documented ---------------------

DESK_TABLE = settings.BASE_DIR / "docs" / "desk.md"
AT_DESK = ("owner", "colleague", "other team", "supervisor", "reader", "revoked", "signed out")


def documented(name):
    """The rows of the document's tables whose first cell is such a name: what each role gets."""
    for line in DESK_TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| \n").split("|")]
        if len(cells) == len(AT_DESK) + 1 and re.fullmatch(f"`{name}`", cells[0]):
            yield cells[0].strip("`"), dict(zip(AT_DESK, cells[1:], strict=True))


DESK_FRAMES = dict(documented(r"\w+"))
DESK_ADDRESSES = dict(documented(r"/\S*"))

# --- The customer's side ----------------------------------------------------------------

# By address: what a call must bring. `nothing`: anybody's; `token`: the session's own, valid;
# `old token`: the session's own, up to AICC_RESUME_DAYS after its end.
CUSTOMER_CALLS = {
    "POST /api/v1/chat/sessions": "nothing",
    "POST /api/v1/chat/message": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/token": "old token",
    "GET /api/v1/chat/sessions/<str:session_id>/messages": "token",
    "GET /api/v1/chat/sessions/<str:session_id>/transcript": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/handover": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/handover/cancel": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/feedback": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/rating": "token",
    "GET /api/v1/chat/sessions/<str:session_id>/call-back": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/call-back": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/call-back/withdraw": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/end": "token",
    "POST /api/v1/chat/sessions/<str:session_id>/revoke": "token",
}
# Every one of them is for the socket's holder: the handshake asks for the token, and each
# reading whether it still counts.
CUSTOMER_FRAMES = {
    *("message", "ping", "resume", "request_handover", "cancel_handover"),
    *("typing", "feedback", "rate", "end"),
}
# Anybody's: no page of these holds what anybody said.
OPEN_PAGES = {
    *("/", "/openapi.json", "/docs", "/health", "/health/live", "/health/ready", "/metrics"),
    "/articles/<slug:slug>/<slug:language>/<int:number>",
}

# --- The back office --------------------------------------------------------------------

EVERYBODY = set(ROLES)
NONE = 0  # the key of no row: whoever may look is told so, whoever may not gets 403
NOBODY = set()
DESK = {"supervisor", "administrator"}
READERS = {"agent", "supervisor", "auditor"}
JUDGES = {"supervisor", "auditor"}
WRITERS = {"supervisor", "editor"}
DESK_READERS = DESK | {"auditor"}

# Who reads the list and the pages, who adds, who changes, who deletes.
RECORDS = {
    "chat_article": (READERS | {"editor"}, WRITERS, NOBODY, NOBODY),
    "chat_assignment": (JUDGES, NOBODY, JUDGES, NOBODY),  # its page leads on to the review
    "chat_coachingnote": (READERS, NOBODY, {"agent", "supervisor"}, NOBODY),
    "chat_conversation": (READERS, NOBODY, NOBODY, NOBODY),
    "chat_evaluationcase": (JUDGES, NOBODY, {"supervisor"}, NOBODY),
    "chat_export": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_generationswitch": (JUDGES, {"supervisor"}, NOBODY, NOBODY),
    "chat_knowledgegap": ({"supervisor", "auditor", "editor"}, NOBODY, NOBODY, NOBODY),
    "chat_legalhold": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_datarequest": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_review": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_reviewrule": (JUDGES, {"supervisor"}, {"supervisor"}, NOBODY),
    "chat_scorecardversion": (JUDGES, NOBODY, NOBODY, NOBODY),  # a draft is tried below
    "handover_callback": (READERS, NOBODY, NOBODY, NOBODY),
    "handover_intakequestion": (DESK_READERS, DESK, DESK, DESK),
    "handover_handover": (READERS, NOBODY, NOBODY, NOBODY),
    "handover_team": (DESK_READERS, DESK, DESK, DESK),
    "handover_agentprofile": (DESK_READERS, DESK, DESK, DESK),
    "handover_cannedreply": (DESK_READERS, DESK, DESK, DESK),
    "handover_label": (DESK_READERS, DESK, DESK, DESK),
    "handover_businesshours": (DESK_READERS, DESK, DESK, DESK),
    "handover_specialday": (DESK_READERS, DESK, DESK, DESK),
    "auth_user": ({"auditor", "administrator"}, {"administrator"}, {"administrator"}, NOBODY),
    "auth_group": ({"auditor", "administrator"}, NOBODY, NOBODY, NOBODY),
    "handover_accesschange": ({"auditor", "administrator"}, NOBODY, NOBODY, NOBODY),
    "handover_signinfailures": ({"auditor", "administrator"}, NOBODY, NOBODY, NOBODY),
    "audit_auditevent": ({"auditor"}, NOBODY, NOBODY, NOBODY),
}
# Every other page: who may, and with what it is asked.
PAGES = {
    "index": (EVERYBODY, []),
    "app_list": (EVERYBODY, ["chat"]),
    "language": (EVERYBODY, []),
    "search": (EVERYBODY, []),
    "login": (EVERYBODY, []),
    "jsi18n": (EVERYBODY, []),
    "account": (EVERYBODY, []),
    "password_change": (EVERYBODY, []),
    "password_change_done": (EVERYBODY, []),
    "autocomplete": (NOBODY, []),  # allowed with the name of a field that one may see
    "chat_conversation_export": (JUDGES, []),
    "chat_legalhold_place": ({"supervisor"}, []),
    "chat_datarequest_find": ({"supervisor"}, []),
    "chat_datarequest_certificate": (JUDGES, ["chat_datarequest"]),
    "chat_datarequest_certificate_file": (JUDGES, ["chat_datarequest"]),
    "chat_review_write": ({"supervisor"}, ["chat_conversation"]),
    "chat_conversation_print": (JUDGES, ["chat_conversation"]),
    "chat_article_edit": (WRITERS, ["version"]),
    "chat_article_changes": (WRITERS | {"auditor"}, ["version"]),
    "chat_article_trial": (WRITERS, ["version"]),
    "chat_article_import": (WRITERS, []),
    "chat_article_export": (WRITERS, []),
    "audit_auditevent_export": ({"auditor"}, []),
    "figures_now": (JUDGES, []),
    "figures_csv": (JUDGES, []),
    "chat_knowledgegap_groups": (WRITERS, []),
    "handover_waiting": (READERS, []),
    "handover_entries": (READERS, ["handover_handover"]),
    "handover_accesschange_ask": ({"administrator"}, ["auth_user"]),
}
# Actions that are posted: who may, and of which record.
FORM_POSTS = {
    "chat_conversation_reviewed": ({"supervisor"}, ["chat_conversation"]),
    "chat_conversation_not_reviewed": ({"supervisor"}, ["chat_conversation"]),
    "chat_article_new_version": (WRITERS, ["chat_article"]),
    "chat_article_preview": (WRITERS, []),
    "chat_legalhold_lift": ({"supervisor"}, ["chat_legalhold"]),
    "chat_datarequest_ask": ({"supervisor"}, []),
    "chat_datarequest_decide": ({"supervisor"}, ["chat_datarequest"]),
    # Only whoever asked: tried in aicc/tests/personal_data/test_data_requests.py.
    "chat_datarequest_withdraw": (NOBODY, ["chat_datarequest"]),
    "chat_datarequest_download": (NOBODY, ["chat_datarequest"]),
    "chat_review_knowledge": ({"supervisor"}, ["chat_review"]),
    "chat_evaluationcase_from": ({"supervisor"}, ["chat_conversation", 2]),
    "chat_scorecardversion_edit": ({"supervisor"}, ["chat_scorecardversion"]),
    "handover_accesschange_lock": ({"administrator"}, ["auth_user"]),
    # Only whoever asked withdraws it: tried in handover/tests/staff_access/test_changes.py.
    "handover_accesschange_withdraw": (NOBODY, ["handover_accesschange"]),
    "handover_accesschange_decide": ({"administrator"}, ["handover_accesschange"]),
    "chat_view_save": (READERS, []),
    "chat_view_forget": (READERS, [0]),  # there is none: nothing happens
}
POSTED = {"logout", "chat_article_action"}  # tried in test_roles, each in its own way
EMPTY = {"view_on_site"}  # nothing of ours has a page on the site: 404 for everybody
# For whoever holds a link, signed in or not; tried in test_password_links.
BY_LINK = {"password_link"}
# For whom the identity provider sends, and for itself; tried in handover/tests/single_sign_on.
BY_PROVIDER = {"provider", "provider_answer", "provider_sign_out"}
# For whoever's password was right, before they are signed in; tried in test_second_factor,
# test_passkeys and test_own_password.
BY_PASSWORD = {"second_factor", "second_factor_set_up", "passkey_options", "own_password"}
# What may be done with rows that are ticked in a list.
DELETE = {"delete_selected": DESK}
ACTIONS = {
    "chat_article": {"export_selected": WRITERS},
    "handover_intakequestion": DELETE,
    "chat_conversation": {
        "mark_selected": {"supervisor"},
        "unmark_selected": {"supervisor"},
        "export_selected": JUDGES,
        "put_in_queue": {"supervisor"},
    },
    "handover_signinfailures": {"unlock": {"administrator"}},
    "handover_team": DELETE,
    "handover_agentprofile": DELETE,
    "handover_cannedreply": DELETE,
    "handover_label": DELETE,
    "handover_businesshours": DELETE,
    "handover_specialday": DELETE,
}

# Rows that are one conversation's: who reads those of their own team, and who another team's.
ROWS = {
    "chat_conversation": (READERS, JUDGES),
    "handover_handover": (READERS, JUDGES),
    "handover_callback": (READERS, JUDGES),
    "chat_coachingnote": (READERS, JUDGES),  # the agent's whom it is for, and no colleague's
}
# Pages beside such a row: who, of their own team's, and of another team's.
PAGES_OF_ROWS = {
    "chat_conversation_print": ("chat_conversation", JUDGES, JUDGES),
    "chat_review_write": ("chat_conversation", {"supervisor"}, {"supervisor"}),
    "handover_entries": ("handover_handover", READERS, JUDGES),
}
