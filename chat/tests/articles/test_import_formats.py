"""Articles come in as banks have them: tables, pages, documents, exports, with their own keys."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from chat.articles import article_files, publishing
from chat.articles.article_files import Defaults
from chat.articles.formats import raw
from chat.models import Article, ArticleVersion
from chat.tests.articles.test_lifecycle import signed_in, staff  # noqa: F401

FOR_ALL = article_files.Defaults(**article_files.checked(
    {"language": "ko", "category": "general", "effective_from": "2026-01-01"}
))  # fmt: skip
TABLE = """분류,질문,답변
환전,어디서 받나요?,"영업점에서 받습니다.
공항에서도 받습니다."
환전,얼마까지 되나요?,100만원입니다.
"""
ROWS = [
    ("어디서 받나요?", "영업점에서 받습니다.\n공항에서도 받습니다."),
    ("얼마까지 되나요?", "100만원입니다."),
]


def read(folder, name, content, defaults=FOR_ALL):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(article_files.read(file, defaults))


def said(entries):
    assert [each.reason for each in entries if each.article is None] == []
    return [(each.article.title, each.article.body) for each in entries]


def archive(**members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


def workbook(*rows, hidden=False):
    """An Excel file with these rows of texts; a whole number is a cell of a number."""
    strings = [cell for row in rows for cell in row if isinstance(cell, str)]
    numbers = iter(range(len(strings)))
    lines = []
    for at, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{"ABCDEFG"[n]}{at}"><v>{cell}</v></c>'
            if isinstance(cell, int)
            else f'<c r="{"ABCDEFG"[n]}{at}" t="s"><v>{next(numbers)}</v></c>'
            for n, cell in enumerate(row)
            if cell is not None
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    state = ' state="hidden"' if hidden else ""
    return archive(
        xl__workbook_dot_xml=f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        f'<sheet name="문의" sheetId="1"{state} r:id="rId1"/></sheets></workbook>',
        xl___rels__workbook_dot_xml_dot_rels=f'<Relationships xmlns="{package}">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        xl__sharedStrings_dot_xml=f'<sst xmlns="{main}">'
        + "".join(f"<si><t>{text}</t></si>" for text in strings)
        + "</sst>",
        xl__worksheets__sheet1_dot_xml=f'<worksheet xmlns="{main}"><sheetData>'
        f"{''.join(lines)}</sheetData></worksheet>",
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text, style="", number=""):
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    counted = (
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    )
    return f"<w:p><w:pPr>{styled}{counted}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def document(*blocks):
    """A Word file as Word in Korean writes it: styles by number, lists by numbering."""
    return archive(
        word__document_dot_xml=f"<w:document {W}><w:body>{''.join(blocks)}</w:body></w:document>",
        word__styles_dot_xml=f'<w:styles {W}><w:style w:styleId="1"><w:name w:val="heading 1"/>'
        '</w:style><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>',
        word__numbering_dot_xml=f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl>'
        '<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="7">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>',
    )


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp949"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", ";").encode(),
        b"\xed\x99\x98\xec\xa0\x84 FAQ\n\n" + TABLE.encode(),
    ],
    ids=["utf-8", "with a mark", "cp949", "utf-16", "semicolons", "under a title"],
)
def test_each_row_of_a_table_is_an_article_titled_by_its_question(tmp_path, content):
    entries = read(tmp_path, "faq.csv", content)

    assert said(entries) == ROWS
    assert {each.article.category for each in entries} == {"general"}
    assert entries[0].ignored == ("category",)  # 환전 is no name for an address


def test_a_table_may_say_what_counts_for_each_row(tmp_path):
    heads = "slug,language,category,effective_from,question,answer,owner"
    table = f"{heads}\nfx-limit,en,fx,2026.2.1,How much?,KRW 1 million.,Sam\n"

    [entry] = read(tmp_path, "faq.csv", table, Defaults())

    assert (entry.article.slug, entry.article.language, entry.article.category) == (
        "fx-limit", "en", "fx",
    )  # fmt: skip
    assert entry.article.effective_from.isoformat() == "2026-02-01"
    assert entry.ignored == ("owner",)


def test_a_row_without_an_answer_is_refused_by_its_line_and_stops_no_other(tmp_path):
    entries = read(tmp_path, "faq.csv", "질문,답변\n하나?,\n둘?,있습니다.\n\n,\n")

    assert [(each.line, each.reason) for each in entries] == [(2, "missing: body"), (3, "")]


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    content = workbook(
        ("자주 묻는 질문",), ("질문", "답변", "시행일"), ("얼마인가요?", "100만원입니다.", 46023)
    )

    [entry] = read(tmp_path, "faq.xlsx", content)

    assert (entry.line, entry.member) == (3, "/문의")
    assert (entry.article.title, entry.article.body) == ("얼마인가요?", "100만원입니다.")
    assert entry.article.effective_from.isoformat() == "2026-01-01"


PAGE = """<!doctype html><html><head><title>고객지원 : 체크카드</title><style>b{}</style></head>
<body><nav>메뉴</nav><div id="main-content" class="wiki-content"><p>카드 <b>안내</b>입니다.</p>
<h2>수수료</h2><table><tr><th>종류</th><th>금액</th></tr><tr><td>재발급</td><td>1,000원</td></tr></table>
<h2>신청</h2><ol><li>앱을 엽니다.</li><li><p>누릅니다.</p></li></ol>
<details><summary>며칠 걸리나요?</summary>3일 걸립니다.</details><script>alert(1)</script></div>
<footer>끝</footer></body></html>"""
PAGE_BODY = """카드 안내입니다.

