"""The libraries' own time-outs, of five to twenty seconds, made a minute; and the authorities'
certificates read once, where each client takes a twentieth of a second of the processor for them.

They are defaults for an idle machine. A test that is about a time-out names its own.
"""

from functools import cache

import httpcore2
import httpx
from websockets.asyncio import client
from websockets.sync import client as sync_client

from aicc.testing.waits import SECONDS

AUTHORITIES = httpx.create_ssl_context()
for function in (
    *(httpx.get, httpx.post, httpx.request),
    *(httpx.Client.__init__, httpx.AsyncClient.__init__),
):
    function.__kwdefaults__["timeout"] = httpx.Timeout(SECONDS)
    function.__kwdefaults__["verify"] = AUTHORITIES
httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)
for function, names in (
    (client.connect.__init__, ("open_timeout", "ping_timeout")),
    (sync_client.connect, ("open_timeout", "ping_timeout")),
):
    for name in names:
        assert name in function.__kwdefaults__
        function.__kwdefaults__[name] = SECONDS
