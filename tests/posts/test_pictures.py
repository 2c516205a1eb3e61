"""A picture is put into a variant as the copy that its channel takes, found by its name wherever it was uploaded."""

from datetime import date, timedelta
from functools import cache
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session

from studio.assets.asset import Asset, Rights, keep, keep_rendered, out_of_use, take_down
from studio.assets.fitting import Needs, PictureRole, fit, most_pictures, needs
from studio.assets.named import named_pictures
from studio.calendars.fill import article
from studio.calendars.illustrate import scene_for
from studio.content.copy_template import Copy
from studio.errors import StudioError
from studio.library.kinds import ChannelKind
from studio.library.kinds.photo import PhotoLicence
from studio.library.library import Library
from studio.people.process import Process
from studio.posts.pictures import fitted, picture_for, refitted
from studio.posts.post import start, write
from studio.posts.variant import PictureRef, Variant
from studio.rules.lookup import lookup
from tests.assets.workshop import drawn, jpeg
from tests.house import LIFE, House
from tests.pictures import wide_gamut

OWN = Rights("自己拍的", "林晚", "Own-Work")
DAY = date(2026, 11, 27)


@cache
def phone_photo(width: int = 3000, height: int = 2250) -> bytes:
    """Lying on its side, with its place and wide colours."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.open(BytesIO(jpeg(800, 600))).resize((width, height)).save(out, "JPEG", quality=95, exif=exif.tobytes(), icc_profile=wide_gamut())
    return out.getvalue()


@cache
def grainy(width: int, height: int, kind: str) -> bytes:
    """As heavy as a picture can be."""
    out = BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(out, kind)
    return out.getvalue()


def library_with(house: House, **photos: bytes) -> Library:
    names = {name.replace("_", "."): house.files.put(content) for name, content in photos.items()}
    records = {
        name: PhotoLicence(file=name, source="自己拍的", author="林晚", licence="Own-Work", shows=f"{name} 的样子") for name in names
    }
    return Library(photos=records, pictures=names, themes={"paper": ""})


def uploaded(session: Session, house: House, name: str, content: bytes, *, shows: str = "") -> Asset:
    return keep(session, house.files, content, name=name, rights=OWN, by=house.person("editor"), at=house.now, shows=shows)


ROLES = [
    (ChannelKind.MOMENTS, PictureRole.PICTURE), (ChannelKind.MOMENTS, PictureRole.CARD), (ChannelKind.COMMUNITY, PictureRole.PICTURE),
    (ChannelKind.COMMUNITY, PictureRole.CARD), (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.COVER), (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.BODY),
    (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.PICTURE), (ChannelKind.HANDOFF, PictureRole.PICTURE),
]  # fmt: skip


HEAVY = [(ChannelKind.OFFICIAL_ACCOUNT, PictureRole.BODY, "grainy"), (ChannelKind.COMMUNITY, PictureRole.CARD, "grainy")]


@pytest.mark.parametrize(("channel", "role", "kind"), [*((channel, role, "phone") for channel, role in ROLES), *HEAVY])
def test_every_channel_gets_a_copy_that_keeps_to_its_rules(channel: ChannelKind, role: PictureRole, kind: str):
    content, wanted = phone_photo() if kind == "phone" else grainy(1300, 1700, "PNG"), needs(channel, role, DAY)
    copy = fit(content, wanted, where="a")
    image = Image.open(BytesIO(copy.content))
    image.load()
    assert copy.media_type in wanted.types
    assert len(copy.content) < wanted.below
    assert image.size == (copy.width, copy.height)
    assert max(image.size) <= wanted.long_side
    assert min(image.size) <= wanted.short_side
    assert image.height > image.width
    assert not image.getexif()
    assert "icc_profile" not in image.info


def test_a_copy_that_fits_is_left_as_it_is():
    wanted = needs(ChannelKind.MOMENTS, PictureRole.PICTURE, DAY)
    once = fit(phone_photo(), wanted, where="a")
    assert fit(once.content, wanted, where="a") == once


def test_a_long_picture_keeps_its_width():
    wanted = needs(ChannelKind.OFFICIAL_ACCOUNT, PictureRole.BODY, DAY)
    out = BytesIO()
    Image.new("RGB", (1080, 9000), "white").save(out, "PNG")
    assert fit(out.getvalue(), wanted, where="a").width == 1080


def test_a_drawing_with_see_through_parts_stays_one_unless_it_is_too_heavy():
    out = BytesIO()
    Image.new("RGBA", (400, 300), (200, 0, 0, 90)).save(out, "PNG")
    assert fit(out.getvalue(), Needs(("image/jpeg", "image/png"), 1_000_000, 9000, 200), where="a").media_type == "image/png"
    heavy = fit(grainy(400, 300, "PNG"), Needs(("image/jpeg", "image/png"), 30_000, 9000, 9000), where="a")
    assert heavy.media_type == "image/jpeg"
    assert len(heavy.content) < 30_000


def test_a_torn_picture_of_the_workspace_never_gets_into_a_variant():
    with pytest.raises(StudioError, match="damaged"):
        fit(jpeg()[:-3000], needs(ChannelKind.MOMENTS, PictureRole.PICTURE, DAY), where="a")


def test_a_phone_photo_in_a_version_is_the_copy_that_moments_takes(house: House):
    raw = house.files.put(phone_photo())
    ref = PictureRef(digest=raw, width=3000, height=2250, alt="窗边")
    with house.act() as session:
        by = house.person("editor")
        post = start(session, "早", persona="lin-an", pillar=LIFE.slug, by=by, at=house.now)
        variants = {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text="早", pictures=(ref,))}
        version = write(session, post, variants, pillar=LIFE, by=by, at=house.now, files=house.files)
        kept = version.body[ChannelKind.MOMENTS].pictures[0]
    assert (kept.width, kept.height) == (1080, 1440)
    assert kept.origins == {kept.digest, raw}
    assert kept.alt == "窗边"
    assert b"Exif" not in house.files.get(kept.digest)


def test_an_articles_pictures_leave_upright_and_without_their_place(house: House):
    shelf = library_with(house, turned_jpg=phone_photo(400, 300))
    made = article(
        shelf, ChannelKind.OFFICIAL_ACCOUNT, "题", "![图](turned.jpg)", author="林晚", cover=None, files=house.files, at=house.now
    )
    (ref,) = made.pictures
    assert (ref.width, ref.height) == (300, 400)
    assert b"Exif" not in house.files.get(ref.digest)
    assert f"file:{ref.digest}" in made.html
    assert ref.origins > {shelf.pictures["turned.jpg"]}


@pytest.mark.parametrize("said", ["封面.jpg", "%E5%B0%81%E9%9D%A2.jpg", "./assets/photos/封面.jpg", "封面", "窗边的早晨", "封面.JPG"])
def test_an_upload_is_found_by_its_name_or_its_title(house: House, said: str):
    with house.act() as session:
        asset = uploaded(session, house, "封面.jpg", jpeg(900, 700), shows="窗边的早晨")
        ref = picture_for(
            session, Library(), said, channel=ChannelKind.OFFICIAL_ACCOUNT, role=PictureRole.COVER, files=house.files, at=house.now
        )
    assert asset.digest in ref.origins


def test_an_article_shows_a_picture_that_was_uploaded(house: House):
    with house.act() as session:
        uploaded(session, house, "封面.jpg", jpeg(900, 700))
        named = named_pictures(session, Library(), on=house.now.date())
    shelf = library_with(house)
    made = article(
        shelf,
        ChannelKind.OFFICIAL_ACCOUNT,
        "题",
        "![封面](封面.jpg)",
        author="林晚",
        cover=None,
        files=house.files,
        at=house.now,
        named=named,
    )
    assert len(made.pictures) == 1
    assert "file:" in made.html


def test_the_second_upload_of_a_name_gets_its_own_and_a_title_of_two_names_none(house: House):
    with house.act() as session:
        older = uploaded(session, house, "a.jpg", jpeg(900, 700), shows="窗边")
        house.clock.advance(timedelta(minutes=1))
        newer = uploaded(session, house, "a.jpg", jpeg(900, 700, seed=2), shows="窗边")
        uploaded(session, house, "b.jpg", jpeg(900, 700, seed=3), shows="窗边")
        named = named_pictures(session, Library(), on=house.now.date())
    first, second = named.get("a.jpg"), named.get(newer.name)
    assert first
    assert second
    assert (first.digest, second.digest) == (older.digest, newer.digest)
    assert named.get("窗边") is None


def test_what_was_taken_down_or_is_out_of_licence_is_not_found(house: House):
    raw = phone_photo(900, 700)
    shelf = library_with(house, window_jpg=raw)
    with house.act() as session:
        asset = uploaded(session, house, "window.jpg", raw)
        assert named_pictures(session, shelf, on=house.now.date()).get("window.jpg")
        take_down(session, asset, "本人不同意", by=house.person("editor"), at=house.now)
        assert named_pictures(session, shelf, on=house.now.date()).get("window.jpg") is None
        gone = keep(
            session, house.files, jpeg(seed=5), name="old.jpg", rights=Rights("图库", "某人", "CC-BY", expires_on=DAY - timedelta(days=9)), by=Process.SET_UP,
            at=house.now,
        )  # fmt: skip
        assert named_pictures(session, shelf, on=DAY).get(gone.name) is None
        with pytest.raises(StudioError, match=r"old\.jpg"):
            picture_for(session, shelf, "old.jpg", channel=ChannelKind.MOMENTS, files=house.files, at=house.now)


def test_a_picture_of_another_channel_is_made_to_fit_again(house: House):
    ref = PictureRef(digest=house.files.put(phone_photo()), width=3000, height=2250)
    group = refitted(ref, channel=ChannelKind.COMMUNITY, files=house.files, at=house.now)
    moment = refitted(group, channel=ChannelKind.MOMENTS, files=house.files, at=house.now)
    assert (group.width, moment.width) == (1600, 1080)
    assert moment.origins == {ref.digest, group.digest, moment.digest}


def test_the_html_shows_the_copies(house: House):
    raw = house.files.put(phone_photo())
    variant = Variant(
        channel=ChannelKind.OFFICIAL_ACCOUNT,
        html=f'<section><img src="file:{raw}"/></section>',
        pictures=(PictureRef(digest=raw, width=3000, height=2250),),
    )
    made = fitted(variant, files=house.files, at=house.now)
    assert f"file:{made.pictures[0].digest}" in made.html
    assert raw not in made.html


def test_a_reference_without_copies_is_written_as_it_always_was():
    assert "of" not in PictureRef(digest="a" * 64, width=1, height=1).model_dump(mode="json")


def test_how_many_pictures_a_post_carries_is_said_by_the_rules():
    assert most_pictures(ChannelKind.MOMENTS, DAY) == lookup("wecom.moment.pictures", DAY).count
    assert most_pictures(ChannelKind.HANDOFF, DAY, kind="xiaohongshu") == lookup("handoff.xiaohongshu.pictures", DAY).count
    assert most_pictures(ChannelKind.HANDOFF, DAY, kind="sms") == 0
    assert most_pictures(ChannelKind.HANDOFF, DAY) >= lookup("handoff.douyin.pictures", DAY).count


def test_a_copy_is_out_of_use_when_the_picture_behind_it_is(house: House):
    raw = phone_photo(900, 700)
    shelf = library_with(house, window_jpg=raw)
    with house.act() as session:
        asset = uploaded(session, house, "window.jpg", raw)
        ref = picture_for(session, shelf, "window.jpg", channel=ChannelKind.MOMENTS, files=house.files, at=house.now)
        from_folder = article(
            shelf, ChannelKind.OFFICIAL_ACCOUNT, "题", "![图](window.jpg)", author="林晚", cover=None, files=house.files, at=house.now
        )
        copies = [ref, *from_folder.pictures, PictureRef(digest=asset.digest, width=1, height=1)]
        assert not any(out_of_use(session, copy.origins, on=house.now.date()) for copy in copies)
        take_down(session, asset, "本人不同意", by=Process.SET_UP, at=house.now)
        assert all(out_of_use(session, copy.origins, on=house.now.date()) == [asset] for copy in copies)


def test_posters_are_no_photos_for_layouts_and_uploads_are(house: House):
    with house.act() as session:
        photo = uploaded(session, house, "自己拍的.jpg", jpeg(900, 700))
        poster = keep_rendered(
            session,
            house.files,
            drawn("moments-quiet"),
            name="海报.jpg",
            rights=OWN,
            made_from={"layout": "moments-quiet"},
            by=Process.SET_UP,
            at=house.now,
        )
        named = named_pictures(session, Library(), on=house.now.date())
    assert set(named.photos(house.files)) == {photo.name}
    assert named.get(poster.name)


def test_a_brand_whose_only_photos_are_uploads_has_scenes(house: House):
    with house.act() as session:
        uploaded(session, house, "自己拍的.jpg", jpeg(900, 700))
        named = named_pictures(session, Library(), on=house.now.date())
    words = Copy(title="早", headline="早", text="早")
    assert scene_for(Library(), named.photos(house.files), words, turn=1) == "自己拍的.jpg"
    shelf = library_with(house, window_jpg=jpeg(900, 700, seed=4))
    with house.act() as session:
        both = named_pictures(session, shelf, on=house.now.date())
    assert scene_for(shelf, both.photos(house.files), words, turn=1) == "window.jpg"
