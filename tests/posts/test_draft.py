"""One draft for each channel, shared: nothing typed is lost, nobody's words are written over unseen, and everybody who wrote is known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.errors import Conflict, NotAllowed, Refused, StudioError
from studio.library.kinds import ChannelKind
from studio.posts.draft import (
    InHand,
    Overtaken,
    add_channel,
    all_in_hand,
    in_hand,
    keep,
    keep_mine,
    save_version,
    set_cover,
    set_pictures,
    take_theirs,
)
from studio.posts.post import archive, latest, start, versions, write
from studio.posts.typed import Typed, typed_of, with_typed
from studio.posts.variant import LinkCard, Variant
from tests.house import LIFE, picture_ref

MOMENTS, ARTICLE = ChannelKind.MOMENTS, ChannelKind.OFFICIAL_ACCOUNT


def as_it_is(variant: Variant) -> Variant:
    return variant


@pytest.fixture
def desk(house):
    """Somebody who writes on one post: `type`, `save` and `now` say what is done and what stands there."""
    with house.act() as session:
        yield Desk(house, session)


class Desk:
    def __init__(self, house, session):
        self.house, self.session = house, session
        self.post, self.first, _ = house.written(session)

    def person(self, role: str):
        return self.house.person(role)

    @property
    def now(self) -> InHand:
        return in_hand(self.session, self.post, MOMENTS)

    def type(self, text: str, *, over: InHand | None = None, by: str = "editor", **more: str) -> InHand | Overtaken:
        grew = over or self.now
        typed = grew.typed.model_copy(update={"text": text, **more})
        return keep(self.session, self.post, MOMENTS, typed, rev=grew.rev, on=grew.on, by=self.person(by), at=self.house.now, tab="t1")

    def save(self, by: str = "editor"):
        return save_version(self.session, self.post, pillar=LIFE, draw=as_it_is, by=self.person(by), at=self.house.now)

    def written_elsewhere(self, text: str, by: str = "planner"):
        said = {MOMENTS: Variant(channel=MOMENTS, text=text)}
        return write(self.session, self.post, said, pillar=LIFE, by=self.person(by), at=self.house.now)


def test_what_is_typed_stands_there_for_everybody_and_changes_no_version(desk):
    kept = desk.type("打了一半")
    assert (kept.rev, kept.on, kept.unsaved, kept.by_id, kept.tab) == (1, 1, True, desk.person("editor").key, "t1")
    assert desk.now.typed.text == "打了一半"
    assert latest(desk.session, desk.post).body[MOMENTS].text == "今天的风是软的。"


def test_the_second_of_two_who_type_is_shown_both_texts_and_neither_was_touched(desk):
    before = desk.now
    desk.type("先到的", over=before)
    answer = desk.type("后到的", over=before, by="planner")
    assert isinstance(answer, Overtaken)
    assert (answer.now.typed.text, answer.now.by_id) == ("先到的", desk.person("editor").key)
    assert desk.now.typed.text == "先到的"


def test_the_same_words_once_more_are_kept_whatever_revision_they_name(desk):
    before = desk.now
    desk.type("写完了", over=before)
    again = desk.type("写完了", over=before)  # the answer to the first was lost
    assert (again.rev, again.typed.text) == (1, "写完了")


def test_words_that_grew_from_an_older_version_do_not_replace_a_newer_one(desk):
    before = desk.now
    desk.written_elsewhere("别处写的新版")
    answer = desk.type("照着旧版改的", over=before)
    assert isinstance(answer, Overtaken)
    assert (answer.now.typed.text, answer.now.on) == ("别处写的新版", 2)


def test_a_version_holds_what_is_in_hand_and_everybody_who_typed_in_it(desk):
    desk.type("编辑写了一半")
    desk.type("编辑写了一半，运营补了一半", by="planner")
    version = desk.save()
    assert version.body[MOMENTS].text == "编辑写了一半，运营补了一半"
    assert version.written_by == sorted([desk.person("editor").key, desk.person("planner").key])
    assert not desk.now.unsaved
    assert desk.now.on == version.number


def test_typing_goes_on_after_a_version_was_saved(desk):
    kept = desk.type("第一句。")
    desk.save()
    later = desk.type("第一句。第二句。")
    assert later.rev > kept.rev
    assert desk.save().number == 3


def test_saving_what_was_not_changed_makes_no_version(desk):
    assert desk.save() is desk.first
    desk.type("改了")
    desk.type("今天的风是软的。")
    assert desk.save() is desk.first
    assert not desk.now.unsaved


def test_a_version_from_elsewhere_and_what_is_typed_are_both_shown_and_either_may_go_on(desk):
    desk.type("我写的")
    desk.written_elsewhere("别人存的")
    with pytest.raises(Conflict) as conflict:
        desk.save()
    assert (conflict.value.theirs, conflict.value.yours) == ("别人存的", "我写的")
    keep_mine(desk.session, desk.post, by=desk.person("editor"), at=desk.house.now)
    assert desk.save().body[MOMENTS].text == "我写的"


def test_who_takes_the_other_text_finds_the_own_one_kept_aside(desk):
    desk.type("我写的")
    desk.written_elsewhere("别人存的")
    take_theirs(desk.session, desk.post, by=desk.person("editor"), at=desk.house.now)
    assert (desk.now.typed.text, desk.now.unsaved) == ("别人存的", False)
    assert desk.now.aside[0]["typed"]["text"] == "我写的"
    assert desk.type("接着改", over=desk.now).typed.text == "接着改"


def test_a_draft_without_own_words_follows_the_newest_version(desk):
    desk.type("改了")
    desk.save()
    desk.written_elsewhere("别人存的")
    assert (desk.now.typed.text, desk.now.on, desk.now.unsaved) == ("别人存的", 3, False)


def test_the_title_of_a_link_waits_for_its_address(desk):
    desk.type("看这里", link_url="", link_title="还没有地址")
    assert desk.now.variant.link is None
    desk.save()
    assert desk.now.typed.link_title == "还没有地址"
    desk.type("看这里", link_url="https://example.com/b")
    assert desk.save().body[MOMENTS].link == LinkCard(url="https://example.com/b", title="还没有地址")


def test_pictures_change_beside_the_words_and_disturb_nobody_who_types(desk):
    before = desk.now
    one, two = picture_ref(desk.house.files, shade=7), picture_ref(desk.house.files, shade=8)
    set_pictures(desk.session, desk.post, MOMENTS, [two, one], by=desk.person("planner"), at=desk.house.now)
    kept = desk.type("接着写", over=before)
    assert isinstance(kept, InHand)
    assert kept.variant.pictures == (two, one)
    assert desk.save().written_by == sorted([desk.person("editor").key, desk.person("planner").key])


def test_a_cover_is_chosen_and_taken_away(desk):
    ref = picture_ref(desk.house.files, shade=9)
    editor = desk.person("editor")
    assert set_cover(desk.session, desk.post, MOMENTS, ref, by=editor, at=desk.house.now).variant.cover == ref
    assert set_cover(desk.session, desk.post, MOMENTS, None, by=editor, at=desk.house.now).variant.cover is None


def test_another_channel_begins_with_the_words_and_a_new_post_with_none(desk):
    desk.type("同一件事")
    added = add_channel(desk.session, desk.post, ARTICLE, like=MOMENTS, by=desk.person("planner"), at=desk.house.now)
    assert (added.typed.text, added.unsaved) == ("同一件事", True)
    assert set(all_in_hand(desk.session, desk.post)) == {MOMENTS, ARTICLE}
    again = add_channel(desk.session, desk.post, ARTICLE, by=desk.person("editor"), at=desk.house.now)
    assert again == added
    fresh = start(desk.session, "新的", persona="lin-an", pillar=LIFE.slug, by=desk.person("editor"), at=desk.house.now)
    with pytest.raises(StudioError, match="找不到"):
        in_hand(desk.session, fresh, MOMENTS)
    assert add_channel(desk.session, fresh, MOMENTS, by=desk.person("editor"), at=desk.house.now).typed == Typed()


@pytest.mark.parametrize("role", ["reviewer", "publisher", "stranger"])
def test_only_those_who_write_change_a_draft(desk, role):
    person, at, now = desk.person(role), desk.house.now, desk.now
    acts = (
        lambda: keep(desk.session, desk.post, MOMENTS, Typed(text="x"), rev=now.rev, on=now.on, by=person, at=at),
        lambda: add_channel(desk.session, desk.post, ARTICLE, by=person, at=at),
        lambda: set_pictures(desk.session, desk.post, MOMENTS, (), by=person, at=at),
        lambda: set_cover(desk.session, desk.post, MOMENTS, None, by=person, at=at),
        lambda: keep_mine(desk.session, desk.post, by=person, at=at),
        lambda: take_theirs(desk.session, desk.post, by=person, at=at),
        lambda: save_version(desk.session, desk.post, pillar=LIFE, draw=as_it_is, by=person, at=at),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_what_was_put_away_is_not_typed_in(desk):
    archive(desk.session, desk.post, by=desk.person("editor"), at=desk.house.now)
    with pytest.raises(Refused, match="收起来"):
        desk.type("还想改")


@pytest.mark.parametrize(
    "said", [{"text": "a\x00b"}, {"title": "\ud800"}, {"title": "长" * 4001}, {"text": "长" * 200_001}, {"text": 7}, {"else": "x"}]
)
def test_what_cannot_be_text_is_refused(said):
    with pytest.raises(ValidationError):
        Typed.model_validate(said)


words = st.text(alphabet=st.sampled_from("字a \n，"), max_size=6)


@given(said=st.fixed_dictionaries(dict.fromkeys(Typed.model_fields, words)))
@settings(max_examples=60)
def test_the_words_of_a_variant_come_back_as_they_were_typed(said):
    typed = Typed.model_validate(said)
    back = typed_of(with_typed(Variant(channel=MOMENTS), typed))
    assert back == typed or (not typed.link_url and back == typed.model_copy(update={"link_title": "", "link_summary": ""}))


@given(st.lists(st.tuples(st.sampled_from(["type", "save", "elsewhere", "mine", "theirs"]), st.sampled_from(["editor", "planner"]), words)))
@settings(max_examples=40, deadline=None)
def test_revision_and_version_only_grow_and_no_typed_word_disappears_without_a_decision(desk_of, steps):
    with desk_of() as desk:
        for what, who, text in steps:
            before = desk.now
            _one_step(desk, what, who, text)
            after = desk.now
            assert (after.rev, after.on) >= (before.rev, before.on)
            assert after.on >= before.on
            if what in ("save", "elsewhere", "mine") and before.unsaved:
                assert after.typed == before.typed
        assert len({row.number for row in versions(desk.session, desk.post)}) == latest(desk.session, desk.post).number


def _one_step(desk, what: str, who: str, text: str) -> None:
    person, at = desk.person(who), desk.house.now
    if what == "type":
        desk.type(text, by=who)
    elif what == "elsewhere":
        desk.written_elsewhere(text, by=who)
    elif what == "mine":
        keep_mine(desk.session, desk.post, by=person, at=at)
    elif what == "theirs":
        take_theirs(desk.session, desk.post, by=person, at=at)
    else:
        try:
            desk.save(by=who)
        except Conflict:
            assert desk.now.unsaved


@pytest.fixture(scope="module")
def desk_of(tmp_path_factory):
    """A fresh post on one database, as often as asked."""
    from contextlib import contextmanager

    from sqlmodel import SQLModel

    from studio.clock import FixedClock
    from studio.database import engine_for
    from tests.house import MORNING, furnish

    folder = tmp_path_factory.mktemp("drafts")
    engine = engine_for(f"sqlite:///{folder / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    house = furnish(engine, folder, clock=FixedClock(MORNING))

    @contextmanager
    def opened():
        with house.act() as session:
            yield Desk(house, session)

    yield opened
    engine.dispose()
