"""Hand-offs: a sheet for the person with the phone, each place's limits, and their word that it was posted."""

import pytest

from studio.channels.answer import Accepted, Blame, Done, NotSent, SafeToRepeat, Sent
from studio.channels.channel import Account, Secret
from studio.channels.handoff.desk import HAND_OVER, Handoff
from studio.channels.handoff.kinds import KINDS
from studio.channels.handoff.sheet import sheet
from studio.channels.message import Link, Message
from tests.channels.desk import MORNING, DictDrawer, picture

NOTE = Message("m-1", text="围巾的三种系法，第二种最显瘦", title="围巾怎么系", pictures=(picture("scarf"), picture("cup")))


def handoff(kind: str) -> Handoff:
    account = Account(
        slug=kind, name=kind, channel="handoff", kind=kind, verified=True, external_id="", base_url="", settings={}, secret=Secret("")
    )
    return Handoff(account, DictDrawer())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_posted_before_somebody_says_so(kind):
    channel = handoff(kind)
    handed = channel.do(HAND_OVER, NOTE, {}, now=MORNING)
    assert isinstance(handed, Accepted)
    assert (handed.person, handed.confirmed, handed.expected) == (True, 0, 1)
    done = {"hand_over": handed.facts}
    assert isinstance(channel.ask(NOTE, done, now=MORNING), Accepted)
    done["confirmed"] = {"by": "lin", "at": MORNING.isoformat(), "proof": "a" * 64}
    sent = channel.ask(NOTE, done, now=MORNING)
    assert isinstance(sent, Sent)
    assert sent.facts["proof"] == "a" * 64
    assert isinstance(channel.cancel(NOTE, done, now=MORNING), NotSent)


def test_what_is_not_posted_can_be_taken_back():
    channel = handoff("weibo")
    assert isinstance(channel.cancel(NOTE, {"hand_over": {}}, now=MORNING), Done)
    assert isinstance(channel.reconcile(HAND_OVER, NOTE, {}, since=MORNING, looks=0, now=MORNING), SafeToRepeat)
    assert isinstance(channel.remind(NOTE, {}, now=MORNING), NotSent)


def test_the_sheet_has_text_to_copy_pictures_in_order_and_a_checklist():
    page = sheet(
        "xiaohongshu",
        Message(
            "m", text="正文", title="标题", pictures=NOTE.pictures, cover=picture("cover"), promotional=True, link=Link("https://a.example")
        ),
    )
    assert page.text == "正文\nhttps://a.example"
    assert [one.name for one in page.pictures] == ["cover.jpg", "scarf.jpg", "cup.jpg"]
    words = [line.zh for line in page.checklist]
    assert words[0] == "复制标题"
    assert "按顺序保存 3 张图片" in words
    assert any("广告" in line for line in words)
    assert "复制不等于已发" in words[-1]


@pytest.mark.parametrize(
    ("kind", "changes", "rules"),
    [
        ("xiaohongshu", {"title": "题" * 21}, ["handoff.xiaohongshu.title"]),
        ("xiaohongshu", {"text": "字" * 1_001}, ["handoff.xiaohongshu.text"]),
        ("xiaohongshu", {"pictures": tuple(picture(f"p{n}", 8, 8) for n in range(19))}, ["handoff.xiaohongshu.pictures"]),
        ("xiaohongshu", {"title": ""}, [""]),
        ("xiaohongshu", {"pictures": ()}, [""]),
        ("weibo", {"text": "字" * 2_001}, ["handoff.weibo.text"]),
        ("weibo", {"text": "", "pictures": ()}, [""]),
        ("douyin", {"pictures": ()}, [""]),
        ("personal_wechat", {"pictures": tuple(picture(f"p{n}", 8, 8) for n in range(10))}, ["handoff.personal_wechat.pictures"]),
        ("parcel_card", {"text": "字" * 121}, ["handoff.parcel_card.text"]),
        ("sms", {}, ["handoff.sms.pictures"]),
        ("sms", {"pictures": (), "text": "字" * 202}, ["handoff.sms.parts"]),
        ("sms", {"pictures": (), "text": "字" * 201}, []),
        ("sms", {"pictures": (), "promotional": True}, ["sms.consent"]),
        ("sms", {"pictures": (), "promotional": True, "text": "今天上新，拒收请回复R"}, []),
        ("carrier_pigeon", {}, [""]),
    ],
)
def test_each_place_has_its_own_limits(kind, changes, rules):
    message = Message(**{"marker": "m", "text": NOTE.text, "title": NOTE.title, "pictures": NOTE.pictures, **changes})
    problems = handoff(kind).limits(message, on=MORNING)
    assert [one.rule for one in problems] == rules
    assert all(one.field and one.mend.zh for one in problems)


def test_figures_are_unknown_until_a_person_brings_them_in():
    assert {one.value for one in handoff("xiaohongshu").figures({}, now=MORNING)} == {None}
    assert handoff("sms").figures({}, now=MORNING) == []
    assert list(handoff("weibo").reactions({}, now=MORNING)) == []


def test_an_unknown_kind_is_said_when_the_account_is_tested():
    assert handoff("weibo").check(now=MORNING) == ()
    (problem,) = handoff("carrier_pigeon").check(now=MORNING)
    assert "xiaohongshu" in problem.mend.zh
    refused = handoff("carrier_pigeon").do(HAND_OVER, NOTE, {}, now=MORNING)
    assert isinstance(refused, NotSent)
    assert refused.blame is Blame.FIX_THE_CHANNEL
