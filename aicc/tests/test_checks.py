"""Each trial's setting is refused in production, with its remedy; a bank's own are not."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from aicc import checks


@pytest.fixture
def bank(settings, monkeypatch):
    """Settings as a bank would have them."""
    monkeypatch.setenv("AICC_SECRET_KEY", "x" * 64)
    settings.AICC_PRODUCTION = True
    settings.ALLOWED_HOSTS = ["www.bank.example"]
    settings.AICC_SAMPLE_KNOWLEDGE = False
    settings.AICC_BANK_PHONE, settings.AICC_FRAUD_PHONE = "1588-0000", "1588-0112"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.mysql")
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
        ("AICC_SAMPLE_KNOWLEDGE", True, "E015"),
        ("AICC_BANK_PHONE", "1500-0000", "E016"),
        ("AICC_FRAUD_PHONE", "1500-0001", "E016"),
        ("AICC_ENGINE", "canned", "E017"),
        ("CHANNEL_LAYERS", {"default": {"BACKEND": "channels.layers.InMemory"}}, "W011"),
        ("AICC_ENGINE", "model", "E001"),
        ("AICC_CUSTOMER_KEY", "short", "E002"),
        ("AICC_MODEL_SECONDS", 60, "W001"),
    ],
)
def test_one_wrong_setting_is_one_complaint(bank, name, value, number):
    setattr(bank, name, value)

    assert complaints() == [f"aicc.{number}"]


def test_a_key_that_lies_in_the_data_folder_is_refused(bank, monkeypatch):
    monkeypatch.delenv("AICC_SECRET_KEY")

    assert complaints() == ["aicc.E013"]


def test_sqlite_is_warned_of(bank, monkeypatch):
    monkeypatch.setitem(bank.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")

    assert complaints() == ["aicc.W010"]


def test_the_server_refuses_with_the_remedy_in_the_sentence(bank):
    bank.AICC_OPEN_SESSIONS = True

    with pytest.raises(ImproperlyConfigured, match=r"Set AICC_OPEN_SESSIONS=off. \(aicc.E010\)"):
        checks.refuse_unsafe()


def test_a_warning_does_not_keep_the_server_down(bank, caplog):
    bank.AICC_MODEL_SECONDS = bank.AICC_TURN_SECONDS

    checks.refuse_unsafe()

    assert "aicc.W001" in caplog.text
