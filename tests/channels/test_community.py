"""Group messages through the sandbox: one task per owner, and nothing is sent before they confirm."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studio.channels.answer import Accepted, Adopted, AskAPerson, Blame, Done, LookAgain, NotSent, SafeToRepeat, Sent, Unknown
from studio.channels.community.groups import Community
from studio.channels.message import Addressees, Link, MiniProgram
from tests.channels.desk import COFFEE, PAPER, STYLE, VIP, DictDrawer, Sandbox, corp_account, group_message, picture
from tests.channels.steps import carried, step


@pytest.fixture
def channel(sandbox: Sandbox, drawer: DictDrawer) -> Community:
    return Community(corp_account(sandbox, "community", charter="marketing"), drawer)


def test_each_owner_gets_one_task_with_their_own_groups(sandbox: Sandbox, channel: Community):
    message = group_message()
    done = carried(channel, message, sandbox)
    assert [one.name for one in channel.steps(message, done)] == ["owners", "upload", "create:lin-an:0", "create:zhou-yue:0"]
    assert done["create:lin-an:0"]["chats"] == [STYLE, VIP]
    assert done["create:zhou-yue:0"]["chats"] == [COFFEE]
    assert len(sandbox.ledger("group_message_created")) == 2
    assert sandbox.ledger("group_message_sent") == []


def test_created_is_not_sent_until_the_members_confirm(sandbox: Sandbox, channel: Community):
    message = group_message()
    sandbox.tune(people_off=1)
    done = carried(channel, message, sandbox)
    dispatching = channel.ask(message, done, now=sandbox.now)
    assert isinstance(dispatching, Accepted)  # 41063
    assert not dispatching.person
    sandbox.wait(seconds=5)
    sandbox.people("wecom", "confirm", msgid=done["create:lin-an:0"]["msgid"])
    half = channel.ask(message, done, now=sandbox.now)
    assert isinstance(half, Accepted)
    assert (half.confirmed, half.expected, half.person) == (1, 2, True)
    assert half.facts["members"]["lin-an"]["confirmed"] is True
    assert half.facts["chats"] == {STYLE: "sent", VIP: "sent", COFFEE: "unsent"}
    sandbox.people("wecom", "confirm", msgid=done["create:zhou-yue:0"]["msgid"])
    sent = channel.ask(message, done, now=sandbox.now)
    assert isinstance(sent, Sent)
    assert (sent.confirmed, sent.expected) == (2, 2)


def test_without_named_groups_every_group_of_the_named_member_is_meant(sandbox: Sandbox, channel: Community):
    done = carried(channel, group_message(to=Addressees(members=("lin-an",))), sandbox, until="upload")
    assert [(task["owner"], task["chats"]) for task in done["owners"]["tasks"]] == [("lin-an", [STYLE, VIP])]
    everybody = carried(channel, group_message(to=Addressees()), sandbox, until="owners")
    assert {task["owner"] for task in everybody["owners"]["tasks"]} == {"lin-an", "zhou-yue", "xu-miao"}


def test_a_group_that_is_gone_does_not_stop_the_others(sandbox: Sandbox, channel: Community):
    done = carried(channel, group_message(to=Addressees(groups=(STYLE, "wr-nobody"))), sandbox, until="owners")
    assert done["owners"]["gone"] == ["wr-nobody"]
    nobody = group_message(to=Addressees(groups=("wr-nobody",)))
    refused = channel.do(channel.steps(nobody)[0], nobody, {}, now=sandbox.now)
    assert isinstance(refused, NotSent)
    assert (refused.blame, refused.field) == (Blame.FIX_THE_POST, "audience")


def test_more_than_two_thousand_groups_are_split(sandbox: Sandbox, channel: Community, drawer: DictDrawer):
    many = tuple(f"wr-{number}" for number in range(2_001))
    for chat_id in many:
        drawer.keep(f"owner:{chat_id}", "lin-an", until=None)
    done = carried(channel, group_message(to=Addressees(groups=many)), sandbox, until="owners")
    assert [(task["name"], len(task["chats"])) for task in done["owners"]["tasks"]] == [("create:lin-an:0", 2_000), ("create:lin-an:1", 1)]


def test_a_task_whose_answer_got_lost_is_found_by_content_and_owner(sandbox: Sandbox, channel: Community):
    message = group_message()
    done = carried(channel, message, sandbox, until="create:lin-an:0")
    sandbox.fault("/cgi-bin/externalcontact/add_msg_template", "reset", after_commit=True)
    since, second = sandbox.now, step(channel, message, "create:zhou-yue:0", done)
    assert isinstance(channel.do(second, message, done, now=since), Unknown)
    look = channel.reconcile(second, message, done, since=since, looks=0, now=since)
    assert isinstance(look, LookAgain)  # 41063: still handed out
    sandbox.wait(seconds=20)
    found = channel.reconcile(second, message, done, since=since, looks=1, now=sandbox.now)
    assert isinstance(found, Adopted)
    assert found.facts["msgid"] != done["create:lin-an:0"]["msgid"]
    done[second.name] = found.facts
    sandbox.wait(minutes=30)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Sent)
    assert len(sandbox.ledger("group_message_created")) == 2


def test_a_task_that_never_arrived_takes_three_looks(sandbox: Sandbox, channel: Community):
    message = group_message()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/externalcontact/add_msg_template", "reset")
    since, first = sandbox.now, step(channel, message, "create:lin-an:0", done)
    assert isinstance(channel.do(first, message, done, now=since), Unknown)
    for looks in range(2):
        assert isinstance(channel.reconcile(first, message, done, since=since, looks=looks, now=sandbox.now), LookAgain)
        sandbox.wait(seconds=90)
    assert isinstance(channel.reconcile(first, message, done, since=since, looks=2, now=sandbox.now), SafeToRepeat)


def test_twin_tasks_are_a_question_for_a_person(sandbox: Sandbox, channel: Community):
    message = group_message(to=Addressees(groups=(STYLE,)))
    carried(channel, message, sandbox)
    done = carried(channel, message, sandbox, until="upload")
    carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    found = channel.reconcile(step(channel, message, "create:lin-an:0", done), message, done, since=sandbox.now, looks=0, now=sandbox.now)
    assert isinstance(found, AskAPerson)
    assert len(found.candidates) == 2


def test_blocked_reconciliation_stays_uncertain(sandbox: Sandbox, channel: Community):
    message = group_message()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/externalcontact/get_groupmsg_list_v2", "http", times=None)
    first = step(channel, message, "create:lin-an:0", done)
    found = channel.reconcile(first, message, done, since=sandbox.now - timedelta(hours=1), looks=9, now=sandbox.now)
    assert isinstance(found, LookAgain)


def test_members_are_reminded_three_times_a_day_and_no_more(sandbox: Sandbox, channel: Community):
    sandbox.alter("wecom", members=[{"userid": "lin-an", "never_confirms": True}])
    message = group_message()
    done = carried(channel, message, sandbox)
    sandbox.wait(minutes=30)
    for _ in range(3):
        reminded = channel.remind(message, done, now=sandbox.now)
        assert isinstance(reminded, Done)
        assert reminded.facts["reminded"] == ["lin-an"]  # the other one has confirmed
    tired = channel.remind(message, done, now=sandbox.now)
    assert isinstance(tired, NotSent)
    assert (tired.code, tired.blame) == (41094, Blame.WAIT_FOR_QUOTA)


def test_cancelling_stops_who_has_not_confirmed_and_says_what_stays(sandbox: Sandbox, channel: Community):
    message = group_message()
    sandbox.tune(people_off=1)
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=5)
    sandbox.people("wecom", "confirm", msgid=done["create:lin-an:0"]["msgid"])
    stopped = channel.cancel(message, done, now=sandbox.now)
    assert isinstance(stopped, Done)
    assert stopped.facts == {"stopped": ["zhou-yue"], "stays": ["lin-an"]}


def test_figures_count_groups_and_the_customers_in_them(sandbox: Sandbox, channel: Community):
    message = group_message()
    done = carried(channel, message, sandbox)
    sandbox.wait(minutes=30)
    figures = {one.metric: one.value for one in channel.figures(done, now=sandbox.now)}
    assert figures["confirmed_members"] == 2
    assert figures["reached_groups"] == 3
    assert figures["reached_customers"] > 50
    sandbox.fault("/cgi-bin/externalcontact/*", "http", times=None)
    assert {one.value for one in channel.figures(done, now=sandbox.now)} == {None}
    assert list(channel.reactions(done, now=sandbox.now)) == []


def test_links_and_mini_programs_travel_as_cards(sandbox: Sandbox, channel: Community):
    message = group_message(
        link=Link("https://shop.example/scarf", "围巾", "三种系法", picture("cup")),
        mini_program=MiniProgram("wx1234", "pages/scarf", "围巾小店", picture("cup")),
    )
    assert channel.limits(message, on=sandbox.now) == ()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    (first, *_) = sandbox.ledger("group_message_created")
    assert first["pictures"] == [picture("scarf").digest, picture("cup").digest]
    found = channel.reconcile(
        step(channel, message, "create:lin-an:0", done), message, {"owners": done["owners"]}, since=sandbox.now, looks=0, now=sandbox.now
    )
    assert isinstance(found, Adopted)


def test_an_upload_that_expired_is_made_again(sandbox: Sandbox, channel: Community, drawer: DictDrawer):
    message = group_message()
    done = carried(channel, message, sandbox, until="upload")
    drawer.keep(f"media:{picture('scarf').digest}", "media-id-of-last-week", until=None)
    assert isinstance(channel.do(step(channel, message, "create:lin-an:0", done), message, done, now=sandbox.now), Done)
    old = drawer.kept[f"media:{picture('scarf').digest}"]
    sandbox.wait(days=3)
    channel.do(step(channel, message, "upload"), message, done, now=sandbox.now)
    assert drawer.kept[f"media:{picture('scarf').digest}"].value != old.value


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"text": "字" * 1_334}, "text", "wecom.mass.text"),  # 4,002 bytes, not characters
        ({"text": "", "pictures": ()}, "text", ""),
        ({"pictures": tuple(picture(f"p{n}", 8, 8) for n in range(10))}, "pictures", "wecom.mass.attachments"),
        ({"link": Link("https://a.example", "题" * 43)}, "link", "wecom.mass.link_title"),
        ({"link": Link("https://a.example", "题", "述" * 171)}, "link", "wecom.mass.link_summary"),
        ({"mini_program": MiniProgram("wx1", "p", "题" * 22, picture("cup"))}, "mini_program", "wecom.mass.mini_title"),
        ({"mini_program": MiniProgram("wx1", "p", "题")}, "mini_program", ""),
        ({"pictures": (replace(picture("cup"), media_type="image/webp"),)}, "pictures", "wecom.image.types"),
        ({"to": Addressees(tags=("et-tag-vip",))}, "audience", ""),
    ],
)
def test_limits_name_the_field_and_the_rule(changes, field, rule, drawer: DictDrawer):
    problems = Community(corp_account(PAPER, "community", charter="marketing"), drawer).limits(group_message(**changes), on=PAPER.now)
    assert [(one.field, one.rule) for one in problems] == [(field, rule)]
    assert problems[0].mend.zh
    assert problems[0].mend.en


def test_a_service_group_gets_no_promotion(drawer: DictDrawer):
    service = Community(corp_account(PAPER, "community", charter="service"), drawer)
    assert service.limits(group_message(), on=PAPER.now) == ()
    (problem,) = service.limits(group_message(promotional=True), on=PAPER.now)
    assert problem.rule == "community.charter.no_promotion"


def test_a_connection_test_explains_60020_and_48002(sandbox: Sandbox, channel: Community):
    assert channel.check(now=sandbox.now) == ()
    sandbox.alter("wecom", app={"agentid": "1000002", "callable": False})
    (problem,) = channel.check(now=sandbox.now)
    assert problem.rule == "errcode 48002"
    assert "可调用接口的应用" in problem.what.zh
    sandbox.alter("wecom", app={"agentid": "1000002", "callable": True}, allow_ips=["10.9.9.9"])
    (problem,) = Community(corp_account(sandbox, "community"), DictDrawer()).check(now=sandbox.now)
    assert problem.rule == "errcode 60020"
    assert "127.0.0.1" in problem.what.zh
