"""Static files are served as they are now, and browsers ask before they use old ones."""

import re
import subprocess

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.test import AsyncRequestFactory, override_settings

import conftest
from aicc.server import page_bundles
from aicc.server.static_files import HashedStorage, StaticFiles
from aicc.testing.servers import ROOT

SCRIPT = "/static/page.js"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page.js").write_text("const words = 'of the first deployment';\n")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        yield tmp_path


@pytest.fixture
def files(folder):
    async def not_a_file(request):
        return HttpResponse(status=404)

    return StaticFiles(not_a_file)


async def fetch(files, **headers):
    answer = await files(AsyncRequestFactory().get(SCRIPT, headers=headers))
    parts = [part async for part in answer] if answer.streaming else [answer.content]
    return answer, b"".join(parts)


async def test_a_browser_keeps_a_script_and_asks_whether_it_is_still_the_same(files):
    first, _ = await fetch(files)

    again, body = await fetch(files, if_none_match=first["ETag"])

    assert first["Cache-Control"] == "max-age=0, public"
    assert first["Last-Modified"]
    assert (again.status_code, body) == (304, b"")


@pytest.mark.parametrize(
    "words", ["let a;\n", "const words = 'of a deployment that came later';\n"]
)
async def test_a_file_that_changed_is_sent_whole_and_with_its_own_length(files, folder, words):
    before, _ = await fetch(files)
    (folder / "page.js").write_text(words)

    after, body = await fetch(files, if_none_match=before["ETag"])

    assert (after.status_code, body.decode()) == (200, words)
    assert int(after["Content-Length"]) == len(words)


async def test_a_file_that_is_gone_is_not_found_and_is_there_again_when_it_comes_back(
    files, folder
):
    content = (folder / "page.js").read_bytes()
    (folder / "page.js").unlink()

    gone, _ = await fetch(files)
    (folder / "page.js").write_bytes(content)
    back, body = await fetch(files)

    assert (gone.status_code, back.status_code) == (404, 200)
    assert body == content


WRITTEN = {
    "page.js": '/* why */\nimport { log } from "./log.js"; // what for\nlog( "문의" );\n',
    "log.js": "export const log = console.log;\n",
    "alone.js": "addEventListener('load', () => {\n  /* nothing */\n});\n",
    "sheets.css": '@import "base.css";\n@import "page.css";\n',
    "base.css": "/* first */\na { color: red; }\n",
    "page.css": "a { color: blue; }\n",
}


@pytest.fixture
def collected(tmp_path):
    """Collects the same files as ours and as a library's; what each is called then, by name."""
    out = HashedStorage(location=tmp_path / "out", base_url="/static/")
    paths = {}
    for folder in ("ours", "theirs"):
        for name, text in WRITTEN.items():
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / name).write_text(text)
            source = FileSystemStorage(location=tmp_path / folder)
            out.save(f"{folder}/{name}", source.open(name))
            paths[f"{folder}/{name}"] = (source, name)

    def collect():
        with override_settings(STATICFILES_DIRS=[tmp_path / "ours"]):
            done = {name: hashed for name, hashed, _ in out.post_process(paths)}
        return {name: (tmp_path / "out" / hashed).read_text() for name, hashed in done.items()}

    return collect


def test_a_page_becomes_one_script_and_one_style_in_its_order(collected):
    conftest.require("esbuild")

    files = collected()

    script, style = files["ours/page.bundle.js"], files["ours/sheets.bundle.css"]
    assert "문의" in script
    assert not {"import", "why", "what for"} & set(script.replace("(", " ").split())
    assert "console.log" in script
    assert style.index("red") < style.index("blue" if "blue" in style else "#00f")
    assert "first" not in style


def test_what_is_ours_is_minified_and_libraries_come_as_they_are(collected):
    conftest.require("esbuild")

    files = collected()

    assert "nothing" not in files["ours/alone.js"]
    assert len(files["ours/alone.js"]) < len(WRITTEN["alone.js"])
    assert files["theirs/alone.js"] == WRITTEN["alone.js"]
    assert files["theirs/page.js"].startswith("/* why */")
    assert "theirs/page.bundle.js" not in files


def test_modules_that_are_not_bundled_name_each_other_by_hash(collected):
    named = r'from ?"./log.[0-9a-f]{12}.js"'

    files = collected()

    assert all(re.search(named, files[f"{folder}/page.js"]) for folder in ("ours", "theirs"))


def test_without_esbuild_all_is_collected_as_it_is_and_whoever_collects_is_told(
    collected, monkeypatch, capsys
):
    monkeypatch.setenv("PATH", "")

    files = collected()

    assert files["ours/alone.js"] == WRITTEN["alone.js"]
    assert not [name for name in files if "bundle" in name]
    assert "esbuild is not installed" in capsys.readouterr().out


def test_a_script_that_cannot_be_read_ends_the_collection_with_its_place(
    collected, tmp_path, capfd
):
    conftest.require("esbuild")
    (tmp_path / "out" / "ours" / "log.js").write_text("export const log = ;\n")

    with pytest.raises(subprocess.CalledProcessError):
        collected()

    assert "ours/log.js:1:19" in capfd.readouterr().err


def test_a_page_names_its_bundle_where_there_is_one_and_its_modules_where_there_is_none(
    monkeypatch,
):
    plain = page_bundles.page_files("chat")
    there = {"chat/page.bundle.js": "chat/page.bundle.0.js"}
    monkeypatch.setattr(page_bundles.staticfiles_storage, "hashed_files", there, raising=False)

    bundled = page_bundles.page_files("chat")

    assert (plain["script"], plain["styles"]) == ("chat/page.js", "chat/sheets.css")
    assert "chat/client.js" in plain["modules"]
    assert bundled == {
        "script": "chat/page.bundle.js",
        "styles": "chat/sheets.bundle.css",
        "modules": [],
    }


@pytest.mark.parametrize("page", ["chat", "desk"])
def test_a_pages_sheets_are_all_named_where_their_order_stands(page):
    folder = ROOT / "static" / page
    named = set(re.findall(r'@import "(.+)";', (folder / "sheets.css").read_text()))
    apart = {"sheets.css", "theme.css", "article.css", "error.css"}  # of every page, of others

    assert named == {path.name for path in folder.glob("*.css")} - apart
