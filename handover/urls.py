"""The handover's calls: the public analysis, and what the desk looks up."""

from django.urls import path

from handover import desk_views
from handover.views import Analyze

urlpatterns = [
    path("analyze", Analyze.as_view()),
    path("articles", desk_views.articles),
    path("coaching", desk_views.coached),
    path("live", desk_views.live),
    path("<int:handover>/suggestion", desk_views.suggestion),
    path("<int:handover>/messages", desk_views.messages),
    path("<int:handover>/earlier", desk_views.earlier),
    path("<int:handover>/earlier/<int:conversation>", desk_views.earlier_messages),
]
