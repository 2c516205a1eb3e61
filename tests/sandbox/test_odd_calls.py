"""No body, however odd, gets anything but HTTP 200 and JSON with an errcode or an answer."""

import json

import pytest

from studio.sandbox.official_account import routes
from tests.sandbox.running import Account

FIELDS = [
    "media_id",
    "articles",
    "index",
    "publish_id",
    "article_id",
    "offset",
    "count",
    "no_content",
    "type",
    "tag",
    "tagid",
    "openid",
    "openid_list",
    "user_list",
    "msg_data_id",
    "begin",
    "user_comment_id",
    "content",
    "filter",
    "touser",
    "towxname",
    "msgtype",
    "mpnews",
    "text",
    "images",
    "image",
    "voice",
    "msg_id",
    "article_idx",
    "url",
    "speed",
    "appid",
    "secret",
    "grant_type",
    "begin_date",
    "end_date",
    "next_openid",
    "remark",
    "cgi_path",
    "clientmsgid",
    "force_refresh",
]
ODD = [
    None,
    True,
    -1,
    3.7,
    "",
    "x",
    "１",
    "9" * 400,
    [],
    [1],
    [None],
    {},
    {"id": {}},
    {"name": 1},
    {"media_id": [1]},
    {"media_ids": 7},
    "msgtype",
    "mpnews",
]
POSTS = sorted(path for path, endpoint in routes.items() if endpoint.method == "POST")


@pytest.mark.parametrize("path", POSTS)
def test_an_odd_body_is_refused_or_answered(service: Account, path: str):
    bodies: list[object] = [dict.fromkeys(FIELDS, odd) for odd in ODD]
    for body in [*bodies, [], 1, "x", None, {"msgtype": "image", "images": {"media_ids": 5}}, {"articles": [{"title": 1}]}]:
        answer = service.raw(path, json.dumps(body, ensure_ascii=False).encode())
        assert isinstance(answer, dict), (body, answer)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_article_is_refused_or_stored(service: Account, odd: object):
    whole = service.article(digest="摘要", content_source_url="https://shop.example", article_type="news", cover_info={})
    for field in [*whole, "need_open_comment", "pic_crop_1_1", "image_info", "product_info"]:
        for kind in ("news", "newspic"):
            answer = service.post("/cgi-bin/draft/add", articles=[whole | {"article_type": kind, field: odd}])
            assert "errcode" in answer or answer["media_id"]
    assert service.post("/cgi-bin/draft/batchget", offset=0, count=20)["item"] is not None


def test_html_that_is_no_html_is_stored_without_harm(service: Account):
    for html in (
        "<",
        "<<p>",
        "<p",
        "</p></p></section>",
        "<script>alert(1)",
        "<!--",
        "<![CDATA[x]]>",
        "<a href=x><a>",
        "&#x110000;&bogus;",
        "<img src>",
        "<?php ?>",
    ):
        media_id = service.draft(content=html)
        assert "script" not in service.post("/cgi-bin/draft/get", media_id=media_id)["news_item"][0]["content"]
    assert service.sandbox.http.get("/_sandbox/phone").status_code == 200
