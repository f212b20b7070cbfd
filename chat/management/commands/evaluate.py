"""Measure the assistant on a folder of cases."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from aicc.platform.command_arguments import number
from chat.articles import article_files
from chat.assistant.retrieval import knowledge
from chat.evaluation import baseline, corrections, report
from chat.evaluation.cases import BadCases, Case, read
from chat.evaluation.measures import Measure, measure
from chat.evaluation.scoring import Load, Outcome, judge_all
from chat.management.vectors import make_missing

CASES = settings.BASE_DIR / "deploy" / "evaluation"
# For articles in files that do not say it; no answer is judged by it.
STAND_INS = article_files.Defaults("ko", "general", date(2000, 1, 1))
ENGINES = ("auto", "offline", "model")


class Command(BaseCommand):
    help = (
        "Ask the assistant every case under the given folders and count what came right. "
        "Exits with 1 when a figure is worse than the baseline's."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add(
            "cases",
            nargs="*",
            type=Path,
            help="folders or files of cases (default: deploy/evaluation/tune and held)",
        )
        add("--corrections", action="store_true",
            help="ask what reviewers corrected; without folders, nothing else")  # fmt: skip
        add(
            "--articles",
            type=Path,
            metavar="PATH",
            help="articles in files, in place of those in the database",
        )
        add("--engine", choices=ENGINES, help="who answers (default: as AICC_ENGINE says)")
        add("--model-url", metavar="URL", default="",
            help="of any service that speaks OpenAI's protocol, as http://127.0.0.1:1234/v1; "
            "its key by OPENAI_API_KEY (default: OPENAI_BASE_URL)")  # fmt: skip
        add("--model", metavar="NAME", default="", help="its model (default: AICC_MODEL)")
        add("--json", type=Path, metavar="FILE", help="write the run here")
        add("--html", type=Path, metavar="FILE", help="write a page with the failures here")
        add("--markdown", action="store_true", help="print the table as Markdown")
        add("--baseline", type=Path, metavar="FILE", help="an earlier run's JSON to compare with")
        add(
            "--tolerance",
            type=number(0, 1),
            default=baseline.TOLERANCE,
            metavar="SHARE",
            help="how much worse than the baseline a figure may be (default: %(default)s)",
        )
        add("--show-held", action="store_true",
            help="also show the held half's failures; whoever tunes must not look")  # fmt: skip

    def handle(self, *args: Any, cases: list[Path], **options: Any) -> None:
        try:
            wanted = wanted_cases(cases, with_corrections=options["corrections"])
            before = baseline.read(options["baseline"]) if options["baseline"] else None
        except (BadCases, baseline.BadBaseline) as error:
            raise CommandError(str(error)) from None
        choose_engine(options["engine"], options["model_url"], options["model"])
        load = from_files(options["articles"]) if options["articles"] else from_database
        outcomes = async_to_sync(run)(wanted, load)
        measures = measure(outcomes)
        self.show(measures, outcomes, options)
        if before:
            self.compare(before, measures, outcomes, options["tolerance"])

    def show(
        self, measures: list[Measure], outcomes: list[Outcome], options: dict[str, Any]
    ) -> None:
        halves = dict.fromkeys(row.half for row in measures)
        text = report.markdown(measures) if options["markdown"] else report.table(measures, halves)
        self.stdout.write(text)
        self.stdout.write("\nWhat the answers took")
        for name, value in report.consumed(outcomes).rows():
            self.stdout.write(f"{name:<44}{value}")
        about = {
            "engine": settings.AICC_ENGINE,
            "search": knowledge.way(),
            "articles": f"{knowledge.size()} passages",
            "cases": str(len(outcomes)),
        }
        if options["json"]:
            data = report.as_data(measures, outcomes, about)
            write(options["json"], json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        if options["html"]:
            page = report.page(
                measures, outcomes, about,
                made_at=timezone.localtime(), show_held=options["show_held"],
            )  # fmt: skip
            write(options["html"], page)

    def compare(
        self,
        before: dict[str, Any],
        measures: list[Measure],
        outcomes: list[Outcome],
        tolerance: float,
    ) -> None:
        found = baseline.changes(before, measures, tolerance)
        self.stdout.write("\nAgainst the baseline:" if found else "\nAs the baseline.")
        for change in found:
            self.stdout.write(f"  {change}")
        if new := baseline.newly_failing(before, report.failing(outcomes)):
            self.stdout.write(f"  failing now and not then: {', '.join(new)}")
        if any(change.worse for change in found):
            sys.exit(1)


def choose_engine(engine: str | None, url: str, model: str) -> None:
    """For this run. Raises CommandError where a model is wanted and nobody said which."""
    settings.OPENAI_BASE_URL = url or settings.OPENAI_BASE_URL
    settings.AICC_MODEL = model or settings.AICC_MODEL
    settings.AICC_ENGINE = engine or ("model" if url else settings.AICC_ENGINE)
    if settings.AICC_ENGINE == "model" and not (
        settings.OPENAI_BASE_URL or settings.OPENAI_API_KEY
    ):
        raise CommandError("no model to ask: give --model-url, or set OPENAI_API_KEY")


def wanted_cases(paths: list[Path], *, with_corrections: bool) -> list[Case]:
    """Raises BadCases."""
    if not with_corrections:
        return read(paths or [CASES / "tune", CASES / "held"])
    found = [*(read(paths) if paths else ()), *corrections.cases()]
    if not found:
        raise BadCases("no correction has become a case yet")
    return found


async def run(cases: list[Case], load: Load) -> list[Outcome]:
    """The outcome of every case, with a bar where somebody watches."""
    bar = tqdm(total=len(cases), unit="case", disable=not sys.stderr.isatty(), leave=False)
    with bar:
        found = []
        async for outcome in judge_all(cases, load):
            found.append(outcome)
            bar.update()
        return found


def from_database(day: date | None) -> None:
    knowledge.refresh(day)
    make_missing()  # or some cases would be searched in another way than others


def from_files(path: Path) -> Load:
    """Articles of files as if they were published. Raises CommandError for one that is wrong."""
    files = article_files.files_in(path)
    entries = [entry for file in files for entry in article_files.read(file, STAND_INS)]
    wrong = [entry.reason for entry in entries if entry.article is None]
    if wrong or not entries:
        raise CommandError(f"{path}: {wrong[0] if wrong else 'no articles'}")
    texts = [entry.article for entry in entries if entry.article]

    def load(day: date | None) -> None:
        knowledge.load(texts, day)
        make_missing()

    return load


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
