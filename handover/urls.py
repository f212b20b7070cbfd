"""The handover's calls."""

from django.urls import path

from handover.views import Analyze

urlpatterns = [path("analyze", Analyze.as_view())]
