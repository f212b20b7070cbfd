"""The doctor names what is wrong, with its remedy, and a well installation is told so."""

import atexit
import json
import re
import shutil
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import httpx
import polib
import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import override

from aicc import checks
from aicc.doctor import backlog, server
from aicc.doctor import knowledge as doctors_knowledge
from aicc.testing import servers
from aicc.tests.platform.test_translations import KOREAN
from chat.articles import article_files
from chat.assistant.retrieval import corpus
from chat.management.commands.import_knowledge import SAMPLES
from chat.models import Conversation, Turn
from conftest import require


def doctor(folder, *options, **given):
    """The command in a process of its own: its exit code, and all that it said."""
    settings = {"AICC_DATA_DIR": str(folder), "AICC_SEMANTIC": "off", **given}
    done = servers.AiccServer(Path(folder), settings).run("manage.py", "doctor", *options)
    assert "Traceback" not in done.stderr, done.stderr
    return SimpleNamespace(code=done.returncode, said=done.stdout + done.stderr)


@pytest.fixture(scope="module")
def prepared(published_sqlite, tmp_path_factory):
    """A data folder with a migrated database and the sample articles."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(published_sqlite, folder / "aicc.sqlite3")
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    return shutil.copytree(prepared, tmp_path / "data")


@pytest.fixture(scope="module")
def model_service():
    """An endpoint that lists one model to whoever has the key `good`."""

    class Models(BaseHTTPRequestHandler):
        def do_GET(self):
            is_known = self.headers["Authorization"] == "Bearer good"
            body = json.dumps({"data": [{"id": "bank-model"}]} if is_known else {}).encode()
            self.send_response(200 if is_known else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Models)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


# --- What is well ------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.once
def test_a_trial_that_works_has_no_error(folder, model_service):
    model = {
        "OPENAI_BASE_URL": model_service,
        "OPENAI_API_KEY": "good",
        "AICC_MODEL": "bank-model",
    }
    url = {"DATABASE_URL": f"sqlite:///{folder / 'aicc.sqlite3'}", "AICC_REDIS_URL": ""}

    well = doctor(folder, **model, **url)

    assert well.code == 0, well.said
    assert "✗" not in well.said
    assert "138 articles in force" in well.said
    assert "bank-model at 127.0.0.1" in well.said


@pytest.mark.servers
@pytest.mark.once
def test_a_program_reads_json_and_a_person_korean(folder):
    url = {"DATABASE_URL": f"sqlite:///{folder / 'aicc.sqlite3'}", "AICC_REDIS_URL": ""}

    found = json.loads(doctor(folder, "--json", **url).said)
    korean = doctor(folder, LANG="ko_KR.UTF-8", **url).said

    assert {"section", "level", "text", "remedy"} == set(found[0])
    assert "데이터베이스" in korean
    assert "모든 마이그레이션이 적용되었습니다." in korean


# --- Misconfigurations, each really planted ----------------------------------------


def sqlite(folder):
    return {"DATABASE_URL": f"sqlite:///{folder / 'aicc.sqlite3'}", "AICC_REDIS_URL": ""}


def unmigrated(folder):
    (folder / "aicc.sqlite3").unlink()
    return {}


def no_articles(folder):
    shutil.copy(folder / "aicc.sqlite3", folder / "other.sqlite3")
    server = servers.AiccServer(folder.parent, sqlite(folder))
    server.manage("shell", "-c", "from chat.models import Article; Article.objects.all().delete()")
    return {}


def env_file_for_all(folder):
    # Not under pytest's folders: each run that begins makes those private again.
    place = servers.short_folder()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    place.chmod(0o755)
    path = place / "settings"
    path.write_text("OPENAI_API_KEY=\n")
    path.chmod(0o644)
    return {"AICC_ENV_FILE": str(path)}


def demo_logins(folder):
    (folder / checks.DEMO_LOGINS).write_text("mei secret (agent)\n")
    (folder / checks.DEMO_LOGINS).chmod(0o600)
    return {"AICC_PRODUCTION": "on"}


def redis_gone(folder):
    return {"AICC_REDIS_URL": f"redis://:hidden-word@127.0.0.1:{servers.free_port()}/0"}


def model_gone(folder):
    return {"OPENAI_BASE_URL": f"http://127.0.0.1:{servers.free_port()}/v1"}


def nothing_collected(folder):
    return {"AICC_STATIC_DIR": str(folder / "collected")}


def data_under_a_file(folder):
    (folder / "a-file").write_text("")
    return {"AICC_DATA_DIR": str(folder / "a-file" / "data")}


def plain(**given):
    return lambda folder: given


PLANTED = [
    (unmigrated, "migrations are not applied", "Run manage.py migrate."),
    (no_articles, "No article is in force", "Run manage.py import_knowledge"),
    (env_file_for_all, "Everybody on this machine can read", "chmod o= "),
    (redis_gone, "Redis does not bring back what we send", "correct AICC_REDIS_URL"),
    (model_gone, "cannot be reached", "correct OPENAI_BASE_URL"),
    (nothing_collected, "Nothing is collected", "Run manage.py collectstatic"),
    (data_under_a_file, "cannot be made", "name a folder that this user may write to"),
    (demo_logins, "demonstration's logins", "Run manage.py demo_login --remove."),
    (plain(AICC_PRODUCTION="on", AICC_OPEN_SESSIONS="on"), "E010", "Set AICC_OPEN_SESSIONS=off."),
    (plain(AICC_PRODUCTION="on", AICC_DEBUG="on"), "E011", "Set AICC_DEBUG=off."),
    (plain(AICC_PRODUCTION="on", AICC_ALLOWED_HOSTS="*"), "E014", "Name each host"),
    (plain(AICC_PRODUCTION="on", AICC_TLS="off"), "E018", "Set AICC_TLS=on"),
    (plain(AICC_TURN_SECONDS="soon"), "AICC_TURN_SECONDS is 'soon'", "write a whole number"),
]


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize(("plant", "complaint", "remedy"), PLANTED)
def test_a_misconfiguration_is_named_with_its_remedy(folder, plant, complaint, remedy):
    given = {"AICC_DATA_DIR": str(folder), **sqlite(folder), **plant(folder)}

    ill = doctor(given.pop("AICC_DATA_DIR"), **given)

    assert ill.code == 1
    assert complaint in ill.said
    assert remedy in ill.said
    assert "hidden-word" not in ill.said


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize(
    ("key", "name", "complaint", "remedy"),
    [
        ("bad", "bank-model", "refuses the key", "Give OPENAI_API_KEY"),
        ("good", "bank-modle", "does not serve the model bank-modle", "its own: bank-model"),
    ],
)
def test_a_model_that_would_not_answer_is_named(
    folder, model_service, key, name, complaint, remedy
):
    given = {"OPENAI_BASE_URL": model_service, "OPENAI_API_KEY": key, "AICC_MODEL": name}

    ill = doctor(folder, **sqlite(folder), **given)

    assert ill.code == 1
    assert complaint in ill.said
    assert remedy in ill.said


# --- A MySQL or MariaDB that is not as it should be --------------------------------


class ForeignMariaDb(servers.MariaDb):
    """As somebody else may have set it up."""

    def command(self):
        clock = "SET timestamp = UNIX_TIMESTAMP() + 3600"
        return [*super().command(), "--max-connections=20", f"--init-connect={clock}"]


@pytest.fixture(scope="module")
def foreign_database():
    require("mariadbd", "mariadb-install-db", "mariadb")
    server = ForeignMariaDb(servers.short_folder()).start()
    server.ask("CREATE DATABASE latin CHARACTER SET latin1")
    # init_connect is not run for whoever may do everything.
    server.ask("CREATE USER bank IDENTIFIED BY 'a word of this test'")
    server.ask("GRANT ALL ON latin.* TO bank")
    yield f"bank:a%20word%20of%20this%20test@127.0.0.1:{server.port}"
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.mark.servers
@pytest.mark.once
def test_a_database_of_another_mind_is_named_thing_by_thing(folder, foreign_database):
    pytest.importorskip("MySQLdb")

    said = doctor(folder, DATABASE_URL=f"mysql://{foreign_database}/latin").said

    assert "migrations are not applied" in said
    assert "character set is latin1" in said
    assert "max_connections is 20; two servers may want 28." in said
    assert re.search(r"clock and ours are (3599|3600|3601) seconds apart", said), said
    assert "follow the same time server" in said
    assert "a word of this test" not in said


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "complaint", "remedy"),
    [
        (
            "bank:wrong@127.0.0.1:{port}/latin",
            "refuses the user or the password",
            "MYSQL_PASSWORD",
        ),
        ("nobody@127.0.0.1:1/aicc", "does not answer", "Start it, or correct DATABASE_URL"),
    ],
)
def test_a_database_that_lets_nobody_in_is_named(
    folder, foreign_database, address, complaint, remedy
):
    pytest.importorskip("MySQLdb")
    port = foreign_database.rpartition(":")[2]

    ill = doctor(folder, DATABASE_URL=f"mysql://{address.format(port=port)}", AICC_REDIS_URL="")

    assert ill.code == 1
    assert complaint in ill.said
    assert remedy in ill.said
    assert "✓ No model" in ill.said  # and the rest was looked at all the same


# --- Work, servers and words -------------------------------------------------------


@pytest.mark.django_db
def test_questions_that_no_server_answers_are_counted():
    lin = Conversation.objects.create(session_id="lin")
    old = timezone.now() - timedelta(minutes=5)
    for number, lease in ((1, Now() - timedelta(minutes=4)), (2, Now() + timedelta(minutes=1))):
        Turn.objects.create(
            conversation=lin,
            question_seq=number,
            state=Turn.State.THINKING,
            asked_at=old,
            lease_until=lease,
        )

    (found,) = backlog.examine()

    assert "1" in found.text
    assert found.remedy


@pytest.mark.servers
@pytest.mark.once
def test_a_server_is_looked_at_as_its_clients_see_it(aicc_server, folder):
    server = aicc_server(articles=True)

    ready = doctor(folder, "--url", server.url, **sqlite(folder)).said
    server.stop()
    gone = doctor(folder, "--url", server.url, **sqlite(folder))

    assert f"{server.url} is ready." in ready
    assert "does not answer" in gone.said
    assert gone.code == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ko"])
def test_missing_vectors_are_told_with_their_number(ready_embedder, language):
    call_command("import_knowledge", SAMPLES / "fees", vectors_later=True)
    with override(language):
        (missing,) = doctors_knowledge.by_meaning()
        call_command("make_vectors")
        (whole,) = doctors_knowledge.by_meaning()

    assert str(knowledge_of_samples()) in missing.text
    assert "make_vectors" in missing.remedy
    assert (missing.level, whole.level) == ("warning", "ok")
    assert missing.text.isascii() == (language == "en")


def knowledge_of_samples():
    entries = [e for f in article_files.files_in(SAMPLES / "fees") for e in article_files.read(f)]
    return len(corpus.texts_of((e.article.title, e.article.body) for e in entries))


def test_an_embedder_that_makes_no_vector_is_told(ready_embedder):
    ready_embedder.refused = {"": "died"}

    (found,) = doctors_knowledge.by_meaning()

    assert (found.level, "died" in found.text) == ("warning", True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"embedder": "resting"}, "embedder has died"),
        ({"vectors_missing": 12}, "12 texts have no vector"),
        ({"embedder": "ready", "vectors_missing": 0}, ""),
    ],
)
def test_what_a_server_says_of_its_search_is_told(said, told):
    answer = httpx.Response(200, json={"status": "healthy", **said})
    with override("en"):
        found = list(server.parts_of(answer, "http://localhost"))

    warnings = [each.text for each in found if each.level == "warning"]
    assert bool(warnings) is bool(told)
    assert told in " ".join(warnings)


def test_every_refusal_is_there_in_korean(settings, tmp_path, monkeypatch):
    """Texts of checks are looked up when they are shown, so no scan of the code finds them."""
    settings.AICC_OPEN_SESSIONS = settings.DEBUG = settings.AICC_SAMPLE_KNOWLEDGE = True
    settings.AICC_RATE_LIMITS, settings.ALLOWED_HOSTS = False, ["*"]
    settings.AICC_PASSWORD_MEMORY_MIB = 10**6
    settings.AICC_ENGINE, settings.AICC_TLS, settings.AICC_DATA_DIR = "canned", "off", tmp_path
    (tmp_path / checks.DEMO_LOGINS).touch()
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.mysql")
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "")
    monkeypatch.delenv("AICC_SECRET_KEY", raising=False)
    known = {entry.msgid for entry in polib.pofile(str(KOREAN)) if entry.translated()}

    refusals = checks.production_errors()

    assert len(refusals) == 14
    assert {text for each in refusals for text in (each.msg, each.hint)} <= known
