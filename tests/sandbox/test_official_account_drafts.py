"""wechat-api.md §5, checks 8 to 11."""

import json

import pytest

from tests.sandbox.running import SERVICE, Account, picture


def only(service: Account, media_id: str) -> dict:
    (item,) = service.post("/cgi-bin/draft/get", media_id=media_id)["news_item"]
    return item


def test_a_foreign_picture_vanishes_silently_and_an_uploaded_one_stays(service: Account):
    url = service.upload("/cgi-bin/media/uploadimg", picture())["url"]
    content = f'<p><img src="https://evil.example/a.png"><img src="{url}" style="width:100%"></p>'
    kept = only(service, service.draft(content=content))["content"]
    assert "evil.example" not in kept
    assert f'<img src="{url}" style="width:100%">' in kept


def test_script_and_handlers_are_gone(service: Account):
    content = '<section onclick="steal()" class="a" id="b"><script>alert(1)</script><p style="position:fixed;color:red">正文</p></section>'
    assert only(service, service.draft(content=content))["content"] == '<section><p style="color:red">正文</p></section>'


def test_links_survive_only_to_articles(service: Account):
    content = '<p><a href="https://shop.example/x">买它</a><a href="https://mp.weixin.qq.com/s/abc">旧文</a></p>'
    assert only(service, service.draft(content=content))["content"] == '<p>买它<a href="https://mp.weixin.qq.com/s/abc">旧文</a></p>'


def test_html_that_breaks_no_rule_is_kept_byte_for_byte(service: Account):
    content = "<section style=\"font-family:'PingFang SC';color:#333\"><p>5 &lt; 6 &amp; 7&nbsp;<br/>好</p></section>"
    assert only(service, service.draft(content=content))["content"] == content


@pytest.mark.parametrize(
    ("field", "longest", "errcode"),
    [("title", 32, 45003), ("author", 16, 45110), ("digest", 120, 45004)],
    ids=["title", "author", "digest"],
)
def test_lengths_are_counted_in_characters(service: Account, field: str, longest: int, errcode: int):
    assert service.post("/cgi-bin/draft/add", articles=[service.article(**{field: "字" * longest})])["media_id"]
    assert service.post("/cgi-bin/draft/add", articles=[service.article(**{field: "字" * (longest + 1)})])["errcode"] == errcode


def test_content_is_counted_with_its_tags(service: Account):
    tags = "<p></p>"
    assert service.draft(content=tags + "字" * (19_999 - len(tags)))
    assert service.post("/cgi-bin/draft/add", articles=[service.article(content=tags + "字" * (20_000 - len(tags)))])["errcode"] == 45002


def test_a_strict_account_counts_bytes(service: Account):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "strict_bytes": True})
    assert service.post("/cgi-bin/draft/add", articles=[service.article(title="字" * 22, author="棠")])["errcode"] == 45003


def test_nine_articles_are_too_many(service: Account):
    article = service.article()
    assert service.post("/cgi-bin/draft/add", articles=[article] * 9)["errcode"] == 45008
    assert service.post("/cgi-bin/draft/add", articles=[article] * 8)["media_id"]


def test_a_picture_post_has_one_to_twenty_pictures_of_the_library(service: Account):
    images = [{"image_media_id": service.cover()}]
    post = {"article_type": "newspic", "title": "九图", "content": "今天的光", "image_info": {"image_list": images * 20}}
    assert service.post("/cgi-bin/draft/add", articles=[post])["media_id"]
    post["image_info"] = {"image_list": images * 21}
    assert service.post("/cgi-bin/draft/add", articles=[post])["errcode"] == 45008
    post["image_info"] = {"image_list": []}
    assert service.post("/cgi-bin/draft/add", articles=[post])["errcode"] == 40007


def test_the_digest_is_the_beginning_of_the_text_when_none_is_given(service: Account):
    assert only(service, service.draft(content="<p>" + "开头" * 40 + "</p>"))["digest"] == "开头" * 27


