"""The evaluation counts honestly, hides what is held back, and notices what got worse."""

import asyncio
import json
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from aicc.platform.inference import llm
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.platform.inference.token_usage import Usage
from chat.articles import article_files, publishing
from chat.assistant.retrieval import knowledge
from chat.evaluation import baseline, report
from chat.evaluation.cases import BadCases, read
from chat.evaluation.consumption import Answered, consumption
from chat.evaluation.measures import macro_f1, measure, wilson
from chat.evaluation.scoring import Outcome, judge_all
from chat.evaluation.text_match import says
from chat.tests.openai_server import OpenAiServer

DEPLOY = Path(settings.BASE_DIR) / "deploy"
BASELINE = DEPLOY / "evaluation" / "baseline.json"

CASES = """
about: Two questions that the articles answer, and one that they do not.
kind: answerable
half: held
cases:
  - id: rates
    question: 대출 금리가 얼마인가요?
    language: ko
    articles: [loan-rates]
    contains: [4.5%]
  - id: soup
    kind: out-of-domain
    question: 김치찌개 맛있게 끓이는 법 좀
    language: ko
    domain: far
  - id: wrong
    question: 카드 연회비 얼마예요
    language: ko
    articles: [no-such-article]
"""


@pytest.fixture
def cases(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "three.yaml").write_text(CASES)
    return folder


