#!/bin/sh
# dogpile.cache 1.5.0: limit("서울 1", "본점") is answered for limit("서울", "1 본점") as well.
#
# cache_on_arguments() keeps what a function returned by its arguments; one would guess that other
# arguments are another key. They are joined by blanks, and that is the key: where a name, a branch
# or a product has a blank in it, the border between two arguments is anywhere, and 7 and "7", or
# None and "None", are one too. Who asks second is shown what belongs to somebody else, until it
# expires. Beaker 1.14.1 does the same; functools.lru_cache keeps all of them apart. Give the region
# a function_key_generator that takes repr() of the tuple.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dogpile.cache==1.5.0 Beaker==1.14.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from functools import lru_cache
from importlib.metadata import version

from beaker.cache import CacheManager
from dogpile.cache import make_region

CALLS = [("서울 1", "본점"), ("서울", "1 본점"), (7, None), ("7", "None")]


def limit(branch, desk):
    return branch, desk


region = make_region().configure("dogpile.cache.memory")
decorators = {
    "dogpile.cache": region.cache_on_arguments(),
    "beaker": CacheManager(type="memory").cache("limits", expire=60),
    "lru_cache": lru_cache,
}
got = {}
for name, decorate in decorators.items():
    cached = decorate(limit)
    got[name] = [cached(*call) for call in CALLS]
mixed = [CALLS[0], CALLS[0], CALLS[2], CALLS[2]]
print("dogpile.cache", version("dogpile.cache"), "expected", CALLS, "seen", got)
assert got == {"dogpile.cache": mixed, "beaker": mixed, "lru_cache": CALLS}
PYTHON
