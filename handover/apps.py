"""The bank's side."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.utils.translation import gettext_lazy as _


class HandoverConfig(AppConfig):
    name = "handover"
    verbose_name = _("Handover")

    def ready(self) -> None:
        # Imported here: models are not loaded when this file is read.
        from handover.desk.staff_sessions import announce_sign_out

        user_logged_out.connect(announce_sign_out, dispatch_uid="close desks")