@contextmanager
def model_in_a_thread(words):
    """The address of a model that says these words; the command has the loop of this thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = OpenAiServer()
    server.words = words
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield server.url
    finally:
        loop.call_soon_threadsafe(server.server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.fixture(autouse=True)
def own_model(settings):
    """What a run changes for itself is put back after it."""
    settings.OPENAI_BASE_URL, settings.AICC_MODEL = "", settings.AICC_MODEL
    settings.AICC_ENGINE = settings.AICC_ENGINE
    llm.breaker = Breaker()


def evaluate(cases, **options):
    call_command("evaluate", cases, articles=DEPLOY / "knowledge", **options)


async def outcomes_of(*paths):
    texts = [
        entry.article
        for file in article_files.files_in(DEPLOY / "knowledge")
        for entry in article_files.read(file)
    ]
    return [
        one async for one in judge_all(read(list(paths)), lambda day: knowledge.load(texts, day))
    ]


@pytest.mark.long
async def test_the_assistant_is_no_worse_than_it_was(settings):
    settings.AICC_SEMANTIC = "off"  # the baseline is of words alone, which every machine has
    outcomes = await outcomes_of(DEPLOY / "evaluation" / "tune", DEPLOY / "evaluation" / "held")

    found = baseline.changes(baseline.read(BASELINE), measure(outcomes), baseline.TOLERANCE)

    assert [str(change) for change in found if change.worse] == []


@pytest.mark.long
def test_a_run_prints_figures_with_their_intervals(cases, capsys):
    evaluate(cases)

    said = capsys.readouterr().out
    assert "right article first" in said
    assert "50.0%  9.5%–90.5%" in said  # one of two
    assert "far out of domain refused                     100.0%" in said


@pytest.mark.django_db(transaction=True)
def test_a_run_asks_the_articles_in_the_database_unless_files_are_named(
    cases, capsys, monkeypatch
):
    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())
    publishing.import_folder(DEPLOY / "knowledge" / "loans")

    call_command("evaluate", cases)

    assert "right article first" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_run_with_a_model_says_what_it_took(cases, tmp_path, capsys, settings):
    settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION = 210_000
    settings.AICC_MODEL_COST_OUTPUT_WON_PER_MILLION = 840_000
    settings.AICC_MODEL_SECONDS = settings.AICC_MODEL_FIRST_TOKEN_SECONDS = 20
    with model_in_a_thread("가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]") as url:
        evaluate(cases, model_url=url, model="speaks", json=tmp_path / "run.json")

    told = capsys.readouterr().out
    took = json.loads((tmp_path / "run.json").read_text())["consumption"]
    assert (took["answers"], took["engines"]["model"]) == (3, 1)
    assert took["failures"] == {"ungrounded": 1}  # asked about a card, it spoke of loans
    assert (took["tokens_in"], took["tokens_out"], took["model_answers"]) == (14, 10, 2)
    assert took["cost_won"] == pytest.approx((14 * 210_000 + 10 * 840_000) / 1_000_000)
    assert 0 < took["p50_seconds"] <= took["p95_seconds"] <= took["longest_seconds"]
    for name in ("answered by", "seconds an answer: p95", "tokens written", "cost"):
        assert name in told


def test_a_run_that_wants_a_model_and_has_none_is_refused(cases, settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""

    with pytest.raises(CommandError, match="no model to ask"):
        evaluate(cases, engine="model")


def test_what_answers_took_is_of_those_that_were_asked_of_a_model():
    paid = Usage(tokens_in=100, tokens_out=10, estimated=True)
    answers = [
        Answered("model", 0.3, paid),
        *(Answered("offline", 0.1, Usage()) for _ in range(3)),
    ]

    took = consumption(answers)

    assert (took.engines, took.model_answers, took.estimated) == ({"offline": 3, "model": 1}, 1, 1)
    assert (took.p50_seconds, took.p95_seconds) == (0.1, 0.3)
    assert ("tokens sent", "100 (100 an answer)") in took.rows()
    assert consumption([]).rows() == [("answered by", "")]


def test_the_held_half_is_counted_and_not_shown(cases, tmp_path):
    evaluate(cases, html=tmp_path / "page.html", json=tmp_path / "run.json")

    page, run = (tmp_path / "page.html").read_text(), (tmp_path / "run.json").read_text()
    assert "카드 연회비" not in page + run
    assert "1 failures of the held half are not shown" in page
    assert json.loads(run)["failing"] == ["wrong"]
    evaluate(cases, html=tmp_path / "page.html", show_held=True)
    assert "카드 연회비" in (tmp_path / "page.html").read_text()
    assert "http" not in (tmp_path / "page.html").read_text().replace("https://www.w3.org", "")


@pytest.mark.long
def test_a_figure_that_fell_ends_the_run_with_one(cases, tmp_path, capsys):
    evaluate(cases, json=tmp_path / "run.json")
    evaluate(cases, baseline=tmp_path / "run.json")
    run = json.loads((tmp_path / "run.json").read_text())
    for row in run["measures"]:
        row["value"] = 1.0
    run["failing"] = []
    (tmp_path / "run.json").write_text(json.dumps(run))

    with pytest.raises(SystemExit) as ended:
        evaluate(cases, baseline=tmp_path / "run.json")

    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "held: right article first: 100.0% → 50.0%  WORSE" in said
    assert "failing now and not then: wrong" in said


def test_a_rise_of_what_should_be_rare_is_worse(cases):
    before = {"measures": [{"half": "held", "name": "answerable refused", "value": 0.0}]}
    [refused] = [row for row in measure([refusal()]) if row.fewer_is_better]

    [change] = baseline.changes(before, [refused], 0.005)

    assert change.worse


def refusal():
    [case] = [case for case in read([DEPLOY / "evaluation" / "held"]) if case.articles][:1]
    outcome = Outcome(case)
    outcome.holds("wrongly refused", True)
    return outcome


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cases: [{id: a, question: x, colour: red}]", "case a: unknown: colour"),
        ("cases: [{id: a, question: x, domain: moon}]", "'moon' is none of in, near, far"),
        ("cases: [{id: a}]", "neither a question nor turns"),
        ("cases: 7", "neither a list of cases nor a mapping"),
        ("cases: [{id: a, question: x}, {id: a, question: y}]", "the id a stands there twice"),
        ("a: [", "cases.yaml"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_reason(tmp_path, text, reason):
    (tmp_path / "cases.yaml").write_text(text)

    with pytest.raises(BadCases) as refused:
        read([tmp_path])

    assert reason in str(refused.value)


def test_a_folder_without_cases_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no cases"):
        evaluate(tmp_path)


def test_an_interval_is_honest_about_few_cases():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(10, 10)
    assert (round(low, 3), round(high, 3)) == (0.722, 1.0)
    low, high = wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)


def test_macro_f1_counts_every_label_alike():
    assert macro_f1([("A", "A"), ("A", "A"), ("B", "A")]) == pytest.approx((0.8 + 0.0) / 2)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("수수료는 5,000원입니다.", "5천원"),
        ("금리는 연 3.5퍼센트입니다.", "3.5%"),
        ("It costs KRW 10,000.", "10,000"),
        ("최대 1억 원까지 보장됩니다.", "1억원"),
        ("접수 후 3~5 영업일", "3–5영업일"),
    ],
)
def test_equal_spellings_say_the_same(text, wanted):
    assert says(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"), [("수수료는 5,000원입니다.", "500원"), ("연 3.5%", "연회비 3.5%")]
)
def test_other_figures_and_words_do_not(text, wanted):
    assert not says(text, wanted)


def test_a_page_shows_no_words_of_a_customer_as_html(cases):
    [case] = [case for case in read([cases]) if case.id == "soup"]
    outcome = Outcome(case, said="<script>alert(1)</script>", faults=["said <b>"])

    page = report.page(
        [], [outcome], {"engine": "<i>"}, made_at=timezone.localtime(), show_held=True
    )

    assert "<script>" not in page
    assert "<i>" not in page
