"""What a follow-up leans on, what is not said twice, and how several answers become one."""

from dataclasses import replace

import pytest

from chat import assistant
from chat.assistant import implicit_follow_up
from chat.assistant.answering import extractive, follow_up
from chat.assistant.answering.choice import WANTS_MORE, anew
from chat.assistant.answering.extractive import Draft
from chat.assistant.answering.joining import joined
from chat.assistant.answering.sentence_choice import Sentence, weighed
from chat.assistant.language.normalise import language_of
from chat.assistant.language.phrases import say
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.types import Line, Question, Source
from chat.tests.sample_articles import put_on_shelves

pytestmark = pytest.mark.django_db
FOUND = Found(Published("a", "ko", "loans", "제목", 1), Passage(1, "", ""), score=1.0, fits=True)


@pytest.fixture
def corpora(db):
    put_on_shelves()


def sentence(text, worth):
    return Sentence(FOUND, 0, text, worth, frozenset())


def source(page):
    return Source("제목", page, 1.0, "a", 1, f"{page}.", "/a")


async def talk(*turns, language="ko"):
    history, memory, replies = [], {}, []
    for turn in turns:
        reply = await assistant.reply_to(Question(turn, language, tuple(history), memory))
        history += [Line("customer", turn), Line("assistant", reply.text)]
        memory = reply.memory
        replies.append(reply)
    return replies


async def test_a_follow_up_stays_with_the_article_and_tells_something_else(corpora):
    first, second = await talk("해외송금 수수료 얼마예요", "그럼 며칠 걸려요?")

    assert second.sources[0].article_id == first.sources[0].article_id
    assert "3영업일" in second.text
    assert second.text != first.text


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("지점 방문예약 앱에서 되나요?", "혹시 그 시간에 10분 늦으면 어떻게 되는데요"), "취소"),
        (("비상금대출 얼마까지 돼요", "심사는 오래 걸리나요?"), "10분"),
    ],
)
async def test_what_was_told_in_passing_is_told_again_to_who_asks_for_it(corpora, turns, told):
    *_, last = await talk(*turns)

    assert told in last.text


@pytest.mark.parametrize(
    ("turns", "slug"),
    [
        (
            ("해외송금 수수료 얼마예요", "그런데 청년적금은 몇 살까지 들 수 있어요?"),
            "youth-savings",
        ),
        (
            ("해외송금 수수료 얼마예요", "영업점은 토요일에도 그 시간에 열어요?"),
            "branches-and-hours",
        ),
        (("적금 중도해지 이율", "예금자보호는 여전히 5천만원인가요?"), "deposit-insurance"),
        (
            ("What is a debit card's limit?", "How long does it take to get a replacement card?"),
            "card-reissue",
        ),
    ],
)
async def test_what_is_asked_anew_is_answered_by_itself_though_a_word_points(corpora, turns, slug):
    _, second = await talk(*turns, language="ko" if "?" not in turns[0] else "en")

    assert second.sources[0].article_id == slug


async def test_a_new_subject_leaves_the_article_behind(corpora):
    _, second = await talk("해외송금 수수료 얼마예요", "주택담보대출 한도는 얼마예요")

    assert second.sources[0].article_id == "home-mortgage"


@pytest.mark.parametrize(
    ("turns", "slug", "told"),
    [
        (
            ("신용대출 금리는?", "그럼 수수료는요?", "서류는?", "다시 금리는?"),
            "loan-rates",
            "4.5%",
        ),
        (("신용대출 금리는?", "그럼 한도는요?", "주담대는?"), "home-mortgage", "70%"),
        (("신용대출 금리는?", "한도는?", "주담대는?", "그럼 서류는요?"), "home-mortgage", "등기"),
    ],
)
async def test_a_subject_carries_over_many_turns_and_a_product_takes_its_place(
    corpora, turns, slug, told
):
    last = (await talk(*turns))[-1]

    assert last.sources[0].article_id == slug
    assert told in last.text


async def test_a_subject_is_remembered_beyond_the_lines_that_the_assistant_is_given(corpora):
    [first] = await talk("신용대출 금리는?")
    thanks = (Line("customer", "고맙습니다"), Line("assistant", "네."))

    later = await assistant.reply_to(Question("고마워요", "ko", thanks, first.memory))

    asked = Question("서류는요?", "ko", thanks, later.memory)
    assert follow_up.context_question(asked, "ko") == "신용대출 금리는?"


