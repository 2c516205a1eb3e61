"""wechat-api.md §5, check 23, and the rules 33, 34, 36 and 39 behind it."""

import httpx
import pytest

from tests.sandbox.corp import OWNER, Corp


def images(corp: Corp, number: int) -> list[dict[str, object]]:
    return [{"msgtype": "image", "image": {"media_id": corp.moment_picture()}} for _ in range(number)]


def result(corp: Corp, jobid: str) -> dict[str, object]:
    return corp.get("externalcontact/get_moment_task_result", jobid=jobid)


def published(corp: Corp, **body: object) -> str:
    moment_id = corp.dispatched_moment(**body)
    corp.let("publish_moment", moment_id=moment_id, userid=OWNER)
    return moment_id


# what may be shown
def test_the_tenth_picture_is_refused(corp: Corp):
    refused = corp.moment(attachments=images(corp, 10))
    assert refused["errcode"] != 0
    assert refused["errmsg"].startswith("invalid attachments size")
    assert corp.moment(attachments=images(corp, 9))["errcode"] == 0


def test_picture_and_link_together_are_refused(corp: Corp):
    link = {"msgtype": "link", "link": {"title": "新品", "url": "https://example.com/", "media_id": corp.moment_picture()}}
    refused = corp.moment(attachments=[*images(corp, 1), link])
    assert refused["errmsg"].startswith("invalid attachments msgtype")
    assert corp.moment(attachments=[link])["errcode"] == 0


def test_two_thousand_and_one_characters_are_refused(corp: Corp):
    assert corp.moment("好" * 2001)["errmsg"].startswith("invalid text size")
    assert corp.moment("好" * 2000)["errcode"] == 0


def test_a_video_needs_its_media_id_and_a_link_its_cover(corp: Corp):
    assert corp.moment(attachments=[{"msgtype": "video", "video": {}}])["errmsg"].startswith("invalid msg")
    assert corp.moment(attachments=[{"msgtype": "link", "link": {"url": "https://example.com/"}}])["errcode"] == 40007
    assert corp.contact("add_moment_task")["errcode"] == 41089, "neither text nor attachments"


def test_a_refused_moment_leaves_no_trace(corp: Corp):
    corp.moment("好" * 2001)
    assert corp.ledger("moment_created") == []


# the job
def test_a_job_goes_from_1_to_2_to_3_and_only_then_has_a_result(corp: Corp):
    jobid = corp.moment()["jobid"]
    states = []
    for _ in range(3):
        states.append(result(corp, jobid))
        corp.sandbox.advance(seconds=1.5)
    assert [s["status"] for s in states] == [1, 2, 3]
    assert "result" not in states[0]
    assert states[2]["result"]["moment_id"]
    assert states[2]["type"] == "add_moment_task"


def test_a_jobid_lives_for_24_hours(corp: Corp):
    jobid = corp.moment()["jobid"]
    corp.sandbox.advance(hours=24, seconds=1)
    corp.fresh_token()
    assert result(corp, jobid)["errcode"] == 40058


def test_senders_and_tags_that_do_not_exist_are_named_in_the_result(corp: Corp):
    visible_range = {
        "sender_list": {"user_list": [OWNER, "nobody"], "department_list": [99]},
        "external_contact_list": {"tag_list": ["et-tag-vip", "et-nothing"]},
    }
    jobid = corp.moment(visible_range=visible_range)["jobid"]
    corp.sandbox.advance(seconds=4)
    found = result(corp, jobid)["result"]
    assert found["invalid_sender_list"] == {"user_list": ["nobody"], "department_list": [99]}
    assert found["invalid_external_contact_list"] == {"tag_list": ["et-nothing"]}
    assert [t["userid"] for t in corp.contact("get_moment_task", moment_id=found["moment_id"])["task_list"]] == [OWNER]


