"""The handover's calls: the public analysis, and what the desk looks up."""

from django.urls import path

from handover.desk.lookups import board_views, views
from handover.staff_access.session_view import session
from handover.views import Analyze

urlpatterns = [
    path("analyze", Analyze.as_view()),
    path("articles", views.articles),
    path("coaching", views.coached),
    path("session", session),
    path("live", views.live),
    path("waiting", board_views.waiting),
    path("mine", board_views.mine),
    path("call-backs", board_views.call_backs),
    path("canned", board_views.canned),
    path("receivers", board_views.receivers),
    path("<int:handover>/notes", board_views.notes),
    path("<int:handover>/suggestion", views.suggestion),
    path("<int:handover>/messages", views.messages),
    path("<int:handover>/earlier", views.earlier),
    path("<int:handover>/earlier/<int:conversation>", views.earlier_messages),
]
