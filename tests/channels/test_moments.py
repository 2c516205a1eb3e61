"""Moments through the sandbox: a job, then each member publishes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studio.channels.answer import Accepted, Adopted, AskAPerson, Blame, Done, LookAgain, NotSent, SafeToRepeat, Sent, Unknown
from studio.channels.message import Addressees, Link, MiniProgram
from studio.channels.moments.audience import audience_sentence
from studio.channels.moments.feed import Moments
from tests.channels.desk import PAPER, DictDrawer, Sandbox, corp_account, moment, picture, video
from tests.channels.steps import carried, step


@pytest.fixture
def channel(sandbox: Sandbox, drawer: DictDrawer) -> Moments:
    return Moments(corp_account(sandbox, "moments"), drawer)


def test_a_moment_is_created_then_published_by_each_member(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox)
    running = channel.ask(message, done, now=sandbox.now)
    assert isinstance(running, Accepted)
    assert not running.person
    sandbox.wait(seconds=4)
    waiting = channel.ask(message, done, now=sandbox.now)
    assert isinstance(waiting, Accepted)
    assert (waiting.confirmed, waiting.expected, waiting.person) == (0, 4, True)
    sandbox.wait(hours=2)
    sent = channel.ask(message, done, now=sandbox.now)
    assert isinstance(sent, Sent)
    assert (sent.confirmed, sent.expected) == (4, 4)
    (row,) = sandbox.ledger("moment_created")
    assert row["pictures"] == [one.digest for one in message.pictures]


def test_a_moment_is_remembered_after_its_job_can_no_longer_be_asked(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=4)
    channel.ask(message, done, now=sandbox.now)
    sandbox.wait(hours=25)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Sent)


def test_chosen_members_and_tags_narrow_the_range(sandbox: Sandbox, channel: Moments):
    message = moment(to=Addressees(members=("lin-an",), tags=("et-tag-vip",)))
    carried(channel, message, sandbox)
    (row,) = sandbox.ledger("moment_created")
    assert row["remote"]["members"] == ["lin-an"]
    assert row["remote"]["tags"] == ["et-tag-vip"]


def test_members_whom_the_platform_left_out_are_named_until_the_end(sandbox: Sandbox, channel: Moments):
    message = moment(to=Addressees(members=("lin-an", "who-left")))
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=4)
    channel.figures(done, now=sandbox.now)  # whoever asks first
    waiting = channel.ask(message, done, now=sandbox.now)
    assert isinstance(waiting, Accepted)
    assert (waiting.expected, waiting.facts["left_out"]) == (1, {"members": ["who-left"]})
    assert "who-left" in waiting.waiting_for.zh
    done["ask"] = waiting.facts
    sandbox.wait(hours=25)
    sent = channel.ask(message, done, now=sandbox.now)
    assert isinstance(sent, Sent)
    assert sent.facts["left_out"] == {"members": ["who-left"]}


def test_a_moment_that_no_member_can_publish_is_not_waited_for(sandbox: Sandbox, channel: Moments):
    message = moment(to=Addressees(members=("who-left",)))
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=4)
    refused = channel.ask(message, done, now=sandbox.now)
    assert isinstance(refused, NotSent)
    assert "who-left" in refused.reason.zh
    assert refused.blame is Blame.FIX_THE_CHANNEL


def test_a_lost_job_is_found_among_the_corps_moments(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/externalcontact/add_moment_task", "reset", after_commit=True)
    since, create = sandbox.now, step(channel, message, "create")
    assert isinstance(channel.do(create, message, done, now=since), Unknown)
    assert isinstance(channel.reconcile(create, message, done, since=since, looks=0, now=since), LookAgain)
    sandbox.wait(minutes=2)
    found = channel.reconcile(create, message, done, since=since, looks=1, now=sandbox.now)
    assert isinstance(found, Adopted)
    done["create"] = found.facts
    sandbox.wait(hours=2)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Sent)
    assert len(sandbox.ledger("moment_created")) == 1


def test_a_job_that_never_arrived_is_repeated_only_after_ten_minutes(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox, until="upload")
    create, since = step(channel, message, "create"), sandbox.now
    sandbox.fault("/cgi-bin/externalcontact/add_moment_task", "reset")
    assert isinstance(channel.do(create, message, done, now=since), Unknown)
    sandbox.wait(minutes=9)
    assert isinstance(channel.reconcile(create, message, done, since=since, looks=9, now=sandbox.now), LookAgain)
    sandbox.wait(minutes=2)
    assert isinstance(channel.reconcile(create, message, done, since=since, looks=10, now=sandbox.now), SafeToRepeat)


def test_twin_moments_are_a_question_for_a_person(sandbox: Sandbox, channel: Moments):
    message = moment()
    for _ in range(2):
        carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    found = channel.reconcile(step(channel, message, "create"), message, {}, since=sandbox.now, looks=0, now=sandbox.now)
    assert isinstance(found, AskAPerson)


def test_likes_and_comments_come_back_without_their_words(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox)
    assert {one.value for one in channel.figures(done, now=sandbox.now)} == {None}  # the job is still running
    sandbox.wait(hours=8)
    sent = channel.ask(message, done, now=sandbox.now)
    assert isinstance(sent, Sent)
    reactions = list(channel.reactions(done, now=sandbox.now))
    assert reactions
    assert {one.text for one in reactions} == {None}
    assert len({one.remote_id for one in reactions}) == len(reactions)
    figures = {one.metric: one.value for one in channel.figures(done, now=sandbox.now)}
    assert figures["likes"] == sum(one.kind == "like" for one in reactions)
    assert figures["comments"] == sum(one.kind == "comment" for one in reactions)
    assert figures["reached_customers"] > 100
    assert figures["confirmed_members"] == 4


def test_figures_and_reactions_of_one_moment_of_time_are_read_off_once(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox)
    sandbox.wait(hours=3)
    likes = next(figure.value for figure in channel.figures(done, now=sandbox.now) if figure.metric == "likes")
    sandbox.fault("*/get_moment_comments", "http", times=None)
    assert sum(one.kind == "like" for one in channel.reactions(done, now=sandbox.now)) == likes
    sandbox.wait(seconds=1)
    assert list(channel.reactions(done, now=sandbox.now)) == [], "what was seen a second ago is not passed off as now"


def test_cancelling_waits_for_the_job_and_then_stops_who_has_not_published(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox)
    early = channel.cancel(message, done, now=sandbox.now)
    assert isinstance(early, NotSent)
    assert early.blame is Blame.TRY_AGAIN
    sandbox.wait(seconds=5)
    assert isinstance(channel.cancel(message, done, now=sandbox.now), Done)
    sandbox.wait(hours=3)
    later = channel.ask(message, done, now=sandbox.now)
    assert isinstance(later, Accepted)
    assert later.confirmed == 0
    assert isinstance(channel.remind(message, done, now=sandbox.now), NotSent)
    assert isinstance(channel.cancel(message, {}, now=sandbox.now), Done)


def test_an_upload_for_messages_is_never_used_for_a_moment(sandbox: Sandbox, channel: Moments, drawer: DictDrawer):
    message = moment()
    carried(channel, message, sandbox, until="upload")
    assert f"attachment:{picture('scarf').digest}" in drawer.kept
    assert f"media:{picture('scarf').digest}" not in drawer.kept
    drawer.keep(f"attachment:{picture('scarf').digest}", "of-last-week", until=None)
    assert isinstance(channel.do(step(channel, message, "create"), message, {}, now=sandbox.now), Accepted)


def test_a_link_is_a_moment_of_its_own(sandbox: Sandbox, channel: Moments):
    message = moment(pictures=(), link=Link("https://shop.example/scarf", "围巾的三种系法", picture=picture("cup")))
    assert channel.limits(message, on=sandbox.now) == ()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=4)
    found = channel.reconcile(step(channel, message, "create"), message, done, since=sandbox.now, looks=0, now=sandbox.now)
    assert isinstance(found, Adopted)


def test_a_video_is_a_moment_of_its_own(sandbox: Sandbox, channel: Moments):
    message = moment(pictures=(), video=video())
    assert channel.limits(message, on=sandbox.now) == ()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    found = channel.reconcile(step(channel, message, "create"), message, {}, since=sandbox.now, looks=0, now=sandbox.now)
    assert isinstance(found, Adopted)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Accepted)


def test_who_will_see_it_is_said_aloud():
    account = corp_account(PAPER, "moments")
    public = audience_sentence(account, moment(), {"members": 12, "customers": 3400})
    assert public.zh == "公开给 12 位成员的全部客户（约 3,400 人）"
    tagged = audience_sentence(account, moment(to=Addressees(tags=("老客",))), {"members": 2})
    assert "老客" in tagged.zh
    assert "未知" in tagged.zh
    assert "every member" in audience_sentence(account, moment(), {}).en


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"text": "字" * 2_001}, {"wecom.moment.text", "wecom.moment.text_bytes"}),
        ({"text": "字" * 1_334}, {"wecom.moment.text_bytes"}),
        ({"text": "", "pictures": ()}, {""}),
        ({"pictures": tuple(picture(f"p{n}", 8, 8) for n in range(10))}, {"wecom.moment.pictures"}),
        ({"link": Link("https://a.example", "题", picture=picture("cup"))}, {"wecom.moment.pictures"}),
        (
            {"pictures": (), "link": Link("https://a.example", "题" * 65, picture=picture("cup"))},
            {"wecom.moment.link_title", "wecom.moment.link_title_bytes"},
        ),
        ({"pictures": (), "link": Link("https://a.example", "题")}, {""}),
        ({"mini_program": MiniProgram("wx1", "p", "题")}, {"wecom.moment.pictures"}),
        ({"pictures": (replace(picture("cup"), width=1_200, height=1_600),)}, set()),  # recommended sides: a larger one is taken too
        ({"to": Addressees(groups=("wr-1",))}, {""}),
        ({"video": video()}, {"wecom.moment.pictures"}),
        ({"pictures": (), "video": video(31)}, {"wecom.moment.video_length"}),
        ({"pictures": (), "video": video(size=10_485_761)}, {"wecom.moment.video_bytes"}),
        ({"pictures": (), "video": replace(video(), seconds=None)}, {"wecom.moment.video_length"}),
        ({"pictures": (), "video": replace(video(), media_type="video/quicktime")}, {""}),
    ],
)
def test_limits_name_the_rule(changes, rules, drawer: DictDrawer):
    problems = Moments(corp_account(PAPER, "moments"), drawer).limits(moment(**changes), on=PAPER.now)
    assert {one.rule for one in problems} == rules
    assert all(one.mend.zh and one.field for one in problems)


def test_a_job_that_is_busy_waits_a_minute(sandbox: Sandbox, channel: Moments):
    message = moment()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/externalcontact/add_moment_task", "errcode", errcode=45009)
    answer = channel.do(step(channel, message, "create"), message, done, now=sandbox.now)
    assert isinstance(answer, NotSent)
    assert answer.retry_at == sandbox.now + timedelta(seconds=60)
    assert channel.check(now=sandbox.now) == ()
