"""Every address of the contact centre."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from aicc.server import health

urlpatterns = [
    path("", include("chat.page_urls")),
    path("api/v1/chat/", include("chat.urls")),
    path("api/v1/handover/", include("handover.urls")),
    path("desk/", include("handover.page_urls")),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="docs"),
    path("health", health.health),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
]

handler400 = "aicc.server.error_pages.bad_request"
handler403 = "aicc.server.error_pages.forbidden"
handler404 = "aicc.server.error_pages.not_found"
handler500 = "aicc.server.error_pages.went_wrong"
