"""How long the back office's pages take on a long history. Prints p50 and p95.

    python -m bench.office                                        1,000,000 messages, MariaDB
    python -m bench.office --conversations 1000 --messages 10000 --rounds 5

Seeds a database of its own, which takes a quarter of an hour at full size, starts one server,
and asks for each page as a supervisor, one after the other. Exit code 1 when a page's p95 is
above 500 ms or it does not answer 200.
"""

import argparse
import re
import sys
import time
from statistics import quantiles
from urllib.parse import quote

import httpx
from tqdm import tqdm

from aicc.tests import servers
from bench.stage import stage

MOST_MS = 500
SETTINGS = {"AICC_ENGINE": "canned", "AICC_RATE_LIMITS": "off", "AICC_LOG_LEVEL": "warning"}
TALKS = "chat/conversation/"
PAGES = {
    "front page": "",
    "needs eyes": TALKS,
    "needs eyes, yesterday": f"{TALKS}?when=yesterday",
    "everything": f"{TALKS}?reviewed=all",
    "not reviewed, page 5": f"{TALKS}?reviewed=no&p=5",
    "by agent": f"{TALKS}?reviewed=all&agent={{agent}}",
    "by sign": f"{TALKS}?reviewed=all&sign=abuse",
    "by eight filters": f"{TALKS}?reviewed=no&sign=negative&when=month&owner=closed&outcome="
    "unresolved&category=loans&language=ko&sentiment=NEGATIVE",
    "by a score that few gave": f"{TALKS}?reviewed=all&score=1&engine=model&intent=HUMAN_REQ",
    "search, frequent word": f"{TALKS}?q={quote('영업점')}",
    "search, two words": f"{TALKS}?q={quote('전세자금대출 해운대')}",
    "search, no such word": f"{TALKS}?q={quote('뭉게구름')}",
    "search within filters": f"{TALKS}?q={quote('환율우대')}&when=week&language=ko",
    "a conversation": f"{TALKS}{{conversation}}/change/",
    "export form": f"{TALKS}export/?reviewed=no",
    "handovers": "handover/handover/",
    "all handovers": "handover/handover/?status=all",
    "reviews": "chat/review/",
    "knowledge gaps": "chat/knowledgegap/",
    "articles": "chat/article/",
    "exports": "chat/export/",
}
STAFF = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from chat.models import Conversation
from handover.models import AgentProfile
user, _ = User.objects.get_or_create(username="sam", defaults={"is_staff": True})
user.groups.add(Group.objects.get(name="supervisor"))
store = SessionStore()
store[SESSION_KEY] = str(user.pk)
store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print("key=" + store.session_key)
print("agent=%s" % AgentProfile.objects.first().user_id)
print("conversation=%s" % Conversation.objects.exclude(outcome="").order_by("-risk").first().pk)
"""


def times(client: httpx.Client, address: str, rounds: int) -> list[float]:
    """Milliseconds of each answer. Raises httpx.HTTPStatusError for any but 200."""
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        client.get(address).raise_for_status()
        taken.append((time.perf_counter() - began) * 1_000)
    return taken[1:]  # the first one fills caches


def measure(server: servers.AiccServer, rounds: int) -> dict[str, list[float]]:
    printed = server.manage("shell", "-c", STAFF)
    known = dict(re.findall(r"^(\w+)=(\w+)$", printed, re.MULTILINE))
    results = {}
    with httpx.Client(
        base_url=f"{server.url}/admin/", cookies={"sessionid": known["key"]}, timeout=60
    ) as client:
        for name, address in tqdm(PAGES.items(), desc="pages", disable=None):
            results[name] = times(client, address.format(**known), rounds)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.office", description=__doc__)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--database", choices=("sqlite", "mariadb"), default="mariadb")
    given = parser.parse_args()
    with stage(SETTINGS, database=given.database) as scene:
        (server,) = scene.servers
        server.manage("import_knowledge", "--if-empty")
        size = (f"--conversations={given.conversations}", f"--messages={given.messages}")
        print(server.manage("seed_conversations", *size).splitlines()[-1])
        results = measure(server, given.rounds)
    worst = 0.0
    print(f"{'page':28}{'p50 ms':>9}{'p95 ms':>9}")
    for name, taken in results.items():
        cuts = quantiles(taken, n=20, method="inclusive")
        worst = max(worst, cuts[18])
        print(f"{name:28}{cuts[9]:>9.0f}{cuts[18]:>9.0f}")
    return 0 if worst <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
