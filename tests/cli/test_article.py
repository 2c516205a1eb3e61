"""`studio article render`: what WeChat keeps of a file, without a brand, a home or a network."""

import json
import sys

import pytest

from studio.cli.main import main


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STUDIO_WORKSPACE", str(tmp_path / "nowhere"))

    def typed(*words):
        monkeypatch.setattr(sys, "argv", ["studio", *words])
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, capsys.readouterr()

    return typed


def test_an_article_is_rendered_where_there_is_no_studio_yet(typed, tmp_path):
    (tmp_path / "shirt.jpg").write_bytes(b"a picture")
    (tmp_path / "晒书.md").write_text(
        "---\ntitle: 晒书记\nauthor: 周越\n---\n# 别的\n\n进伏**第一天**，见[表](/a)。\n\n![](shirt.jpg)\n\n![](none.jpg)\n",
        encoding="utf-8",
    )
    code, seen = typed("article", "render", "晒书.md", "--theme", "ink", "--json")
    told = json.loads(seen.out)
    assert code == 0
    assert (told["title"], told["author"], told["summary"]) == ("晒书记", "周越", "进伏第一天，见表。")
    assert told["html"].startswith("<section style=")
    assert told["length"] > len(told["html"]) - 1
    assert len(told["pictures"]) == 1
    assert [(loss["rule"], loss["weight"], loss["line"]) for loss in told["losses"]] == [
        ("oa.html.local_link", "warn", 7),
        ("article.picture_missing", "block", 11),
    ]
    assert not (tmp_path / "home").exists()


def test_a_person_reads_the_html_and_beside_it_what_is_lost(typed, tmp_path):
    (tmp_path / "a.md").write_text("# 题\n\n<div>话</div>", encoding="gb18030")
    code, seen = typed("article", "render", "a.md")
    assert code == 0
    assert "话</section>" in seen.out
    assert "<div>" in seen.err


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe[", b"\xff\xfe\x00\xd8", "字".encode("utf-16"), b"[" * 4000, b"```psql\n\\d\n```"], ids=repr
)
def test_no_file_stops_it(typed, tmp_path, content):
    (tmp_path / "a.md").write_bytes(content)
    code, seen = typed("article", "render", "a.md", "--json")
    assert code == 0
    assert json.loads(seen.out)["html"].startswith("<section")


def test_a_theme_may_be_a_file(typed, tmp_path):
    (tmp_path / "a.md").write_text("话", encoding="utf-8")
    (tmp_path / "mine.css").write_text("p{color:#123456}", encoding="utf-8")
    _, seen = typed("article", "render", "a.md", "--theme", "mine.css")
    assert "color:#123456" in seen.out


@pytest.mark.parametrize("words", [("none.md",), ("a.md", "--theme", "no-such"), ("a.md", "--theme", "none.css")])
def test_what_is_not_there_is_said_with_its_mend(typed, tmp_path, words):
    (tmp_path / "a.md").write_text("话", encoding="utf-8")
    code, seen = typed("article", "render", *words)
    assert code == 2
    assert "→" in seen.err
