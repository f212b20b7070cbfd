"""Channels as its documentation shows it: a consumer of JSON, three looks into the database."""

from bench.peers import channels_project, shared

channels_project.configure(__name__)

import json  # noqa: E402

from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


class Session(models.Model):  # noqa: DJ008
    session_id = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, db_table, managed = "peer", "session", False


class Message(models.Model):  # noqa: DJ008
    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    role = models.CharField(max_length=16)
    content = models.TextField()
    intent = models.CharField(max_length=32, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, db_table, managed = "peer", "message", False


@database_sync_to_async
def session_of(session_id: str) -> Session:
    return Session.objects.get_or_create(session_id=session_id)[0]


@database_sync_to_async
def keep(session: Session, role: str, text: str, intent: str = "") -> None:
    Message.objects.create(session=session, role=role, content=text, intent=intent)


async def turn(session_id: str, text: str) -> dict:
    session = await session_of(session_id)
    await keep(session, "customer", text)
    answer = shared.reply()
    await keep(session, "assistant", answer["ai_message"], answer["intent"])
    return answer


class Chat(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.session_id = self.scope["url_route"]["kwargs"]["session_id"]
        await self.accept()
        await self.send_json(shared.status(self.session_id))

    async def receive_json(self, content):
        if content["type"] != "message":
            await self.send_json(shared.PONG)
            return
        await self.send_json(shared.PROCESSING)
        answer = await turn(self.session_id, content["user_message"])
        await self.send_json(shared.response(answer))


@csrf_exempt
async def message(request):
    asked = json.loads(request.body)
    return JsonResponse(await turn(asked["session_id"], asked["user_message"]))


urlpatterns = [path("api/v1/chat/message", message)]
sockets = URLRouter([path("api/v1/chat/ws/<str:session_id>", Chat.as_asgi())])

if __name__ == "__main__":
    doors = {"http": get_asgi_application(), "websocket": sockets}
    channels_project.serve(ProtocolTypeRouter(doors))
