"""One script and one style for each page, in place of some sixty modules and sheets.

A folder of static/ that holds a `page.js` is a page's: its modules, and its styles by the
`@import`s of its `sheets.css`. Sources are served as they lie there, so that whoever changes them
reloads and nothing else; where `collectstatic` finds esbuild, each page gets `page.bundle.js` and
`sheets.bundle.css` beside them, and its head names those. A browser with 150 ms to the server
then waits three times where it waited for each level of imports, and half of the bytes travel.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

BUNDLES = {"page.js": "page.bundle.js", "sheets.css": "sheets.bundle.css"}
MOST_SECONDS = 60
WITHOUT = "esbuild is not installed: the pages load all their modules and sheets one by one."


def page_files(folder: str) -> dict[str, Any]:
    """What a page's head names: `styles`, `script`, and the `modules` that a browser is to fetch
    at once and not level by level; none where they are in the script.
    """
    bundle = f"{folder}/{BUNDLES['page.js']}"
    if bundle in getattr(staticfiles_storage, "hashed_files", {}):
        styles = f"{folder}/{BUNDLES['sheets.css']}"
        return {"styles": styles, "script": bundle, "modules": []}
    modules = sorted((settings.BASE_DIR / "static" / folder).glob("*.js"))
    return {
        "styles": f"{folder}/sheets.css",
        "script": f"{folder}/page.js",
        "modules": [f"{folder}/{path.name}" for path in modules],
    }


def make(collected: Path, names: list[str]) -> list[str]:
    """Minify these scripts and styles where they were collected, and bundle the pages' own.

    names: relative to the folder. Returns those of the bundles; none without esbuild. Raises
    CalledProcessError where one cannot be read, with what esbuild says of it on stderr.
    """
    if not shutil.which("esbuild"):
        print(WITHOUT, flush=True)
        return []
    begun = [name for name in names if Path(name).name in BUNDLES]
    # The bundles first: they are made of sources that still say what they mean.
    esbuild(collected, begun, "--bundle", "--format=esm", "--entry-names=[dir]/[name].bundle")
    esbuild(collected, names, "--allow-overwrite")
    return [str(Path(name).with_name(BUNDLES[Path(name).name])) for name in begun]


def esbuild(folder: Path, names: list[str], *options: str) -> None:
    if not names:
        return
    how = ["--minify", "--charset=utf8", "--log-level=warning", "--outdir=.", "--outbase=."]
    command = ["esbuild", *names, *how, *options]
    subprocess.run(command, cwd=folder, check=True, timeout=MOST_SECONDS)  # noqa: S603  (names of our own)
