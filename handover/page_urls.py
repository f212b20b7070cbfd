"""The desk's page."""

from django.urls import path

from handover.desk.lookups import views

urlpatterns = [path("", views.desk_page, name="desk")]
