"""What other editors write arrives as it was meant, or a finding says what does not; and nothing that can be typed stops an article."""

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_all_lexers
from pygments.styles import get_style_by_name
from pygments.token import Token

from studio.content.article import ArticleHtml, line_of, render, summary_of_article
from studio.content.article.code import _look, code_block
from studio.content.article.keep import kept
from studio.content.article.pictures import is_file_name
from studio.rules.article_length import ADDRESS, article_length
from studio.rules.finding import Weight

HERE = Path(__file__).parent
PAPER = (HERE.parents[1] / "content" / "themes" / "paper.css").read_text(encoding="utf-8")
SHIRT, EARRING = "file:" + "a" * 64, "file:" + "b" * 64
PICTURES = {"shirt.jpg": SHIRT, "耳环 (1).png": EARRING}
CASES = yaml.safe_load((HERE / "articles" / "from_editors.yaml").read_text(encoding="utf-8"))


def article(text: str, css: str = "") -> ArticleHtml:
    return render(text, css, picture=PICTURES)


def structure(made: ArticleHtml) -> str:
    bare = re.sub(r' style="[^"]*"', "", made.html).removeprefix("<section>").removesuffix("</section>")
    return bare.replace("\u00a0", "·").replace(SHIRT, "SHIRT").replace(EARRING, "EARRING")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"].replace(" ", "-"))
def test_what_editors_write(case):
    made = article(case["text"], PAPER)
    shown, told = structure(made), [finding.rule for finding in made.losses]
    for pattern in case.get("shows", ()):
        assert re.search(pattern, shown), shown
    for pattern in case.get("never", ()):
        assert not re.search(pattern, shown), shown
    assert set(case.get("told", ())) <= set(told)
    assert not (set(told) if case.get("untold") == "all" else set(told) & set(case.get("untold", ())))
    if "summary" in case:
        assert summary_of_article(case["text"]) == case["summary"]


def test_a_drawing_is_told_once():
    assert [finding.rule for finding in article("<svg><g><rect/><a/></g></svg>").losses] == ["oa.html.svg"]


def test_the_sizes_of_pictures_become_their_width():
    made = article(
        "![门襟|320x200](shirt.jpg)\n\n![](shirt.jpg =50%x)\n\n![[shirt.jpg|80]]\n\n<img src=shirt.jpg width=120 height=9>", PAPER
    )
    assert [re.findall(r"[^-]width:(\w+%?)", style)[-1] for style in re.findall(r'<img[^>]*style="([^"]*)"', made.html)] == [
        "320px",
        "50%",
        "80px",
        "120px",
    ]
    assert "height:200px" not in made.html


def test_findings_name_the_line_and_the_very_words_whatever_the_line_ends_are():
    for end in ("\n", "\r\n", "\r"):
        body = end.join(["<!-- 一", "二 -->", "", "见[表](/a)。", "", "又见[表](/a)和<b onclick=x>这</b>。"])
        found = article(body).losses
        assert [(finding.rule, line_of(body, finding), finding.hit) for finding in found] == [
            ("oa.html.local_link", 4, "/a"), ("oa.html.local_link", 6, "/a"), ("oa.html.event", 6, "onclick=x"),
        ]  # fmt: skip
        assert all(body[slice(*finding.span)] == finding.hit for finding in found if finding.span)


def test_an_inner_note_without_an_end_blocks():
    (finding,) = article("正文\n\n<!-- 进价七块").losses
    assert finding.weight is Weight.BLOCK


def test_names_above_the_text_are_taken_over():
    made = article('---\ntitle: "晒书记"\nauthor: 周越\ndigest: >\n  进伏第一天，\n  把书搬出来。\ntags:\n  - 书\n---\n正文')
    assert (made.meta["title"], made.meta["author"], made.meta["digest"]) == ("晒书记", "周越", "进伏第一天， 把书搬出来。")


@pytest.mark.parametrize(
    "words",
    [
        "IMG_1234",
        "image-20210730104411939",
        "Screenshot 2026-01-02 at 10.11.12",
        "微信图片_20260711090112",
        "mmexport1720659672000",
        "DSC00123",
        "a3f09c11d2e4",
        "图片1",
        "无题.png".replace("无题", "photo"),
    ],
)
def test_names_that_devices_give_are_no_captions(words):
    assert is_file_name(words)


@pytest.mark.parametrize("words", ["图", "袖口", "1", "第 3 步", "米白色亚麻衬衫", "A 款", "before and after", "2026 春夏"])
def test_words_that_people_write_are_captions(words):
    assert not is_file_name(words)


