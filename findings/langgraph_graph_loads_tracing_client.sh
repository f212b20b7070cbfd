#!/bin/sh
# langgraph 1.2.22 on langchain-core 1.7.2: `from langgraph.graph import StateGraph` loads a client
# for a tracing service and one for a hosted platform, with every tracing setting unset.
#
# langchain-core puts the import of langsmith off until something is traced, and says so in its
# sources: importing its runnables and messages loads nothing of it. langgraph's graph asks for the
# stream of tracing events by name, and so loads langsmith's client with some 200 modules of its
# types, and langgraph-sdk's client with websockets, before a node has run. A process that begins
# with a graph pays for both at each start, in time and in memory; setting LANGSMITH_TRACING=false
# changes nothing, as these are imports.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langgraph==1.2.22 langchain-core==1.7.2 langsmith==0.15.0 langgraph-sdk==0.4.14
LANGSMITH_TRACING=false "$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version


def loaded(name):
    return sum(module.split(".")[0] == name for module in sys.modules)


import langchain_core.messages
import langchain_core.runnables

before = loaded("langsmith")
from langgraph.graph import StateGraph

after, platform, sockets = loaded("langsmith"), loaded("langgraph_sdk"), loaded("websockets")
print("langgraph", version("langgraph"), "langchain-core", version("langchain-core"))
print("  modules of langsmith: before", before, "after", after)
print("  modules of langgraph_sdk:", platform, "of websockets:", sockets)
assert before == 0
assert after > 150 and "langsmith.client" in sys.modules
assert "langgraph_sdk.client" in sys.modules and sockets > 10
PYTHON
