"""The chat's calls."""

from django.urls import path

from chat.api import call_back_views, session_views, transcript_views, views

urlpatterns = [
    path("sessions", session_views.Sessions.as_view()),
    path("message", views.SendMessage.as_view()),
    path("sessions/<str:session_id>/token", session_views.Token.as_view()),
    path("sessions/<str:session_id>/messages", views.Messages.as_view()),
    path("sessions/<str:session_id>/transcript", transcript_views.Transcript.as_view()),
    path("sessions/<str:session_id>/handover", views.RequestHandover.as_view()),
    path("sessions/<str:session_id>/handover/cancel", views.CancelHandover.as_view()),
    path("sessions/<str:session_id>/feedback", views.GiveThumb.as_view()),
    path("sessions/<str:session_id>/rating", views.RateConversation.as_view()),
    path("sessions/<str:session_id>/call-back", call_back_views.CallBackRequest.as_view()),
    path(
        "sessions/<str:session_id>/call-back/withdraw",
        call_back_views.CallBackWithdrawal.as_view(),
    ),
    path("sessions/<str:session_id>/revoke", views.RevokeTokens.as_view()),
    path("sessions/<str:session_id>/end", views.EndConversation.as_view()),
]
