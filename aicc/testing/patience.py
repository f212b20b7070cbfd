"""The libraries' own time-outs, of five to twenty seconds, made a minute.

They are defaults for an idle machine. A test that is about a time-out names its own.
"""

import httpx
from websockets.asyncio import client
from websockets.sync import client as sync_client

from aicc.testing.waits import SECONDS

for function in (
    *(httpx.get, httpx.post, httpx.request),
    *(httpx.Client.__init__, httpx.AsyncClient.__init__),
):
    function.__kwdefaults__["timeout"] = httpx.Timeout(SECONDS)
for function, names in (
    (client.connect.__init__, ("open_timeout", "ping_timeout")),
    (sync_client.connect, ("open_timeout", "ping_timeout")),
):
    for name in names:
        assert name in function.__kwdefaults__
        function.__kwdefaults__[name] = SECONDS
