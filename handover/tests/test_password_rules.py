"""A password of staff is long, nobody's guess, and not one that they had before."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from handover.models import PastPassword

GOOD = ["correct horse battery staple", "비 오는 날 우산 셋과 장화", "tall-Giraffe-of-1907"]
BAD = {
    "short-one": "password_too_short",
    "1357924680135": "password_entirely_numeric",
    "my qwerty and I": "guessable",
    "poiuytrewq-and-more": "guessable",
    "my-123456-birds": "guessable",
    "aaaaaa-and-others": "guessable",
    "abababababab": "guessable",
    "gaonbank-2026-winter": "guessable",
    "가온은행 겨울바람 하나": "guessable",
    "I work with AICC daily": "guessable",
    "ㅂㅈㄷㄱㅅㅛ 그리고 나": "guessable",
}


def codes_of(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    assert codes_of(password) == set()


@pytest.mark.parametrize(("password", "code"), BAD.items())
def test_a_bad_one_is_refused_with_its_reason(password, code):
    assert code in codes_of(password)


@pytest.mark.django_db
def test_none_of_the_last_five_comes_back():
    mei = get_user_model().objects.create_user("mei")
    used = [f"{word} horse battery staple" for word in ("red", "blue", "green", "grey", "gold")]
    for password in used:
        assert codes_of(password, mei) == set()
        mei.set_password(password)
        mei.save()

    assert [codes_of(each, mei) for each in used] == [{"used_before"}] * 5
    mei.set_password("one more horse, another staple")
    mei.save()

    assert codes_of(used[0], mei) == set()  # the sixth from the end
    assert PastPassword.objects.filter(user=mei).count() == 5
