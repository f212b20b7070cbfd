"""The bank's side."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_save
from django.utils.translation import gettext_lazy as _


class HandoverConfig(AppConfig):
    name = "handover"
    verbose_name = _("Handover")

    def ready(self) -> None:
        # Imported here: models are not loaded when this file is read.
        from django.contrib.auth.models import User

        from handover.models import AgentProfile
        from handover.staff_sessions import own_sessions
        from handover.staff_sessions.person_names import full_name
        from handover.staff_sessions.session_store import begin
        from handover.staff_sessions.staff_sessions import announce_sign_out, tell_rights_changed

        User.get_full_name = full_name  # type: ignore[method-assign,assignment]
        user_logged_in.connect(begin, dispatch_uid="a login begins")
        user_logged_in.connect(own_sessions.begin, dispatch_uid="a login is listed")
        user_logged_out.connect(announce_sign_out, dispatch_uid="close desks")
        for sender in (User.groups.through, User.user_permissions.through):
            m2m_changed.connect(tell_rights_changed, sender, dispatch_uid="rights of desks")
        for record in (User, AgentProfile):
            post_save.connect(tell_rights_changed, record, dispatch_uid="rights of desks")
