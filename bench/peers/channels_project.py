"""What both Channels peers stand on: settings, two models, and the servers that run them.

To be imported first: it configures Django, on the database that the peer was called with.
"""

import gc

import django
from django.conf import settings

from bench.peers import shared

PORT, URL, SERVER = shared.place()
HOST, DB_PORT, NAME = shared.host_and_name(URL)


def configure(urls: str) -> None:
    """urls: the module that holds `urlpatterns`."""
    settings.configure(
        SECRET_KEY="of-a-benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=urls,
        USE_TZ=False,
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.mysql",
                "HOST": HOST,
                "PORT": DB_PORT,
                "NAME": NAME,
                "USER": "root",
                "CONN_MAX_AGE": 60,
                "OPTIONS": {"charset": "utf8mb4"},
            }
        },
    )
    django.setup()


def serve(application) -> None:
    if SERVER == "daphne":
        from daphne.server import Server

        where = f"tcp:port={PORT}:interface=127.0.0.1:backlog={shared.BACKLOG}"
        Server(application, endpoints=[where]).run()
        return
    import uvicorn

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=PORT,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_level="warning",
        backlog=shared.BACKLOG,
    )