def test_a_product_leaves_only_what_was_asked_of_the_one_before_it():
    before = Question("적금은요?", "ko", (Line("customer", "정기예금 금리 얼마예요?"),))

    assert follow_up.context_question(before, "ko") == "금리 얼마예요?"


async def test_several_requests_are_each_answered(corpora):
    [reply] = await talk("정기예금 금리는 얼마고 최소 얼마부터 넣을 수 있어요?")

    assert "2.9%" in reply.text
    assert "100만원" in reply.text  # as people say it
    assert any("1,000,000원" in source.quote for source in reply.sources)


def test_what_was_said_is_left_out_unless_it_is_among_the_best_three():
    said = [sentence(text, 9.0 - at) for at, text in enumerate(("새것", "새로", "다시", "이미"))]

    left = anew(said, frozenset({"다시", "이미"}), "ko")

    assert [one.text for one in left] == ["새것", "새로", "다시"]


def test_the_best_is_said_again_with_what_is_new_of_its_passage_and_the_best_two_others():
    other = replace(FOUND, passage=Passage(2, "", ""))
    told = [sentence("이미", 9.0), sentence("여기", 1.0), sentence("또", 0.5)]
    others = [Sentence(other, at, f"{at}", 8.0 - at, frozenset()) for at in range(3)]

    left = anew([*told, *others], frozenset({"이미"}), "ko")

    assert [one.text for one in left] == ["이미", "여기", "또", "0", "1"]


def test_who_asks_for_more_is_told_only_what_is_new():
    pair = [sentence("이미", 3.0), sentence("새것", 2.0)]

    left = anew(pair, frozenset({"이미"}), "ko", wants_more=True)

    assert [one.text for one in left] == ["새것"]


@pytest.mark.parametrize(
    ("question", "wants_more"),
    [
        ("더 자세히 알려주세요", True),
        ("또요?", True),
        ("Tell me more about it", True),
        ("더 빨리 받을 수 있나요", False),
        ("또 신청해도 되는거예요?", False),
        ("Is there one more than 3 years old?", False),
    ],
)
def test_who_asks_for_more_says_so(question, wants_more):
    assert bool(WANTS_MORE.search(question)) is wants_more


def test_where_nothing_is_new_the_best_alone_is_said_again():
    pair = [sentence("이미", 3.0), sentence("또", 2.0)]

    assert [one.text for one in anew(pair, frozenset({"이미", "또"}), "ko")] == ["이미"]


def test_answers_are_joined_each_said_once_and_what_is_unknown_is_named():
    one = Draft("같은 말입니다.", (source(1),))

    whole = joined([("금리", one), ("한도", one), ("색깔?", None)], "ko")

    assert whole.text.count("같은 말입니다.") == 1
    assert "색깔" in whole.text
    assert len(whole.sources) == 1


def test_where_nothing_is_known_there_is_no_answer():
    assert joined([("금리", None), ("한도", None)], "ko") is None


def test_articles_that_fit_nearly_as_well_are_looked_at_and_others_not(corpora):
    fit = extractive.fitting(extractive.search("대출 금리가 얼마인가요", "ko"))

    near = extractive.candidates(fit)

    assert near[0] == fit[0]
    assert all(
        any(
            other.score >= extractive.CANDIDATES * fit[0].score
            for other in fit
            if other.article.slug == each.article.slug
        )
        for each in near
    )


def test_a_short_question_leans_and_a_whole_one_does_not():
    assert follow_up.leans("그럼 수수료는요?", "ko")
    assert not follow_up.leans("주택담보대출 중도상환수수료 계산 방법을 알려주세요", "ko")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("비트코인에 투자해도 될까요?", "ko"),
        ("오늘 날씨 어때요?", "ko"),
        ("집값이 오를까요?", "ko"),
        ("점심 뭐 먹을까요", "ko"),
        ("Should I invest in Bitcoin?", "en"),
        ("What's the weather like?", "en"),
    ],
)
def test_a_question_of_other_trades_leans_on_nothing_said_before(text, language):
    assert not follow_up.leans(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("어떻게 하나요?", "ko"),
        ("일본에서도 되나요?", "ko"),
        ("미성년자는요?", "ko"),
        ("여권으로도 돼요?", "ko"),
        ("what documents", "en"),
        ("Can my wife do it for me?", "en"),
    ],
)
def test_a_question_that_names_nothing_of_its_own_still_leans(text, language):
    assert follow_up.leans(text, language)


