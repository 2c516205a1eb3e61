"""An approval is of exact bytes, by somebody else, for one window; the gate derives it again."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from studio.assets.asset import Rights, keep, out_of_use, take_down
from studio.assets.fitting import PictureRole
from studio.errors import NotAllowed, Refused
from studio.library.kinds import ChannelKind
from studio.people.person import Role, give_role
from studio.people.process import Process
from studio.posts.pictures import refitted
from studio.posts.variant import PictureRef
from studio.posts.wording import Window
from studio.review.approval import approve, standing, why_not, withdraw
from studio.review.submission import accept


@pytest.fixture
def session(house):
    with house.act() as session:
        yield session


def approved(house, session, **how):
    _, version, where = house.written(session, **how)
    window = Window.around(where.due_at, late=timedelta(hours=1))
    return approve(session, version, where, window=window, files=house.files, by=house.person("reviewer"), at=house.now), where


def test_what_was_approved_stands_and_the_newest_is_the_one_that_counts(house, session):
    first, where = approved(house, session)
    assert why_not(session, first, files=house.files, now=house.now) is None
    assert standing(session, where, files=house.files, now=house.now) is first


def test_a_withdrawn_approval_says_by_whom_and_does_not_stand(house, session):
    row, where = approved(house, session)
    with pytest.raises(NotAllowed):
        withdraw(session, row, reason="看错了", by=house.person("editor"), at=house.now)
    withdraw(session, row, reason="看错了", by=house.person("publisher"), at=house.now)
    assert "publisher" in str(why_not(session, row, files=house.files, now=house.now))
    assert standing(session, where, files=house.files, now=house.now) is None


def test_a_reviewer_who_wrote_it_asks_another(house, session):
    give_role(session, house.person("reviewer"), Role.EDITOR, brand=1, by=Process.SET_UP, at=house.now)
    post, version, where = house.written(session)
    post.author_id = house.person("reviewer").key
    window = Window.around(where.due_at, late=timedelta(hours=1))
    with pytest.raises(Refused, match="自己"):
        approve(session, version, where, window=window, files=house.files, by=house.person("reviewer"), at=house.now)
    assert approve(session, version, where, window=window, files=house.files, by=house.person("second-reviewer"), at=house.now)


def test_a_time_outside_the_window_is_not_approved(house, session):
    _, version, where = house.written(session)
    early = Window(where.due_at - timedelta(hours=3), where.due_at - timedelta(hours=1))
    with pytest.raises(Refused, match="不在批准时段"):
        approve(session, version, where, window=early, files=house.files, by=house.person("reviewer"), at=house.now)


def test_both_ends_belong_to_a_window(house):
    window = Window.around(house.now, late=timedelta(hours=1))
    assert window.covers(house.now)
    assert window.covers(house.now + timedelta(hours=1))
    assert not window.covers(house.now + timedelta(hours=1, seconds=1))


def test_one_decision_approves_every_placement_with_its_own_window(house, session):
    post, _, where = house.written(session)
    row = house.hand_in(session, post)
    window = Window(where.due_at, where.due_at + timedelta(minutes=5))
    seen, by = house.seen(session, row, windows={where.key: window}), house.person("reviewer")
    [approval] = accept(session, row, seen=seen, windows={where.key: window}, files=house.files, by=by, at=house.now)
    assert (approval.window, row.decision) == (window, "approved")
    with pytest.raises(Refused, match="已经有结论"):
        accept(session, row, seen=seen, windows={where.key: window}, files=house.files, by=by, at=house.now)


def test_a_picture_that_is_taken_down_is_known_in_every_copy_that_a_channel_got(house):
    """A phone's photo goes out as a smaller copy: taking down the one in the library takes down them all."""
    with house.act() as session:
        by = house.person("editor")
        asset = keep(
            session,
            house.files,
            noisy_photo(),
            name="IMG_1.jpg",
            rights=Rights("自己拍的", by.name, "Own-Work"),
            by=by,
            at=house.now,
        )
        ref = PictureRef(digest=asset.digest, media_type=asset.media_type, width=asset.width, height=asset.height)
        copy = refitted(ref, channel=ChannelKind.OFFICIAL_ACCOUNT, role=PictureRole.BODY, files=house.files, at=house.now)
        assert copy.digest != asset.digest
        take_down(session, asset, "模特要求撤下", by=by, at=house.now)
        assert [each.key for each in out_of_use(session, copy.origins, on=house.now.date())] == [asset.key]


def noisy_photo() -> bytes:
    """Grain hardly shrinks: heavier than what an article takes."""
    out = BytesIO()
    Image.effect_noise((2000, 1500), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()
