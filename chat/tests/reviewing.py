"""Conversations to review, and the people who do it."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone

from chat import quality, transcript
from chat.models import Conversation, Message, Scorecard
from chat.quality import scorecards
from chat.quality.reviewing import Judgement

Sender = Message.Sender


def person(name, role):
    user, _ = get_user_model().objects.get_or_create(
        username=name, defaults={"first_name": name.capitalize(), "is_staff": True}
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def talk(session_id="lin", *lines, agent=None, **fields):
    """A conversation of these (sender, text[, data]); without any, one question and its answer."""
    fields = {"language": "ko", "notice_at": timezone.now()} | fields
    conversation = Conversation.objects.create(session_id=session_id, **fields)
    lines = lines or (
        (Sender.CUSTOMER, "정기예금 금리가 얼마예요?"),
        (Sender.ASSISTANT, "연 3.0%입니다."),
    )
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        for sender, text, *data in lines:
            by_agent = {"agent": agent, "agent_name": agent.first_name} if agent else {}
            transcript.append(
                locked,
                sender,
                text,
                data=data[0] if data else None,
                reply_to=locked.head_seq if sender == Sender.ASSISTANT else None,
                **(by_agent if sender == Sender.AGENT else {}),
            )
    conversation.refresh_from_db()
    return conversation


def in_force(subject=Scorecard.Subject.CONVERSATION):
    scorecards.make_scorecards()
    return scorecards.in_force(subject)


def full(version, **other):
    """Full points, nothing for what may not apply; `other` by the criterion's name."""
    return {
        each.key: None if each.optional else each.most for each in version.criteria.all()
    } | other


def judge(conversation, reviewer, points=None, **fields):
    subjects = Scorecard.Subject
    version = in_force(subjects.MESSAGE if fields.get("seq") else subjects.CONVERSATION)
    judgement = Judgement(points=full(version, **(points or {})), **fields)
    return quality.submit_review(conversation.pk, reviewer, version, judgement)
