"""The form of a review: a scorecard's questions, and the words beside them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chat.models import Conversation, Criterion, Message, ScorecardVersion
from chat.quality.corrections import NoCorrection, NoPlace
from chat.quality.reviewing import Judgement

NOT_APPLICABLE = "na"
ASSISTANT = "assistant"
LONGEST = 4_000  # characters of each text
PIN = "pin-"


@dataclass(frozen=True, slots=True)
class Section:
    """Criteria that stand together, each with its field."""

    title: str
    rows: list[tuple[Criterion, forms.BoundField]]


class ReviewForm(forms.Form):
    """Points for every criterion; comments on messages come as `pin-<number>` beside it.

    said: the entries that are shown. seq: the message that is judged, None for all.
    """

    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, max_length=LONGEST, widget=forms.Textarea
    )
    question_seq = forms.TypedChoiceField(
        label=gettext_lazy("Question that was answered wrongly"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    corrected_answer = forms.CharField(
        label=gettext_lazy("Corrected answer"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text=gettext_lazy("What should have been answered. It can become an article draft."),
    )
    into = forms.CharField(required=False, max_length=10)  # where a correction goes
    coaching = forms.CharField(
        label=gettext_lazy("Coaching note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "The agent reads this, and may answer it. Nobody else's agent does."
        ),
    )

    def __init__(
        self,
        conversation: Conversation,
        version: ScorecardVersion,
        said: list[Message],
        seq: int | None,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.conversation, self.version, self.seq, self.said = conversation, version, seq, said
        self.criteria = list(version.criteria.all())
        for criterion in self.criteria:
            self.fields[criterion.key] = points_field(criterion)
        self.offer_questions()
        self.offer_agents()
        for name in ("comment", "corrected_answer", "coaching"):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = 3

    def offer_questions(self) -> None:
        questions = [each for each in self.said if each.sender == Message.Sender.CUSTOMER]
        field: Any = self.fields["question_seq"]
        field.choices = [
            ("", _("None")),
            *((each.seq, f"{each.seq}. {Truncator(each.text).chars(60)}") for each in questions),
        ]
        if questions:
            field.initial = self.asked_before(questions)

    def asked_before(self, questions: list[Message]) -> int:
        """The question of the message that is judged; of a whole conversation, the last one."""
        judged = next((each for each in self.said if each.seq == self.seq), None)
        if judged is None:
            return questions[-1].seq
        before = [each.seq for each in questions if each.seq < judged.seq]
        return judged.reply_to or (before[-1] if before else questions[-1].seq)

    def offer_agents(self) -> None:
        """Whose part is judged. One message has one author, and an assistant wants no coaching."""
        spoke = [each for each in self.said if each.sender == Message.Sender.AGENT]
        agents = {each.agent_id: each.agent_name for each in spoke if each.agent_id}
        if self.seq is not None:
            judged = next((each for each in self.said if each.seq == self.seq), None)
            if judged is None or judged.agent_id is None:
                del self.fields["coaching"]
            return
        self.fields["whose"] = forms.ChoiceField(
            label=_("Whose part"),
            choices=[
                *((str(pk), name) for pk, name in agents.items()),
                (ASSISTANT, _("Assistant")),
            ],
        )
        if not agents:
            del self.fields["coaching"]

    @property
    def sections(self) -> list[Section]:
        found: list[Section] = []
        for criterion in self.criteria:
            if not found or found[-1].title != criterion.section:
                found.append(Section(criterion.section, []))
            found[-1].rows.append((criterion, self[criterion.key]))
        return found

    def pins(self) -> dict[int, str]:
        """What was written beside single messages."""
        pinned = {}
        for name, text in self.data.items():
            number = name.removeprefix(PIN)
            if name.startswith(PIN) and number.isascii() and number.isdigit() and text.strip():
                pinned[int(number)] = text[:LONGEST]
        return pinned

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("corrected_answer") and cleaned.get("question_seq") is None:
            self.add_error(
                "question_seq", _("Which question does the corrected answer belong to?")
            )
        if "to_knowledge" in self.data:
            if not cleaned.get("corrected_answer"):
                self.add_error("corrected_answer", NoCorrection.message)
            elif not cleaned.get("into"):
                self.add_error("into", NoPlace.message)
        if cleaned.get("coaching") and cleaned.get("whose") == ASSISTANT:
            self.add_error("coaching", _("Coaching is for an agent. Choose whose part you judge."))
        return cleaned

    def judgement(self) -> Judgement:
        """What was filled in; only after it was found valid."""
        given = self.cleaned_data
        whose = given.get("whose", ASSISTANT)
        corrected = given["corrected_answer"]
        return Judgement(
            points={each.key: given[each.key] for each in self.criteria},
            seq=self.seq,
            agent_id=None if whose == ASSISTANT else int(whose),
            comment=given["comment"],
            question_seq=given["question_seq"] if corrected else None,
            corrected_answer=corrected,
            pinned=self.pins(),
            coaching=given.get("coaching", ""),
        )


def points_field(criterion: Criterion) -> forms.TypedChoiceField:
    """Radio buttons from no points to all, and for what may not apply a last one."""
    if criterion.most == 1:
        choices = [("1", _("Yes")), ("0", _("No"))]
    else:
        choices = [(str(n), points_label(n)) for n in range(criterion.most, -1, -1)]
    if criterion.optional:
        choices.append((NOT_APPLICABLE, _("N/A")))
    return forms.TypedChoiceField(
        label=criterion.text,
        choices=choices,
        coerce=lambda value: None if value == NOT_APPLICABLE else int(value),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )


def points_label(points: int) -> str:
    return ngettext("%(count)s point", "%(count)s points", points) % {"count": points}
