"""What all peers say and keep: the frames of a turn, two tables, a model that takes no time."""

import sys

ANSWER = (
    "현재 신용대출 금리는 고객님의 신용등급과 대출 기간에 따라 "
    "연 4.2%에서 6.8% 사이로 적용됩니다. "
    "정확한 금리는 상담사 연결 또는 모바일 앱의 대출 한도 조회를 통해 확인하실 수 있습니다."
)
PROCESSING = {"type": "processing", "message": "processing"}
PONG = {"type": "pong"}
BACKLOG = 4096
SCHEMA = """
CREATE TABLE session (
    id BIGINT AUTO_INCREMENT PRIMARY KEY, session_id VARCHAR(64) NOT NULL UNIQUE,
    created_at DATETIME(6) NOT NULL);
CREATE TABLE message (
    id BIGINT AUTO_INCREMENT PRIMARY KEY, session_id BIGINT NOT NULL, role VARCHAR(16) NOT NULL,
    content LONGTEXT NOT NULL, intent VARCHAR(32) NOT NULL, created_at DATETIME(6) NOT NULL,
    KEY (session_id, created_at), FOREIGN KEY (session_id) REFERENCES session (id));
"""


def reply() -> dict:
    source = {"source": "loan_guide.pdf", "page": 1, "score": 0.9}
    return {
        "ai_message": ANSWER,
        "intent": "INFO_REQ",
        "suggested_action": "CONTINUE",
        "source_documents": [source],
    }


def status(session_id: str) -> dict:
    return {"type": "status", "message": "connected", "session_id": session_id}


def response(answer: dict) -> dict:
    return {"type": "response", "data": answer}


def place() -> tuple[int, str, str]:
    """Port, database's URL (blank: none) and server, as a peer is called with them."""
    port, url, server = sys.argv[1:4]
    return int(port), url, server


def host_and_name(url: str) -> tuple[str, int, str]:
    """Of mysql://root@127.0.0.1:13306/name."""
    where, _, name = url.rpartition("@")[2].partition("/")
    host, _, port = where.partition(":")
    return host, int(port), name
