"""Staff work from the networks that their roles are kept to, and from nowhere else."""

import ipaddress
import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.doctor import security
from aicc.platform import request_ids
from aicc.testing.cast import member_of
from aicc.testing.logins import chooses
from handover.queue import queue
from handover.staff_sessions import networks
from handover.tests.conftest import asks, customer_says
from handover.tests.desks import signs_in, sits_down

pytestmark = pytest.mark.django_db
OFFICE, HOME = "10.1.2.3", "203.0.113.9"
WORDS = "correct horse battery staple"


def named(**roles):
    return {role: [ipaddress.ip_network(it) for it in places] for role, places in roles.items()}


@pytest.fixture
def office_only(settings):
    settings.AICC_STAFF_NETWORKS = named(supervisor=["10.1.0.0/16"])


def refusals():
    rows = AuditEvent.objects.filter(action="refused", object_type="auth.user")
    return [(row.object_name, row.address, json.loads(row.details)["why"]) for row in rows]


@pytest.mark.parametrize(
    ("roles", "address", "refused"),
    [
        (["agent"], OFFICE, []),
        (["agent"], "::ffff:10.1.2.3", []),
        (["agent"], HOME, ["agent"]),
        (["agent"], "fd00::7", ["agent"]),
        (["agent"], "no address", ["agent"]),
        (["supervisor"], "fd00::7", []),
        (["editor"], HOME, []),  # kept to none
        (["agent", "supervisor"], OFFICE, ["supervisor"]),  # each of the roles has its say
    ],
)
def test_each_role_is_kept_to_its_networks(settings, roles, address, refused):
    settings.AICC_STAFF_NETWORKS = named(agent=["10.1.0.0/16"], supervisor=["fd00::/8"])
    person = User.objects.create_user("mei")
    person.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])

    assert networks.shut_out(person, address) == refused


def test_all_is_everybody_and_a_superuser_is_an_administrator_too(settings):
    settings.AICC_STAFF_NETWORKS = named(all=["10.0.0.0/8"], administrator=["10.9.0.0/16"])
    root, mei = User.objects.create_superuser("root"), User.objects.create_user("mei")

    assert networks.shut_out(mei, HOME) == ["all"]
    assert networks.shut_out(root, OFFICE) == ["administrator"]
    assert networks.shut_out(root, "10.9.0.1") == []


def test_nobody_signs_in_from_elsewhere_and_is_told_why(office_only):
    sam = member_of("supervisor")
    chooses(sam, WORDS)
    given = {"username": sam.get_username(), "password": WORDS, "next": "/desk/"}
    home, office = Client(REMOTE_ADDR=HOME), Client(REMOTE_ADDR=OFFICE)

    page = home.post(reverse("admin:login"), given, headers={"accept-language": "en"})

    assert "cannot be used from this network" in page.text
    assert home.get(reverse("admin:account")).status_code == 302
    assert refusals() == [(sam.get_username(), HOME, "network")]
    assert office.post(reverse("admin:login"), given)["Location"] == "/desk/"


def test_a_login_that_is_used_from_elsewhere_ends(office_only):
    client = signs_in(member_of("supervisor"))
    assert client.get(reverse("admin:account"), REMOTE_ADDR=OFFICE).status_code == 200

    assert client.get(reverse("admin:account"), REMOTE_ADDR=HOME).status_code == 302

    assert client.get(reverse("admin:account"), REMOTE_ADDR=OFFICE).status_code == 302
    assert [(address, why) for _name, address, why in refusals()] == [(HOME, "network")]


def test_the_desks_calls_are_kept_to_it_too(office_only):
    client = signs_in(member_of("supervisor"))

    assert client.get("/api/v1/handover/session", REMOTE_ADDR=HOME).status_code == 401


def test_networks_that_nobody_named_cost_nothing(settings, django_assert_num_queries):
    settings.AICC_STAFF_NETWORKS = {}
    mei = User.objects.create_user("mei")

    with django_assert_num_queries(0):
        assert networks.shut_out(mei, HOME) == []


async def test_a_desk_elsewhere_is_closed_before_it_shows_anything(
    desks, mei, settings, transactional_db
):
    client = await sync_to_async(sits_down)(mei)
    settings.AICC_STAFF_NETWORKS = named(all=["10.1.0.0/16"])

    desk = await desks(client)

    assert desk.first["code"] == 4403
    assert await sync_to_async(refusals)()


def found_by_the_doctor():
    return [(each.level, each.text) for each in security.of_staff()]


def test_the_doctor_names_roles_that_nobody_can_have_and_a_proxy_that_hides_everybody(settings):
    assert [level for level, _text in found_by_the_doctor()] == ["ok"]
    settings.AICC_STAFF_NETWORKS = named(superviser=["10.1.0.0/16"])
    settings.AICC_TLS, settings.AICC_TRUSTED_PROXIES = "elsewhere", []

    proxy, role = found_by_the_doctor()

    assert (proxy[0], role[0]) == ("error", "error")
    assert "superviser" in role[1]


@pytest.fixture
async def in_conversation(desks, lin, at_work, mei):
    """Mei's desk, which follows a conversation that she has."""
    row = await asks()
    await sync_to_async(queue.claim)(row.pk, mei)
    desk = await desks(mei)
    await desk.sends("resume", handover=row.pk, last_seq=0)
    await desk.is_answered()
    return desk, row.conversation


async def test_a_desk_is_where_it_is_whoever_brings_it_news(in_conversation, settings):
    settings.AICC_STAFF_NETWORKS = named(all=["127.0.0.0/8"])
    desk, conversation = in_conversation

    await sync_to_async(customer_says)(conversation, "아직 계신가요?")
    await desk.hears("entry", text="아직 계신가요?")
    with request_ids.asked_from(request_ids.Origin(HOME)):  # a supervisor's, say
        await sync_to_async(customer_says)(conversation, "여보세요?")
        await desk.hears("entry", text="여보세요?")

    assert await sync_to_async(refusals)() == []


@pytest.mark.parametrize("page", ["second_factor_set_up", "own_password"])
def test_a_sign_in_that_began_in_the_office_is_not_ended_elsewhere(office_only, settings, page):
    settings.AICC_SECOND_FACTOR_ROLES = ["all"] if page == "second_factor_set_up" else []
    sam = member_of("supervisor")
    sam.set_password(WORDS)
    sam.save()
    client = Client(REMOTE_ADDR=OFFICE)
    given = {"username": sam.get_username(), "password": WORDS, "next": "/desk/"}
    assert client.post(reverse("admin:login"), given)["Location"] == reverse(f"admin:{page}")
    assert client.get(reverse(f"admin:{page}")).status_code == 200

    elsewhere = client.get(reverse(f"admin:{page}"), REMOTE_ADDR=HOME)

    assert elsewhere["Location"] == reverse("admin:login")
    assert refusals() == [(sam.get_username(), HOME, "network")]
