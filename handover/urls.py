"""The handover's calls: the public analysis, and what the desk looks up."""

from django.urls import path

from handover.desk.lookups import board_views, supervision_views, views
from handover.staff_access.session_view import session
from handover.views import Analyze

urlpatterns = [
    path("analyze", Analyze.as_view()),
    path("articles", views.articles),
    path("coaching", views.coached),
    path("session", session),
    path("live", supervision_views.live),
    path("live/<int:conversation>", supervision_views.preview),
    path("in-hand", supervision_views.in_hand),
    path("agents", supervision_views.agents),
    path("waiting", board_views.waiting),
    path("mine", board_views.mine),
    path("call-backs", board_views.call_backs),
    path("canned", board_views.canned),
    path("labels", board_views.labels),
    path("closed", board_views.closed),
    path("receivers", board_views.receivers),
    path("<int:handover>/notes", board_views.notes),
    path("<int:handover>/suggestion", views.suggestion),
    path("<int:handover>/messages", views.messages),
    path("<int:handover>/earlier", views.earlier),
    path("<int:handover>/earlier/<int:conversation>", views.earlier_messages),
]
