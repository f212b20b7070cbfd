"""The release before, as it was tagged, goes on serving while its database is migrated.

What every clone can check stands in aicc/tests/test_release_schema.py; a clone without tags,
such as a shallow one, has nothing to run here.
"""

import subprocess
import sys

import httpx
import pytest

from aicc import release_schema
from aicc.testing import servers

RELEASES = [each["release"] for each in release_schema.recorded()]
RATES = "대출 금리가 얼마인가요?"


class OlderServer(servers.AiccServer):
    """A server from a release's own tree, in whose folder it stands."""

    name = "older"

    def command(self):
        serve = f"exec {sys.executable} -m aicc.serve --host {self.host} --port {self.port}"
        return ["sh", "-c", f"cd {self.folder / 'tree'} && {serve}"]


def git(*arguments):
    command = ["git", "-C", str(servers.ROOT), *arguments]
    return subprocess.run(command, capture_output=True, check=False)


def check_out(release, folder):
    """Lay the release's files into `folder`; the test is left out where its tag is not here."""
    tree = git("archive", f"v{release}")
    if tree.returncode:
        pytest.skip(f"this clone holds no tag v{release}; its recorded schema is checked instead")
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=tree.stdout, check=True)


@pytest.mark.servers
@pytest.mark.parametrize("release", RELEASES)
def test_a_tagged_release_serves_on_this_versions_schema(aicc_server, release, tmp_path):
    newer = aicc_server(AICC_OPEN_SESSIONS="on", start=False, articles=True)
    check_out(release, newer.folder / "tree")
    older = OlderServer(newer.folder, dict(newer.settings))
    older.start()
    try:
        with httpx.Client(base_url=older.url, timeout=60) as lin:
            sealed = lin.post("/api/v1/chat/sessions", json={"language": "ko"})
            token = {"Authorization": f"Bearer {sealed.json().get('token')}"}
            session = sealed.json().get("session_id")
            answers = [
                lin.post(
                    "/api/v1/chat/message",
                    json={"session_id": name, "user_message": RATES},
                    headers=headers,
                )
                for name, headers in ((session, token), ("open-of-an-older-server", {}))
            ]
            waiting = lin.post("/api/v1/chat/sessions/open-of-an-older-server/handover", json={})
        assert sealed.status_code == 201, older.log()[-2000:]
        assert [answer.status_code for answer in answers] == [200, 200], older.log()[-2000:]
        assert waiting.json()["owner"] == "queue", waiting.text
    finally:
        older.kill()

    # What it wrote is read by the next one.
    newer.start()
    read = httpx.get(f"{newer.url}/api/v1/chat/sessions/open-of-an-older-server/messages")
    assert read.json()["entries"][0]["text"] == RATES
