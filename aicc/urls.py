"""Every address of the contact centre."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views import defaults
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from aicc import errors, health

urlpatterns = [
    path("", include("chat.page_urls")),
    path("api/v1/chat/", include("chat.urls")),
    path("api/v1/handover/", include("handover.urls")),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="docs"),
    path("health", health.health),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
]


def is_call(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_call(request):
        return JsonResponse(errors.body(errors.NotFound.message, "not_found"), status=404)
    return defaults.page_not_found(request, exception)


def went_wrong(request: HttpRequest) -> HttpResponse:
    if is_call(request):
        body = errors.body(errors.Unforeseen.message, "internal", True)
        return JsonResponse(body, status=500)
    return defaults.server_error(request)


handler404 = "aicc.urls.not_found"
handler500 = "aicc.urls.went_wrong"
