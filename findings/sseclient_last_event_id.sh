#!/bin/sh
# sseclient-py 1.9.0: of an event that follows "id: 7" without an id, event.id is None, not 7.
#
# By the standard of server-sent events the last id holds until another one comes, and a browser's
# EventSource says 7 for both events; one would guess the same of a client. Here it is forgotten
# with each event. Servers number what can be resumed and send pings and deltas between without an
# id, so whoever keeps event.id of the last event to go on from it goes on from nothing: all comes
# again, or what was missed never does. A block with an id alone, by which a server moves the place,
# is lost as well. Keep the last id that is not None.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sseclient-py==1.9.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from sseclient import SSEClient


class Body:
    """A response's body as the client wants it: chunks, and a close()."""

    def __init__(self, *chunks):
        self.chunks = chunks

    def __iter__(self):
        return (chunk.encode() for chunk in self.chunks)

    def close(self):
        pass


def events(*chunks):
    return [(event.id, event.data) for event in SSEClient(Body(*chunks)).events()]


numbered = events("id: 7\ndata: 첫째\n\n", "data: 둘째\n\n")
alone = events("id: 8\n\n", "data: 셋째\n\n")
print("sseclient-py", version("sseclient-py"), numbered, alone)
assert numbered == [("7", "첫째"), (None, "둘째")]
assert alone == [(None, "셋째")]
PYTHON