## 수수료

| 종류 | 금액 |
|---|---|
| 재발급 | 1,000원 |

## 신청
1. 앱을 엽니다.
2. 누릅니다.

### 며칠 걸리나요?

3일 걸립니다."""


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("인증서 안내\n\n3년입니다.\n", "인증서 안내", "3년입니다."),
        ("[인증서 안내]\n\n3년입니다.\n", "인증서 안내", "3년입니다."),
        ("인증서는 3년입니다.\n\n무료입니다.\n", "a", "인증서는 3년입니다.\n\n무료입니다."),
        ("- 3년\n\n무료\n", "a", "- 3년\n\n무료"),
        ("Q. 3년인가요\n\n네.\n", "a", "Q. 3년인가요\n\n네."),
        ("---\n제목: 인증서\n담당: 앱팀\n---\n3년입니다.\n", "인증서", "3년입니다."),
        ("---\n제목: 옛 이름\ntitle: 인증서\n---\n3년입니다.\n", "인증서", "3년입니다."),
    ],
)
def test_a_text_without_a_heading_is_called_what_its_first_line_or_its_own_keys_say(
    tmp_path, text, title, body
):
    assert said(read(tmp_path, "a.md", text)) == [(title, body)]


def test_a_web_page_is_read_without_its_frame(tmp_path):
    [entry] = read(tmp_path, "Check-Card_123.html", PAGE)

    assert (entry.article.slug, entry.article.title) == ("check-card-123", "체크카드")
    assert entry.article.body == PAGE_BODY


def test_a_document_is_read_with_its_headings_lists_and_tables(tmp_path):
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("소형", "2만원"))
    heads = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("크기", "요금"))
    content = document(
        paragraph("대여금고", "1"), paragraph("요금", "2"),
        f"<w:tbl><w:tr>{heads}</w:tr><w:tr>{cells}</w:tr></w:tbl>",
        paragraph("신청", "2"),
        paragraph("앱을 엽니다.", number="7"), paragraph("누릅니다.", number="7"),
        "<w:p><w:del><w:r><w:t>지운 말</w:t></w:r></w:del></w:p>",
    )  # fmt: skip

    [entry] = read(tmp_path, "box.docx", content)

    assert (entry.article.slug, entry.article.title) == ("box", "대여금고")
    assert [line for line in entry.article.body.split("\n") if line] == [
        "## 요금", "| 크기 | 요금 |", "|---|---|", "| 소형 | 2만원 |",
        "## 신청", "1. 앱을 엽니다.", "1. 누릅니다.",
    ]  # fmt: skip


def test_what_zendesk_exports_comes_in_without_its_drafts(tmp_path):
    exported = {
        "count": 2,
        "articles": [
            {"id": 7, "title": "카드", "body": "<p>안내</p>", "locale": "ko", "draft": False},
            {"id": 8, "title": "초안", "body": "<p>안내</p>", "locale": "ko", "draft": True},
            {"id": 9, "title": "Card", "body": "<p>Help</p>", "locale": "en-us", "section_id": 1},
        ],
    }

    entries = read(tmp_path, "articles.json", json.dumps(exported))

    assert [(each.article.slug, each.article.language) for each in entries] == [
        ("zendesk-7", "ko"), ("zendesk-9", "en"),
    ]  # fmt: skip
    assert entries[0].article.body == "안내"


SPACE = """<?xml version="1.0" encoding="UTF-8"?><hibernate-generic>
<object class="Page"><id name="id">11</id><property name="title"><![CDATA[카드]]></property>
<property name="contentStatus"><![CDATA[current]]></property></object>
<object class="Page"><id name="id">12</id><property name="title"><![CDATA[옛 카드]]></property>
<property name="originalVersion" class="Page"><id name="id">11</id></property></object>
<object class="BodyContent">
<property name="body"><![CDATA[<h2>수수료</h2><p>없습니다.</p>]]></property>
<property name="content" class="Page"><id name="id">11</id></property></object>
<object class="BodyContent"><property name="body"><![CDATA[<p>옛 말</p>]]></property>
<property name="content" class="Page"><id name="id">12</id></property></object>
</hibernate-generic>"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("space.zip", archive(entities_dot_xml=SPACE, exportDescriptor_dot_properties="a=b")),
        ("entities.xml", SPACE),
        ("page.json", json.dumps({"results": [{
            "id": "11", "title": "카드", "type": "page", "status": "current",
            "body": {"storage": {"value": "<h2>수수료</h2><p>없습니다.</p>"}}}]})),
    ],
    ids=["zip", "xml", "json"],
)  # fmt: skip
def test_what_confluence_exports_comes_in_as_it_is_now(tmp_path, name, content):
    [entry] = read(tmp_path, name, content)

    assert (entry.article.slug, entry.article.title) == ("confluence-11", "카드")
    assert entry.article.body == "## 수수료\n\n없습니다."


