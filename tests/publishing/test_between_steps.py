"""Before each step every question is asked anew: whatever is withdrawn while an earlier step runs goes no further, on every channel, at every boundary."""

from datetime import timedelta

import pytest
from sqlmodel import select

from studio.brands.account import ChannelAccount
from studio.channels.answer import Blame, Done, NotSent, Unknown
from studio.errors import Refused, Words
from studio.library.kinds import Audience, ChannelKind
from studio.people.person import Role, take_role
from studio.people.process import Process
from studio.personas.stage import PersonaStage
from studio.posts import placement as placed
from studio.posts.opt_out import Recipient, opt_out
from studio.posts.post import Post, archive, latest, write
from studio.publishing.clear_away import TRIES, clear_away
from studio.publishing.dead_account import pause_if_dead
from studio.publishing.delivery import Delivery, State, attempts, delivery
from studio.publishing.hold import HoldScope, hold
from studio.publishing.notice import unread
from studio.publishing.publish import publish
from studio.publishing.resolve import try_again
from studio.publishing.schedule import cancel, reschedule
from studio.review.approval import Approval, withdraw
from tests.fake_channel import Killed
from tests.house import LIFE, OFFER, House
from tests.publishing.stepwise import BOUNDARIES, StepwisePlatform
from tests.publishing.test_asked_again import declare_a_day_of_mourning

ACCOUNTS = {"moments": "moments-founder", "community": "groups-founder", "official_account": "oa-brand"}

AUDIENCES = {"moments": Audience(members=("lin-an",)), "community": Audience(groups=("chat-1",)), "official_account": Audience()}


def withdrawn(house, session, row):
    withdraw(session, session.get(Approval, row.approval_id), reason="看错了", by=house.person("publisher"), at=house.now)


def edited(house, session, row):
    post = session.get(Post, row.post_id)
    version = latest(session, post)
    body = {ChannelKind(kind): each.model_copy(update={"text": "换了一句"}) for kind, each in version.body.items()}
    write(session, post, body, pillar=OFFER if post.pillar == OFFER.slug else LIFE, by=house.person("editor"), at=house.now)


def archived(house, session, row):
    archive(session, session.get(Post, row.post_id), by=house.person("editor"), at=house.now)


def placement_cancelled(house, session, row):
    placed.cancel(session, placed.placement(session, row.placement_id), by=house.person("planner"), at=house.now)


def moved_out_of_its_window(house, session, row):
    where = placed.placement(session, row.placement_id)
    placed.move(session, where, to=row.due_at + timedelta(hours=30), by=house.person("planner"), at=house.now)


def readdressed(house, session, row):
    where = placed.placement(session, row.placement_id)
    placed.readdress(session, where, Audience(groups=("another",)), by=house.person("editor"), at=house.now)


def placed_on_another_account(house, session, row):
    where = placed.placement(session, row.placement_id)
    where.account_id = other_account(session, row).key
    session.add(where)


def delivery_turned_to_another_account(house, session, row):
    kept = session.get(Delivery, row.key)
    kept.account_id = other_account(session, row).key
    session.add(kept)


def delivery_turned_to_another_placement(house, session, row):
    post, where = session.get(Post, row.post_id), placed.placement(session, row.placement_id)
    account = session.get(ChannelAccount, row.account_id)
    other = placed.place(session, post, account, due_at=where.due_at, by=house.person("editor"), at=house.now, audience=Audience())
    kept = session.get(Delivery, row.key)
    kept.placement_id = other.key
    session.add(kept)


def account_set_otherwise(house, session, row):
    account = session.get(ChannelAccount, row.account_id)
    account.settings = account.settings | {"agent": "other"}
    session.add(account)


def account_put_away(house, session, row):
    account = session.get(ChannelAccount, row.account_id)
    account.removed_at = house.now
    session.add(account)


def account_found_dead(house, session, row):
    dead = NotSent(Blame.FIX_THE_CHANNEL, Words("密钥失效", "the secret died"), code=40001)
    assert pause_if_dead(session, session.get(ChannelAccount, row.account_id), dead, who="publisher-1", at=house.now)


def reviewer_lost_the_right(house, session, row):
    take_role(session, house.person("reviewer"), Role.REVIEWER, brand=1, by=Process.SET_UP, at=house.now)


def author_left(house, session, row):
    author = session.get(type(house.person("editor")), house.person("editor").key)
    author.left_at = house.now
    session.add(author)


def window_of_the_approval_changed(house, session, row):
    approval = session.get(Approval, row.approval_id)
    approval.closes_at += timedelta(hours=5)
    session.add(approval)


