"""The handover's calls: the public analysis, and what the desk looks up."""

from django.urls import path

from handover.desk import views
from handover.views import Analyze

urlpatterns = [
    path("analyze", Analyze.as_view()),
    path("articles", views.articles),
    path("coaching", views.coached),
    path("live", views.live),
    path("<int:handover>/suggestion", views.suggestion),
    path("<int:handover>/messages", views.messages),
    path("<int:handover>/earlier", views.earlier),
    path("<int:handover>/earlier/<int:conversation>", views.earlier_messages),
]
