"""The rubric that comes with the house: the first version of each scorecard."""

from dataclasses import dataclass

from chat.models import Scorecard

Subject = Scorecard.Subject


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion of the rubric; see chat.models.Criterion."""

    key: str
    section: tuple[str, str]  # Korean, English
    text: tuple[str, str]
    weight: int
    most: int = 2
    optional: bool = False
    critical: bool = False


SERVICE = ("응대", "Manner")
ACCURACY = ("정확성", "Accuracy")
SOLUTION = ("해결", "Solution")
RULES = ("준수 사항", "Rules")

NO_PROMISE = Question(
    "no_promise",
    RULES,
    (
        "권유, 약속, 확정적 판단을 하지 않았다",
        "Recommended, promised and decided nothing in the bank's name",
    ),
    0,
    most=1,
    critical=True,
)
NO_SECRETS = Question(
    "no_secrets",
    RULES,
    (
        "비밀번호나 필요 없는 개인정보를 묻지 않았다",
        "Asked for no password and no personal data that was not needed",
    ),
    0,
    most=1,
    critical=True,
)

RUBRIC: dict[str, tuple[Question, ...]] = {
    Subject.CONVERSATION: (
        Question(
            "understood",
            SERVICE,
            ("고객이 원하는 것을 바르게 이해했다", "Understood what the customer wanted"),
            15,
        ),
        Question(
            "manner",
            SERVICE,
            ("공손하고 알기 쉬운 말로 응대했다", "Spoke politely and in plain words"),
            10,
        ),
        Question(
            "right",
            ACCURACY,
            (
                "안내한 내용이 시행 중인 문서와 일치한다",
                "What was said is right by the articles in force",
            ),
            25,
        ),
        Question(
            "complete",
            ACCURACY,
            (
                "조건, 비용, 기한을 빠짐없이 안내했다",
                "Named the conditions, costs and dates that matter",
            ),
            15,
        ),
        Question(
            "solved",
            SOLUTION,
            (
                "문의를 해결했거나 다음 단계를 분명히 안내했다",
                "Solved the matter, or made the next step clear",
            ),
            20,
        ),
        Question(
            "person_in_time",
            SOLUTION,
            (
                "필요할 때 제때 상담원에게 연결했다",
                "Brought the customer to a person in time where one was needed",
            ),
            15,
            optional=True,
        ),
        NO_PROMISE,
        NO_SECRETS,
        Question(
            "emergency",
            RULES,
            (
                "긴급 상황에서 전화번호와 조치를 바로 안내했다",
                "Gave the number to call at once in an emergency",
            ),
            0,
            most=1,
            optional=True,
            critical=True,
        ),
    ),
    Subject.MESSAGE: (
        Question(
            "right",
            ACCURACY,
            (
                "내용이 시행 중인 문서와 일치한다",
                "What it says is right by the articles in force",
            ),
            40,
        ),
        Question(
            "complete",
            ACCURACY,
            (
                "물은 것에 빠짐없이 답했다",
                "Answers all of what was asked",
            ),
            25,
        ),
        Question(
            "sourced",
            ACCURACY,
            ("알맞은 출처를 들었다", "Names the right source"),
            15,
            most=1,
            optional=True,
        ),
        Question(
            "clear",
            SERVICE,
            ("짧고 알기 쉽고 공손하다", "Is short, clear and polite"),
            20,
        ),
        NO_PROMISE,
        NO_SECRETS,
    ),
}
