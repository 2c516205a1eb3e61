"""Each rule at each door that the acts have: placing, moving, handing in, approving, catching up, and before it is sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from studio.assets.asset import Asset
from studio.brands.account import ChannelAccount, put_away
from studio.errors import Refused
from studio.library.kinds import Audience, ChannelKind
from studio.people.person import Role, give_role
from studio.people.process import Process
from studio.personas.stage import PersonaStage
from studio.posts.placement import Placement, move, place, readdress
from studio.posts.post import Post, latest, post, start, write
from studio.posts.variant import Variant
from studio.posts.wording import Window
from studio.publishing.catch_up import Became, give_new_time
from studio.publishing.delivery import Delivery, State
from studio.publishing.work import work_through
from studio.review.approval import Approval, approve, why_not
from studio.review.somebody_else import for_others, may_decide
from studio.review.submission import send_back, sent_back_to, waiting
from tests.house import LIFE, House, picture_ref

HOUR = timedelta(hours=1)


def theirs(house: House, session: Session) -> None:
    """The account is the other persona's."""
    account = house.account(session)
    account.persona, account.settings = "zhou-yue", {"agent": "1000002"}
    session.add(account)


def shared_by_one_who_warms_up(house: House, session: Session) -> None:
    """Shared, but of a persona that still warms up; the post advertises."""
    account = house.account(session)
    account.persona, account.settings = "zhou-yue", {"agent": "1000002", "shared": True}
    session.add(account)


def away(house: House, session: Session) -> None:
    put_away(session, house.account(session), by=Process.SET_UP, at=house.now)


def content_group(house: House, session: Session) -> None:
    account = house.account(session, "groups-founder")
    account.settings = {"agent": "1000002", "shared": True, "charter": "content"}
    session.add(account)


def tutorials_only(house: House, session: Session) -> None:
    account = house.account(session, "groups-founder")
    account.settings = {"agent": "1000002", "shared": True, "charter": "content", "charter_for": "tutorial"}
    session.add(account)


ADVERT = "这件 ¥199，喜欢的来"
RULES = [
    pytest.param(theirs, {}, "zhou-yue", id="an account of another persona"),
    pytest.param(shared_by_one_who_warms_up, {"text": ADVERT}, "养成期", id="the account's persona warms up"),
    pytest.param(away, {}, "已停用", id="an account that was put away"),
    pytest.param(content_group, {"text": ADVERT, "account": "groups-founder"}, "内容型社群不发促销", id="an advert in a content group"),
    pytest.param(tutorials_only, {"account": "groups-founder"}, "教程", id="daily life in a group for tutorials"),
]
Change = Callable[[House, Session], None]


@pytest.mark.parametrize(("change", "how", "said"), RULES)
class TestEveryDoor:
    def test_placing_moving_and_readdressing(self, house: House, change: Change, how, said):
        with house.act() as session:
            post_, _, where = house.written(session, **how)
            change(house, session)
            account, by = session.get_one(ChannelAccount, where.account_id), house.person("planner")
            with pytest.raises(Refused, match=said):
                place(session, post_, account, due_at=house.now + HOUR, by=by, at=house.now)
            with pytest.raises(Refused, match=said):
                move(session, where, to=house.now + 2 * HOUR, by=by, at=house.now)
            with pytest.raises(Refused, match=said):
                readdress(session, where, Audience(), by=by, at=house.now)

    def test_handing_in(self, house: House, change: Change, how, said):
        with house.act() as session:
            post_, _, _ = house.written(session, **how)
            change(house, session)
            with pytest.raises(Refused, match=said):
                house.hand_in(session, post_)

    def test_approving_in_both_ways(self, house: House, change: Change, how, said):
        with house.act() as session:
            post_, version, where = house.written(session, **how)
            row = house.hand_in(session, post_)
            change(house, session)
            with pytest.raises(Refused, match=said):
                house.approve(session, row)
            window = Window.around(where.due_at, late=HOUR)
            with pytest.raises(Refused, match=said):
                approve(session, version, where, window=window, files=house.files, by=house.person("reviewer"), at=house.now)
            assert session.exec(select(Approval)).all() == []

    def test_catching_up(self, house: House, change: Change, how, said):
        row = house.scheduled(**how)
        missed(house, row)
        with house.act() as session:
            change(house, session)
            with pytest.raises(Refused, match=said):
                give_new_time(
                    session, row, to=house.now + HOUR, reason="晚了", files=house.files, by=house.person("publisher"), at=house.now
                )

    def test_sending(self, house: House, change: Change, how, said):
        row = house.scheduled(**how)
        with house.act() as session:
            change(house, session)
        house.clock.advance(HOUR + timedelta(seconds=1))
        work_through(house.desk())
        assert house.platform.ledger == []
        assert house.delivery(row).is_ is State.REFUSED
        assert said in house.delivery(row).said["zh"] or "批准" in house.delivery(row).said["zh"]