def test_the_length_of_an_article_counts_tags_and_the_address_that_a_picture_will_have():
    made = article("一**二**\n\n![](shirt.jpg)")
    length = article_length(made.html)
    assert length.characters == len(made.html.replace(SHIRT, ADDRESS))
    assert length.bytes == len(made.html.replace(SHIRT, ADDRESS).encode())


SIGNS = ["[", "![", "(", "](", "[a](", "*", "*a ", "_a ", "**a* ", "==a ", "~~a ", "> ", "- ", "1. ", "<", "<a ", "<a \"", "<b>", "<div>", "<p>", "<li>", "</x>", "<!--", "`", "`a ``b ", "{a|", "{{", "$a", "\\", "\\(", "[[", "[^", "^[",
         "&", "|", "| a ", "#\n", "%%", "%%a", ":::\n", "::: a\n", "```\n", "~~~a\n", ": a\n", "[^a]: ", "!!! a\n", "https://", "www.", ":a", "  ", "\u3000", "a\n", "\n> - "]  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS, ids=repr)
def test_a_sign_four_thousand_times_takes_no_time(sign):
    began = time.process_time()
    article(sign * 4000)
    summary_of_article(sign * 4000)
    assert time.process_time() - began < 4


def test_lists_quotes_and_emphasis_within_each_other_end_somewhere():
    deep = "".join(f"{'  ' * depth}- 层{depth}\n" for depth in range(300))
    for body in (deep, "> " * 300 + "引", "*a _b " * 300 + "_ *" * 300, "<section><b>" * 300 + "字" + "</b></section>" * 300):
        made = article(body)
        assert kept(made.html) == made.html


SAMPLE = 'title: 春茶\ntags:\n  - 茶\ndef f(x): return "a" # c\nshop=# \\d\n$ ls -l\n<b>{{ y }}</b>\x0c\n'


@pytest.mark.parametrize(
    "language",
    [
        "yaml",
        "psql",
        "python",
        "pycon",
        "sql",
        "sh",
        "console",
        "html",
        "css",
        "js",
        "ts",
        "json",
        "toml",
        "ini",
        "go",
        "rust",
        "java",
        "c",
        "php",
        "diff",
        "md",
        "jinja",
        "docker",
        "nginx",
        "no-such",
    ],
)
def test_code_of_any_language_is_a_block(language):
    assert code_block(SAMPLE, language, "xcode").startswith('<section class="code">')


def test_a_kind_of_word_that_only_one_language_knows_looks_like_the_kind_above():
    style = get_style_by_name("xcode")
    assert _look(Token.Name.Of.A.Child, style) == _look(Token.Name, style)
    assert _look(Token.No.Such.Thing, style) == _look(Token, style)


@pytest.mark.long
def test_code_of_every_language_is_a_block():
    for _name, aliases, _files, _types in get_all_lexers():
        for alias in aliases[:1]:
            assert code_block(SAMPLE, alias, "xcode").startswith('<section class="code">'), alias


ALPHABET = st.sampled_from(
    [
        "# ", "**", "*", "_", "==", "~~", "- ", "  - ", "1. ", "> ", "> [!TIP] ", "|", "|---|", "```", "`", "![", "[", "]", "](shirt.jpg)", "](", "[[", "]]", "[^1]", "[^1]: ", "^[", "<", "</", "<div>", "</div>", "<p>", "</p>",
        "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>", "<p style=\"a:b;c=d\">", "<span style='color:red'>", "<a href=https://e.x>", "</a>", "<img src=shirt.jpg>", "<script>", "</script>", "<svg>", "</svg>", "<pre>",
        "</pre>", "<ul>", "<li>", "<br>", "<hr>", "<details>", "$", "$$", "\\", "%%", "<!--", "-->", "&nbsp;", "&#0;", "&#xD800;", "{", "}", "{{", "}}", ":::", ":::tip", "!!! note", "---", "===", "\n", "\n\n", " ", "    ", "\t",
        "中文", "，", "「", "」", "a1", "https://a.com", "https://mp.weixin.qq.com/s/1", ":smile:", "[TOC]", "\x00", "\x02", "\x03", "\ud800", "\u2028", "\x0b", "\ufeff", "\u3000", "👨‍👩‍👧", "{width=50%}", " =3x2", "\"", "'", "\r\n", "\r",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(ALPHABET | st.text(max_size=3), max_size=40))
def test_whatever_is_typed_becomes_an_article(pieces):
    body = "".join(pieces)
    made = article(body, PAPER)
    assert kept(made.html) == made.html
    assert not re.search(r"<(?!/)[^>]*\s(?:class|id|on\w+)=|<(?:script|style|iframe|svg|div)\b", made.html, re.IGNORECASE)
    assert all(body[slice(*finding.span)] == finding.hit for finding in made.losses if finding.span)
    assert article(body, PAPER) == made
    summary_of_article(body)
