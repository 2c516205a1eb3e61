"""All checks of a post in one place: law, voice, limits, brief, and who else tells the same story."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from studio.brands.account import account
from studio.errors import Refused
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.posts.placement import place
from studio.posts.post import Post, latest, start, write
from studio.posts.variant import LinkCard, Variant
from studio.review.checks import blocking, findings
from studio.review.submission import submit
from studio.rules.finding import Finding, Weight
from tests.acceptance.example import Example, example

QUIET = "早上把窗推开，风是软的，先给自己泡一杯茶。"
CHANNEL_OF = {"moments": ChannelKind.MOMENTS, "groups": ChannelKind.COMMUNITY, "oa": ChannelKind.OFFICIAL_ACCOUNT}


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with example(tmp_path_factory.mktemp("checks") / "home") as found:
        yield found


@pytest.fixture
def session(brand):
    with brand.act() as session:
        yield session
        session.rollback()


def written(brand, session, text: str = QUIET, *, persona: str = "lin-an", pillar: str = "daily-life", to: str = "moments-founder", hours: float = 2, product: str | None = None, **more) -> Post:  # fmt: skip
    by = brand.person("yunying")
    post = start(session, text[:12], persona=persona, pillar=pillar, product=product, by=by, at=brand.now)
    kind = CHANNEL_OF[to.partition("-")[0]]
    write(session, post, {kind: Variant(channel=kind, text=text, **more)}, pillar=library(session).pillar(pillar), by=by, at=brand.now)
    place(session, post, account(session, to), due_at=brand.now + timedelta(hours=hours), by=by, at=brand.now)
    return post


def noticed(brand, session, post: Post) -> list[Finding]:
    found = findings(session, post, latest(session, post), library(session), files=brand.opened.files, now=brand.now)
    return [finding for each in found.values() for finding in each]


def rules(brand, session, post: Post, *, weight: Weight | None = None) -> str:
    return " ".join(finding.rule for finding in noticed(brand, session, post) if weight in (None, finding.weight))


def test_a_quiet_post_is_held_up_by_nothing(brand, session):
    assert rules(brand, session, written(brand, session), weight=Weight.BLOCK) == ""


def test_absolute_wording_holds_a_post_back_and_says_the_rule_and_the_place(brand, session):
    post = written(brand, session, "这是全网第一、史上最好的衬衫。")
    found = findings(session, post, latest(session, post), library(session), files=brand.opened.files, now=brand.now)
    blocks = blocking(found)
    assert blocks
    assert all(block.source and block.what.zh and block.what.en for block in blocks)
    with pytest.raises(Refused):
        submit(session, post, files=brand.opened.files, by=brand.person("yunying"), at=brand.now)


def test_a_recommendation_needs_its_brief_first(brand, session):
    shelf = library(session)
    needs = next(pillar for pillar in shelf.pillars.values() if pillar.needs_brief)
    assert "content.brief" in rules(brand, session, written(brand, session, pillar=needs.slug))
    briefed = next(slug for slug in shelf.products if shelf.brief_for(slug))
    assert "content.brief" not in rules(brand, session, written(brand, session, pillar=needs.slug, product=briefed))


def test_the_same_copy_again_to_the_same_account_is_noticed_within_its_days(brand, session):
    written(brand, session, hours=2)
    assert "content.reuse" in rules(brand, session, written(brand, session, hours=50))
    assert "content.reuse" not in rules(brand, session, written(brand, session, hours=24 * 45 + 2))


def test_two_personas_with_one_story_on_one_day_are_noticed(brand, session):
    written(brand, session, hours=2)
    same_day = written(brand, session, persona="zhou-yue", to="moments-companion", hours=5)
    another_day = written(brand, session, persona="zhou-yue", to="moments-companion", hours=38)
    assert "persona.matrix" in rules(brand, session, same_day)
    assert "persona.matrix" not in rules(brand, session, another_day)


def test_another_story_on_the_same_day_is_nobodys_business(brand, session):
    written(brand, session, hours=2)
    other = written(brand, session, "灯下补一只袜子，针脚歪歪扭扭也好看。", hours=5)
    assert "content.reuse" not in rules(brand, session, other)


def test_a_link_to_a_strange_host_is_noticed(brand, session):
    ours = written(brand, session, link=LinkCard(url="https://anshang.example/a", title="看看"))
    strange = written(
        brand, session, "换一段完全不同的话，说说今天买的花。", link=LinkCard(url="https://elsewhere.example/a", title="看看")
    )
    assert set(rules(brand, session, strange).split()) - set(rules(brand, session, ours).split())


def test_a_channels_limit_is_said_before_it_is_sent(brand, session):
    kind = ChannelKind.OFFICIAL_ACCOUNT
    post = written(brand, session, to="oa-brand", pillar="know-how", title="题" * 80, html="<p>正文</p>")
    blocks = [finding for finding in noticed(brand, session, post) if finding.weight is Weight.BLOCK]
    assert any(finding.field in ("title", "cover") for finding in blocks)
    assert latest(session, post).body[kind].title


def test_findings_stand_under_the_channel_that_they_are_about(brand, session):
    post = written(brand, session)
    found = findings(session, post, latest(session, post), library(session), files=brand.opened.files, now=brand.now)
    assert set(found) == {"moments"}
