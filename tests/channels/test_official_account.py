"""From an article to its readers through the sandbox, as the real platform would do it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studio.channels.answer import Accepted, Adopted, AskAPerson, Blame, Done, LookAgain, NotSent, SafeToRepeat, Sent, Unknown
from studio.channels.message import Addressees
from studio.channels.official_account.account import OfficialAccount
from studio.errors import StudioError
from tests.channels.desk import PAPER, DictDrawer, Sandbox, article, picture, service_account, subscription_account, unverified_account
from tests.channels.steps import carried, step


def open_(account, drawer) -> OfficialAccount:
    return OfficialAccount(account, drawer)


def test_an_article_is_published_and_readers_see_its_pictures(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    first = channel.ask(message, done, now=sandbox.now)
    assert isinstance(first, Accepted)
    assert not first.person
    sandbox.wait(seconds=6)
    sent = channel.ask(message, done, now=sandbox.now)
    assert isinstance(sent, Sent)
    assert sent.facts["url"].startswith("http")
    (row,) = sandbox.ledger("article_published")
    assert row["title"] == message.title
    assert row["pictures"] == [one.digest for one in message.pictures]


def test_a_picture_is_uploaded_once_for_two_articles(sandbox: Sandbox, drawer: DictDrawer):
    channel = open_(service_account(sandbox), drawer)
    carried(channel, article("a"), sandbox, until="upload")
    sandbox.fault("/cgi-bin/media/uploadimg", "http", times=None)
    sandbox.fault("/cgi-bin/material/*", "http", times=None)
    again = channel.do(step(channel, article("b"), "upload"), article("b"), {}, now=sandbox.now)
    assert isinstance(again, Done)


def test_a_picture_post_needs_no_body(sandbox: Sandbox, drawer: DictDrawer):
    channel = open_(service_account(sandbox), drawer)
    message = article(html="", text="三张图看懂围巾", pictures=(picture("a"), picture("b")), cover=None)
    assert channel.limits(message, on=sandbox.now) == ()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=6)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Sent)


def test_a_mass_send_reaches_followers_and_is_not_repeated_with_its_marker(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox, publish="mass"), drawer), article()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=90)
    again = channel.do(step(channel, message, "submit"), message, done, now=sandbox.now)
    assert isinstance(again, Accepted)
    assert again.facts["msg_id"] == done["submit"]["msg_id"]  # 45065 adopted
    assert isinstance(channel.ask(message, done, now=sandbox.now), Sent)
    assert len(sandbox.ledger("mass_sent")) == 1


def test_a_subscription_account_that_spent_its_day_waits_for_midnight(sandbox: Sandbox, drawer: DictDrawer):
    channel = open_(subscription_account(sandbox, publish="mass"), drawer)
    carried(channel, article("a"), sandbox)
    done = carried(channel, article("b"), sandbox, until="draft")
    refused = channel.do(step(channel, article("b"), "submit"), article("b"), done, now=sandbox.now)
    assert isinstance(refused, NotSent)
    assert (refused.blame, refused.code) == (Blame.WAIT_FOR_QUOTA, 45028)
    assert refused.retry_at == sandbox.now.replace(hour=16, minute=0)  # midnight in Beijing


def test_an_account_that_may_not_publish_leaves_a_draft_for_a_person(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(replace(unverified_account(sandbox), verified=True), drawer), article()
    done = carried(channel, message, sandbox)
    waiting = channel.ask(message, done, now=sandbox.now)
    assert isinstance(waiting, Accepted)
    assert waiting.person
    assert "草稿" in waiting.waiting_for.zh
    assert done["draft"]["comments"].startswith("off")  # 88000: this account has no comments


def test_a_draft_that_left_the_box_is_not_called_sent_before_somebody_says_so(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(unverified_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    assert isinstance(channel.cancel(message, done, now=sandbox.now), Done)  # the draft is deleted
    gone = channel.ask(message, done, now=sandbox.now)
    assert isinstance(gone, Accepted)
    assert gone.facts["draft_gone"] is True
    confirmed = done | {"confirmed": {"by": "lin", "at": sandbox.now.isoformat(), "url": "https://mp.weixin.qq.com/s/x"}}
    assert isinstance(channel.ask(message, confirmed, now=sandbox.now), Sent)


def test_the_studio_notices_when_somebody_publishes_the_draft(sandbox: Sandbox, drawer: DictDrawer):
    drafting, publishing, message = (
        open_(service_account(sandbox, publish="draft"), drawer),
        open_(service_account(sandbox), drawer),
        article(),
    )
    done = carried(drafting, message, sandbox)
    sandbox.wait(minutes=30)
    publishing.do(step(publishing, message, "submit"), message, done, now=sandbox.now)  # stands for a tap in the console
    sandbox.wait(minutes=1)
    seen = drafting.ask(message, done, now=sandbox.now)
    assert isinstance(seen, Sent)
    assert seen.facts["published_at"]


def test_a_refused_article_goes_back_to_its_author(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    sandbox.people("official_account", "audit", appid="wxsandboxservice01", status=4)
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=6)
    refused = channel.ask(message, done, now=sandbox.now)
    assert isinstance(refused, NotSent)
    assert refused.blame is Blame.FIX_THE_POST


def test_a_draft_whose_answer_got_lost_is_found_by_its_title_and_cover(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/draft/add", "reset", after_commit=True)
    since = sandbox.now
    lost = channel.do(step(channel, message, "draft"), message, done, now=sandbox.now)
    assert isinstance(lost, Unknown)
    found = channel.reconcile(step(channel, message, "draft"), message, done, since=since, looks=0, now=sandbox.now)
    assert isinstance(found, Adopted)
    done["draft"] = found.facts
    assert isinstance(channel.do(step(channel, message, "submit"), message, done, now=sandbox.now), Accepted)


def test_a_draft_that_never_arrived_is_repeated_after_two_looks(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/draft/add", "reset")
    since, draft = sandbox.now, step(channel, message, "draft")
    assert isinstance(channel.do(draft, message, done, now=sandbox.now), Unknown)
    look = channel.reconcile(draft, message, done, since=since, looks=0, now=sandbox.now)
    assert isinstance(look, LookAgain)
    assert look.at == since + timedelta(seconds=30)
    sandbox.wait(seconds=30)
    assert isinstance(channel.reconcile(draft, message, done, since=since, looks=1, now=sandbox.now), SafeToRepeat)


def test_twin_drafts_are_a_question_for_a_person(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    carried(channel, message, sandbox, until="draft")
    done = carried(channel, message, sandbox, until="draft")
    found = channel.reconcile(step(channel, message, "draft"), message, done, since=sandbox.now, looks=0, now=sandbox.now)
    assert isinstance(found, AskAPerson)
    assert len(found.candidates) == 2


def test_a_publication_whose_answer_got_lost_is_adopted_not_repeated(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done, submit = carried(channel, message, sandbox, until="draft"), step(channel, message, "submit")
    sandbox.fault("/cgi-bin/freepublish/submit", "reset", after_commit=True)
    since = sandbox.now
    assert isinstance(channel.do(submit, message, done, now=since), Unknown)
    assert isinstance(channel.reconcile(submit, message, done, since=since, looks=0, now=since), LookAgain)
    sandbox.wait(seconds=30)
    found = channel.reconcile(submit, message, done, since=since, looks=1, now=sandbox.now)
    assert isinstance(found, Adopted)
    assert isinstance(channel.ask(message, done | {"submit": found.facts}, now=sandbox.now), Sent)
    assert len(sandbox.ledger("article_published")) == 1


def test_a_publication_that_never_arrived_is_repeated_only_after_ten_minutes(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done, submit, since = carried(channel, message, sandbox, until="draft"), step(channel, message, "submit"), sandbox.now
    sandbox.fault("/cgi-bin/freepublish/submit", "reset")
    assert isinstance(channel.do(submit, message, done, now=since), Unknown)
    sandbox.wait(minutes=9)
    assert isinstance(channel.reconcile(submit, message, done, since=since, looks=5, now=sandbox.now), LookAgain)
    sandbox.wait(minutes=2)
    assert isinstance(channel.reconcile(submit, message, done, since=since, looks=6, now=sandbox.now), SafeToRepeat)


def test_a_submission_that_vanished_with_its_draft_is_shown_to_a_person(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    sandbox.people("official_account", "audit", appid="wxsandboxservice01", status=3)
    done, submit, since = carried(channel, message, sandbox, until="draft"), step(channel, message, "submit"), sandbox.now
    sandbox.fault("/cgi-bin/freepublish/submit", "reset", after_commit=True)
    channel.do(submit, message, done, now=since)
    sandbox.wait(minutes=11)
    found = channel.reconcile(submit, message, done, since=since, looks=6, now=sandbox.now)
    assert isinstance(found, AskAPerson)
    again = channel.do(submit, message, done, now=sandbox.now)
    assert isinstance(again, Unknown)  # 40007: consumed by the earlier request, which is no proof of failure


def test_a_lost_mass_send_ends_as_exactly_one(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox, publish="mass"), drawer), article()
    done, submit, since = carried(channel, message, sandbox, until="draft"), step(channel, message, "submit"), sandbox.now
    sandbox.fault("/cgi-bin/message/mass/sendall", "reset", after_commit=True)
    assert isinstance(channel.do(submit, message, done, now=since), Unknown)
    look = channel.reconcile(submit, message, done, since=since, looks=0, now=since)
    assert isinstance(look, LookAgain)
    sandbox.wait(seconds=65)
    assert isinstance(channel.reconcile(submit, message, done, since=since, looks=1, now=sandbox.now), SafeToRepeat)
    adopted = channel.do(submit, message, done, now=sandbox.now)
    assert isinstance(adopted, Accepted)
    assert isinstance(channel.ask(message, done | {"submit": adopted.facts}, now=sandbox.now), Sent)
    assert len(sandbox.ledger("mass_sent")) == 1


def test_after_a_day_the_marker_no_longer_protects_a_mass_send(drawer: DictDrawer):
    channel, message = open_(service_account(PAPER, publish="mass"), drawer), article()
    since = PAPER.now - timedelta(hours=24)
    found = channel.reconcile(step(channel, message, "submit"), message, {}, since=since, looks=9, now=PAPER.now)
    assert isinstance(found, AskAPerson)


def test_a_busy_platform_after_a_create_is_uncertain_but_after_a_read_is_asked_again(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox, until="upload")
    sandbox.fault("/cgi-bin/draft/add", "errcode", errcode=-1)
    assert isinstance(channel.do(step(channel, message, "draft"), message, done, now=sandbox.now), Unknown)
    done = carried(channel, message, sandbox)
    sandbox.fault("/cgi-bin/freepublish/get", "errcode", errcode=-1, times=1)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Accepted)


def test_a_question_that_cannot_be_asked_says_nothing_about_the_delivery(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    sandbox.fault("/cgi-bin/freepublish/get", "errcode", errcode=45009)
    assert isinstance(channel.ask(message, done, now=sandbox.now), Unknown)


def test_a_token_that_ended_is_renewed_in_passing(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    token = drawer.kept["access_token"].value
    sandbox._post("/faults", {"kind": "token", "account": "wxsandboxservice01", "side": "official_account"})
    assert isinstance(channel.ask(message, done, now=sandbox.now), Accepted)
    assert drawer.kept["access_token"].value != token


def test_a_cover_that_was_deleted_on_the_platform_is_uploaded_anew(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    drawer.keep(f"material:{message.cover.digest}", "media-id-of-a-deleted-cover", until=None)
    done = carried(channel, message, sandbox, until="draft")
    assert done["draft"]["thumb"] == drawer.kept[f"material:{message.cover.digest}"].value


def test_figures_are_unknown_on_the_first_day_and_numbers_the_next(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    done["ask"] = channel.ask(message, done, now=sandbox.now).facts
    today = {figure.metric: figure.value for figure in channel.figures(done, now=sandbox.now)}
    assert today["reads"] is None
    assert isinstance(today["comments"], int)
    sandbox.wait(days=1)
    tomorrow = {figure.metric: figure.value for figure in channel.figures(done, now=sandbox.now)}
    assert tomorrow["reads"] is not None
    assert tomorrow["reads"] > 0


def test_figures_of_a_draft_that_somebody_published_are_found_by_its_address(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    found = channel.ask(message, done, now=sandbox.now).facts
    by_hand = {
        "draft": done["draft"],
        "submit": {"way": "draft", "at": done["submit"]["at"], "media_id": done["draft"]["media_id"]},
        "ask": found,
    }
    sandbox.wait(days=1)
    assert next(f.value for f in channel.figures(by_hand, now=sandbox.now) if f.metric == "reads")
    assert isinstance(list(channel.reactions(by_hand, now=sandbox.now)), list)
    assert drawer.kept[f"msg_data_id:{found['article_id']}"].value == done["submit"]["msg_data_id"]


def test_comments_come_back_with_their_words_and_can_be_answered(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    msg_data_id = done["submit"]["msg_data_id"]
    for number in range(60):
        sandbox.people("official_account", "comment", appid="wxsandboxservice01", msg_data_id=msg_data_id, content=f"多少钱？{number}")
    reactions = list(channel.reactions(done, now=sandbox.now))
    ours = [one for one in reactions if one.text and one.text.startswith("多少钱？")]
    assert len(ours) == 60
    assert len({one.remote_id for one in reactions}) == len(reactions)
    assert isinstance(channel.reply(ours[0].remote_id, "私信你啦", now=sandbox.now), Done)
    again = {one.remote_id: one.replied for one in channel.reactions(done, now=sandbox.now)}
    assert again[ours[0].remote_id] is True
    assert again[ours[1].remote_id] is False
    assert isinstance(channel.reply(ours[0].remote_id, "私信你啦", now=sandbox.now), Done)  # it has its one reply


def test_a_follower_sees_a_preview_before_everybody(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox, until="draft")
    openid = sandbox.people("official_account", "write", appid="wxsandboxservice01", content="在吗")["openid"]
    assert isinstance(channel.preview(message, done, openid, now=sandbox.now), Done)
    refused = channel.preview(message, done, "nobody", now=sandbox.now)
    assert isinstance(refused, NotSent)


def test_a_preview_before_there_is_a_draft_leaves_none_behind(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    openid = sandbox.people("official_account", "write", appid="wxsandboxservice01", content="在吗")["openid"]
    assert isinstance(channel.preview(message, {}, openid, now=sandbox.now), Done)
    assert isinstance(channel.preview(message, {}, "nobody", now=sandbox.now), NotSent)
    (shown,) = sandbox.ledger("preview_sent")
    assert shown["title"] == message.title
    later = channel.reconcile(step(channel, message, "draft"), message, {}, since=sandbox.now, looks=1, now=sandbox.now)
    assert isinstance(later, SafeToRepeat), "no draft is left that could be taken for the real one"


def test_a_draft_can_be_changed_and_what_is_out_can_be_removed(sandbox: Sandbox, drawer: DictDrawer):
    channel, message = open_(service_account(sandbox), drawer), article()
    done = carried(channel, message, sandbox, until="draft")
    assert isinstance(channel.update(article(title="围巾的四种系法"), done, now=sandbox.now), Done)
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    assert isinstance(channel.cancel(message, done, now=sandbox.now), NotSent)
    done["ask"] = channel.ask(message, done, now=sandbox.now).facts
    assert isinstance(channel.remove(done, now=sandbox.now), Done)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"title": "长" * 33}, "title", "oa.draft.title"),
        ({"title": ""}, "title", ""),
        ({"author": "名" * 17}, "author", "oa.draft.author"),
        ({"summary": "摘" * 121}, "summary", "oa.draft.digest"),
        ({"html": "<p>" + "字" * 19_999 + "</p>"}, "html", "oa.draft.content"),
        ({"html": '<img src="https://evil.example/a.png">'}, "html", "oa.image.body_types"),
        ({"html": '<img src="file:abcdef">'}, "html", ""),
        ({"cover": None}, "cover", "oa.draft.cover"),
        ({"source_url": "https://a.example/" + "x" * 1024}, "source_url", "oa.draft.source_url"),
        ({"html": "", "pictures": tuple(picture(f"p{n}", 8, 8) for n in range(21)), "cover": None}, "pictures", "oa.newspic.pictures"),
        ({"html": "", "pictures": (), "cover": None}, "html", ""),
    ],
)
def test_limits_name_the_field_the_count_and_the_rule(changes, field, rule, drawer: DictDrawer):
    channel = open_(service_account(PAPER), drawer)
    problems = channel.limits(article(**changes), on=PAPER.now)
    assert (field, rule) in [(one.field, one.rule) for one in problems]
    assert all(one.mend.zh and one.what.en and one.where == "oa-service" for one in problems)


def test_the_summary_limit_is_the_one_of_the_day(drawer: DictDrawer):
    channel = open_(service_account(PAPER), drawer)
    long = article(summary="摘" * 125)
    assert channel.limits(long, on=PAPER.now.replace(month=7, day=10)) == ()
    assert channel.limits(long, on=PAPER.now.replace(month=7, day=15))


def test_a_strict_account_counts_bytes(drawer: DictDrawer):
    channel = open_(service_account(PAPER, strict_bytes=True), drawer)
    assert [one.rule for one in channel.limits(article(title="标题" * 11), on=PAPER.now)] == ["oa.draft.strict_bytes.title"]


def test_a_mass_send_takes_one_tag_and_named_people_only_from_a_service_account(drawer: DictDrawer):
    channel = open_(subscription_account(PAPER, publish="mass"), drawer)
    assert channel.limits(article(to=Addressees(tags=("2", "3"))), on=PAPER.now)
    assert channel.limits(article(to=Addressees(people=("o1", "o2"))), on=PAPER.now)
    assert channel.limits(article(to=Addressees(tags=("2",))), on=PAPER.now) == ()


def test_a_published_article_cannot_be_for_some_people_only(drawer: DictDrawer):
    channel = open_(service_account(PAPER), drawer)
    assert [one.field for one in channel.limits(article(to=Addressees(tags=("2",))), on=PAPER.now)] == ["audience"]


def test_a_way_to_publish_that_does_not_exist_is_said_with_the_choices(drawer: DictDrawer):
    with pytest.raises(StudioError, match="freepublish"):
        open_(service_account(PAPER, publish="telegraph"), drawer)


def test_a_connection_test_says_in_plain_words_what_is_wrong(sandbox: Sandbox, drawer: DictDrawer):
    assert open_(service_account(sandbox), drawer).check(now=sandbox.now) == ()
    (problem,) = open_(replace(service_account(sandbox), external_id="wxnobody"), DictDrawer()).check(now=sandbox.now)
    assert problem.field == "external_id"
    (problem,) = open_(replace(unverified_account(sandbox, publish="freepublish"), verified=True), DictDrawer()).check(now=sandbox.now)
    assert problem.rule == "errcode 48001"
    (problem,) = open_(unverified_account(sandbox, publish="freepublish"), DictDrawer()).check(now=sandbox.now)
    assert problem.rule == "oa.freepublish.access"
    sandbox.alter("official_account", appid="wxsandboxservice01", allow_ips=["10.0.0.1"])
    (problem,) = open_(service_account(sandbox), DictDrawer()).check(now=sandbox.now)
    assert "127.0.0.1" in problem.what.zh  # the address to allow
    (problem,) = open_(replace(service_account(sandbox), base_url="http://127.0.0.1:9"), DictDrawer()).check(now=sandbox.now)
    assert problem.mend.zh


def test_a_personal_account_never_publishes_by_itself_verified_or_not(drawer: DictDrawer):
    for verified in (True, False):
        account = replace(service_account(PAPER, entity="personal", publish="freepublish"), verified=verified)
        assert open_(account, drawer).steps(article())[-1].repeatable, "it leaves a draft for a person"
    company = open_(service_account(PAPER, entity="company"), drawer)
    assert not company.steps(article())[-1].repeatable
