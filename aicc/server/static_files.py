"""Static files: served as they lie there now, or collected under names that never change."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware
from servestatic.responders import MissingFileError, StaticFile

from aicc.server import page_bundles

Stamp = tuple[int, int, int]


class HashedStorage(ManifestStaticFilesStorage):
    """What `collectstatic` writes where AICC_STATIC_DIR is set.

    Ours are minified, and each page's are bundled (`page_bundles`). Where they are not, names in
    imports are rewritten too, or a browser would mix modules of two deployments.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            ours = [name for name, (source, _) in paths.items() if is_ours(name, source)]
            bundles = page_bundles.make(Path(self.location), ours)
            paths |= {name: (self, name) for name in ours + bundles}
        yield from super().post_process(paths, dry_run, **options)


def is_ours(name: str, source: Any) -> bool:
    """Whether it is a script or a style of ours; libraries bring theirs as they want them."""
    folder = Path(getattr(source, "location", ""))
    return folder in settings.STATICFILES_DIRS and Path(name).suffix in (".js", ".css")


class StaticFiles(ServeStaticMiddleware):
    """ServeStatic, which reads lengths and dates at the start, made to notice what changed.

    A file that has shrunk under a running server would be announced with its old length,
    and the browser would wait for the rest for ever. One look at the file costs some
    microseconds; files that are new are served after a restart only.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.places: dict[str, tuple[str, Stamp | None]] = {}  # address → path, as last seen
        super().__init__(*arguments, **options)

    def get_static_file(
        self, path: str, url: str, stat_cache: Mapping[str, os.stat_result] | None = None
    ) -> StaticFile:
        self.places[url] = (path, stamp(path))
        return super().get_static_file(path, url, stat_cache)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in self.places:
            self.look_again(request.path_info)
        return await super().__call__(request)

    def look_again(self, url: str) -> None:
        path, seen = self.places[url]
        now = stamp(path)
        if now == seen:
            return
        self.places[url] = (path, now)
        try:
            self.files[url] = self.get_static_file(path, url)
        except MissingFileError:
            self.files.pop(url, None)


def stamp(path: str) -> Stamp | None:
    """Another one whenever the file is another; None where there is none."""
    try:
        seen = Path(path).stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
