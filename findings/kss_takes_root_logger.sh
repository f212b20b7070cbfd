#!/bin/sh
# kss 6.0.6: after import kss, every other package's warnings are written as "[Kss]: ...".
#
# The module calls logging.basicConfig as it is imported. A process that had set up no logging of
# its own by then has its root logger bound to the standard error with this format: no level, no
# time, no name, and the wrong one in front. A later basicConfig of the application does nothing,
# since the root has a handler. Whoever reads the log of a contact centre at night looks for the
# fault in a sentence splitter. Set logging up before the import, or with force=True.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kss==6.0.6 pecab==1.0.8
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
import logging
import sys
from importlib.metadata import version

sys.stderr = written = io.StringIO()
before = list(logging.getLogger().handlers)
import kss

logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
logging.getLogger("queue").warning("no agent is there")
line = written.getvalue().splitlines()[-1]
sys.stderr = sys.__stderr__
print("kss", version("kss"), kss.__name__, before, repr(line))
assert before == []
assert line == "[Kss]: no agent is there"
PYTHON
