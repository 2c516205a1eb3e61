"""wechat-api.md §5, checks 12 to 14 and the publishing part of 17."""

import httpx
import pytest

from tests.sandbox.running import SERVICE, UNVERIFIED, Account, picture


def test_a_submission_is_running_then_published_with_a_permanent_address(service: Account):
    media_id = service.draft()
    submitted = service.post("/cgi-bin/freepublish/submit", media_id=media_id)
    assert submitted["errcode"] == 0
    assert submitted["msg_data_id"]
    publish_id = submitted["publish_id"]
    assert service.post("/cgi-bin/freepublish/get", publish_id=publish_id)["publish_status"] == 1
    service.sandbox.advance(seconds=6)
    job = service.post("/cgi-bin/freepublish/get", publish_id=publish_id)
    assert job["publish_status"] == 0
    (item,) = job["article_detail"]["item"]
    assert item["idx"] == 1
    assert item["article_url"].startswith("http://mp.weixin.qq.com/s/")


def test_a_published_draft_has_left_the_box_and_cannot_be_published_again(service: Account):
    media_id = service.draft()
    service.post("/cgi-bin/freepublish/submit", media_id=media_id)
    assert service.post("/cgi-bin/freepublish/submit", media_id=media_id)["errcode"] == 40007
    service.sandbox.advance(seconds=6)
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["errcode"] == 40007
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=20)["total_count"] == 1
    assert len(service.sandbox.ledger("article_published")) == 1


def test_only_successes_are_listed(service: Account):
    service.post("/cgi-bin/freepublish/submit", media_id=service.draft())
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=20)["total_count"] == 0
    service.sandbox.advance(seconds=6)
    (item,) = service.post("/cgi-bin/freepublish/batchget", offset=0, count=20, no_content=1)["item"]
    (news,) = item["content"]["news_item"]
    assert news["title"] == "秋天的大衣"
    assert news["is_deleted"] is False
    assert "content" not in news


def test_the_ledger_knows_what_was_published(service: Account):
    red, blue = picture("red"), picture("blue")
    urls = [service.upload("/cgi-bin/media/uploadimg", content)["url"] for content in (red, blue)]
    submitted = service.published(content="".join(f'<p>图</p><img src="{url}">' for url in urls))
    (row,) = service.sandbox.ledger("article_published", account=SERVICE)
    (written,) = service.sandbox.ledger("draft_added")
    assert row["remote"]["publish_id"] == submitted["publish_id"]
    assert row["remote"]["msg_data_id"] == submitted["msg_data_id"]
    assert row["title"] == "秋天的大衣"
    assert len(row["pictures"]) == 2
    assert row["payload_sha256"] == written["payload_sha256"]
    assert service.sandbox.http.get(f"/_sandbox/bytes/{row['pictures'][1]}").content == blue


def test_an_unverified_account_may_write_drafts_but_not_publish(unverified: Account):
    media_id = unverified.draft()
    calls = {
        "submit": {"media_id": media_id},
        "get": {"publish_id": "1"},
        "batchget": {"offset": 0, "count": 1},
        "getarticle": {"article_id": "x"},
    }
    for name, body in {**calls, "delete": {"article_id": "x"}}.items():
        assert unverified.post(f"/cgi-bin/freepublish/{name}", **body)["errcode"] == 48001, name
    assert unverified.post("/cgi-bin/draft/get", media_id=media_id)["news_item"]


def test_a_refused_audit_ends_as_status_four_with_the_failed_article(service: Account):
    service.sandbox.let("audit", appid=SERVICE, status=4, fail_idx=[1])
    submitted = service.published()
    job = service.post("/cgi-bin/freepublish/get", publish_id=submitted["publish_id"])
    assert (job["publish_status"], job["fail_idx"]) == (4, [1])
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=20)["total_count"] == 0
    assert service.sandbox.ledger("article_published") == []


def test_deleting_counts_articles_from_one(service: Account):
    media_id = service.post("/cgi-bin/draft/add", articles=[service.article(title="甲"), service.article(title="乙")])["media_id"]
    submitted = service.post("/cgi-bin/freepublish/submit", media_id=media_id)
    service.sandbox.advance(seconds=6)
    article_id = service.post("/cgi-bin/freepublish/get", publish_id=submitted["publish_id"])["article_id"]
    assert service.post("/cgi-bin/freepublish/delete", article_id=article_id, index=1)["errcode"] == 0
    items = service.post("/cgi-bin/freepublish/getarticle", article_id=article_id)["news_item"]
    assert [(item["title"], item["is_deleted"]) for item in items] == [("甲", True), ("乙", False)]
    service.post("/cgi-bin/freepublish/delete", article_id=article_id)
    assert service.post("/cgi-bin/freepublish/get", publish_id=submitted["publish_id"])["publish_status"] == 5


def test_nobody_reads_a_deleted_article_any_more(service: Account):
    service.published()
    service.sandbox.advance(days=1)
    service.fresh_token()
    (item,) = service.post("/cgi-bin/freepublish/batchget", offset=0, count=1)["item"]
    service.post("/cgi-bin/freepublish/delete", article_id=item["article_id"])
    service.sandbox.advance(days=4)
    service.fresh_token()
    (row,) = service.post("/datacube/getarticletotaldetail", begin_date="2026-03-10", end_date="2026-03-10")["list"]
    assert row["detail_list"][1]["read_user"] == row["detail_list"][-1]["read_user"] > 0


def test_an_unknown_article_is_53600(service: Account):
    assert service.post("/cgi-bin/freepublish/getarticle", article_id="nobody")["errcode"] == 53600


def test_publishing_pushes_to_nobody_and_a_mass_message_does(subscription: Account):
    subscription.published()
    assert subscription.sandbox.ledger("mass_sent") == []
    answer = subscription.post(
        "/cgi-bin/message/mass/sendall", filter={"is_to_all": True}, msgtype="mpnews", mpnews={"media_id": subscription.draft()}
    )
    assert answer["errcode"] == 0, "publishing used no mass quota"
    subscription.sandbox.advance(seconds=11)
    (row,) = subscription.sandbox.ledger("mass_sent")
    assert row["remote"]["sent"] == 800


def test_a_lost_answer_after_commit_left_exactly_one_article(service: Account):
    media_id = service.draft()
    service.sandbox.control("faults", [{"path": "/cgi-bin/freepublish/submit", "kind": "reset", "after_commit": True}])
    with pytest.raises(httpx.TransportError):
        service.post("/cgi-bin/freepublish/submit", media_id=media_id)
    service.sandbox.advance(seconds=6)
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=20)["total_count"] == 1
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["errcode"] == 40007


def test_a_lost_call_before_commit_left_nothing(service: Account):
    media_id = service.draft()
    service.sandbox.control("faults", [{"path": "/cgi-bin/freepublish/*", "kind": "reset"}])
    with pytest.raises(httpx.TransportError):
        service.post("/cgi-bin/freepublish/submit", media_id=media_id)
    service.sandbox.advance(seconds=6)
    assert service.sandbox.ledger("article_published") == []
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["news_item"]


def test_an_unverified_account_has_no_comments(unverified: Account):
    assert unverified.appid == UNVERIFIED
    assert unverified.post("/cgi-bin/draft/add", articles=[unverified.article(need_open_comment=1)])["errcode"] == 88000
