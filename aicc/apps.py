"""The project's own application, and the supervisors' site in Django's place."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AiccConfig(AppConfig):
    name = "aicc"
    verbose_name = "Bank AICC"


class AiccAdminConfig(AdminConfig):
    default_site = "aicc.admin.SupervisorSite"
