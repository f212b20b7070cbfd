"""Addresses of the pages that a customer's browser opens."""

from django.urls import path

from chat import page_views

urlpatterns = [
    path("", page_views.chat_page, name="chat-page"),
    path(
        "articles/<slug:slug>/<slug:language>/<int:number>",
        page_views.article_version,
        name="article-version",
    ),
]
