"""Every sealed column is sealed anew when the key is changed, and none is forgotten."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from aicc.doctor import backlog
from aicc.personal_data import data_requests, sealed
from aicc.personal_data.subject import Asked
from aicc.platform import encryption
from aicc.testing.cast import person
from aicc.tests.personal_data.planted import text_columns
from chat.models import DataRequest
from chat.tests.reviewing import talk
from handover.models import CallBack, SecondFactor
from handover.staff_sessions import recovery_codes, second_factor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

OLD, NEW = "the old phrase of this test, long enough", "the new phrase of this test, long enough"
SECRET = b"12345678901234567890"


@pytest.fixture
def mei(settings):
    """An agent whose app was set up, and a number to call, under the old key."""
    settings.AICC_CALL_BACK_KEYS = [OLD]
    mei, now = person("mei"), timezone.now()
    SecondFactor.objects.create(
        user=mei, sealed=encryption.encrypt(SECRET.hex(), second_factor.PURPOSE)
    )
    CallBack.objects.create(
        conversation=talk("lin"),
        number_sealed=encryption.encrypt("01012345678"),
        window_from=now,
        window_until=now + timedelta(hours=1),
    )
    request = DataRequest.objects.create(
        kind="export",
        requested_by=mei,
        asked_sealed=data_requests.sealed(Asked(customer="C-1024")),
    )
    request.parts.create(number=0, sealed=encryption.encrypt("eA==", data_requests.PURPOSE))
    return mei


def test_every_column_that_is_called_sealed_is_sealed_anew():
    found = {
        (model, field.name)
        for model in apps.get_models()
        for field in text_columns(model)
        if "sealed" in field.name
    }

    assert found == {(column.model, column.name) for column in sealed.COLUMNS}


def test_the_key_is_changed_without_losing_a_number_or_a_second_factor(settings, mei):
    settings.AICC_CALL_BACK_KEYS = [NEW, OLD]
    said = StringIO()
    call_command("rotate_callback_keys", stdout=said)

    settings.AICC_CALL_BACK_KEYS = [NEW]

    assert said.getvalue() == (
        "1 numbers of call-backs sealed anew\n1 second factors sealed anew\n"
        "1 requests for a person's data sealed anew\n1 parts of packages sealed anew\n"
    )
    assert encryption.decrypt(CallBack.objects.get().number_sealed) == "01012345678"
    factor = SecondFactor.objects.get()
    assert second_factor.secret_of(factor) == SECRET
    assert data_requests.opened(DataRequest.objects.get().asked_sealed).customer == "C-1024"
    assert not sealed.unreadable()


def test_what_no_key_opens_is_left_named_and_told_by_the_doctor(settings, mei):
    settings.AICC_CALL_BACK_KEYS = [NEW]

    with pytest.raises(
        CommandError, match=r"1 numbers of call-backs, 1 second factors, .* open with"
    ):
        call_command("rotate_callback_keys", stdout=StringIO())
    with translation.override("en"):
        told = [found.text for found in backlog.examine() if "no present key" in found.text]

    assert len(told) == 2
    settings.AICC_CALL_BACK_KEYS = [OLD]
    assert second_factor.secret_of(SecondFactor.objects.get()) == SECRET


def test_a_second_factor_that_no_key_opens_is_a_wrong_code_and_not_a_fault(settings, mei):
    (recovery, *_others) = recovery_codes.renew(mei)
    settings.AICC_CALL_BACK_KEYS = [NEW]

    assert not second_factor.check(mei, "123456")
    assert second_factor.check(mei, recovery)