# publishing
def test_members_publish_by_themselves_within_twenty_minutes_unless_they_never_do(corp: Corp):
    corp.alter(members=[{"userid": "xu-miao", "never_confirms": True}])
    moment_id = corp.dispatched_moment()
    tasks = corp.contact("get_moment_task", moment_id=moment_id)["task_list"]
    assert {t["publish_status"] for t in tasks} == {0}
    corp.sandbox.advance(minutes=20)
    tasks = corp.contact("get_moment_task", moment_id=moment_id)["task_list"]
    assert {t["userid"]: t["publish_status"] for t in tasks} == {"lin-an": 1, "zhou-yue": 1, "xu-miao": 0, "chen-he": 1}
    assert {row["remote"]["userid"] for row in corp.ledger("moment_published")} == {"lin-an", "zhou-yue", "chen-he"}


def test_without_tags_every_customer_sees_it_and_with_tags_only_theirs(corp: Corp):
    everyone = published(corp)
    seen = corp.contact("get_moment_send_result", moment_id=everyone, userid=OWNER)["customer_list"]
    assert [c["external_userid"] for c in seen] == corp.customers()
    partial = published(corp, visible_range={"external_contact_list": {"tag_list": ["et-tag-vip"]}})
    chosen = corp.contact("get_moment_customer_list", moment_id=partial, userid=OWNER)["customer_list"]
    assert 0 < len(chosen) < len(seen)
    now = int(corp.sandbox.clock.now().timestamp())
    listed = corp.contact("get_moment_list", start_time=now - 600, end_time=now)["moment_list"]
    assert [m["visible_type"] for m in listed] == [0, 1], "newest first"


def test_a_customer_who_left_is_in_the_range_but_does_not_see_it(corp: Corp):
    gone = corp.customers()[0]
    corp.let("delete_member", userid=OWNER, external_userid=gone)
    moment_id = published(corp)
    chosen = corp.contact("get_moment_customer_list", moment_id=moment_id, userid=OWNER, limit=1000)["customer_list"]
    seen = corp.contact("get_moment_send_result", moment_id=moment_id, userid=OWNER)["customer_list"]
    assert len(chosen) == len(seen) + 1
    assert gone not in [c["external_userid"] for c in seen]


def test_a_corp_may_cap_how_many_moments_a_customer_sees_a_month(corp: Corp):
    corp.alter(moment_cap_month=1)
    published(corp)
    second = published(corp, text="第二条")
    assert corp.contact("get_moment_send_result", moment_id=second, userid=OWNER)["customer_list"] == []


# comments
def test_comments_before_publishing_are_41062(corp: Corp):
    corp.alter(members=[{"userid": OWNER, "never_confirms": True}])
    moment_id = corp.dispatched_moment()
    early = corp.contact("get_moment_comments", moment_id=moment_id, userid=OWNER)
    assert (early["errcode"], early["comment_list"], early["like_list"]) == (41062, [], [])


def test_comments_and_likes_have_people_and_times_and_no_text(corp: Corp):
    moment_id = published(corp)
    one, two = corp.customers()[:2]
    corp.let("like", moment_id=moment_id, userid=OWNER, who=one)
    corp.let("like", moment_id=moment_id, userid=OWNER, who=one)
    corp.let("comment", moment_id=moment_id, userid=OWNER, who=two, text="求链接")
    corp.let("comment", moment_id=moment_id, userid=OWNER, who=OWNER, text="已私信")
    now = int(corp.sandbox.clock.now().timestamp())
    found = corp.contact("get_moment_comments", moment_id=moment_id, userid=OWNER)
    assert {"external_userid": two, "create_time": now} in found["comment_list"]
    assert {"userid": OWNER, "create_time": now} in found["comment_list"], "a member's own comment carries userid"
    assert [x for x in found["like_list"] if x.get("external_userid") == one] == [{"external_userid": one, "create_time": now}]
    assert "求链接" not in str(found)


def test_customers_like_and_comment_by_themselves_and_the_same_seed_tells_the_same_story(corp: Corp):
    def story() -> list[tuple[int, int]]:
        moment_id = corp.dispatched_moment()
        corp.sandbox.advance(days=2)
        corp.fresh_token()
        found = [corp.contact("get_moment_comments", moment_id=moment_id, userid=u) for u in ("lin-an", "zhou-yue", "xu-miao", "chen-he")]
        return [(len(f["like_list"]), len(f["comment_list"])) for f in found]

    first = story()
    assert sum(likes for likes, _ in first) > 3
    assert sum(comments for _, comments in first) > 0
    corp.sandbox.fresh()
    corp.fresh_token()
    assert story() == first


