"""A key or a password that was left in a file is told by `make lint`, and never shown."""

import pytest

from deploy import secrets_scan

# In pieces, so that this file holds none.
KEYS = {
    "AWS Access Key": "AKIA" + "Z7Q4MN2PLX8RT5WV",
    "Private Key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "OpenAI Token": "sk-" + "a1B2c3D4e5F6g7H8i9J0" + "T3Blbk" + "FJ" + "k1L2m3N4o5P6q7R8s9T0",
    "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJsaW4ifQ." + "c2lnbmVkLWJ5LW5vYm9keQ",
    "Base64 High Entropy String": "qPz81hTq/" + "0mVxW3" + "kYb7+Lr" + "JcS5nDfG2u",
}


def found_in(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)
    return secrets_scan.looked_through([path], folder)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("path", ["aicc/keys.py", "chat/tests/test_keys.py", "docs/keys.md"])
def test_a_key_is_found_wherever_it_was_left_and_not_repeated(tmp_path, kind, path):
    found = found_in(tmp_path, path, f'\nKEY = "{KEYS[kind]}"\n')

    assert (path, 2, kind) in [(each.path, each.line, each.kind) for each in found]
    assert not any(secrets_scan.is_explained(each) for each in found)
    assert not any(KEYS[kind] in str(each) for each in found)


def test_a_password_is_found_where_nobody_makes_one_up(tmp_path):
    line = 'database_password = "cold trains in grey evenings"\n'

    assert [each.kind for each in found_in(tmp_path, "aicc/keys.py", line)] == ["Secret Keyword"]
    assert found_in(tmp_path, "chat/tests/test_keys.py", line) == []


def test_a_word_that_stands_for_a_password_is_none(tmp_path):
    [found] = found_in(tmp_path, "docs/keys.md", "mysql://user:password@host/name\n")

    assert secrets_scan.is_explained(found)


def test_every_explanation_is_of_something_that_is_found():
    paths = sorted({path for path, _begin in secrets_scan.EXPLAINED})
    found = {(each.path, each.text[:8]) for each in secrets_scan.looked_through(paths)}

    assert set(secrets_scan.EXPLAINED) <= found


def test_whatever_can_hold_a_key_is_looked_through():
    looked_at = set(secrets_scan.files())

    assert {".env.example", "deploy/scripts/lint.sh", "chat/consumers.py"} <= looked_at
    assert "deploy/tests/test_secrets_scan.py" in looked_at
    assert not [path for path in looked_at if path.startswith((".venv/", ".git/", "var/"))]
