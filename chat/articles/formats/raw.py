"""What every reader of articles yields and refuses, and how much of a file is read at all."""

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field
from typing import Any

LONGEST_FILE = 4_000_000  # bytes; a body in four-byte characters and room for a list in JSON
LONGEST_ARCHIVE = 64_000_000  # bytes of a zip file, and of all that is read out of one
MOST_MEMBERS = 10_000  # of a zip file


class Refused(ValueError):
    """A file, or one article or value of it, cannot be taken; `line` counts from 1 in it."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Raw:
    """One article as a file has it: values by an article's keys, and by others."""

    values: dict[str, Any]
    line: int = 1
    lines: dict[str, int] = field(default_factory=dict)  # of the keys, where they are known
    member: str = ""  # the file within an archive, or the sheet, that it stands in
    refused: str = ""  # why this one is none, where the file's others are


def text_of(raw: bytes, *, may_be_korean: bool = False) -> str:
    """The bytes as text, with plain line ends.

    may_be_korean: CP949, as spreadsheets in Korean save tables, is read too. Raises Refused.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codings: tuple[str, ...] = ("utf-16",)
    else:
        codings = ("utf-8-sig", "cp949") if may_be_korean else ("utf-8-sig",)
    for coding in codings:
        try:
            return raw.decode(coding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
    raise Refused("neither UTF-8 nor CP949" if may_be_korean else "not UTF-8", line)


def opened(raw: bytes) -> zipfile.ZipFile:
    """An archive whose contents may be read. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise Refused("the file is damaged: it opens as no archive") from None
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused(f"the archive holds more than {MOST_MEMBERS:,} files")
    if sum(each.file_size for each in members if is_read(each.filename)) > LONGEST_ARCHIVE:
        raise Refused(f"the archive holds more than {LONGEST_ARCHIVE:,} bytes")
    return archive


def is_read(name: str) -> bool:
    """Whether a member of an archive may hold text; pictures and attachments are not opened."""
    return name.lower().endswith(
        (".md", ".json", ".csv", ".html", ".htm", ".xml", ".docx", ".xlsx")
    )


def member(archive: zipfile.ZipFile, name: str, longest: int = LONGEST_FILE) -> bytes:
    """The bytes of a member; what it says of its own size is not believed. Raises Refused."""
    try:
        with archive.open(name) as file:
            data = file.read(longest + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(f"{name} in the archive cannot be read") from None
    except Exception as error:  # noqa: BLE001 - a decompressor's own error, of several modules
        raise Refused(f"{name} in the archive is damaged ({type(error).__name__})") from None
    if len(data) > longest:
        raise Refused(f"{name} in the archive is longer than {longest:,} bytes")
    return data


def xml_of(data: bytes, name: str) -> ET.Element:
    """The root of an XML document without definitions of its own, which could unfold without
    end. Raises Refused.
    """
    try:
        if "<!DOCTYPE" in data.decode("utf-8") or "<!ENTITY" in data.decode("utf-8"):
            raise Refused(f"{name} defines entities, which are not read")
        return ET.fromstring(data)  # noqa: S314  (without definitions nothing unfolds)
    except UnicodeDecodeError:
        raise Refused(f"{name} is not UTF-8") from None
    except (ET.ParseError, RecursionError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise Refused(f"{name} is no XML that could be read", line) from None
