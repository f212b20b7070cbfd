#!/bin/sh
# langgraph 1.2.22: a node that returns {"risk_flg": ...} for risk_flags changes nothing, silently.
#
# The state is declared with its keys, and one would guess that a key that it has not is an error,
# as an edge to an unknown node is. What a node returns under such a key is dropped, and so is what
# invoke() is given under one: no error, no warning, also where it was all that the node returned. A
# misspelt or renamed key in one node of a workflow means that a risk is not flagged or a source not
# cited, while every step runs. With a pydantic model for a state it is the same. Let a node's test
# look at the state that invoke() gives back, not at what the node returned.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langgraph==1.2.22
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from pydantic import BaseModel


class Declared(TypedDict, total=False):
    question: str
    risk_flags: list[str]


class Model(BaseModel):
    question: str
    risk_flags: list[str] = []


def misspelt(state):
    return {"risk_flg": ["loss"]}


def rightly(state):
    return {"risk_flags": ["loss"]}


def after(state, node, given):
    graph = StateGraph(state)
    graph.add_node("triage", node)
    graph.add_edge(START, "triage")
    graph.add_edge("triage", END)
    return graph.compile().invoke(given)


QUESTION = {"question": "카드를 잃어버렸어요"}
right = after(Declared, rightly, QUESTION)
wrong = after(Declared, misspelt, QUESTION)
model = after(Model, misspelt, QUESTION)
given = after(Declared, rightly, QUESTION | {"custmer": "lin"})
print("langgraph", version("langgraph"), right, wrong, model, given)
assert right == QUESTION | {"risk_flags": ["loss"]}
assert wrong == QUESTION
assert "risk_flg" not in model and not model.get("risk_flags")
assert given == right
PYTHON
