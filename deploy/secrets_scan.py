"""Keys and passwords that were left in a file: `python -m deploy.secrets_scan`, of `make lint`.

detect-secrets looks through every text file of the tree, here alone: it asks no service whether a
key is valid. Prints file, line and kind of what it takes for a secret, never the secret. Exit code
1 where one is found that is not explained below.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
# What no commit holds: `.env` is where a machine's own keys belong.
ELSEWHERE = {
    *(".git", ".venv", ".env", "var", "__pycache__", "node_modules"),
    *("static-collected", "test-results"),
    *(".pytest_cache", ".mypy_cache", ".ruff_cache"),
}
# Long rows of figures by their nature: packages' hashes, weights, vectors, pictures, what is
# compiled.
FIGURES = {".lock", ".npz", ".png", ".webp", ".woff2", ".ico", ".mo", ".pyc", ".sqlite3"}
OF_FIGURES = {"chat/assistant/understanding/weights.json"}
# Where people make passwords up, one is known by its entropy or its issuer's form alone.
MADE_UP = re.compile(r"(^|/)(tests|testing|bench|findings|image_test|walkthrough)/|^conftest\.py$")
BY_WORDS = {"Basic Auth Credentials", "Secret Keyword"}
FILTERS = (
    "allowlist.is_line_allowlisted",
    "heuristic.is_indirect_reference",
    "heuristic.is_likely_id_string",
    "heuristic.is_lock_file",
    "heuristic.is_not_alphanumeric_string",
    "heuristic.is_potential_uuid",
    "heuristic.is_prefixed_with_dollar_sign",
    "heuristic.is_sequential_string",
    "heuristic.is_templated_secret",
)
PLACEHOLDERS = {"password"}  # where an address is explained: mysql://user:password@host
# What is found and is none, by file and first eight characters, and why.
BEGIN = 8
OF_SOURCE = "the hash of a library's source"
OF_CLUSTER = "the name under which a cluster keeps one"
EXPLAINED = {
    ("aicc/tests/audit/test_looks.py", "a68b412c"): "a SHA-256 that looks like a telephone number",
    ("aicc/tests/platform/test_request_ids.py", "01234567"): "digits in their order",
    ("aicc/tests/server/test_asgi.py", "sessioni"): "letters in their order",
    ("aicc/tests/server/test_inline_middleware.py", "5926f734"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "0e2ee681"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "f1e300b4"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "345f2133"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "048d6bcf"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "5dcca425"): OF_SOURCE,
    ("aicc/tests/server/test_transport.py", "22996873"): OF_SOURCE,
    ("aicc/platform/wording/korean_keyboard.py", "rRseEfaq"): "the keys of a Korean keyboard",
    ("chat/tests/api/test_client_ids.py", "01JDSV7Q"): "a message's id",
    ("deploy/kubernetes/ingress.yaml", "aicc-tls"): OF_CLUSTER,
    ("deploy/kubernetes/prepare.yaml", "aicc"): OF_CLUSTER,
    ("deploy/kubernetes/servers.yaml", "aicc"): OF_CLUSTER,
    ("deploy/scripts/lint.sh", "of-this-"): "of settings that no server is started with",
    ("handover/staff_access/password_links.py", "23456789"): "an alphabet",
    ("handover/staff_sessions/recovery_codes.py", "23456789"): "an alphabet",
    ("handover/staff_sessions/second_factor.py", "awaiting"): "a name in a session",
}


@dataclass(frozen=True, order=True)
class Found:
    path: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.kind}"


def files(root: Path = ROOT) -> Iterator[str]:
    """Every file that can hold one, by its path from the root."""
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name not in ELSEWHERE]
        for name in sorted({*names} - ELSEWHERE):
            path = Path(folder, name).relative_to(root).as_posix()
            if Path(name).suffix not in FIGURES and path not in OF_FIGURES:
                yield path


def configured() -> dict[str, Any]:
    """Every detector there is, and no filter that asks a service."""
    kinds = get_mapping_from_secret_type_to_class().values()
    return {
        "plugins_used": [{"name": kind.__name__} for kind in kinds],
        "filters_used": [{"path": f"detect_secrets.filters.{name}"} for name in FILTERS],
    }


def looked_through(paths: Iterable[str], root: Path = ROOT) -> list[Found]:
    """What looks like a secret in these files, in their order."""
    found = set()
    with transient_settings(configured()):
        for path in paths:
            for each in scan_file(str(root / path)):
                if each.type in BY_WORDS and MADE_UP.search(path):
                    continue
                found.add(Found(path, each.line_number, each.type, each.secret_value or ""))
    return sorted(found)


def is_explained(found: Found) -> bool:
    return found.text in PLACEHOLDERS or (found.path, found.text[:BEGIN]) in EXPLAINED


def main() -> int:
    secrets = [each for each in looked_through(sorted(files())) if not is_explained(each)]
    print(*secrets, sep="\n", end="\n" if secrets else "")
    return 1 if secrets else 0


if __name__ == "__main__":
    sys.exit(main())
