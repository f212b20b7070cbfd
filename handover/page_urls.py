"""The desk's page."""

from django.urls import path

from handover.desk import views

urlpatterns = [path("", views.desk_page, name="desk")]
