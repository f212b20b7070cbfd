"""Static files are served as they are now, and browsers ask before they use old ones."""

import pytest
from django.http import HttpResponse
from django.test import AsyncRequestFactory, override_settings

from aicc.static_files import StaticFiles

SCRIPT = "/static/page.js"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page.js").write_text("const words = 'of the first deployment';\n")
    with override_settings(STATICFILES_DIRS=[tmp_path], SERVESTATIC_AUTOREFRESH=False):
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