def missed(house: House, row: Delivery) -> None:
    house.clock.advance(timedelta(hours=6))
    work_through(house.desk())
    assert house.delivery(row).is_ is State.MISSED


class TestTimeGoneBy:
    def test_nothing_is_placed_or_moved_into_the_past(self, house: House):
        with house.act() as session:
            post_, _, where = house.written(session)
            for late in (timedelta(days=3), timedelta(minutes=30), timedelta(0)):
                with pytest.raises(Refused, match="过去") as refused:
                    place(session, post_, house.account(session), due_at=house.now - late, by=house.person("editor"), at=house.now)
                assert refused.value.problems[0].field == "due_at"
                assert "未来" in refused.value.problems[0].mend.zh
                with pytest.raises(Refused, match="过去"):
                    move(session, where, to=house.now - late, by=house.person("planner"), at=house.now)

    def test_a_time_that_went_by_is_named_at_the_hand_in_and_never_sent_at_once(self, house: House):
        with house.act() as session:
            post_, _, _ = house.written(session)
        house.clock.advance(HOUR + timedelta(minutes=10))
        with house.act() as session, pytest.raises(Refused, match="过去"):
            house.hand_in(session, post(session, post_.key))

    def test_one_that_goes_by_in_review_is_left_out_and_holds_up_no_other(self, house: House):
        with house.act() as session:
            post_, _, early = house.written(session)
            later = place(
                session, post_, house.account(session), due_at=house.now + 5 * HOUR, by=house.person("editor"), at=house.now,
                audience=Audience(members=("lin-an",)),
            )  # fmt: skip
            row = house.hand_in(session, post_)
        house.clock.advance(2 * HOUR)
        with house.act() as session:
            [planned] = house.approve(session, session.merge(row))
            assert planned.placement_id == later.key != early.key


def test_an_account_put_away_in_review_is_left_out_and_the_live_destination_goes_out(house: House):
    with house.act() as session:
        text = "今天的风是软的。"
        post_ = start(session, "两处", persona="lin-an", pillar=LIFE.slug, by=house.person("editor"), at=house.now)
        both = (ChannelKind.MOMENTS, ChannelKind.COMMUNITY)
        for slug in ("moments-founder", "groups-founder"):
            place(session, post_, house.account(session, slug), due_at=house.now + HOUR, by=house.person("editor"), at=house.now)
        write(
            session, post_, {kind: Variant(channel=kind, text=text) for kind in both}, pillar=LIFE, by=house.person("editor"), at=house.now
        )
        row = house.hand_in(session, post_)
        put_away(session, house.account(session), by=Process.SET_UP, at=house.now)
        [planned] = house.approve(session, row)
        assert session.get_one(ChannelAccount, planned.account_id).slug == "groups-founder"


def test_a_destination_without_words_for_its_channel_cannot_be_handed_in(house: House):
    with house.act() as session:
        post_, _, _ = house.written(session)
        place(session, post_, house.account(session, "groups-founder"), due_at=house.now + HOUR, by=house.person("editor"), at=house.now)
        with pytest.raises(Refused, match="还没有写内容"):
            house.hand_in(session, post_)


