"""The supervisors' site."""

from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class SupervisorSite(UnfoldAdminSite):
    site_title = "Bank AICC"
    site_header = "Bank AICC"
    index_title = _("Today")