def test_an_exported_space_of_pages_comes_in_without_its_table_of_contents(tmp_path):
    index = "<html><body>Space Details:<ul><li>카드</li></ul></body></html>"
    content = archive(
        KB__index_dot_html=index, KB__card_dot_html=PAGE, KB__attachments__a_dot_png="x"
    )

    [entry] = read(tmp_path, "space.zip", content)

    assert (entry.article.slug, entry.member) == ("card", "/KB/card.html")


@pytest.mark.parametrize(
    ("name", "content", "place", "reason"),
    [
        ("a.csv", "질문,답변\n\"열린", 2, "no table that could be read"),
        ("a.csv", "이름,나이\n린,3", 1, "no column of questions"),
        ("a.csv", "질문,문의,답변\n가,나,다", 1, "two columns are called alike"),
        ("a.xlsx", b"no archive", 1, "opens as no archive"),
        ("a.xlsx", workbook(("질문", "답변"), ("하나?", "예.")  , hidden=True), 1, "no sheet"),
        ("a.docx", archive(other_dot_xml="<a/>"), 1, "no Word document"),
        ("a.docx", archive(word__document_dot_xml="<!DOCTYPE a><a/>"), 1, "entities"),
        ("a.html", "<div>" * 500, 1, "too deep"),
        ("a.html", "<p></p>", 1, "body is empty"),
        ("a.xml", "<a>\n<b></a>", 2, "no XML"),
        ("a.zip", archive(picture_dot_png="x"), 1, "no file of articles"),
        ("a.json", '{"articles": [{"id": 1, "title": "", "locale": "ko", "body": "b"}]}', 1, ""),
        ("a.pdf", b"%PDF", 1, "ends in none of"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so_by_its_line(tmp_path, name, content, place, reason):
    [entry] = read(tmp_path, name, content)

    assert reason in entry.reason
    assert entry.line == place


def test_no_archive_unfolds_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(raw, "LONGEST_ARCHIVE", 1_000)
    [entry] = read(tmp_path, "a.zip", archive(big_dot_md="0" * 100_000))
    assert "more than 1,000 bytes" in entry.reason

    content = archive(word__document_dot_xml=f"<a>{'0' * 100_000}</a>")
    lying = content.replace((100_007).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    [entry] = read(tmp_path, "a.docx", lying)
    assert entry.article is None


def test_a_folder_is_asked_once_for_what_its_files_lack(db, tmp_path, capsys):
    for number in range(12):
        head = "---\nauthor: Sam\ntags: [a, b]\n---\n" if number % 2 else ""
        (tmp_path / f"{number:02}.md").write_text(f"{head}# 제목 {number}\n내용입니다.")

    with pytest.raises(SystemExit):
        call_command("import_knowledge", tmp_path)

    told = capsys.readouterr()
    asked, hint = told.err.strip().split("\n")
    assert asked.startswith("12 articles have no language, category, effective_from")
    assert "--language ko --category general --effective-from 2026-01-01" in hint
    assert "0 created, 0 updated, 0 unchanged, 12 refused" in told.out

    call_command("import_knowledge", tmp_path, language="ko", category="general",
                 effective_from="2026-01-01")  # fmt: skip

    told = capsys.readouterr()
    assert "12 created" in told.out
    assert "author (6); tags (6)" in told.out
    assert ArticleVersion.objects.get(article__slug="03").title == "제목 3"
    assert Article.objects.filter(language="ko", category="general").count() == 12


def test_a_file_says_otherwise_than_what_is_said_for_all(db, tmp_path):
    file = tmp_path / "a.md"
    file.write_text("---\nlanguage: en\n---\n# Title\nBody.")

    publishing.import_folder(file, FOR_ALL)

    assert Article.objects.get().language == "en"


def test_what_is_said_for_all_is_checked_before_anything_is_read(db, tmp_path):
    with pytest.raises(CommandError, match="language is neither ko nor en"):
        call_command("import_knowledge", tmp_path, language="fr")
    with pytest.raises(CommandError, match="not a day"):
        call_command("import_knowledge", tmp_path, effective_from="tomorrow")


def test_the_back_office_asks_for_it_too(staff):  # noqa: F811
    page = signed_in(staff["mei"])
    said = {"uploads": [SimpleUploadedFile("faq.csv", TABLE.encode())]}
    first = page.post(reverse("admin:chat_article_import"), said)
    assert first.context["report"].complaints[0].startswith("2 articles have no language")

    said = {"uploads": [SimpleUploadedFile("faq.csv", TABLE.encode())], "language": "ko",
            "category": "fx", "effective_from": "2026-01-01"}  # fmt: skip
    page.post(reverse("admin:chat_article_import"), said)

    assert {one.state for one in ArticleVersion.objects.all()} == {"draft"}
    assert ArticleVersion.objects.count() == 2
