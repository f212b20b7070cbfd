"""What the assistant answers from, and whether it may use a model for it."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform.inference import embeddings, llm
from aicc.platform.inference.embeddings import NoVectors
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.models import ArticleVersion

SOON = timedelta(days=7)
TRY = "계좌 이체 한도"  # that a vector is made of


def examine() -> Iterator[Finding]:
    today = timezone.localdate()
    approved = ArticleVersion.objects.filter(state=ArticleVersion.State.APPROVED)
    in_force = approved.filter(effective_from__lte=today).exclude(effective_to__lt=today)
    articles = in_force.values("article").distinct().count()
    if not articles:
        yield error(
            _("No article is in force: every question would be passed to a person."),
            _("Run manage.py import_knowledge FOLDER, or let a second person approve a draft."),
        )
    else:
        yield ok(
            ngettext("%(count)d article in force", "%(count)d articles in force", articles)
            % {"count": articles}
        )
    soon = in_force.filter(effective_to__lt=today + SOON).count()
    if soon:
        yield warning(
            ngettext(
                "%(count)d article ends within a week.",
                "%(count)d articles end within a week.",
                soon,
            )
            % {"count": soon},
            _("Approve newer versions, or questions about them will find nothing."),
        )
    yield from by_meaning()
    kill_switch.refresh()
    if llm.configured() and not kill_switch.is_on():
        yield warning(
            _("A supervisor has turned the model's answers off."),
            _("Turn them on again in the back office, under the generation switch."),
        )


def by_meaning() -> Iterator[Finding]:
    if settings.AICC_SEMANTIC == "off":
        yield ok(_("Search goes by words; AICC_SEMANTIC is off."))
        return
    embedder = embeddings.embedder()
    if embedder is None:
        yield warning(
            _("Search goes by words alone: what makes vectors is not installed here."),
            _("pip install -r deploy/requirements/semantic.txt, or give AICC_EMBEDDINGS_URL."),
        )
        return
    try:
        embedder.questions([TRY])
    except NoVectors as failure:
        yield warning(
            _("Search goes by words alone: no vector could be made here (%(reason)s).")
            % {"reason": failure.reason},
            _("Look at the log. The built-in embedder needs a processor with AVX2."),
        )
        return
    knowledge.refresh()
    if missing := knowledge.missing():
        yield warning(
            ngettext(
                "%(count)d text has no vector yet; until then search goes by words alone.",
                "%(count)d texts have no vector yet; until then search goes by words alone.",
                missing,
            )
            % {"count": missing},
            _("A server makes ten a second beside its work; or run manage.py make_vectors."),
        )
    else:
        yield ok(_("Search goes by words and by meaning."))
