"""wechat-api.md §5, the robots of check 25, and rule 37."""

import base64
import hashlib

from tests.sandbox.corp import HOST, ROBOT, Corp
from tests.sandbox.running import picture


def text(words: str = "有 2 条等你审核") -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": words}}


def test_the_21st_message_in_a_minute_is_45009_and_the_next_minute_is_free(corp: Corp):
    codes = [corp.robot(**text(f"第 {n} 条"))["errcode"] for n in range(21)]
    assert codes == [0] * 20 + [45009]
    corp.sandbox.advance(seconds=61)
    assert corp.robot(**text())["errcode"] == 0
    assert len(corp.ledger("robot_message_sent")) == 21


def test_an_unknown_key_is_93000_and_a_disabled_robot_93004(corp: Corp):
    assert corp.robot("no-such-key", **text())["errcode"] == 93000
    corp.alter(robot={"key": ROBOT, "disabled": True})
    assert corp.robot(**text())["errcode"] == 93004


def test_text_has_2048_and_markdown_4096_bytes(corp: Corp):
    assert corp.robot(**text("好" * 683))["errcode"] == 40058, "2 049 bytes"
    assert corp.robot(**text("a" * 2048))["errcode"] == 0
    assert corp.robot(msgtype="markdown", markdown={"content": "a" * 4096})["errcode"] == 0
    assert corp.robot(msgtype="markdown", markdown={"content": "a" * 4097})["errcode"] == 40058
    assert corp.robot(msgtype="sticker", sticker={})["errcode"] == 40008


def test_a_picture_comes_as_base64_with_its_md5(corp: Corp):
    content = picture()
    image = {"base64": base64.b64encode(content).decode(), "md5": hashlib.md5(content).hexdigest()}
    assert corp.robot(msgtype="image", image=image)["errcode"] == 0
    assert corp.ledger("robot_message_sent")[0]["pictures"] == [hashlib.sha256(content).hexdigest()]
    assert corp.robot(msgtype="image", image=image | {"md5": "0" * 32})["errcode"] == 301019
    assert corp.robot(msgtype="image", image=image | {"base64": "?"})["errcode"] == 40009


def test_news_has_one_to_eight_articles(corp: Corp):
    article = {"title": "周报", "url": "https://example.com/"}
    assert corp.robot(msgtype="news", news={"articles": [article] * 8})["errcode"] == 0
    assert corp.robot(msgtype="news", news={"articles": [article] * 9})["errcode"] == 40058


def test_a_file_is_uploaded_for_the_robot_and_lives_three_days(corp: Corp):
    files = {"media": ("周报.pdf", b"%PDF-1.4 a small one", "application/pdf")}
    uploaded = corp.sandbox.http.post(f"{HOST}webhook/upload_media", params={"key": ROBOT, "type": "file"}, files=files).json()
    message = {"msgtype": "file", "file": {"media_id": uploaded["media_id"]}}
    assert corp.robot(**message)["errcode"] == 0
    corp.sandbox.advance(hours=72, minutes=1)
    assert corp.robot(**message)["errcode"] == 40007
