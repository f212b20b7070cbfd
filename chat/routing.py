"""The socket's address. Any session id is let through here, to be refused in words."""

from django.urls import re_path

from chat.consumers import ChatConsumer

websocket_urlpatterns = [
    re_path(r"^api/v1/chat/ws/(?P<session_id>(?s:.*?))/?$", ChatConsumer.as_asgi()),
]
