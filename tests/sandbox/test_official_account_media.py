"""wechat-api.md §5, checks 6, 7 and the life of temporary media in check 25."""

import os

from tests.sandbox.running import SUBSCRIPTION, Account, picture

HEAVY_PNG = picture() + os.urandom(1_150_000)


def test_a_body_picture_is_jpg_or_png_under_one_megabyte(service: Account):
    assert service.upload("/cgi-bin/media/uploadimg", picture(kind="GIF"), "a.gif")["errcode"] == 40005
    assert service.upload("/cgi-bin/media/uploadimg", HEAVY_PNG)["errcode"] == 40009
    answer = service.upload("/cgi-bin/media/uploadimg", picture())
    assert answer["errcode"] == 0
    assert answer["url"].startswith("http://mmbiz.qpic.cn/")


def test_a_body_picture_does_not_count_as_material(service: Account):
    before = service.get("/cgi-bin/material/get_materialcount")
    service.upload("/cgi-bin/media/uploadimg", picture())
    assert service.get("/cgi-bin/material/get_materialcount") == before


def test_a_permanent_picture_counts_and_serves_as_cover(service: Account):
    before = service.get("/cgi-bin/material/get_materialcount")["image_count"]
    cover = service.cover()
    assert service.get("/cgi-bin/material/get_materialcount")["image_count"] == before + 1
    assert service.post("/cgi-bin/draft/add", articles=[service.article(thumb_media_id=cover)])["media_id"]


def test_a_temporary_picture_is_no_cover(service: Account):
    temporary = service.upload("/cgi-bin/media/upload", picture(), type="image")["media_id"]
    assert service.post("/cgi-bin/draft/add", articles=[service.article(thumb_media_id=temporary)])["errcode"] == 40007


def test_the_picture_of_another_account_is_no_cover(service: Account):
    foreign = service.sandbox.account(SUBSCRIPTION).cover()
    assert service.post("/cgi-bin/draft/add", articles=[service.article(thumb_media_id=foreign)])["errcode"] == 40007


def test_temporary_media_live_three_days(service: Account):
    content = picture("blue")
    media_id = service.upload("/cgi-bin/media/upload", content, type="image")["media_id"]
    service.sandbox.advance(hours=71, minutes=59)
    service.fresh_token()
    query = {"access_token": service.token, "media_id": media_id}
    assert service.sandbox.http.get("/cgi-bin/media/get", params=query).content == content
    service.sandbox.advance(minutes=3)
    assert service.get("/cgi-bin/media/get", media_id=media_id)["errcode"] == 40007


def test_a_thumb_is_a_small_jpg(service: Account):
    assert service.upload("/cgi-bin/material/add_material", picture(kind="JPEG"), "a.jpg", type="thumb")["media_id"]
    assert service.upload("/cgi-bin/material/add_material", picture(kind="JPEG") + bytes(70_000), "a.jpg", type="thumb")["errcode"] == 40012
    assert service.upload("/cgi-bin/media/upload", picture(kind="JPEG"), "a.jpg", type="thumb")["thumb_media_id"]


def test_material_is_listed_newest_first_and_can_be_deleted(service: Account):
    first, second = service.cover("red"), service.cover("green")
    listed = service.post("/cgi-bin/material/batchget_material", type="image", offset=0, count=20)
    assert [item["media_id"] for item in listed["item"]] == [second, first]
    assert service.post("/cgi-bin/material/batchget_material", type="image", offset=0, count=0)["errcode"] == 40097
    assert service.post("/cgi-bin/material/del_material", media_id=first)["errcode"] == 0
    assert service.post("/cgi-bin/material/get_material", media_id=first)["errcode"] == 40007


def test_a_call_without_a_file_or_with_an_unknown_kind_is_refused(service: Account):
    assert service.post("/cgi-bin/media/uploadimg")["errcode"] == 41005
    assert service.upload("/cgi-bin/media/upload", picture(), type="poster")["errcode"] == 40004