def persona_stopped_selling(house, session, row):
    stage = session.exec(select(PersonaStage).where(PersonaStage.persona == "lin-an")).one()
    stage.stage = "warming"
    session.add(stage)


def group_opted_out(house, session, row):
    opt_out(session, Recipient.GROUP, "chat-1", reason="群主说别发了", by=Process.SET_UP, at=house.now)


def held(scope, target=""):
    def act(house, session, row):
        hold(session, scope, target, reason="停", by=house.person("admin"), at=house.now)

    act.__name__ = f"held_{scope}"
    return act


def held_account(house, session, row):
    account = session.get(ChannelAccount, row.account_id)
    hold(session, HoldScope.ACCOUNT, account.slug, reason="停", by=house.person("publisher"), at=house.now)


REFUSES = [
    withdrawn, edited, archived, placement_cancelled, moved_out_of_its_window, readdressed, placed_on_another_account, delivery_turned_to_another_account,
    delivery_turned_to_another_placement, account_set_otherwise, account_put_away, reviewer_lost_the_right, author_left, window_of_the_approval_changed,
    persona_stopped_selling,
]  # fmt: skip
WAITS = [held(HoldScope.STUDIO), held(HoldScope.BRAND), held(HoldScope.PERSONA, "lin-an"), held_account, account_found_dead]


def other_account(session, row) -> ChannelAccount:
    return session.exec(select(ChannelAccount).where(ChannelAccount.id != row.account_id)).first()


def due(house: House, channel: str, *, pillar=OFFER) -> Delivery:
    house.platform = StepwisePlatform(house.clock)
    row = house.scheduled(account=ACCOUNTS[channel], due_in=timedelta(minutes=1), pillar=pillar, audience=AUDIENCES[channel])
    house.clock.advance(timedelta(minutes=1, seconds=1))
    return row


def happens(house: House, row: Delivery, change, *, during: int) -> None:
    def act():
        with house.act() as session:
            change(house, session, row)

    house.platform.during[during] = act


@pytest.mark.parametrize(("channel", "during"), BOUNDARIES)
@pytest.mark.parametrize("change", [*REFUSES, *WAITS], ids=lambda change: change.__name__)
def test_what_is_withdrawn_while_a_step_runs_begins_no_other(house, change, channel, during):
    row = due(house, channel)
    happens(house, row, change, during=during)
    house.work()
    assert len(house.platform.calls) == during
    assert house.platform.ledger == []
    told = house.delivery(row)
    assert told.is_ is (State.REFUSED if change in REFUSES else State.PLANNED)
    assert told.said["zh"]
    made = list(house.platform.made)
    clear_away(house.desk())
    if change in REFUSES:
        assert house.platform.taken_back == made
        assert house.delivery(row).next_at is None
        assert ("已收回" in house.delivery(row).said["zh"]) is bool(made)
    else:
        assert house.platform.taken_back == []


@pytest.mark.parametrize("during", [1, 2, 3])
def test_a_group_that_opts_out_while_a_step_runs_gets_nothing(house, during):
    row = due(house, "community")
    happens(house, row, group_opted_out, during=during)
    house.work()
    assert len(house.platform.calls) == during
    assert "退订" in house.delivery(row).said["zh"]


@pytest.mark.parametrize(("channel", "during"), BOUNDARIES)
def test_an_advert_goes_no_further_on_a_day_that_became_one_of_mourning(house, channel, during):
    row = due(house, channel)
    house.platform.during[during] = lambda: declare_a_day_of_mourning(house)
    house.work()
    assert len(house.platform.calls) == during
    assert "哀悼日" in house.delivery(row).said["zh"]


@pytest.mark.parametrize("change", [withdrawn, edited, archived, held(HoldScope.STUDIO), held_account], ids=lambda change: change.__name__)
def test_both_engines_ask_before_each_step(engine_house, change):
    house = engine_house
    row = due(house, "official_account")
    happens(house, row, change, during=2)
    house.work()
    assert house.platform.calls == ["upload", "draft"]
    assert house.platform.ledger == []


def test_what_was_begun_in_time_is_not_stopped_by_the_hour_alone(house):
    """Two owners of groups, and the second task would be made in the quiet hours: half of a message is worse than a late one."""
    house.clock.moment = house.now.replace(hour=22, minute=28)
    row = due(house, "community")
    house.platform.during[3] = lambda: house.clock.advance(timedelta(seconds=100))
    publish(house.desk(), row.key, brand=1)
    assert house.platform.made == ["create:1", "create:2"]


