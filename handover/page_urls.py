"""The desk's page."""

from django.urls import path

from handover import desk_views

urlpatterns = [path("", desk_views.desk_page, name="desk")]