async def test_what_the_bank_does_not_write_of_is_not_answered_from_the_article_before(corpora):
    first, second = await talk("정기예금 중도해지하면 이자는?", "비트코인에 투자해도 될까요?")

    assert first.sources
    assert not second.sources
    assert second.text not in first.text


def by_itself(slug, *, fits, score=0.9):
    article = Published(slug, "en", "cards", "Title", 1)
    return [Found(article, Passage(1, "", ""), score=score, fits=fits, likeness=0.8)]


AFTER_AN_ANSWER = {"article": "card-overseas-use"}


@pytest.mark.parametrize(
    ("text", "found", "memory", "may"),
    [
        ("does the owner charge on top?", by_itself("fees", fits=False), AFTER_AN_ANSWER, True),
        ("does the owner charge on top?", by_itself("fees", fits=False), {}, False),
        ("does the owner charge on top?", by_itself("fees", fits=True), AFTER_AN_ANSWER, False),
        (
            "does the owner charge on top?",
            by_itself("fees", fits=True, score=0.3),
            AFTER_AN_ANSWER,
            True,
        ),
        # What points back may where another article half answers it, and not where it does.
        *(
            (text, by_itself("fees", fits=True, score=score), AFTER_AN_ANSWER, score < 0.75)
            for text in (
                "does the owner charge it again?",
                "혹시 그 시간보다 늦으면 어떻게 되는데요",
            )
            for score in (0.6, 0.9)
        ),
        # What banks rarely write about: only where the article cited is the nearest of all.
        (
            "I opened one at Shinhan last week, is that an issue?",
            by_itself("card-overseas-use", fits=False),
            AFTER_AN_ANSWER,
            True,
        ),
        (
            "I opened one at Shinhan last week, is that an issue?",
            by_itself("fees", fits=False),
            AFTER_AN_ANSWER,
            False,
        ),
        ("점심 뭐 먹을까요?", by_itself("fees", fits=False), AFTER_AN_ANSWER, False),
    ],
)
def test_what_no_article_tells_by_itself_may_go_on_about_the_one_before_it(
    text, found, memory, may
):
    language = language_of(text, "ko")

    assert (
        implicit_follow_up.may_follow(Question(text, language, memory=memory), found, language)
        is may
    )


@pytest.mark.parametrize(
    ("turns", "language"),
    [
        (("I tapped a link in a text and it installed some app...", "flight mode now"), "en"),
        (("택배 문자 링크 눌렀더니 이상한 앱이 깔렸어요", "비행기 모드로 해놨어요"), "ko"),
    ],
)
async def test_who_goes_on_after_an_alarm_is_never_told_that_it_is_no_banks_business(
    corpora, turns, language
):
    alarm, after = await talk(*turns, language=language)

    assert alarm.urgent
    assert not after.text.startswith((say("off_topic", language), say("nothing", language)))
    assert after.sources or "1500-0001" in after.text


async def test_once_something_else_was_answered_the_alarm_is_over(corpora):
    *_, after = await talk(
        "택배 문자 링크 눌렀더니 이상한 앱이 깔렸어요",
        "정기예금 금리 얼마예요",
        "점심 뭐 먹을까요?",
    )

    assert "1500-0001" not in after.text


async def test_another_banks_account_is_asked_about_as_the_answer_before_speaks_of_it(corpora):
    first, second = await talk(
        "Can I open an everyday account on my phone?",
        "I opened one at Shinhan just last week, is that an issue?",
        language="en",
    )

    assert first.sources[0].article_id == second.sources[0].article_id == "everyday-account"
    assert "20 business days" in second.text


