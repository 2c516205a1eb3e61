"""What is approved is exact: the same inputs have one digest, and whatever is changed changes it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.brands.account import ChannelAccount
from studio.clock import BEIJING
from studio.errors import NotAllowed, Refused, StudioError
from studio.files import Files
from studio.library.kinds import Audience, ChannelKind
from studio.posts import placement as placed
from studio.posts.placement import Placement
from studio.posts.post import PostVersion
from studio.posts.variant import LinkCard, MiniProgramCard, PictureRef, Variant, variants_from, variants_to_json
from studio.posts.wording import Window, variant_for, wording_digest
from tests.house import picture_ref

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
SOON = NOW + timedelta(hours=1)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SLUGS = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3).map(tuple)
EVERYBODY = Audience()
WINDOW = Window(NOW, NOW + timedelta(hours=1))


def version(variant: Variant, *, promotional: bool = False, post: int = 1) -> PostVersion:
    return PostVersion(post_id=post, number=1, promotional=promotional, variants=variants_to_json({variant.channel: variant}))


def placement(audience: Audience = EVERYBODY) -> Placement:
    return Placement(post_id=1, account_id=1, channel="moments", audience=audience.model_dump(mode="json"), due_at=NOW)


def account(**facts) -> ChannelAccount:
    known = {"id": 1, "slug": "m", "name": "m", "channel": "moments", "kind": "", "external_id": "ww1", "base_url": "", "persona": "lin-an"}
    return ChannelAccount(**known | {"settings": {"agent": "1"}, "created_at": NOW} | facts)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("files"))


def digest(files: Files, variant: Variant, *, window: Window = WINDOW, audience: Audience = EVERYBODY, promotional: bool = False, post: int = 1, **facts) -> str:  # fmt: skip
    return wording_digest(version(variant, promotional=promotional, post=post), placement(audience), account(**facts), window, files=files)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS, title=WORDS, groups=SLUGS, shades=st.lists(st.integers(0, 3), max_size=3))
def test_the_same_inputs_have_the_same_digest_however_they_are_stored(files, text, title, groups, shades):
    pictures = tuple(picture_ref(files, shade=shade) for shade in shades)
    variant = Variant(channel=ChannelKind.MOMENTS, text=text, title=title, pictures=pictures)
    again = variants_from(variants_to_json({ChannelKind.MOMENTS: variant}))[ChannelKind.MOMENTS]
    audience = Audience(groups=groups)
    assert digest(files, variant, audience=audience) == digest(files, again, audience=Audience.model_validate(audience.model_dump()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.tuples(WORDS, WORDS, SLUGS), other=st.tuples(WORDS, WORDS, SLUGS))
def test_two_things_that_differ_never_share_a_digest(files, one, other):
    def of(said: tuple[str, str, tuple[str, ...]]) -> str:
        return digest(files, Variant(channel=ChannelKind.MOMENTS, text=said[0], title=said[1]), audience=Audience(groups=said[2]))

    assert (of(one) == of(other)) == (one == other)


CHANGES = {
    "text": {"text": "别的"}, "title": {"title": "别的"}, "author": {"author": "别人"}, "summary": {"summary": "别的"}, "html": {"html": "<p>"},
    "theme": {"theme": "ink"}, "source": {"source_url": "https://x.example"}, "link": {"link": LinkCard(url="https://a.example/b")},
    "link words": {"link": LinkCard(url="https://a.example/a", title="别的")}, "no link": {"link": None},
    "mini program": {"mini_program": MiniProgramCard(appid="wx", page="p", title="t")}, "no pictures": {"pictures": ()},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_changing_any_one_thing_of_the_words_changes_it(files, change):
    variant = Variant(
        channel=ChannelKind.MOMENTS, text="早", pictures=(picture_ref(files), picture_ref(files, shade=1)), link=LinkCard(url="https://a.example/a")
    )  # fmt: skip
    assert digest(files, variant.model_copy(update=CHANGES[change])) != digest(files, variant)


def test_every_field_of_a_variant_is_among_what_is_changed_here():
    tried = {name for change in CHANGES.values() for name in change}
    assert tried | {"channel", "cover"} == set(Variant.model_fields)


@pytest.mark.parametrize(
    "facts",
    [
        {"id": 2}, {"channel": "community"}, {"kind": "service"}, {"external_id": "ww2"}, {"base_url": "http://elsewhere"}, {"persona": "zhou-yue"},
        {"settings": {"agent": "2"}}, {"settings": {}},
    ],
    ids=str,
)  # fmt: skip
def test_changing_where_it_lands_changes_it(files, facts):
    variant = Variant(channel=ChannelKind.MOMENTS, text="早")
    assert digest(files, variant, **facts) != digest(files, variant)


def test_pictures_their_order_audience_window_and_promotion_count(files):
    first, second = picture_ref(files), picture_ref(files, shade=1)
    variant = Variant(channel=ChannelKind.MOMENTS, text="早", pictures=(first, second))
    turned = variant.model_copy(update={"pictures": (second, first)})
    covered = variant.model_copy(update={"cover": first})
    others = [
        digest(files, turned), digest(files, covered), digest(files, variant, promotional=True), digest(files, variant, post=2),
        digest(files, variant, audience=Audience(members=("lin-an",))), digest(files, variant, audience=Audience(tags=("lin-an",))),
        digest(files, variant, window=Window(WINDOW.opens, WINDOW.closes + timedelta(seconds=1))),
        digest(files, variant, window=Window(WINDOW.opens - timedelta(seconds=1), WINDOW.closes)),
    ]  # fmt: skip
    assert len({digest(files, variant), *others}) == len(others) + 1


def test_a_zone_is_only_a_way_to_write_a_window(files):
    variant = Variant(channel=ChannelKind.MOMENTS, text="早")
    utc = Window(WINDOW.opens.astimezone(tz=None), WINDOW.closes.astimezone(tz=None))
    assert digest(files, variant, window=utc) == digest(files, variant)


def test_a_picture_that_is_not_there_has_no_digest(files):
    variant = Variant(channel=ChannelKind.MOMENTS, pictures=(PictureRef(digest="0" * 64, width=1, height=1),))
    with pytest.raises(StudioError, match="不见了"):
        digest(files, variant)


def test_a_channel_without_its_words_is_said(files):
    with pytest.raises(Refused, match="没有"):
        variant_for(version(Variant(channel=ChannelKind.MOMENTS)), "community")


def test_a_placement_takes_its_accounts_audience_unless_another_is_named(house):
    with house.act() as session:
        post, _, _ = house.written(session)
        where = house.account(session)
        where.audience = Audience(members=("chen-he",)).model_dump(mode="json")
        by = house.person("planner")
        assert placed.place(session, post, where, due_at=SOON, by=by, at=house.now).for_whom.members == ("chen-he",)
        named = placed.place(session, post, where, due_at=SOON, by=by, at=house.now, audience=Audience(members=("lin-an",)))
        assert named.for_whom.members == ("lin-an",)


def test_a_cancelled_placement_goes_nowhere_and_only_some_may_place(house):
    with house.act() as session:
        post, _, where = house.written(session)
        placed.cancel(session, where, by=house.person("planner"), at=house.now)
        assert placed.placements(session, post) == []
        with pytest.raises(NotAllowed):
            placed.place(session, post, house.account(session), due_at=NOW, by=house.person("reviewer"), at=house.now)
