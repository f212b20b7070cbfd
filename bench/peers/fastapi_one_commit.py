"""FastAPI as it is often written, at its best: asynchronous SQLAlchemy, one commit a turn."""

import datetime as dt

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel
from sqlalchemy import BigInteger, DateTime, ForeignKey, String, Text, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.peers import shared

PORT, URL, _ = shared.place()
POOL = 40
engine = create_async_engine(
    f"mysql+asyncmy://{URL.partition('://')[2]}?charset=utf8mb4", pool_size=POOL, max_overflow=0
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime, default=dt.datetime.now)


class Message(Base):
    __tablename__ = "message"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("session.id"))
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[dt.datetime] = mapped_column(DateTime, default=dt.datetime.now)


class Question(BaseModel):
    session_id: str
    user_message: str


class Source(BaseModel):
    source: str
    page: int
    score: float


class Answer(BaseModel):
    ai_message: str
    intent: str
    suggested_action: str
    source_documents: list[Source]


async def turn(session_id: str, text: str) -> dict:
    answer = shared.reply()
    async with sessions() as database:
        session = await database.scalar(select(Session).where(Session.session_id == session_id))
        if session is None:
            session = Session(session_id=session_id)
            database.add(session)
            await database.flush()
        said = {"content": answer["ai_message"], "intent": answer["intent"]}
        database.add(Message(session_id=session.id, role="customer", content=text))
        database.add(Message(session_id=session.id, role="assistant", **said))
        await database.commit()
    return answer


@app.post("/api/v1/chat/message", response_model=Answer)
async def message(question: Question) -> dict:
    return await turn(question.session_id, question.user_message)


@app.websocket("/api/v1/chat/ws/{session_id}")
async def chat(socket: WebSocket, session_id: str) -> None:
    await socket.accept()
    await socket.send_json(shared.status(session_id))
    try:
        while True:
            frame = await socket.receive_json()
            if frame["type"] == "message":
                await socket.send_json(shared.PROCESSING)
                answer = await turn(session_id, frame["user_message"])
                await socket.send_json(shared.response(answer))
            else:
                await socket.send_json(shared.PONG)
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=PORT,
        loop="uvloop",
        http="httptools",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        backlog=shared.BACKLOG,
    )
