"""wechat-api.md §1.9 and §5, the media part of check 25."""

import struct

from tests.sandbox.corp import Corp
from tests.sandbox.running import picture


def video(seconds: int) -> bytes:
    """The header of an mp4 that claims to last this long."""
    mvhd = b"mvhd" + bytes(4) + struct.pack(">IIII", 0, 0, 1000, seconds * 1000)
    return struct.pack(">I", 24) + b"ftypisom" + bytes(12) + struct.pack(">I", 8 + len(mvhd)) + b"moov" + mvhd + bytes(200)


def use(corp: Corp, media_id: str) -> int:
    return corp.to_group(attachments=[{"msgtype": "image", "image": {"media_id": media_id}}])["errcode"]


def test_temporary_media_live_for_three_days(corp: Corp):
    media_id = corp.message_picture()
    corp.sandbox.advance(hours=71, minutes=59)
    corp.fresh_token()
    assert use(corp, media_id) == 0
    corp.sandbox.advance(minutes=2)
    assert use(corp, media_id) == 40007


def test_what_was_uploaded_comes_back_byte_for_byte_while_it_lives(corp: Corp):
    media_id = corp.message_picture("green")
    address = f"/qyapi.weixin.qq.com/cgi-bin/media/get?access_token={corp.token}&media_id={media_id}"
    assert corp.sandbox.http.get(address).content == picture("green")


def test_uploads_say_when_they_were_made_as_each_page_prints_it(corp: Corp):
    message = corp.upload("media/upload", picture(), type="image")
    moment = corp.upload("media/upload_attachment", picture(), media_type="image", attachment_type="1")
    now = int(corp.sandbox.clock.now().timestamp())
    assert (message["type"], message["created_at"]) == ("image", str(now))
    assert (moment["type"], moment["created_at"]) == ("image", now)


def test_types_and_sizes_are_checked(corp: Corp):
    assert corp.upload("media/upload", picture(), type="sticker")["errcode"] == 40004
    assert corp.upload("media/upload", b"12345", type="file")["errcode"] == 40006
    assert corp.upload("media/upload", picture(kind="GIF"), type="image")["errcode"] == 40005
    assert corp.upload("media/upload", picture() + bytes(10 * 1024 * 1024), type="image")["errcode"] == 40009
    assert corp.upload("media/upload", b"#!AMR" + bytes(2 * 1024 * 1024), type="voice")["errcode"] == 40011
    assert corp.upload("media/upload", video(20), type="video")["errcode"] == 0


def test_an_article_picture_gets_a_permanent_address_up_to_2_mb(corp: Corp):
    assert corp.upload("media/uploadimg", picture())["url"].startswith("http://p.qpic.cn/pic_wework/")
    assert corp.upload("media/uploadimg", picture() + bytes(2 * 1024 * 1024))["errcode"] == 40009


def test_attachments_of_moments_have_their_own_limits(corp: Corp):
    def attach(content: bytes, kind: str) -> int:
        return corp.upload("media/upload_attachment", content, media_type=kind, attachment_type="1")["errcode"]

    assert attach(picture(size=(1080, 1440)), "image") == 0
    assert attach(picture(size=(1081, 1440)), "image") == 41081, "short side at most 1 080"
    assert attach(picture(size=(10, 10_801)), "image") == 41081, "long side at most 10 800"
    assert attach(picture() + bytes(10 * 1024 * 1024), "image") == 41080
    assert attach(video(30), "video") == 0
    assert attach(video(31), "video") == 41082
    assert attach(b"\x00\x00\x00\x18ftypisom" + bytes(100), "video") == 41090
    assert attach(b"a file of words", "file") == 40004, "Moments take pictures and videos only"


def test_each_upload_serves_its_own_scene(corp: Corp):
    assert use(corp, corp.moment_picture()) == 41072
    wrong = [{"msgtype": "image", "image": {"media_id": corp.message_picture()}}]
    assert corp.moment(attachments=wrong)["errcode"] == 41072


def test_an_id_of_another_corp_is_40007(corp: Corp):
    corp.alter(corpid="wwothercorp", name="别家", app={"agentid": "1", "secret": "other"})
    other = Corp(corp.sandbox, "wwothercorp", "other")
    assert use(corp, other.message_picture()) == 40007