def test_wrong_moments_and_members_are_told_apart(corp: Corp):
    moment_id = corp.dispatched_moment(visible_range={"sender_list": {"user_list": ["chen-he"]}})
    assert corp.contact("get_moment_comments", userid=OWNER)["errcode"] == 41059
    assert corp.contact("get_moment_comments", moment_id="mom-nowhere", userid=OWNER)["errcode"] == 41060
    assert corp.contact("get_moment_comments", moment_id=moment_id, userid=OWNER)["errcode"] == 41061


# the list
def test_the_list_names_no_creator_for_api_moments_and_gives_other_media_ids(corp: Corp):
    sent = images(corp, 2)
    moment_id = corp.dispatched_moment(attachments=sent)
    now = int(corp.sandbox.clock.now().timestamp())
    listed = corp.contact("get_moment_list", start_time=now - 60, end_time=now, filter_type=0)["moment_list"]
    assert [m["moment_id"] for m in listed] == [moment_id]
    assert "creator" not in listed[0]
    assert len(listed[0]["image"]) == 2
    assert {i["media_id"] for i in listed[0]["image"]}.isdisjoint({a["image"]["media_id"] for a in sent})


def test_the_list_refuses_a_span_of_31_days_and_pages_at_20(corp: Corp):
    for batch in range(3):
        for number in range(8):
            corp.moment(f"第 {batch}-{number} 条")
        corp.sandbox.advance(seconds=61)
    now = int(corp.sandbox.clock.now().timestamp())
    assert corp.contact("get_moment_list", start_time=now - 31 * 86_400, end_time=now)["errcode"] == 40058
    assert corp.contact("get_moment_list", start_time=now - 600, end_time=now, limit=21)["errcode"] == 0, "lowered to twenty"
    first = corp.contact("get_moment_list", start_time=now - 600, end_time=now)
    rest = corp.contact("get_moment_list", start_time=now - 600, end_time=now, cursor=first["next_cursor"])
    assert (len(first["moment_list"]), len(rest["moment_list"]), rest["next_cursor"]) == (20, 4, "")


def test_the_eleventh_creation_in_a_minute_is_refused(corp: Corp):
    codes = [corp.moment(f"第 {number} 条")["errcode"] for number in range(11)]
    assert codes == [0] * 10 + [45009]
    corp.sandbox.advance(seconds=61)
    assert corp.moment("下一分钟")["errcode"] == 0


def test_cancel_leaves_published_members_untouched(corp: Corp):
    moment_id = published(corp)
    assert corp.contact("cancel_moment_task", moment_id=moment_id)["errcode"] == 0
    assert corp.contact("cancel_moment_task", moment_id=moment_id)["errcode"] == 0
    corp.sandbox.advance(minutes=30)
    tasks = corp.contact("get_moment_task", moment_id=moment_id)["task_list"]
    assert {t["userid"] for t in tasks if t["publish_status"]} == {OWNER}
    assert corp.contact("get_moment_comments", moment_id=moment_id, userid=OWNER)["errcode"] == 0


# check 17: a lost response
def test_a_moment_whose_jobid_was_lost_is_found_in_the_list_by_text_and_time(corp: Corp):
    corp.sandbox.control("faults", {"kind": "reset", "path": "/cgi-bin/externalcontact/add_moment_task", "after_commit": True})
    with pytest.raises(httpx.HTTPError):
        corp.moment("断线之前")
    now = int(corp.sandbox.clock.now().timestamp())
    window = {"start_time": now - 60, "end_time": now + 60, "filter_type": 0}
    assert corp.contact("get_moment_list", **window)["moment_list"] == [], "a job that is not done is not listed"
    corp.sandbox.advance(seconds=4)
    assert [m["text"]["content"] for m in corp.contact("get_moment_list", **window)["moment_list"]] == ["断线之前"]
    assert len(corp.ledger("moment_created")) == 1
