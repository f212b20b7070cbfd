"""The project's own application, and the supervisors' site in Django's place."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

PERMISSIONS = "django.contrib.auth.management.create_permissions"


class AiccConfig(AppConfig):
    name = "aicc"
    verbose_name = "Bank AICC"

    def ready(self) -> None:
        # Imported here: models are not loaded when this file is read.
        from django.contrib.auth.management import create_permissions

        from aicc import checks  # noqa: F401  (registers itself)
        from aicc.backoffice.roles import make_roles
        from aicc.platform.connections.database_limits import notice_silence
        from aicc.platform.db import refuse_clear_connection
        from aicc.server import inline_middleware
        from chat.quality.scorecards import make_scorecards

        inline_middleware.install()
        connection_created.connect(notice_silence)
        connection_created.connect(refuse_clear_connection)
        # After the last application's turn, when the permissions of all of them are there. They
        # are made by a handler of Django's auth, which stands behind us in INSTALLED_APPS and
        # would connect it, by this very id, after ours.
        post_migrate.connect(create_permissions, dispatch_uid=PERMISSIONS)
        *_others, last = apps.get_app_configs()
        post_migrate.connect(make_roles, sender=last)
        post_migrate.connect(make_scorecards, sender=last)


class AiccAdminConfig(AdminConfig):
    default_site = "aicc.backoffice.site.SupervisorSite"
