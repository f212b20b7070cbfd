"""The desk's socket address."""

from django.urls import re_path

from handover.consumers import DeskConsumer

websocket_urlpatterns = [
    re_path(r"^api/v1/handover/ws/desk/?$", DeskConsumer.as_asgi()),
]
