"""Each trial's setting is refused in production, with its remedy; a bank's own are not."""

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from aicc import checks
from aicc.backoffice.roles import ROLES, make_demo_logins
from aicc.testing import servers


@pytest.fixture
def bank(settings, monkeypatch, tmp_path):
    """Settings as a bank would have them."""
    monkeypatch.setenv("AICC_SECRET_KEY", "x" * 64)
    settings.AICC_PRODUCTION = True
    settings.ALLOWED_HOSTS = ["www.bank.example"]
    settings.AICC_TLS = "on"
    settings.AICC_DATA_DIR = tmp_path
    settings.AICC_SAMPLE_KNOWLEDGE = False
    settings.AICC_CALL_BACK_KEYS = ["of this test alone, and long enough"]
    settings.AICC_SECOND_FACTOR_ROLES = ["all"]
    settings.AICC_BANK_PHONE, settings.AICC_FRAUD_PHONE = "1588-0000", "1588-0112"
    database = {"ENGINE": "django.db.backends.mysql", "PASSWORD": "of this test alone"}
    for name, value in database.items():
        monkeypatch.setitem(settings.DATABASES["default"], name, value)
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.pubsub"}}
    return settings


def complaints():
    return [message.id for message in run_checks(tags=["aicc"])]


def test_a_banks_own_settings_pass(bank):
    assert complaints() == []


def test_a_trial_outside_production_passes(settings):
    settings.AICC_OPEN_SESSIONS = True
    settings.ALLOWED_HOSTS = ["*"]

    assert complaints() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("AICC_OPEN_SESSIONS", True, "E010"),
        ("DEBUG", True, "E011"),
        ("AICC_RATE_LIMITS", False, "E012"),
        ("ALLOWED_HOSTS", ["www.bank.example", "*"], "E014"),
        ("ALLOWED_HOSTS", [".bank.example"], "E014"),
        ("AICC_SECOND_FACTOR_ROLES", [], "E023"),
        ("AICC_SECOND_FACTOR_ROLES", ["agent", "supervisor", "auditor"], "E023"),
        ("AICC_SAMPLE_KNOWLEDGE", True, "E015"),
        ("AICC_BANK_PHONE", "1500-0000", "E016"),
        ("AICC_FRAUD_PHONE", "1500-0001", "E016"),
        ("AICC_ENGINE", "canned", "E017"),
        ("AICC_TLS", "off", "E018"),
        ("AICC_CALL_BACK_KEYS", [], "E021"),
        ("AICC_PASSWORD_MEMORY_MIB", 1_000_000, "E022"),
        ("AICC_PASSWORD_THREADS", 10_000, "E022"),
        ("CHANNEL_LAYERS", {"default": {"BACKEND": "channels.layers.InMemory"}}, "W011"),
        ("AICC_ENGINE", "model", "E001"),
        ("AICC_CUSTOMER_KEY", "short", "E002"),
        ("AICC_PUBLIC_URL", "https://elsewhere.example", "E003"),
        ("AICC_MODEL_SECONDS", 60, "W001"),
        ("AICC_STAFF_NETWORKS", {"superviser": []}, "W003"),
        ("AICC_OIDC_ISSUER", "https://accounts.bank.example", "E004"),
        ("AICC_PASSWORD_LOGINS", ["root"], "E005"),
        ("AICC_OIDC_ROLES", {"cc-leads": "superviser"}, "E006"),
    ],
)
def test_one_wrong_setting_is_one_complaint(bank, name, value, number):
    setattr(bank, name, value)

    assert complaints() == [f"aicc.{number}"]


def test_traces_without_opentelemetry_are_one_complaint(bank, monkeypatch):
    bank.AICC_TRACES_URL = "http://collector:4318/v1/traces"
    assert complaints() == []

    monkeypatch.setattr("aicc.platform.tracing.find_spec", lambda name: None)
    assert complaints() == ["aicc.E007"]


def test_the_roles_that_networks_are_named_for_are_ours():
    assert {*ROLES, "all"} == checks.ROLES


def test_a_key_that_lies_in_the_data_folder_is_refused(bank, monkeypatch):
    monkeypatch.delenv("AICC_SECRET_KEY")

    assert complaints() == ["aicc.E013"]


