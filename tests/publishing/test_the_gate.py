"""Nothing is sent without a standing approval of exactly those bytes, by somebody else: whatever is changed, through whatever door."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from studio.brands.account import ChannelAccount
from studio.errors import NotAllowed, Refused
from studio.library.kinds import Audience, ChannelKind
from studio.people.person import Role, give_role, take_role
from studio.people.process import Process
from studio.posts import placement as placed
from studio.posts.post import Post, PostVersion, archive, latest, write
from studio.posts.variant import LinkCard, Variant
from studio.posts.wording import Window
from studio.publishing.delivery import State
from studio.publishing.schedule import reschedule, schedule
from studio.review.approval import Approval, approve, withdraw
from tests.house import LIFE, OFFER, picture_ref


def version_of(session, row) -> tuple[Post, PostVersion, Variant]:
    post = session.get(Post, row.post_id)
    version = latest(session, post)
    return post, version, version.body[ChannelKind.MOMENTS]


def rewrite(house, row, **change) -> None:
    with house.act() as session:
        post, version, variant = version_of(session, row)
        changed = variant.model_copy(update=change)
        write(session, post, {ChannelKind.MOMENTS: changed}, pillar=LIFE, by=house.person("editor"), at=house.now, base=version.number)


def change_text(house, row):
    rewrite(house, row, text="今天的风是软的!")


def change_picture(house, row):
    rewrite(house, row, pictures=(picture_ref(house.files, shade=7),))


def change_picture_order(house, row):
    with house.act() as session:
        pictures = version_of(session, row)[2].pictures
    rewrite(house, row, pictures=tuple(reversed(pictures)))


def change_link(house, row):
    rewrite(house, row, link=LinkCard(url="https://example.com/b", title="看看"))


def change_account(house, row):
    with house.act() as session:
        placement = placed.placement(session, row.placement_id)
        placement.account_id = house.account(session, "groups-founder").key
        session.add(placement)


def change_account_setting(house, row):
    with house.act() as session:
        account = house.account(session)
        account.settings = account.settings | {"agent": "other"}
        session.add(account)


def change_audience(house, row):
    with house.act() as session:
        placed.readdress(session, placed.placement(session, row.placement_id), Audience(), by=house.person("editor"), at=house.now)


def change_window_by_moving(house, row):
    with house.act() as session:
        placed.move(
            session,
            placed.placement(session, row.placement_id),
            to=row.due_at + timedelta(hours=30),
            by=house.person("planner"),
            at=house.now,
        )


def change_window_in_the_approval(house, row):
    with house.act() as session:
        approval = session.get(Approval, row.approval_id)
        approval.closes_at = approval.closes_at + timedelta(hours=30)
        session.add(approval)


def change_row_of_the_version(house, row):
    with house.act() as session:
        version = version_of(session, row)[1]
        version.variants = {"moments": version.variants["moments"] | {"text": "偷偷改掉"}}
        session.add(version)


def change_row_by_sql(house, row):
    with house.act() as session:
        column = (
            "replace(variants::text, '软', '硬')::jsonb" if house.engine.dialect.name == "postgresql" else "replace(variants, '软', '硬')"
        )
        session.connection().execute(text(f"UPDATE post_version SET variants = {column}"))


def change_bytes_of_the_picture(house, row):
    with house.act() as session:
        digest = version_of(session, row)[2].pictures[0].digest
    house.files.path(digest).write_bytes(b"other bytes")


def lose_the_picture(house, row):
    with house.act() as session:
        digest = version_of(session, row)[2].pictures[0].digest
    house.files.path(digest).unlink()


def withdraw_the_approval(house, row):
    with house.act() as session:
        withdraw(session, session.get(Approval, row.approval_id), reason="看错了", by=house.person("reviewer"), at=house.now)


def archive_the_post(house, row):
    with house.act() as session:
        archive(session, session.get(Post, row.post_id), by=house.person("editor"), at=house.now)


def cancel_the_placement(house, row):
    with house.act() as session:
        placed.cancel(session, placed.placement(session, row.placement_id), by=house.person("planner"), at=house.now)


def remove_the_account(house, row):
    with house.act() as session:
        account = house.account(session)
        account.removed_at = house.now
        session.add(account)


def take_the_reviewers_right(house, row):
    with house.act() as session:
        take_role(session, house.person("reviewer"), Role.REVIEWER, brand=1, by=Process.SET_UP, at=house.now)


CHANGES = [
    change_text, change_picture, change_picture_order, change_link, change_account, change_account_setting, change_audience, change_window_by_moving,
    change_window_in_the_approval, change_row_of_the_version, change_row_by_sql, change_bytes_of_the_picture, lose_the_picture, withdraw_the_approval,
    archive_the_post, cancel_the_placement, remove_the_account, take_the_reviewers_right,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_post_changed_after_approval_stays_home(engine_house, change):
    house = engine_house
    row = house.scheduled(pictures=2)
    change(house, row)
    house.clock.advance(timedelta(hours=1, seconds=1))
    for _ in range(4):
        house.work()
        house.clock.advance(timedelta(minutes=10))
    assert house.platform.ledger == []
    assert house.delivery(row).is_ in (State.REFUSED, State.PLANNED, State.CANCELLED)
    if house.delivery(row).is_ is State.REFUSED:
        assert house.delivery(row).said["zh"]
        assert house.delivery(row).said["mend_zh"]


def test_unchanged_it_goes_out(engine_house):
    house = engine_house
    row = house.scheduled(pictures=2)
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    assert house.platform.markers == [row.marker]
    assert [picture.digest for picture in house.platform.ledger[0].pictures] == [
        ref.digest for ref in (picture_ref(house.files, shade=n) for n in (0, 1))
    ]


def test_authors_do_not_approve_their_own_posts(house):
    with house.act() as session:
        give_role(session, house.person("editor"), Role.REVIEWER, brand=1, by=Process.SET_UP, at=house.now)
        post, _, _ = house.written(session)
        submission = house.hand_in(session, post)
    with house.act() as session, pytest.raises(Refused, match="自己"):
        house.approve(session, submission, by="editor")
    with house.act() as session:
        assert session.exec(select(Approval)).all() == []


def test_somebody_without_the_right_cannot_approve(house):
    with house.act() as session:
        post, _, _ = house.written(session)
        submission = house.hand_in(session, post)
    for role in ("planner", "publisher", "admin", "stranger"):
        with house.act() as session, pytest.raises(NotAllowed):
            house.approve(session, submission, by=role)


def test_an_old_version_cannot_be_approved(house):
    with house.act() as session:
        post, old, placement = house.written(session)
        window = Window.around(placement.due_at, late=timedelta(hours=1))
        write(
            session,
            post,
            {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text="新的")},
            pillar=LIFE,
            by=house.person("editor"),
            at=house.now,
        )
    with house.act() as session, pytest.raises(Refused, match="最新"):
        approve(session, old, placement, window=window, files=house.files, by=house.person("reviewer"), at=house.now)


def test_moving_inside_the_approved_window_keeps_the_approval_and_outside_loses_it(house):
    row = house.scheduled()
    with house.act() as session:
        placement = placed.placement(session, row.placement_id)
        kept = reschedule(session, placement, to=row.due_at + timedelta(minutes=20), by=house.person("planner"), at=house.now)
        assert kept is not None
        assert kept.due_at == row.due_at + timedelta(minutes=20)
    with house.act() as session:
        placement = placed.placement(session, row.placement_id)
        assert reschedule(session, placement, to=row.due_at + timedelta(hours=5), by=house.person("planner"), at=house.now) is None
    assert house.delivery(row).is_ is State.CANCELLED


def test_a_time_in_the_quiet_hours_is_refused_when_it_is_moved_there(house):
    row = house.scheduled()
    with house.act() as session:
        placement = placed.placement(session, row.placement_id)
    with house.act() as session, pytest.raises(Refused, match="安静时段"):
        reschedule(session, placement, to=row.due_at + timedelta(hours=13), by=house.person("planner"), at=house.now)


def test_an_approval_is_scheduled_once_however_often_it_is_asked(house):
    row = house.scheduled()
    with house.act() as session:
        again = schedule(session, session.get(Approval, row.approval_id), who="reviewer", at=house.now)
    assert again.key == row.key


def test_what_went_out_is_not_scheduled_again_by_a_second_approval(engine_house):
    house = engine_house
    row = house.scheduled()
    with house.act() as session:
        submission = house.hand_in(session, session.get(Post, row.post_id))
    house.clock.advance(timedelta(hours=1, seconds=1))
    for _ in range(2):
        house.work()
        house.clock.advance(timedelta(seconds=10))
    assert house.delivery(row).is_ is State.DELIVERED
    with house.act() as session, pytest.raises(Refused, match="过去"):
        house.approve(session, submission, by="second-reviewer")
    assert len(house.platform.ledger) == 1


class TestWarmup:
    """A persona that earns trust does not advertise."""

    def test_a_promotional_post_cannot_be_handed_in(self, house):
        with house.act() as session:
            post, version, _ = house.written(session, pillar=OFFER, persona="zhou-yue")
            assert version.promotional
            with pytest.raises(Refused, match="养成期"):
                house.hand_in(session, post)

    @pytest.mark.parametrize("words", ["这件 ¥199，喜欢的来", "今天 99元 包邮", "第二件半价，别错过"])
    def test_a_price_makes_it_an_advert_whatever_the_pillar_is_called(self, house, words):
        with house.act() as session:
            post, version, _ = house.written(session, pillar=LIFE, persona="zhou-yue", text=words)
            assert version.promotional
            with pytest.raises(Refused, match="养成期"):
                house.hand_in(session, post)

    def test_a_direct_approval_is_refused_too(self, house):
        with house.act() as session:
            _, version, placement = house.written(session, pillar=OFFER, persona="zhou-yue")
            with pytest.raises(Refused, match="养成期"):
                approve(
                    session, version, placement, window=Window.around(placement.due_at, late=timedelta(hours=1)), files=house.files,
                    by=house.person("reviewer"), at=house.now,
                )  # fmt: skip

    def test_an_exception_by_a_second_person_with_a_reason_lets_it_out(self, engine_house):
        house = engine_house
        from studio.personas.stage import ask_override, grant_override

        with house.act() as session:
            post, version, _ = house.written(session, pillar=OFFER, persona="zhou-yue")
            asked = ask_override(
                session,
                persona="zhou-yue",
                post_id=post.key,
                version_digest=version.digest,
                by=house.person("editor"),
                reason="老客专属补发",
                at=house.now,
            )
            grant_override(session, asked, by=house.person("reviewer"), reason="只发给已购的群", at=house.now)
            submission = house.hand_in(session, post)
            row = house.approve(session, submission)[0]
        house.clock.advance(timedelta(hours=1, seconds=1))
        house.work()
        assert house.delivery(row).is_ is State.CREATED

    def test_a_persona_that_stops_selling_before_the_hour_sends_nothing(self, engine_house):
        house = engine_house
        from studio.personas.stage import PersonaStage

        row = house.scheduled(pillar=OFFER)
        with house.act() as session:
            stage = session.exec(select(PersonaStage).where(PersonaStage.persona == "lin-an")).one()
            stage.stage = "warming"
            session.add(stage)
        house.clock.advance(timedelta(hours=1, seconds=1))
        house.work()
        assert house.delivery(row).is_ is State.REFUSED
        assert house.platform.ledger == []


def test_another_brand_neither_sees_nor_moves_a_delivery(house):
    row = house.scheduled()
    with house.act(brand=house.other_brand) as session:
        assert session.get(type(row), row.key) is None
        assert session.exec(select(ChannelAccount)).all() == []
        assert session.exec(select(Post)).all() == []
