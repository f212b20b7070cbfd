#!/bin/sh
# nginxfmt 1.4.0: a notice of several lines in quotation marks gets twelve blanks before each line.
#
# Its description says that blanks within quotation marks are kept. That holds for a text of one
# line: of the notice that nginx answers with while a service is under maintenance, the second and
# third line are indented like directives, and so are the lines that customers see, or a template or
# script that is in such a text. Where a text has an escaped quotation mark in it, two blanks in it
# become one as well. The file is valid before and after, and the tool exits with 0. Keep notices in
# files of their own, or compare the texts before and after.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nginxfmt==1.4.0
cat > "$folder/site.conf" <<'CONF'
events {}
http {
    server {
        location /busy {
            return 503 "점검 안내
이체: 00:00 ~ 06:00
조회: 됩니다";
        }
        location /one { return 200 "문의  1588-0000; {평일}"; }
        location /two { return 200 'it\'s  1588-0000'; }
    }
}
CONF
"$folder/venv/bin/nginxfmt" "$folder/site.conf"
"$folder/venv/bin/python" - "$folder/site.conf" <<'PYTHON'
import re
import sys
from importlib.metadata import version
from pathlib import Path

lines = Path(sys.argv[1]).read_text(encoding="utf-8")
got = re.findall(r"return \d+ [\"'](.+?)[\"'];", lines, re.S)
print("nginxfmt", version("nginxfmt"), "expected the texts as they were, seen", got)
blanks = " " * 12
assert got == [
    f"점검 안내\n{blanks}이체: 00:00 ~ 06:00\n{blanks}조회: 됩니다",
    "문의  1588-0000; {평일}",
    r"it\'s 1588-0000",
], got
PYTHON
