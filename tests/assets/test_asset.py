"""The picture library keeps who made what under which licence, and takes pictures down with a reason."""

from datetime import date, timedelta

import pytest

from studio import history
from studio.assets.asset import Asset, Rights, find, keep, keep_rendered, near_duplicates, rights_of, take_down, with_digest
from studio.assets.fingerprint import fingerprint
from studio.errors import Refused, StudioError
from studio.library.kinds.photo import PhotoLicence
from studio.people.process import Process
from tests.assets.workshop import FULL, drawn, jpeg, picture
from tests.house import House

OWN = Rights("自有拍摄", "林晚", "Own-Work")


def kept(house: House, seed: int = 1, *, name: str = "开衫.jpg", brand: int | None = None, **more: object) -> Asset:
    with house.act(brand) as session:
        return keep(session, house.files, jpeg(seed=seed), name=name, rights=OWN, by=Process.SET_UP, at=house.now, **more)  # pyright: ignore[reportArgumentType]


def test_a_kept_picture_is_in_the_files_the_library_and_the_history(house: House):
    asset = kept(house, shows="燕麦色开衫", tags=["女装", "针织", "女装"])
    assert house.files.get(asset.digest) == jpeg()
    with house.act() as session:
        assert with_digest(session, asset.digest).tags == ["女装", "针织"]
        assert [row.verb for row in history.about(session, asset.about)] == ["asset.kept"]


def test_the_same_picture_again_is_the_same_row(house: House):
    assert kept(house).key == kept(house, name="又一次.jpg").key


@pytest.mark.parametrize("licence", ["来自网络", "网图", "Google", " 百度 ", "来自网络，侵删"])
def test_from_the_internet_is_not_a_licence(licence: str):
    with pytest.raises(Refused, match="不是授权"):
        Rights("某网站", "佚名", licence)


@pytest.mark.parametrize("lacking", ["source", "author", "licence"])
def test_a_picture_without_source_author_or_licence_is_refused(lacking: str):
    with pytest.raises(Refused, match=lacking):
        Rights(**{"source": "a", "author": "b", "licence": "c", lacking: " "})


def test_the_rights_of_a_library_photo_carry_over():
    record = PhotoLicence(file="a.jpg", source="拍摄", author="林晚", licence="CC-BY-4.0", expires_on=date(2027, 1, 1))
    assert rights_of(record) == Rights("拍摄", "林晚", "CC-BY-4.0", date(2027, 1, 1))


def test_an_expired_licence_makes_a_picture_unusable(house: House):
    with house.act() as session:
        asset = keep(
            session,
            house.files,
            jpeg(),
            name="a.jpg",
            rights=Rights("图库", "某", "RF", date(2026, 12, 31)),
            by=Process.SET_UP,
            at=house.now,
        )
    assert asset.usable(date(2026, 12, 31))
    assert not asset.usable(date(2027, 1, 1))


def test_pictures_are_found_by_words_and_tags_newest_first(house: House):
    kept(house, 1, name="开衫.jpg", shows="燕麦色针织", tags=["女装", "秋冬"])
    kept(house, 2, name="咖啡.jpg", shows="手冲", tags=["咖啡"])
    kept(house, 3, name="大衣.jpg", shows="驼色", tags=["女装", "秋冬"])
    with house.act() as session:
        assert [asset.name for asset in find(session)] == ["大衣.jpg", "咖啡.jpg", "开衫.jpg"]
        assert [asset.name for asset in find(session, "燕麦 女装")] == ["开衫.jpg"]
        assert [asset.name for asset in find(session, tags=["秋冬"], limit=1)] == ["大衣.jpg"]
        assert find(session, "不存在") == []


def test_near_duplicates_are_seen_nearest_first(house: House):
    first = kept(house, 1)
    with house.act() as session:
        again = keep(session, house.files, jpeg(500, 375, quality=50), name="小图.jpg", rights=OWN, by=Process.SET_UP, at=house.now)
        kept_near = near_duplicates(session, first.phash)
    kept(house, 2)
    assert [asset.key for asset in kept_near] == [first.key, again.key]
    with house.act() as session:
        assert len(near_duplicates(session, first.phash)) == 2


def test_a_picture_taken_down_leaves_the_search_but_not_the_books(house: House):
    asset = kept(house)
    with house.act() as session:
        take_down(session, with_digest(session, asset.digest), "授权到期", by=Process.SET_UP, at=house.now)
    with house.act() as session:
        assert find(session) == []
        gone = find(session, taken_down=True)[0]
        assert gone.taken_down_at == house.now
        assert not gone.usable(house.now.date())
        assert history.about(session, asset.about)[0].what["reason"] == "授权到期"


def test_taking_down_wants_a_reason_and_happens_once(house: House):
    asset = kept(house)
    with house.act() as session:
        row = with_digest(session, asset.digest)
        with pytest.raises(StudioError, match="原因"):
            take_down(session, row, "  ", by=Process.SET_UP, at=house.now)
        take_down(session, row, "侵权投诉", by=Process.SET_UP, at=house.now)
        assert take_down(session, row, "再来一次", by=Process.SET_UP, at=house.now + timedelta(hours=1)).taken_down_at == house.now


def test_a_picture_taken_down_cannot_come_back_by_uploading_it_again(house: House):
    asset = kept(house)
    with house.act() as session:
        take_down(session, with_digest(session, asset.digest), "侵权投诉", by=Process.SET_UP, at=house.now)
    with pytest.raises(Refused, match="已下架"):
        kept(house)


def test_another_brand_sees_none_of_it(house: House):
    asset = kept(house)
    with house.act(house.other_brand) as session:
        assert find(session) == []
        assert near_duplicates(session, asset.phash) == []
        with pytest.raises(StudioError, match="not found"):
            with_digest(session, asset.digest)
    assert kept(house, brand=house.other_brand).key != asset.key


def test_a_drawn_picture_remembers_what_it_was_made_from(house: House):
    made = drawn("quote-card")
    with house.act() as session:
        said = {"layout": "quote-card", "size": "moments_3x4", "record": FULL.digest}
        asset = keep_rendered(session, house.files, made, name="一句话.jpg", rights=OWN, made_from=said, by=Process.SET_UP, at=house.now)
        assert with_digest(session, made.digest).made_from == said
    assert asset.phash == fingerprint(picture(made))
