"""The bank's labels in the back office: supervisors keep the list and look by it."""

import pytest

from aicc.testing.cast import member_of
from chat.models import Conversation
from handover.models import Label
from handover.tests.conftest import asks_for_a_person
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return signs_in(member_of("supervisor"))


def test_a_supervisor_adds_a_label_and_sees_how_often_it_is_used(office):
    office.post("/admin/handover/label/add/", {"name": "민원", "is_offered": "on"})
    label = Label.objects.get()
    for name in ("lin", "another"):
        label.conversations.add(Conversation.objects.create(session_id=name))

    page = office.get("/admin/handover/label/").content.decode()

    assert "민원" in page
    assert ">2<" in page.replace("\n", "").replace(" ", "")


def test_the_list_of_handovers_is_looked_through_by_label(office):
    label = Label.objects.create(name="민원")
    filed, other = asks_for_a_person("filed"), asks_for_a_person("other")
    label.conversations.add(filed.conversation_id)

    found = office.get(f"/admin/handover/handover/?label={label.pk}").context_data["cl"].queryset

    assert list(found) == [filed]
    for nonsense in ("x", "-1", "²"):
        page = office.get("/admin/handover/handover/", {"label": nonsense})
        assert page.status_code in (200, 302)
    assert other.pk


def test_erasing_a_label_leaves_the_conversations(office):
    label = Label.objects.create(name="민원")
    label.conversations.add(asks_for_a_person().conversation_id)

    label.delete()

    assert Conversation.objects.count() == 1


def test_two_labels_of_one_name_are_refused(office):
    Label.objects.create(name="민원")

    page = office.post("/admin/handover/label/add/", {"name": "민원", "is_offered": "on"})

    assert page.status_code == 200
    assert Label.objects.count() == 1
