"""Settings, their table and .env.example agree; a wrong value stops the start in a sentence."""

import ast
import re
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from aicc import database_url, environment, staff_settings
from aicc.testing import servers
from aicc.testing.servers import ROOT

FIRST_SYSTEM = [
    "USE_LM_STUDIO",
    "LM_STUDIO_BASE_URL",
    "LM_STUDIO_MODEL",
    "LLM_TIMEOUT",
    "VITE_API_BASE_URL",
    "VITE_WS_URL",
    "VITE_API_TIMEOUT",
]

OF_SCRIPTS = "## Environment used by scripts"


def calls_in(path):
    """Every reading of the environment: function, name, default or None, keywords."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func).rpartition(".")[2]
        name = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
        if re.fullmatch(
            r"AICC_[A-Z_]+|OPENAI_[A-Z_]+|DATABASE_URL|MYSQL_[A-Z_]*PASSWORD", str(name)
        ):
            default = node.args[1] if len(node.args) > 1 else None
            constant = default.value if isinstance(default, ast.Constant) else None
            keywords = {word.arg: ast.literal_eval(word.value) for word in node.keywords}
            yield function, name, constant, keywords


CALLS = [
    call
    for path in (
        "aicc/settings.py",
        "aicc/limit_settings.py",
        "aicc/staff_settings.py",
        "aicc/environment.py",
        "aicc/database_url.py",
    )
    for call in calls_in(path)
    if call[1] != "AICC_ENV_FILE"
]
NAMES = {name for _, name, _, _ in CALLS}
NUMBERS = [(name, words) for kind, name, _, words in CALLS if kind == "number"]
SWITCHES = [name for kind, name, _, _ in CALLS if kind == "switch"]


def written(default):
    if isinstance(default, bool):  # 0 is a number
        return "on" if default else "off"
    return "" if default is None else str(default)


def table():
    text = (
        (ROOT / "docs/configuration.md").read_text().partition("## Environment used by scripts")[0]
    )
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) ?\| ?(.*?) ?\| (.+) \|$", text, re.MULTILINE)
    return {name: (values, default) for name, values, default, _ in rows}


def read_by_others():
    """The names and defaults of the table of what scripts and Compose read."""
    text = (
        (ROOT / "docs/configuration.md").read_text().partition("## Environment used by scripts")[2]
    )
    rows = re.findall(r"^\| (`[A-Z0-9_`, ]+`) \| (.*?) \| ", text, re.MULTILINE)
    return {
        name.strip("`"): default.replace("none", "")
        for names, defaults in rows
        for name, default in zip(names.split(", "), defaults.split(", "), strict=True)
        if name.startswith(("`AICC_", "`HOST", "`PORT", "`GRAFANA"))
    }


def example():
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^# ([A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


def test_the_table_the_example_and_the_code_name_the_same_settings():
    assert set(table()) == NAMES
    assert set(example()) == NAMES | set(read_by_others())


def test_what_others_read_is_known_to_the_check_for_misspelt_names():
    assert set(read_by_others()) == environment.READ_BY_OTHERS | {"AICC_ENV_FILE"}


def test_the_table_and_the_example_give_the_defaults_of_the_code():
    special = {
        "AICC_DATA_DIR": "var",
        "AICC_DRAIN_SECONDS": "as `AICC_TURN_SECONDS`",
        "AICC_EMBEDDINGS_URL": "",
        "AICC_TRACES_URL": "",
        "OPENAI_BASE_URL": "",
        "AICC_REDIS_URL": "",
    }
    defaults = {name: special.get(name, written(default)) for _, name, default, _ in CALLS}

    assert {name: default for name, (_, default) in table().items()} == defaults
    drain = {"AICC_DRAIN_SECONDS": defaults["AICC_TURN_SECONDS"]}
    assert example() == defaults | drain | read_by_others()


@pytest.mark.parametrize(("name", "words"), NUMBERS, ids=[name for name, _ in NUMBERS])
def test_the_table_gives_the_limits_of_each_number(name, words):
    assert table()[name][0] == f"{words['least']}–{words['most']}"


def test_the_first_systems_variables_are_answered_for():
    for path in (".env.example", "docs/configuration.md"):
        text = (ROOT / path).read_text()
        assert [name for name in FIRST_SYSTEM if name not in text] == []


@pytest.mark.parametrize(("name", "words"), NUMBERS, ids=[name for name, _ in NUMBERS])
def test_a_number_outside_its_limits_is_refused_in_a_sentence(monkeypatch, name, words):
    for wrong in ("many", "-1", "1.5", "٣", str(words["most"] + 1)):
        assert refusal(monkeypatch, name, wrong, environment.number, name, 1, **words).startswith(
            f"{name} is {wrong!r}: write a whole number from {words['least']} to "
        )


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch, name):
    said = refusal(monkeypatch, name, "perhaps", environment.switch, name, True)

    assert said == f"{name} is 'perhaps': write on or off."


@pytest.mark.parametrize(
    ("name", "wrong", "read"),
    [
        ("AICC_STAFF_NETWORKS", "10.0.0.0/8", lambda n: staff_settings.networks_by_role(n)),
        ("AICC_STAFF_NETWORKS", "agent=", lambda n: staff_settings.networks_by_role(n)),
        ("AICC_STAFF_NETWORKS", "agent=10.0.0.1/8", lambda n: staff_settings.networks_by_role(n)),
        ("AICC_STAFF_NETWORKS", "all=::1 all=::2", lambda n: staff_settings.networks_by_role(n)),
        ("AICC_OIDC_ISSUER", "http://bank.example", lambda n: staff_settings.issuer(n)),
        ("AICC_OIDC_ISSUER", "bank.example", lambda n: staff_settings.issuer(n)),
        ("AICC_OIDC_ROLES", "cc-agents", lambda n: staff_settings.roles_by_group(n)),
        ("AICC_OIDC_ROLES", "a=agent a=editor", lambda n: staff_settings.roles_by_group(n)),
        ("AICC_PUBLIC_URL", "http://bank.example", lambda n: staff_settings.public_url(n)),
        ("AICC_PUBLIC_URL", "https://bank.example/admin", lambda n: staff_settings.public_url(n)),
        ("AICC_PUBLIC_URL", "bank.example", lambda n: staff_settings.public_url(n)),
        ("AICC_ALLOWED_ORIGINS", "www.bank.example", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "https://bank.example/path", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "null", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "file://", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "file://localhost", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "capacitor:", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "https://me@bank.example", lambda n: environment.origins(n)),
        ("AICC_ALLOWED_ORIGINS", "https://[bank.example", lambda n: environment.origins(n)),
        ("AICC_LINK_SITES", "https://www.fss.or.kr", lambda n: environment.sites(n)),
        ("AICC_LINK_SITES", "www.fss.or.kr/a", lambda n: environment.sites(n)),
        ("AICC_LINK_SITES", "*", lambda n: environment.sites(n)),
        ("AICC_LINK_SITES", "WWW.fss.or.kr", lambda n: environment.sites(n)),
        ("AICC_TRUSTED_PROXIES", "10.0.0.0/99", lambda n: environment.networks(n)),
        ("AICC_TRUSTED_PROXIES", "nginx", lambda n: environment.networks(n)),
        ("AICC_REDIS_URL", "localhost:6379", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis://:pw@h/0?sockettimeout=3", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis://h/0?socket_timeout=x", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis://h:99999/0", lambda n: environment.redis_url(n)),
        (
            "AICC_REDIS_URL",
            "rediss://h/0?ssl_ca_certs=/nowhere.pem",
            lambda n: environment.redis_url(n),
        ),
        ("AICC_REDIS_URL", "redis+sentinel://h,,i/m", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis+sentinel://h,h:26379/m", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis+sentinel://:pw@h,i/", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis+sentinel://h,i/m/x", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis+sentinel://h:port/m", lambda n: environment.redis_url(n)),
        ("AICC_REDIS_URL", "redis+sentinel://h/m/0?a=1", lambda n: environment.redis_url(n)),
        ("OPENAI_BASE_URL", "localhost/v1", lambda n: environment.url(n, "http", "https")),
        ("AICC_ENGINE", "gpt", lambda n: environment.choice(n, "auto", ("auto", "offline"))),
        ("AICC_SECRET_KEY", "short", lambda n: environment.secret_key(n, None)),
        ("DATABASE_URL", "postgres://u@h/d", lambda n: database_url.read(None)),
        ("DATABASE_URL", "mysql://u@h:port/d", lambda n: database_url.read(None)),
    ],
)
def test_a_wrong_value_is_refused_with_its_setting_named(monkeypatch, name, wrong, read):
    said = refusal(monkeypatch, name, wrong, read, name)

    assert name in said
    assert said.endswith(".")
    assert "\n" not in said


def refusal(monkeypatch, name, value, read, *arguments, **words):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read(*arguments, **words)
    return str(refused.value)


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("AICC_DATA_DIR", str(tmp_path / "file" / "data"))

    with pytest.raises(ImproperlyConfigured, match=r"AICC_DATA_DIR is .* cannot be made"):
        environment.data_dir("AICC_DATA_DIR", tmp_path)


def test_the_secret_key_is_made_once_privately_and_kept(monkeypatch, tmp_path):
    monkeypatch.delenv("AICC_SECRET_KEY", raising=False)
    with ThreadPoolExecutor(8) as servers:
        keys = list(servers.map(lambda _: key_in(tmp_path), range(8)))

    assert set(keys) == {key_in(tmp_path)}
    assert len(keys[0]) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def key_in(folder):
    return environment.secret_key("AICC_SECRET_KEY", folder)


def test_the_first_systems_database_address_is_understood(monkeypatch, tmp_path):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    monkeypatch.setenv(
        "DATABASE_URL", "mysql+pymysql://aicc:p%40ss@db.bank.example:3307/aicc_db?charset=utf8mb4"
    )

    found = database_url.read(tmp_path)

    assert found["ENGINE"] == "django.db.backends.mysql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.bank.example", 3307, "aicc_db")
    assert (found["USER"], found["PASSWORD"]) == ("aicc", "p@ss")
    assert found["OPTIONS"]["charset"] == "utf8mb4"


def test_an_address_without_a_password_takes_the_root_password(monkeypatch, tmp_path):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    monkeypatch.setenv("DATABASE_URL", "mysql://root@db/aicc")
    monkeypatch.setenv("MYSQL_ROOT_PASSWORD", "of the root")

    assert database_url.read(tmp_path)["PASSWORD"] == "of the root"


def test_the_applications_own_password_comes_before_the_roots(monkeypatch, tmp_path):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    monkeypatch.setenv("DATABASE_URL", "mysql://aicc@db/aicc")
    monkeypatch.setenv("MYSQL_ROOT_PASSWORD", "of the root")
    monkeypatch.setenv("MYSQL_PASSWORD", "of the application")

    assert database_url.read(tmp_path)["PASSWORD"] == "of the application"


def test_a_secret_may_lie_in_a_file_which_then_counts(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("k" * 64 + "\n")
    monkeypatch.setenv("AICC_SECRET_KEY", "e" * 64)
    assert environment.secret_key("AICC_SECRET_KEY", tmp_path) == "e" * 64

    monkeypatch.setenv("AICC_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.secret_key("AICC_SECRET_KEY", tmp_path) == "k" * 64


def test_the_documents_name_every_secret_that_may_lie_in_a_file():
    said = (ROOT / "docs/configuration.md").read_text()
    [line] = re.findall(r"^- .*`NAME_FILE` names it, for (.*)\.$", said, re.MULTILINE)
    kinds = ("secret", "secret_key", "secret_list", "url", "redis_url")
    secrets = {name for kind, name, _, _ in CALLS if kind in kinds}

    assert set(re.findall(r"`([A-Z_]+)`", line)) == secrets


def test_a_secrets_file_that_cannot_be_read_is_refused_by_its_name(monkeypatch, tmp_path):
    said = refusal(
        monkeypatch, "OPENAI_API_KEY_FILE", str(tmp_path), environment.secret, "OPENAI_API_KEY"
    )

    assert said.startswith("OPENAI_API_KEY_FILE is ")


def test_mysql_without_its_client_names_the_packages(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "MySQLdb", None)  # what an absent module looks like
    said = refusal(
        monkeypatch, "DATABASE_URL", "mysql://u:secret@h/d", database_url.read, tmp_path
    )

    assert "apt-get install gcc pkg-config libmariadb-dev" in said
    assert "secret" not in said


@pytest.fixture
def elsewhere(tmp_path):
    """A copy of the settings in a folder with a .env of its own."""
    others = shutil.ignore_patterns("locale", "tests", "__pycache__")
    shutil.copytree(ROOT / "aicc", tmp_path / "aicc", ignore=others)
    (tmp_path / ".env").write_text("AICC_TURN_SECONDS=7\nAICC_BANK_NAME_KO=나라은행\n")
    return tmp_path


def turn_seconds(folder, **environ):
    code = "from aicc import settings as s; print(s.AICC_TURN_SECONDS, s.AICC_BANK_NAME_KO)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.servers
def test_a_file_beside_manage_py_is_read_and_the_environment_wins(elsewhere):
    assert turn_seconds(elsewhere) == "7 나라은행"
    assert turn_seconds(elsewhere, AICC_TURN_SECONDS="9") == "9 나라은행"


@pytest.mark.servers
def test_another_file_can_be_named(elsewhere):
    (elsewhere / "other").write_text("AICC_TURN_SECONDS=8\n")

    assert turn_seconds(elsewhere, AICC_ENV_FILE=str(elsewhere / "other")) == "8 가온은행"


@pytest.mark.servers
@pytest.mark.parametrize("command", [["manage.py", "check"], ["-m", "aicc.serve"]])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"AICC_TURN_SECONDS": "soon"}, "AICC_TURN_SECONDS is 'soon': write a whole number"),
        ({"AICC_ENGINE": "model"}, "AICC_ENGINE is model, and no model is named."),
        ({"AICC_PRODUCTION": "on"}, "AICC_SECRET_KEY"),
    ],
)
def test_neither_a_command_nor_the_server_starts_on_a_wrong_setting(
    tmp_path, command, wrong, sentence
):
    done = servers.AiccServer(tmp_path, wrong).run(*command)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
