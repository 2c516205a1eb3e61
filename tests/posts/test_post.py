"""Posts are written, never overwritten: versions stay, two people get a conflict, what is typed is kept, and an advert is an advert."""

import pytest

from studio.errors import Conflict, NotAllowed, StudioError
from studio.library.kinds import ChannelKind
from studio.posts.post import archive, latest, post, versions, write
from studio.posts.promotional import advertises
from studio.posts.variant import MiniProgramCard, Variant
from tests.house import LIFE, OFFER


def saying(text: str) -> dict[ChannelKind, Variant]:
    return {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text=text)}


@pytest.fixture
def session(house):
    with house.act() as session:
        yield session


def test_each_save_is_a_version_and_the_old_ones_stay(house, session):
    written, first, _ = house.written(session)
    second = write(session, written, saying("改了"), pillar=LIFE, by=house.person("editor"), at=house.now, base=first.number)
    assert [each.number for each in versions(session, written)] == [2, 1]
    assert latest(session, written) is second
    assert first.body[ChannelKind.MOMENTS].text == "今天的风是软的。"


def test_saving_the_same_again_makes_no_version(house, session):
    written, first, _ = house.written(session)
    same = write(session, written, first.body, pillar=LIFE, by=house.person("planner"), at=house.now)
    assert same is first


def test_two_people_at_once_get_a_conflict_with_both_texts(house, session):
    written, first, _ = house.written(session)
    write(session, written, saying("他改的"), pillar=LIFE, by=house.person("planner"), at=house.now, base=first.number)
    with pytest.raises(Conflict, match="没有丢") as conflict:
        write(session, written, saying("我改的"), pillar=LIFE, by=house.person("editor"), at=house.now, base=first.number)
    assert (conflict.value.theirs, conflict.value.yours) == ("他改的", "我改的")
    assert latest(session, written).number == 2


def test_a_version_knows_everybody_who_wrote_any_part_of_it(house, session):
    written, first, _ = house.written(session)
    editor, planner, admin = (house.person(role) for role in ("editor", "planner", "admin"))
    second = write(session, written, saying("改了一个字"), pillar=LIFE, by=planner, at=house.now, written_by=[admin.key])
    assert (first.written_by, second.author_id) == ([editor.key], planner.key)
    assert second.written_by == sorted([editor.key, planner.key, admin.key])


def test_only_those_who_write_write_and_what_is_not_there_is_said(house, session):
    written, _, _ = house.written(session)
    for role in ("reviewer", "publisher", "stranger"):
        with pytest.raises(NotAllowed):
            write(session, written, saying("x"), pillar=LIFE, by=house.person(role), at=house.now)
        with pytest.raises(NotAllowed):
            archive(session, written, by=house.person(role), at=house.now)
    with pytest.raises(StudioError, match="找不到"):
        post(session, 999)
    with pytest.raises(ValueError, match="pillar"):
        write(session, written, saying("x"), pillar=OFFER, by=house.person("editor"), at=house.now)


@pytest.mark.parametrize("words", ["¥99", "￥ 99", "99元", "99.5 元", "三件 20块钱", "领优惠券", "满减", "第二件半价", "券后更好", "包邮"])
def test_a_price_or_an_offer_is_an_advert(words):
    assert advertises(LIFE, saying(f"今天 {words}，来看看"))


@pytest.mark.parametrize("words", ["烤了三块饼干", "走了 99 步", "我们第二次见面", "元旦快乐", "公元 2026 年", "块状的云"])
def test_a_number_or_a_biscuit_is_none(words):
    assert not advertises(LIFE, saying(words))


def test_a_pillar_that_sells_or_a_card_that_leads_into_a_shop_is_an_advert():
    card = Variant(channel=ChannelKind.MOMENTS, text="看看", mini_program=MiniProgramCard(appid="wx1", page="p", title="店"))
    assert advertises(OFFER, saying("早安"))
    assert advertises(LIFE, {ChannelKind.MOMENTS: card})
