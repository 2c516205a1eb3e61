"""Where the words leave it open whether a post advertises, an editor says so; the reviewer sees it, and other words ask again."""

import pytest

from studio.errors import NotAllowed, Refused
from studio.library.kinds import ChannelKind
from studio.library.load import load
from studio.posts.advert.answer import answer_of
from studio.posts.advert.judge import judge
from studio.posts.answering import answer
from studio.posts.post import latest, write
from studio.posts.variant import Variant
from studio.review.advert_question import open_question
from studio.rules.finding import Weight
from tests.house import LIFE
from tests.library.conftest import ROOT

OPEN = "今天的心情打折。"  # a mood, or an offer


def saying(text: str) -> dict[ChannelKind, Variant]:
    return {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text=text)}


@pytest.fixture
def session(house):
    with house.act() as session:
        yield session


@pytest.fixture
def open_post(house, session):
    post, _, _ = house.written(session)
    write(session, post, saying(OPEN), pillar=LIFE, by=house.person("editor"), at=house.now)
    return post


def test_these_words_leave_it_open():
    assert judge(OPEN).advertises == "unsure", judge(OPEN).score


def test_what_is_open_is_held_to_advertise_until_somebody_answers(house, session, open_post):
    assert latest(session, open_post).promotional
    said = answer(session, open_post, pillar=LIFE, advert=False, by=house.person("editor"), at=house.now)
    assert not said.promotional
    assert said.number == latest(session, open_post).number == 3
    found = answer_of(session, open_post.key, said.body)
    assert (found.by_id, found.at, found.advertises) == (house.person("editor").key, house.now, False)


def test_it_cannot_be_handed_in_before_it_is_answered(house, session, open_post):
    shelf = load(ROOT)
    (finding,) = open_question(session, open_post, latest(session, open_post), shelf)
    assert (finding.rule, finding.weight) == ("content.advert", Weight.BLOCK)
    assert "打折" in finding.what.zh
    assert (
        list(
            open_question(
                session, open_post, answer(session, open_post, pillar=LIFE, advert=True, by=house.person("editor"), at=house.now), shelf
            )
        )
        == []
    )


def test_other_words_ask_again(house, session, open_post):
    answer(session, open_post, pillar=LIFE, advert=False, by=house.person("editor"), at=house.now)
    again = write(session, open_post, saying("今天的心情也打折。"), pillar=LIFE, by=house.person("editor"), at=house.now)
    assert again.promotional


def test_a_plain_advert_cannot_be_said_to_be_none_and_anything_may_be_said_to_be_one(house, session, open_post):
    write(session, open_post, saying("满300减50，私我下单"), pillar=LIFE, by=house.person("editor"), at=house.now)
    with pytest.raises(Refused, match="就是推广"):
        answer(session, open_post, pillar=LIFE, advert=False, by=house.person("editor"), at=house.now)
    write(session, open_post, saying("今天的风是软的。"), pillar=LIFE, by=house.person("editor"), at=house.now)
    assert answer(session, open_post, pillar=LIFE, advert=True, by=house.person("editor"), at=house.now).promotional


def test_only_those_who_write_answer(house, session, open_post):
    for role in ("reviewer", "publisher", "stranger"):
        with pytest.raises(NotAllowed):
            answer(session, open_post, pillar=LIFE, advert=False, by=house.person(role), at=house.now)
