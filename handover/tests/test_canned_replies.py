"""A canned reply goes to a customer: what nothing would fill in is refused by its name."""

import pytest
from django.core.exceptions import ValidationError

from aicc.testing.cast import member_of
from handover.models import CannedReply
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{costumer}님, 안녕하세요", ["{costumer}"]),
        ("{고객}님 {customer}님", ["{고객}"]),
        ("{ customer }님, {Agent}입니다", ["{ customer }", "{Agent}"]),
        ("{}님", ["{}"]),
        ("{{customer}}님", ["{{customer}}"]),  # as other programs write them
        ("${customer}, {agent}", ["${customer}"]),
        ("｛customer｝님", ["｛customer｝"]),
        ("{고객-이름}님, {customer.name}", ["{고객-이름}", "{customer.name}"]),
        ("{constructor}", ["{constructor}"]),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(text, named):
    with pytest.raises(ValidationError) as refused:
        CannedReply(shortcut="인사", language="ko", text=text).full_clean()

    said = refused.value.message_dict["text"][0]
    assert all(name in said for name in named)
    assert "{phone}" in said


@pytest.mark.parametrize(
    "text", ["안녕하세요, {bank} {agent}입니다. {customer}님, {phone}", "중괄호 } 하나 {", "없음"]
)
def test_what_can_be_filled_in_is_kept(text):
    CannedReply(shortcut="인사", language="ko", text=text).full_clean()


def test_the_office_says_so_at_the_field(db):
    office = signs_in(member_of("supervisor"))
    given = {"shortcut": "인사", "language": "ko", "text": "{costumer}님", "team": ""}

    page = office.post("/admin/handover/cannedreply/add/", given)

    assert "{costumer} 자리표시자는 없습니다" in page.content.decode()
    assert not CannedReply.objects.exists()
