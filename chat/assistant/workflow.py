"""The assistant's workflow as one LangGraph; its drawing in the docs is made from this."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph

from chat.assistant import nodes, thinking_line
from chat.assistant.answering.state import State

Step = Callable[[State], Any]


@cache
def workflow() -> Any:
    """emergency → triage → (small talk | retrieve → answer → ground) → escalate."""
    graph = StateGraph(State)
    for name, step in {
        "emergency": nodes.emergency,
        "triage": nodes.triage,
        "small talk": nodes.small_talk,
        "retrieve": nodes.retrieve,
        "answer": nodes.answer,
        "ground": nodes.ground,
        "escalate": nodes.escalate,
    }.items():
        graph.add_node(name, on_the_loop(step))
    graph.add_edge(START, "emergency")
    for name, choose, ways in (
        ("emergency", nodes.after_emergency, ["triage", "escalate"]),
        ("triage", nodes.after_triage, ["retrieve", "small talk"]),
    ):
        graph.add_conditional_edges(name, on_the_loop(choose), ways)
    graph.add_edge("retrieve", "answer")
    graph.add_edge("answer", "ground")
    graph.add_edge("ground", "escalate")
    graph.add_edge("small talk", "escalate")
    graph.add_edge("escalate", END)
    return graph.compile()


def on_the_loop(step: Step) -> Any:
    """`step` for the graph, which sends a plain function to a thread: ours are quick, but for
    those of a long message, which let the others pass.
    """

    async def run(state: State) -> Any:
        await thinking_line.give_way()
        result = step(state)
        return await result if inspect.isawaitable(result) else result

    return run


def drawing() -> str:
    """The workflow as a Mermaid diagram."""
    return str(workflow().get_graph().draw_mermaid())