class TestSomebodyElse:
    def test_whoever_handed_it_in_or_wrote_any_earlier_part_is_barred_and_sees_no_badge(self, house: House):
        with house.act() as session:
            for name in ("reviewer", "second-reviewer"):
                give_role(session, house.person(name), Role.EDITOR, brand=1, by=Process.SET_UP, at=house.now)
            post_, _, _ = house.written(session)
            body = {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text="改了半句")}
            write(session, post_, body, pillar=LIFE, by=house.person("reviewer"), at=house.now)
            body = {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text="改了半句，又改")}
            version = write(session, post_, body, pillar=LIFE, by=house.person("editor"), at=house.now)
            row = house.hand_in(session, post_, by="second-reviewer")
            for name in ("reviewer", "second-reviewer"):
                assert for_others(session, waiting(session), house.person(name)) == {row.key}
                assert not may_decide(session, version, house.person(name))
                with pytest.raises(Refused, match="自己"):
                    house.approve(session, row, by=name)

    def test_a_post_sent_back_after_a_second_hand_in_waits_for_its_author_and_for_who_handed_it_in(self, house: House):
        with house.act() as session:
            post_, _, _ = house.written(session)
            first = house.hand_in(session, post_)
            send_back(session, first, reason="太长", by=house.person("reviewer"), at=house.now)
            second = house.hand_in(session, post_, by="planner")
            assert sent_back_to(session, house.person("editor")) == []
            send_back(session, second, reason="还是长", by=house.person("reviewer"), at=house.now)
            for name in ("editor", "planner"):
                assert [each.key for each in sent_back_to(session, house.person(name))] == [second.key]
            assert sent_back_to(session, house.person("publisher")) == []

    def test_a_changed_audience_is_not_approved_in_passing_by_who_catches_it_up(self, house: House):
        row = house.scheduled()
        missed(house, row)
        with house.act() as session:
            give_role(session, house.person("publisher"), Role.REVIEWER, brand=1, by=Process.SET_UP, at=house.now)
            where = session.get_one(Placement, row.placement_id)
            readdress(session, where, Audience(), by=house.person("editor"), at=house.now)
            became = give_new_time(
                session, row, to=house.now + HOUR, reason="晚了", files=house.files, by=house.person("publisher"), at=house.now
            )
            assert became is Became.IN_REVIEW
            assert for_others(session, waiting(session), house.person("publisher"))


class TestPictures:
    def kept(self, house: House, session: Session, **facts) -> Asset:
        """The picture of shade 0 stands in the library."""
        row = Asset(
            digest=picture_ref(house.files).digest, name="窗.jpg", media_type="image/jpeg", width=8, height=8, bytes=1, source="自拍", author="林岸",
            licence="Own-Work", created_at=house.now, **facts,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    @pytest.mark.parametrize(("why", "said"), [("down", "已下架"), ("over", "到期")])
    def test_one_that_may_not_be_used_any_more_is_refused_at_the_hand_in_the_approval_and_the_sending(self, house: House, why, said):
        row = house.scheduled()
        with house.act() as session:
            asset = self.kept(house, session)
            if why == "down":
                asset.taken_down_at = house.now
            else:
                asset.licence_expires_on = house.now.date() - timedelta(days=1)
            session.add(asset)
            post_ = post(session, row.post_id)
            with pytest.raises(Refused, match=said):
                house.hand_in(session, post_)
            approval = session.get_one(Approval, row.approval_id)
            assert said in str(why_not(session, approval, files=house.files, now=house.now))
        house.clock.advance(HOUR + timedelta(seconds=1))
        work_through(house.desk())
        assert house.platform.ledger == []
        assert said in house.delivery(row).said["zh"]

    def test_a_licence_has_to_hold_until_the_day_it_goes_out(self, house: House):
        with house.act() as session:
            self.kept(house, session, licence_expires_on=house.now.date())
            post_, _, where = house.written(session)
            move(session, where, to=house.now + timedelta(days=1), by=house.person("editor"), at=house.now)
            with pytest.raises(Refused, match="到期"):
                house.hand_in(session, post_)
            move(session, where, to=house.now + HOUR, by=house.person("editor"), at=house.now)
            assert house.hand_in(session, post_)


def test_stages_are_asked_as_they_are_when_it_goes_out(house: House):
    """The account's persona falls back into warm-up between approval and sending."""
    with house.act() as session:
        account = house.account(session)
        account.persona = "zhou-yue"
        session.add(account)
        stage = session.exec(select(PersonaStage).where(PersonaStage.persona == "zhou-yue")).one()
        stage.stage = "selling"
        session.add(stage)
    row = house.scheduled(text=ADVERT)
    with house.act() as session:
        assert latest(session, session.get_one(Post, row.post_id)).promotional
        stage = session.exec(select(PersonaStage).where(PersonaStage.persona == "zhou-yue")).one()
        stage.stage = "warming"
        session.add(stage)
    house.clock.advance(HOUR + timedelta(seconds=1))
    work_through(house.desk())
    assert house.platform.ledger == []
    assert "养成期" in house.delivery(row).said["zh"]
