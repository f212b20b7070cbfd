"""What supervisors see of each other's changes where the office's replica lags by five seconds."""

import asyncio
import re

import httpx

from aicc.testing import servers, waits
from aicc.testing.database_servers.lagging_pair import LAG_SECONDS
from bench.chaos import Scene
from bench.cluster.stage import here

CHANGES_LONG, CHANGES_SHORT = 40, 8
LIST = "/admin/handover/cannedreply/"
STAFF = """
from django.contrib.auth.models import Group, User
from handover.simulation.staff import open_session
for name in ("lag-sam", "lag-kim"):
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.groups.set([Group.objects.get(name="supervisor")])
    print("key=" + open_session(user))
"""


class Supervisor:
    """One browser at the office, led to any of the servers."""

    def __init__(self, key: str) -> None:
        self.http = httpx.AsyncClient(cookies={"sessionid": key}, timeout=60)

    async def adds(self, server: servers.AiccServer, name: str) -> None:
        """A canned reply."""
        form = f"{server.url}{LIST}add/"
        page = (await self.http.get(form)).raise_for_status().text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        fields = {"shortcut": name, "language": "ko", "text": "Words", "team": ""}
        given = fields | {"csrfmiddlewaretoken": token[1] if token else ""}
        answer = await self.http.post(form, data=given, headers={"Referer": form})
        if answer.status_code != httpx.codes.FOUND:
            raise AssertionError(f"{name} was not taken: {answer.status_code}")

    async def sees(self, server: servers.AiccServer, name: str) -> bool:
        """In the list that shows this one alone."""
        page = await self.http.get(f"{server.url}{LIST}", params={"q": name})
        return f">{name}<" in page.raise_for_status().text


async def replica_lags(scene: Scene) -> None:
    """One changes something on a server and looks on the next; another one looks as well, whose
    list comes from the replica.
    """
    stage, members = scene.stage, here(scene).members
    printed = await asyncio.to_thread(stage.servers[0].manage, "shell", "-c", STAFF)
    sam, kim = (Supervisor(key) for key in re.findall(r"key=(\w+)", printed))
    await asyncio.to_thread(members.catches_up)
    for server in stage.servers:  # from now on each looks how far the replica is
        await kim.sees(server, "nothing")
    await asyncio.sleep(LAG_SECONDS + 3)
    unseen = late = 0
    is_short = scene.length.pace.messages <= CHANGES_SHORT + 2
    changes = CHANGES_SHORT if is_short else CHANGES_LONG
    for number in range(changes):
        writes, reads = (stage.servers[(number + k) % len(stage.servers)] for k in (0, 1))
        name = f"reply-{number}"
        await sam.adds(writes, name)
        unseen += not await sam.sees(reads, name)
        late += not await kim.sees(reads, name)
    scene.notes.append(f"{changes} changes, {unseen} unseen by who made them")
    scene.notes.append(f"{late} seen later by another one")
    if unseen or not late:
        raise AssertionError(f"{unseen} own changes unseen, {late} read from the replica")
    for server in stage.servers:
        await comes(kim, server, f"reply-{changes - 1}")


async def comes(who: Supervisor, server: servers.AiccServer, name: str) -> None:
    async with asyncio.timeout(waits.SECONDS):
        while not await who.sees(server, name):  # noqa: ASYNC110  (another process moves it)
            await asyncio.sleep(0.5)


SCENES = {"replica lags by 5 s": replica_lags}
