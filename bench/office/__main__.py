"""How long the back office's pages take on a long history. Prints p50 and p95.

    python -m bench.office                                        1,000,000 messages, MariaDB
    python -m bench.office --conversations 1000 --messages 10000 --rounds 5
    python -m bench.office --database mysql://root@127.0.0.1:3306/aicc --role agent

Seeds a database of its own, starts one server, and asks as a supervisor for each page that
bench.office.pages names or finds, one after the other; then it takes an export. As an agent it
asks for the same pages, leaves out those that are not for agents and says how many, and takes no
export. With the URL of a database, that one is migrated and measured as it is:
`manage.py seed_conversations` has filled it. It leaves there a login of its own and the records of
its exports. Exit code 1 when a page's p95 is above 500 ms, that of a file to take along above
1,000 ms, or something answers neither 200 nor 403.
"""

import argparse
import re
import sys
import time
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import httpx
from tqdm import tqdm

from aicc.testing import servers
from bench.office.pages import CONVERSATIONS, FILES, every
from bench.stage import stage

MOST_MS, MOST_MS_OF_A_FILE = 500, 1_000
SETTINGS = {
    "AICC_ENGINE": "canned",
    "AICC_RATE_LIMITS": "off",
    "AICC_LOG_LEVEL": "warning",
    "AICC_SEMANTIC": "off",  # no vectors are made beside the pages
}
STAFF = """
from django.contrib.auth.models import Group, User
from chat.models import Article, CoachingNote, Conversation, Export, Review
from handover.models import AgentProfile, Handover
from handover.simulation.staff import open_session
profile = AgentProfile.objects.first()
user, _ = User.objects.get_or_create(username="bench-sam", defaults={{"is_staff": True}})
talks = Conversation.objects.exclude(outcome="")
if "{role}" == "agent":
    user = profile.user
    User.objects.filter(pk=user.pk).update(is_staff=True, is_active=True)
    talks = talks.filter(handovers__segments__agent=user)
user.groups.set([Group.objects.get(name="{role}")])
print("key=" + open_session(user))
print("agent=%s" % profile.user_id)
print("conversation=%s" % talks.order_by("-risk").first().pk)
rows = {{"review": Review, "handover": Handover, "export": Export, "article": Article}}
for name, model in {{**rows, "profile": AgentProfile, "note": CoachingNote}}.items():
    print("%s=%s" % (name, model.objects.order_by("pk").first().pk))
"""
Times = dict[str, dict[str, list[float]]]  # by what it is, by address: milliseconds


def times(client: httpx.Client, address: str, rounds: int) -> list[float]:
    """Milliseconds of each answer; none where this person may not read it.

    Raises httpx.HTTPStatusError for any other answer but 200.
    """
    taken: list[float] = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(address)
        if answer.status_code == httpx.codes.FORBIDDEN:
            return []
        answer.raise_for_status()
        taken.append((time.perf_counter() - began) * 1_000)
    return taken[1:]  # the first one fills caches


def measure(client: httpx.Client, known: dict[str, str], rounds: int) -> Times:
    def read(address: str) -> str:
        answer = client.get(address)
        closed = answer.status_code == httpx.codes.FORBIDDEN
        return "" if closed else answer.raise_for_status().text

    today = datetime.now(ZoneInfo("Asia/Seoul")).date()
    pages = every(read, known, today)
    results: Times = {name: {} for name in pages}
    with tqdm(total=sum(map(len, pages.values())), desc="pages", disable=None) as bar:
        for name, addresses in pages.items():
            for address in addresses:
                if taken := times(client, address, rounds):
                    results[name][address] = taken
                bar.update()
    closed = sum(map(len, pages.values())) - sum(map(len, results.values()))
    print(f"{closed} pages are not for this role")
    return {name: some for name, some in results.items() if some}


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20, method="inclusive")[18] if len(taken) > 1 else taken[0]


def tell(results: Times) -> bool:
    """Print a line for each kind of page, and each page that is too slow; whether none is."""
    print(f"{'pages':46}{'number':>7}{'p50 ms':>8}{'worst p95':>11}")
    slow = []
    for name, pages in results.items():
        worst = {address: p95(taken) for address, taken in pages.items()}
        middle = median(value for taken in pages.values() for value in taken)
        print(f"{name[:45]:46}{len(pages):>7}{middle:>8.0f}{max(worst.values()):>11.0f}")
        most = MOST_MS_OF_A_FILE if name in FILES else MOST_MS
        slow += [(took, most, address) for address, took in worst.items() if took > most]
    for took, most, address in sorted(slow, reverse=True):
        print(f"above {most} ms: {took:.0f} ms at /admin/{address}")
    return not slow


def export(client: httpx.Client, server: servers.AiccServer) -> None:
    """Take 1,000 conversations along, and print what that took of time and memory."""
    before = memory(server)
    for kind in ("jsonl", "csv"):
        form = f"{CONVERSATIONS}export/?reviewed=all"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(form).text)
        given = {"format": kind, "reason": "measured by bench.office"}
        began = time.perf_counter()
        answer = client.post(
            form,
            data={**given, "csrfmiddlewaretoken": token[1] if token else ""},
            headers={"Referer": str(client.base_url)},
        ).raise_for_status()
        took = time.perf_counter() - began
        print(f"an export of 1,000 as {kind}: {took:.1f} s, {len(answer.content) / 1e6:.1f} MB")
    print(f"the server's memory at its peak: {before} MiB before, {memory(server)} MiB after")


def memory(server: servers.AiccServer) -> int:
    """MiB at the peak so far."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.office",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--database",
        default="mariadb",
        help="mariadb or sqlite: a new one, seeded; or the URL of one that is seeded already",
    )
    parser.add_argument("--role", choices=("supervisor", "agent"), default="supervisor")
    given = parser.parse_args()
    seeded = "://" in given.database
    with stage(SETTINGS, database=given.database) as scene:
        (server,) = scene.servers
        if not seeded:
            server.manage("import_knowledge", "--if-empty")
            size = (f"--conversations={given.conversations}", f"--messages={given.messages}")
            began = time.perf_counter()
            print(server.manage("seed_conversations", *size).splitlines()[-1])
            print(f"seeded in {time.perf_counter() - began:.0f} s")
        printed = server.manage("shell", "-c", STAFF.format(role=given.role))
        known = dict(re.findall(r"^(\w+)=(\w+)$", printed, re.M))
        with httpx.Client(
            base_url=f"{server.url}/admin/",
            cookies={"sessionid": known["key"]},
            follow_redirects=True,  # a page behind the last one leads back to the list
            timeout=120,
        ) as client:
            good = tell(measure(client, known, given.rounds))
            if given.role == "supervisor":
                export(client, server)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