def test_what_an_answer_began_with_is_said_again_less_than_what_it_told_beside(corpora):
    began, beside = (
        "영업점 방문은 앱에서 예약합니다.",
        "예약한 시각에서 10분이 지나면 예약이 취소됩니다.",
    )
    passage = replace(FOUND, passage=Passage(1, "방문 예약", f"{began} {beside}"))
    points = {"예약": 1.0}

    def worths(**said):
        return [one.worth for one in weighed(points, "늦으면요?", "ko", [passage], **said)]

    new = worths()
    again = worths(told=frozenset([began, beside]), led=frozenset([began]))

    assert again[0] / new[0] < again[1] / new[1] < 1


@pytest.mark.parametrize(
    ("turns", "told", "slug"),
    [
        (("앱에서 이체하면 바로 들어가나요", "주말에 보내면요?"), "주말", "transfer-arrival-time"),
        (("금리인하요구권이 뭔가요", "주담대도 되나요"), "주택담보대출", "rate-cut-request"),
        (
            ("연말정산 서류 어떻게 뽑아요", "신용대출 이자도 되나요"),
            "공제",
            "year-end-tax-documents",
        ),
        (("자유적금 금리가 몇 프로예요", "우대조건이 뭐예요"), "급여통장", "flexible-savings"),
        (("영업점 몇시까지예요", "토요일은?"), "토요일", "branches-and-hours"),
        (("주택담보대출 서류 알려줘", "사업자인데요"), "소득금액증명", "home-mortgage"),
    ],
)
async def test_a_case_more_is_asked_of_the_same_article(corpora, turns, told, slug):
    *_, reply = await talk(*turns)

    assert told in reply.text
    assert reply.sources[0].article_id == slug


async def test_the_plain_kind_is_not_the_special_one(corpora):
    history = (Line("customer", "What is the rate for the youth savings?"), Line("assistant", "…"))
    asked = Question("And the regular one?", "en", history, {"article": "youth-savings"})

    reply = await assistant.reply_to(asked)

    assert reply.sources[0].article_id == "flexible-savings"


async def test_a_product_named_alone_asks_what_was_asked_before_it(corpora):
    _, second = await talk("중도상환수수료 있나요?", "주담대요")

    assert second.sources[0].article_id == "loan-early-repayment"
    assert "0.7%" in second.text


async def test_another_product_of_a_list_is_told_from_the_list_that_was_cited(corpora):
    _, second = await talk("신용대출 금리 얼마예요?", "마통은?")

    assert second.sources[0].article_id == "loan-rates"
    assert "5.0%" in second.text


@pytest.mark.parametrize("line", ["saturdays?", "on public holidays?", "Labour Day?"])
def test_a_day_alone_leans_on_what_was_asked_before_it(line):
    assert follow_up.leans(line, "en")


async def test_what_another_article_is_titled_by_is_answered_from_it(corpora):
    *_, last = await talk(
        "Can I exchange money in the app?",
        "How much can I exchange in a day?",
        "And where do I pick it up?",
        language="en",
    )

    assert last.sources[0].article_id == "foreign-cash-pickup"


async def test_an_aspect_that_the_cited_article_does_not_tell_leads_to_the_one_that_does(corpora):
    _, last = await talk("자유적금 금리 알려줘", "세금은요?")

    assert "15.4%" in last.text


async def test_a_question_that_names_no_thing_asks_of_the_one_before_it(corpora):
    _, last = await talk(
        "What is the mortgage limit?", "Can I pay interest only at first?", language="en"
    )

    assert last.sources[0].article_id == "home-mortgage"
    assert "grace period" in last.text


async def test_what_follows_from_what_was_not_done_is_told(corpora):
    _, last = await talk("앱에서 환전하면 어디서 찾아요?", "안 찾으면 어떻게 돼요")

    assert "31일째" in last.text


async def test_of_a_list_only_the_product_that_is_asked_for_next_is_told(corpora):
    _, last = await talk("대출 금리 알려주세요", "마이너스통장은요?")

    assert "5.0%–9.4%" in last.text
    assert "4.5%" not in last.text


async def test_the_term_of_the_question_before_is_kept(corpora):
    _, last = await talk("정기예금 12개월 금리 알려주세요", "앱에서 들면요?")

    assert "12개월 연 3.1%" in last.text
    assert "24개월" not in last.text
