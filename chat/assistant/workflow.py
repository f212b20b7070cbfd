"""The assistant's workflow as one LangGraph; its drawing in the docs is made from this."""

from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph

from chat.assistant import nodes
from chat.assistant.nodes import State
from chat.assistant.triage import Need


def after_emergency(state: State) -> str:
    trouble = state.get("emergency")
    return "escalate" if trouble and trouble.happened else "triage"


def after_triage(state: State) -> str:
    return "retrieve" if state["need"] in (Need.QUESTION, Need.COMPLAINT) else "small talk"


@cache
def workflow() -> Any:
    """emergency → triage → (small talk | retrieve → answer → ground) → escalate."""
    graph = StateGraph(State)
    for name, node in {
        "emergency": nodes.emergency,
        "triage": nodes.triage,
        "small talk": nodes.small_talk_or_wish,
        "retrieve": nodes.retrieve,
        "answer": nodes.answer,
        "ground": nodes.ground,
        "escalate": nodes.escalate,
    }.items():
        graph.add_node(name, node)
    graph.add_edge(START, "emergency")
    graph.add_conditional_edges("emergency", after_emergency, ["triage", "escalate"])
    graph.add_conditional_edges("triage", after_triage, ["retrieve", "small talk"])
    graph.add_edge("retrieve", "answer")
    graph.add_edge("answer", "ground")
    graph.add_edge("ground", "escalate")
    graph.add_edge("small talk", "escalate")
    graph.add_edge("escalate", END)
    return graph.compile()


def drawing() -> str:
    """The workflow as a Mermaid diagram."""
    return str(workflow().get_graph().draw_mermaid())