def test_before_anything_is_made_the_hour_counts(house):
    house.clock.moment = house.now.replace(hour=22, minute=28)
    row = due(house, "moments", pillar=LIFE)
    house.platform.during[1] = lambda: house.clock.advance(timedelta(minutes=1, seconds=50))
    house.work()
    assert house.platform.calls == ["upload"]
    assert "安静时段" in house.delivery(row).said["zh"]


@pytest.mark.parametrize("channel", ["official_account", "community", "moments"])
def test_when_nothing_happens_every_step_is_made_once(house, channel):
    row = due(house, channel)
    house.work()
    assert house.delivery(row).is_ is State.CREATED
    assert len(house.platform.ledger) == 1
    assert clear_away(house.desk()) == 0


# what is on the platform of something that was stopped


def stopped_with_a_draft(house: House) -> Delivery:
    row = due(house, "official_account")
    happens(house, row, withdrawn, during=2)
    house.work()
    assert house.platform.made == ["draft"]
    return row


def test_nobody_sends_it_again_while_the_draft_is_being_taken_back(house):
    row = stopped_with_a_draft(house)
    with house.act() as session, pytest.raises(Refused, match="收回"):
        try_again(session, delivery(session, row.key), by=house.person("publisher"), at=house.now)
    with house.act() as session:
        where = placed.placement(session, row.placement_id)
    with house.act() as session, pytest.raises(Refused, match="收回"):
        reschedule(session, where, to=row.due_at + timedelta(minutes=10), by=house.person("planner"), at=house.now)
    clear_away(house.desk())
    with house.act() as session:
        try_again(session, delivery(session, row.key), by=house.person("publisher"), at=house.now)


def test_what_was_taken_back_is_made_anew_when_it_is_tried_again(house):
    row = due(house, "official_account")
    happens(house, row, account_set_otherwise, during=2)
    house.work()
    clear_away(house.desk())
    with house.act() as session:
        account = house.account(session, "oa-brand")
        account.settings = account.settings | {"agent": "1000002"}
        session.add(account)
        try_again(session, delivery(session, row.key), by=house.person("publisher"), at=house.now)
    house.work()
    assert house.platform.made == ["draft", "draft", "submit"]
    assert house.platform.taken_back == ["draft"]
    assert house.delivery(row).is_ is State.CREATED


def test_a_draft_of_something_cancelled_while_it_waited_is_taken_back_too(house):
    row = due(house, "official_account")
    happens(house, row, held(HoldScope.BRAND), during=2)
    house.work()
    assert house.delivery(row).is_ is State.PLANNED
    with house.act() as session:
        cancel(session, delivery(session, row.key), reason="不发了", by=house.person("planner"), at=house.now)
    assert clear_away(house.desk()) == 1
    assert house.platform.taken_back == ["draft"]


def test_what_a_member_had_sent_on_before_stays_and_is_said(house):
    row = due(house, "community")
    happens(house, row, withdrawn, during=3)
    house.work()
    house.platform.cancels = lambda done: Done({"stopped": [], "stays": ["lin-an"]})
    clear_away(house.desk())
    assert "lin-an 已经发出的收不回" in house.delivery(row).said["zh"]


def test_a_draft_that_cannot_be_taken_back_is_told_to_a_person(house):
    row = stopped_with_a_draft(house)
    house.platform.cancels = lambda done: NotSent(Blame.ASK_A_PERSON, Words("已提交给平台，不能撤回", "the platform has it already"))
    clear_away(house.desk())
    told = house.delivery(row)
    assert "平台上还留着" in told.said["zh"]
    assert told.next_at is None
    with house.act() as session:
        assert any("还留着" in notice.zh for notice in unread(session, house.person("publisher")))


def test_a_platform_that_does_not_answer_is_asked_some_more_times_and_then_a_person_is_told(house):
    row = stopped_with_a_draft(house)
    house.platform.cancels = lambda done: Unknown(Words("没有应答", "no answer"))
    for _ in range(TRIES):
        assert clear_away(house.desk()) == 1
        house.clock.advance(timedelta(minutes=2))
    assert clear_away(house.desk()) == 0
    assert house.delivery(row).next_at is None
    with house.act() as session:
        assert [each.step for each in attempts(session, house.delivery(row))].count("clear_away") == TRIES
        assert any("还留着" in notice.zh for notice in unread(session, house.person("publisher")))


def test_a_process_that_dies_while_taking_back_leaves_it_to_the_next(house):
    stopped_with_a_draft(house)
    house.platform.cancels = lambda done: (_ for _ in ()).throw(Killed())
    with pytest.raises(Killed):
        clear_away(house.desk())
    house.platform.cancels = None
    house.clock.advance(timedelta(minutes=2))
    assert clear_away(house.desk("publisher-2")) == 1
    assert house.platform.taken_back == ["draft"]
