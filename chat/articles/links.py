"""Which addresses in an article or a message become links, and what is shown of them.

Our own pages for customers, the sites that the bank allows over TLS, and service numbers; all
else stays the text that it is. What a link shows names the host that it leads to.
`static/chat/links.js` decides the same for messages; tests hold the two together.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http.request import validate_host

# Written out in ASCII: what follows in Hangul is a particle. No name or password before the host.
ADDRESS = re.compile(
    r"(?<![\w@./:-])(?P<scheme>https?://|(?=www\.))"
    r"(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?P<port>:\d{1,5})?"
    r"(?![a-z0-9@\\-]|[.:][a-z0-9])(?P<rest>[/?#][a-z0-9\-._~:/?#\[\]@!$&'()+,;=%]*)?",
    re.IGNORECASE | re.ASCII,
)
# A Korean service number, or one as dialled from abroad.
PHONE = re.compile(
    r"(?<![\w:/+-])(?:1[568]\d{2}-\d{4}|\+82-\d{1,2}-\d{3,4}-\d{4})(?![\w-])", re.ASCII
)
OWN_PAGE = re.compile(r"/(?:articles/[a-z0-9-]+/(?:ko|en)/\d{1,9})?(?:#p\d{1,4})?")
OWN_REL, SITE_REL = "noopener", "noopener noreferrer nofollow"


@dataclass(frozen=True, slots=True)
class Link:
    """href: as a browser gets it. rel: blank where nothing opens, which is a call.
    host: of another site; blank for our own pages and calls."""

    href: str
    rel: str = ""
    host: str = ""


def link_to(address: str) -> Link | None:
    """The link of an address that may be followed; None: it stays text."""
    if own := own_page(address):
        return own
    if address.startswith("tel:"):
        return Link(address) if PHONE.fullmatch(address.removeprefix("tel:")) else None
    if PHONE.fullmatch(address):
        return Link(f"tel:{address}")
    match = ADDRESS.fullmatch(address)
    if match is None:
        return None
    host, scheme, rest = match["host"].lower(), match["scheme"].lower(), match["rest"] or ""
    if is_ours(host):
        return own_page(rest if rest.startswith("/") else f"/{rest}")
    if scheme == "http://" or match["port"] or not validate_host(host, settings.AICC_LINK_SITES):
        return None
    return Link(address if scheme else f"https://{address}", SITE_REL, host)


def own_page(path: str) -> Link | None:
    """A page of ours for customers, written with AICC_BASE_PATH or without it."""
    base = settings.AICC_BASE_PATH
    below = path.removeprefix(base.removesuffix("/")) if path.startswith(base) else path
    return Link(base + below.removeprefix("/"), OWN_REL) if OWN_PAGE.fullmatch(below) else None


def is_ours(host: str) -> bool:
    return validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def trimmed(address: str) -> str:
    """Without what belongs to the sentence around it: its full stop, the bracket it stands in."""
    while address[-1] in ".,;:!?'" or (address[-1] in ")]" and not is_balanced(address)):
        address = address[:-1]
    return address


def is_balanced(address: str) -> bool:
    return address.count("(") >= address.count(")") and address.count("[") >= address.count("]")


def shown(label: str, address: str, link: Link | None) -> str:
    """What is read where a link has a label: never another address than it leads to."""
    if not label.strip() or label == address:
        return address
    if link is None:
        return f"{label} ({address})"
    if (number := link.href.removeprefix("tel:")) != link.href:
        numbers = PHONE.findall(label)
        return label if numbers == [number] else number if numbers else f"{label} ({number})"
    named = ADDRESS.search(label)
    if named is None:
        return f"{label} ({link.host})" if link.host else label
    other = link_to(trimmed(named[0]))
    is_same = bool(other and link.host and other.host == link.host)
    return label if is_same else address
