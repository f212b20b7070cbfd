"""`manage.py prepare`: a database to look at, words to go on, and no surprise the second time."""

import socket

import polib
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from aicc.management.commands import prepare
from aicc.platform import translations
from aicc.testing import servers
from aicc.testing.servers import free_port
from chat.models import Article

pytestmark = pytest.mark.mariadb


@pytest.mark.django_db(transaction=True)
def test_articles_and_logins_are_made_once(settings, tmp_path, capsys):
    settings.AICC_DATA_DIR = tmp_path
    port = str(free_port())

    call_command("prepare", port=port)
    articles, people = Article.objects.count(), get_user_model().objects.count()
    call_command("prepare", port=port)

    assert articles > 100
    assert people == 2
    assert (Article.objects.count(), get_user_model().objects.count()) == (articles, people)
    assert capsys.readouterr().out.count(f"http://127.0.0.1:{port}/admin/") == 2


@pytest.mark.django_db(transaction=True)
def test_the_sample_articles_can_be_left_out(settings, tmp_path):
    settings.AICC_DATA_DIR = tmp_path
    settings.AICC_SAMPLE_KNOWLEDGE = False

    call_command("prepare", port=str(free_port()))

    assert not Article.objects.exists()


class PreparedServer(servers.AiccServer):
    def command(self):
        return [*super().command(), "--prepare"]


@pytest.mark.servers
@pytest.mark.once
def test_a_server_that_prepares_itself_begins_with_a_folder_that_is_empty(tmp_path):
    server = PreparedServer(tmp_path, {"DATABASE_URL": "", "AICC_SEMANTIC": "off"})

    server.start()

    assert int(server.ask("SELECT count(*) FROM chat_article")[0]) > 100
    assert f"The chat:        {server.url}/" in server.log()
    server.kill()


@pytest.mark.parametrize("is_open", [True, False])
def test_open_sessions_are_announced(settings, is_open):
    settings.AICC_OPEN_SESSIONS = is_open

    assert ("Open sessions are on" in prepare.words("127.0.0.1", "8000")) == is_open


def test_a_taken_port_is_refused_before_anything_is_done():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1 port {port}"):
            call_command("prepare", port=port)


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", ""])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CommandError, match="write a number from 1 to 65535"):
        call_command("prepare", port=port)


def test_an_ipv6_address_is_written_as_browsers_want_it():
    assert "http://[::1]:8000/" in prepare.words("::1", "8000")


def test_a_catalogue_is_compiled_when_it_changed(monkeypatch, tmp_path):
    folder = tmp_path / "chat" / "locale" / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    book = polib.POFile()
    book.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    book.append(polib.POEntry(msgid="Send", msgstr="보내기"))
    book.save(str(folder / "django.po"))
    monkeypatch.setattr(translations, "ROOT", tmp_path)

    assert (translations.compile_stale(), translations.compile_stale()) == (1, 0)
    assert polib.mofile(str(folder / "django.mo"))[0].msgstr == "보내기"