def test_escapes_are_kept_literally_and_trip_the_title_limit(service: Account):
    article = service.article(title="作文")
    escaped = json.dumps({"articles": [article]}, ensure_ascii=True).encode()
    assert b"\\u4f5c" in escaped
    media_id = service.raw("/cgi-bin/draft/add", escaped)["media_id"]
    assert only(service, media_id)["title"] == "\\u4f5c\\u6587"
    too_long = json.dumps({"articles": [service.article(title="作" * 6)]}, ensure_ascii=True).encode()
    assert service.raw("/cgi-bin/draft/add", too_long)["errcode"] == 45003
    assert service.post("/cgi-bin/draft/add", articles=[service.article(title="作" * 6)])["media_id"]


def test_an_escaped_backslash_before_u_is_no_escape(service: Account):
    raw = json.dumps({"articles": [service.article(title="C:\\u4f5c")]}, ensure_ascii=False).encode()
    assert only(service, service.raw("/cgi-bin/draft/add", raw)["media_id"])["title"] == "C:\\u4f5c"


def test_update_wants_an_object_and_an_index_from_zero(service: Account):
    media_id = service.draft()
    article = service.article(title="改过的标题")
    assert service.post("/cgi-bin/draft/update", media_id=media_id, index=0, articles=[article])["errcode"] == 47001
    assert service.post("/cgi-bin/draft/update", media_id=media_id, index=1, articles=article)["errcode"] == 40114
    assert service.post("/cgi-bin/draft/update", media_id=media_id, index=0, articles=article)["errcode"] == 0
    assert only(service, media_id)["title"] == "改过的标题"


def test_drafts_are_listed_newest_first_by_pages_of_twenty(service: Account):
    first = service.draft(title="第一")
    service.sandbox.advance(seconds=1)
    second = service.draft(title="第二")
    listed = service.post("/cgi-bin/draft/batchget", offset=0, count=20, no_content=1)
    assert [item["media_id"] for item in listed["item"]] == [second, first]
    assert "content" not in listed["item"][0]["content"]["news_item"][0]
    assert "content" in service.post("/cgi-bin/draft/batchget", offset=0, count=1)["item"][0]["content"]["news_item"][0]
    assert service.post("/cgi-bin/draft/batchget", offset=0, count=21)["item_count"] <= 20, "more than twenty are lowered to twenty"
    assert service.post("/cgi-bin/draft/batchget", offset=0, count=0)["errcode"] == 40097


def test_the_count_follows_adding_and_deleting(service: Account):
    media_id = service.draft()
    assert service.get("/cgi-bin/draft/count") == {"total_count": 1}
    assert service.post("/cgi-bin/draft/delete", media_id=media_id)["errcode"] == 0
    assert service.get("/cgi-bin/draft/count") == {"total_count": 0}
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["errcode"] == 40007
    assert service.post("/cgi-bin/draft/delete", media_id=media_id)["errcode"] == 40007


def test_a_wrong_crop_is_refused(service: Account):
    assert service.post("/cgi-bin/draft/add", articles=[service.article(pic_crop_1_1="0_0_2_1")])["errcode"] == 53402
    assert service.post("/cgi-bin/draft/add", articles=[service.article(pic_crop_1_1="0_0_0.5_1")])["media_id"]
    cover = {"crop_percent_list": [{"ratio": "16_9", "x1": "0", "y1": "0", "x2": "1", "y2": "1"}]}
    assert service.post("/cgi-bin/draft/add", articles=[service.article(cover_info=cover)])["errcode"] == 53402


def test_broken_json_is_a_data_format_error(service: Account):
    assert service.raw("/cgi-bin/draft/add", b'{"articles": [')["errcode"] == 47001
    assert service.raw("/cgi-bin/draft/add", b"")["errcode"] == 44002
    assert service.raw("/cgi-bin/draft/add", b"\xff\xfe")["errcode"] == 47001
    assert service.raw("/cgi-bin/draft/add", b'{"articles": [1]}')["errcode"] == 47001
