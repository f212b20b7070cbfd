"""The switch that stops the model: who may turn it, and that it is read from the record."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from aicc.backoffice.roles import demo_user, make_roles
from chat.assistant import kill_switch
from chat.models import GenerationSwitch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switch_back_on():
    yield
    kill_switch._is_on = True


def signed_in(name, role):
    make_roles()
    client = Client()
    client.force_login(demo_user(name, role))
    return client


def test_generation_is_on_until_somebody_turns_it_off():
    kill_switch.refresh()

    assert kill_switch.is_on()


def test_another_process_s_turn_is_read_from_the_record():
    GenerationSwitch.objects.create(on=False, reason="wrong rates")
    assert kill_switch.is_on()

    kill_switch.refresh()

    assert not kill_switch.is_on()


def test_the_command_turns_it_with_a_reason_and_shows_it(capsys):
    call_command("generation", "off", reason="wrong rates")
    call_command("generation")

    assert "Generation is off since" in capsys.readouterr().out
    assert [turn.reason for turn in GenerationSwitch.objects.all()] == ["wrong rates"]
    assert not kill_switch.is_on()


def test_the_command_wants_a_reason():
    with pytest.raises(CommandError, match="--reason"):
        call_command("generation", "off")


def test_a_supervisor_turns_it_and_stands_in_the_record():
    sam = signed_in("sam", "supervisor")

    sam.post(reverse("admin:chat_generationswitch_add"), {"reason": "wrong rates"})

    [turn] = GenerationSwitch.objects.all()
    assert (turn.on, turn.reason, turn.turned_by.username) == (False, "wrong rates", "sam")
    assert not kill_switch.is_on()
    assert "wrong rates" in sam.get(reverse("admin:chat_generationswitch_changelist")).text


def test_no_turn_is_changed_or_taken_away():
    turn = kill_switch.turn(False, "wrong rates")
    sam = signed_in("sam", "supervisor")

    sam.post(reverse("admin:chat_generationswitch_change", args=[turn.pk]), {"reason": "x"})
    taken = sam.post(reverse("admin:chat_generationswitch_delete", args=[turn.pk]))

    assert taken.status_code == 403
    assert GenerationSwitch.objects.get().reason == "wrong rates"


def test_an_agent_may_not_turn_it():
    mei = signed_in("mei", "agent")

    answer = mei.post(reverse("admin:chat_generationswitch_add"), {"reason": "x"})

    assert answer.status_code == 403
    assert not GenerationSwitch.objects.exists()
