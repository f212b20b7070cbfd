"""Where a review is written: the scorecard beside the transcript."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin, seq_asked
from aicc.platform.errors import AiccError
from chat import quality
from chat.admin.conversations.changelist import opened_from
from chat.admin.quality.review_form import ReviewForm
from chat.backoffice import sent_forms, transcript_pages
from chat.backoffice.transcript_pages import TranscriptPage
from chat.models import Conversation, Message, PinnedComment, Review, Scorecard, ScorecardVersion
from chat.quality import automatic_checks, corrections, scorecards
from handover.desk import visibility

LANGUAGES = dict(settings.LANGUAGES)
WRITES = "chat.add_review"
DRAFTS = "chat.change_articleversion"
SPOKEN = (Message.Sender.ASSISTANT, Message.Sender.AGENT)


def write_url(conversation_id: int, seq: int | None = None) -> str:
    url = reverse("admin:chat_review_write", args=[conversation_id])
    return url if seq is None else f"{url}?seq={seq}"


def review_url(request: HttpRequest, pk: int) -> str:
    """A review's page, from which the list that it was opened from goes on."""
    return reverse("admin:chat_review_change", args=[pk]) + opened_from(request)


class WritingPages(ReadOnlyModelAdmin):
    """The pages on which reviews are written and corrections sent on."""

    writing_template = "admin/review_write.html"

    def write_view(self, request: HttpRequest, conversation_id: int) -> HttpResponseBase:
        """`?seq=` judges one message, without it the conversation is judged."""
        if not request.user.has_perm(WRITES):
            raise PermissionDenied
        user: Any = request.user
        readable = visibility.conversations(visibility.viewer_of(user))
        conversation = get_object_or_404(readable, pk=conversation_id)
        seq = seq_asked(request, "seq")
        before = None if seq is None else transcript_pages.before_of(seq)
        stretch = transcript_pages.latest(conversation, before=before, behind=True)
        judged = message_of(stretch, seq)
        if seq is not None and (judged is None or judged.sender not in SPOKEN):
            return self.not_there(request)
        version = version_asked(request, seq)
        said = [entry.message for entry in stretch.entries]
        posted = request.POST if request.method == "POST" else None
        form = ReviewForm(conversation, version, said, seq, posted)
        if posted is not None and form.is_valid():
            try:
                return self.keep_once(request, conversation, version, form)
            except AiccError as error:
                form.add_error(None, str(error.message))
        pin(stretch, form.pins() if form.is_bound else {})
        context = {
            "title": _("Review"),
            "conversation": conversation,
            "language": LANGUAGES.get(conversation.language, conversation.language),
            "intent": transcript_pages.intent_label(conversation.intent),
            "category": transcript_pages.category_label(conversation.category),
            "stretch": stretch,
            "conversation_id": conversation.pk,
            "form": form,
            "version": version,
            "judged": judged,
            "pinning": True,
            "found": found_by_rules(automatic_checks.check(conversation)),
            "may_draft": request.user.has_perm(DRAFTS),
            "into_articles": corrections.choices(conversation, question_before(stretch, judged)),
        }
        status = 422 if form.is_bound else 200
        return self.show(request, conversation, context, status, self.writing_template)

    def keep_once(
        self,
        request: HttpRequest,
        conversation: Conversation,
        version: ScorecardVersion,
        form: ReviewForm,
    ) -> HttpResponseRedirect:
        user: Any = request.user
        location, is_new = sent_forms.once(
            request, user, lambda: self.keep(request, conversation, version, form)
        )
        if not is_new:
            messages.info(request, _("This was saved already: here it is."))
        return HttpResponseRedirect(location)

    def keep(
        self,
        request: HttpRequest,
        conversation: Conversation,
        version: ScorecardVersion,
        form: ReviewForm,
    ) -> str:
        reviewer: Any = request.user  # signed in, or the permission were missing
        written = quality.submit_review(conversation.pk, reviewer, version, form.judgement())
        messages.success(request, _("The review is saved."))
        if "to_knowledge" in request.POST and written.corrected_answer:
            self.send_on(request, written)
        return review_url(request, written.pk)

    def knowledge_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """One click: the correction becomes an article draft and an evaluation case."""
        if not request.user.has_perm(WRITES):
            raise PermissionDenied
        self.send_on(request, get_object_or_404(self.get_queryset(request), pk=pk))
        return HttpResponseRedirect(review_url(request, pk))

    def send_on(self, request: HttpRequest, review: Review) -> None:
        if not request.user.has_perm(DRAFTS):
            raise PermissionDenied
        author: Any = request.user
        try:
            case = corrections.to_knowledge(review, author, request.POST.get("into", ""))
        except AiccError as error:
            messages.error(request, error.message)
            return
        if case.draft_id is None:
            messages.success(request, _("The correction is an evaluation case now."))
        else:
            messages.success(
                request, _("The correction is an article draft and an evaluation case now.")
            )


def version_asked(request: HttpRequest, seq: int | None) -> ScorecardVersion:
    """The version that the form was filled in by, or the one in force."""
    subjects = Scorecard.Subject
    subject = subjects.CONVERSATION if seq is None else subjects.MESSAGE
    given = request.POST.get("version", "")
    if given.isascii() and given.isdigit() and len(given) < 10:
        found = ScorecardVersion.objects.filter(
            pk=int(given), scorecard__subject=subject, published_at__isnull=False
        ).first()
        if found is not None:
            return found
    return scorecards.in_force(subject)


def question_before(stretch: TranscriptPage, judged: Message | None) -> str:
    """What the judged message answers, as far as it is shown; blank for a whole conversation."""
    asked = message_of(stretch, judged.reply_to) if judged else None
    return asked.text if asked else ""


def message_of(stretch: TranscriptPage, seq: int | None) -> Message | None:
    return next((each.message for each in stretch.entries if each.message.seq == seq), None)


def pin(stretch: TranscriptPage, written: dict[int, str] | None = None) -> None:
    """Hang earlier reviewers' comments on the messages shown, and what is being written."""
    if not stretch.entries:
        return
    here: dict[int, list[PinnedComment]] = {}
    conversation_id = stretch.entries[0].message.conversation_id
    for comment in PinnedComment.objects.filter(
        review__conversation=conversation_id, seq__range=(stretch.first, stretch.last)
    ).select_related("review__reviewer"):
        here.setdefault(comment.seq, []).append(comment)
    for entry in stretch.entries:
        message: Any = entry.message
        message.pinned = here.get(message.seq, [])
        message.pin_text = (written or {}).get(message.seq, "")


def found_by_rules(found: list[automatic_checks.Check]) -> list[dict[str, Any]]:
    """Automatic checks as a page shows them."""
    return [shown(each.name, each.passed, list(each.seqs)) for each in found]


def shown(name: str, passed: bool | None, seqs: list[int]) -> dict[str, Any]:
    state = "none" if passed is None else "good" if passed else "wrong"
    return {"label": automatic_checks.LABELS.get(name, name), "state": state, "seqs": seqs}
