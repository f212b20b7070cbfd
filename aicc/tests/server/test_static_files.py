"""Static files are served as they are now, and browsers ask before they use old ones."""

import json
import subprocess

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.test import AsyncRequestFactory, override_settings

from aicc.server.static_files import MINIFY, HashedStorage, StaticFiles
from aicc.testing.servers import ROOT

SCRIPT = "/static/page.js"
# Reads pairs of modules and says of each whether both are the same syntax tree.
SAME_TREES = """
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
const read = (text) => acorn.parse(text, { ecmaVersion: "latest", sourceType: "module" });
const tree = (text) => JSON.stringify(read(text), (key, value) =>
  key === "start" || key === "end" ? undefined : typeof value === "bigint" ? `${value}n` : value);
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(pairs.map(([one, other]) => tree(one) === tree(other))));
"""


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


def test_what_is_collected_of_ours_has_lost_its_comments_and_libraries_have_not(folder, tmp_path):
    written = '/* why */\nimport { log } from "./log.js"; // what for\nlog(  1  );\n'
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.js").write_text(written)
        (tmp_path / name / "log.js").write_text("export const log = console.log;\n")
    out = HashedStorage(location=tmp_path / "out", base_url="/static/")
    paths = {}
    for name in ("ours", "theirs"):
        for file in ("page.js", "log.js"):
            source = FileSystemStorage(location=tmp_path / name)
            out.save(f"{name}/{file}", source.open(file))
            paths[f"{name}/{file}"] = (source, file)

    with override_settings(STATICFILES_DIRS=[tmp_path / "ours"]):
        done = {name: hashed for name, hashed, _ in out.post_process(paths)}

    ours, theirs = (
        (tmp_path / "out" / done[name]).read_text() for name in ("ours/page.js", "theirs/page.js")
    )
    log = done["ours/log.js"].rpartition("/")[2]
    assert ours == f'import{{log}} from "./{log}";log(1);'
    assert theirs.startswith("/* why */")


def test_without_comments_and_blanks_our_modules_mean_the_same():
    driver = pytest.importorskip("playwright._impl._driver", reason="it brings Node")
    node, _ = driver.compute_driver_executable()
    modules = sorted(ROOT.glob("static/*/*.js"))
    pairs = [[text, MINIFY[".js"](text)] for text in (it.read_text() for it in modules)]

    done = subprocess.run(
        [str(node), "--expose-internals", "--eval", SAME_TREES],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )

    same = zip(modules, json.loads(done.stdout), strict=True)
    assert [it.name for it, is_same in same if not is_same] == []
    assert len(modules) > 30