def test_sqlite_is_warned_of(bank, monkeypatch):
    monkeypatch.setitem(bank.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")

    assert complaints() == ["aicc.W010"]


def test_the_server_refuses_with_the_remedy_in_the_sentence(bank):
    bank.AICC_OPEN_SESSIONS, bank.AICC_TLS = True, "off"

    with pytest.raises(ImproperlyConfigured) as refused:
        checks.refuse_unsafe()

    one, other = str(refused.value).splitlines()
    assert "Set AICC_OPEN_SESSIONS=off. (aicc.E010)" in one
    assert "(aicc.E018)" in other


def test_a_warning_does_not_keep_the_server_down(bank, caplog):
    bank.AICC_MODEL_SECONDS = bank.AICC_TURN_SECONDS

    checks.refuse_unsafe()

    assert "aicc.W001" in caplog.text


@pytest.mark.parametrize("password", ["", "password", "aicc-trial"])
def test_a_database_password_that_everybody_knows_is_refused(bank, monkeypatch, password):
    monkeypatch.setitem(bank.DATABASES["default"], "PASSWORD", password)

    assert complaints() == ["aicc.E019"]


def test_the_demonstrations_logins_are_refused_until_they_are_removed(bank, db):
    make_demo_logins(bank.AICC_DATA_DIR / checks.DEMO_LOGINS)
    assert complaints() == ["aicc.E020"]

    call_command("demo_login", "--remove")

    assert complaints() == []
    assert not User.objects.filter(is_active=True).exists()


def test_a_banks_own_sam_keeps_his_login(bank, db):
    User.objects.create_user("sam", password="of the bank's Sam")

    call_command("demo_login", "--remove")

    assert User.objects.filter(username="sam", is_active=True).exists()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("AICC_TURN_SECOND", "AICC_TURN_SECONDS"),
        ("aicc_rate_limits", "AICC_RATE_LIMITS"),
        ("AICC_SECRETKEY_FILE", "AICC_SECRET_KEY_FILE"),
        ("AICCREDIS_URL", "AICC_REDIS_URL"),
        ("AICC_TSL_HOST", "AICC_TLS_HOST"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest_right_one(monkeypatch, written, meant):
    monkeypatch.setenv(written, "5")

    found = [each for each in run_checks(tags=[checks.TAG]) if each.id == checks.NAME_CHECK]

    assert [(each.msg, each.hint) for each in found] == [
        (f"{written} is no setting: nothing reads it.", f"Did you mean {meant}?")
    ]


def test_a_name_like_no_other_is_named_too(monkeypatch):
    monkeypatch.setenv("AICC_X", "5")

    [found] = [each for each in run_checks(tags=[checks.TAG]) if each.id == checks.NAME_CHECK]

    assert found.hint == checks.SEE_THE_LIST


@pytest.mark.parametrize(
    "name", ["AICC_NETWORK", "AICC_SERVICE_HOST", "AICC_PORT_8000_TCP_ADDR", "AICC_MODEL"]
)
def test_a_name_that_somebody_else_reads_is_no_mistake(monkeypatch, name):
    monkeypatch.setenv(name, "5")

    assert checks.NAME_CHECK not in {each.id for each in run_checks(tags=[checks.TAG])}


@pytest.mark.servers
def test_a_misspelt_line_of_the_settings_file_is_named_by_server_and_doctor(tmp_path):
    (tmp_path / "env").write_text("AICC_MODEL_SECOND=9\nOPENAI_API_KEI=x\nGRAFANA_PASSWORD=x\n")
    given = {"AICC_ENV_FILE": str(tmp_path / "env"), "AICC_DATA_DIR": str(tmp_path), "PORT": "0"}

    for command in (["manage.py", "check"], ["manage.py", "doctor"], ["-m", "aicc.serve"]):
        if command[-1] == "aicc.serve":
            given["AICC_ENGINE"] = "model"  # so that it stops again, after its warnings
        done = servers.AiccServer(tmp_path, given).run(*command)
        said = done.stdout + done.stderr
        assert "AICC_MODEL_SECOND is no setting" in said
        assert "Did you mean AICC_MODEL_SECONDS?" in said
        assert "Did you mean OPENAI_API_KEY?" in said
        assert "GRAFANA" not in said
