"""The audit trail's own tables, apart from what they speak of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "aicc.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        # Imported here: models are not loaded when this file is read.
        from aicc.audit import changes, sign_ins

        changes.connect()
        sign_ins.connect()
