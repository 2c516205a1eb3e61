"""A picture that was drawn with a photo may be shown no longer than the photo."""

import pytest
from sqlmodel import select

from studio.assets.asset import Asset, find, with_digest
from studio.assets.named import named_pictures
from studio.errors import Refused
from studio.library.current import library
from studio.posts.post import Post, latest, post
from studio.publishing.pull import take_picture_down
from studio.review.submission import submit
from studio.ui.components.picture_choice import ref_of
from tests.ui.conftest import Studio


def test_a_photo_that_is_taken_down_takes_along_the_posters_and_covers_that_show_it(studio: Studio):
    editor, planner = studio.person("editor"), studio.person("planner")
    with studio.act() as session:
        kept = {digest: row for row in session.exec(select(Asset)) for digest in row.digests}
        shown = {}
        for row in session.exec(select(Post)):
            version = latest(session, row)
            for ref in (each for variant in (version.body.values() if version else ()) for each in variant.all_pictures):
                shown |= {digest: (row.key, ref.digest) for digest in ref.of if digest in kept}
        photo, (key, drawn) = next((kept[digest], where) for digest, where in shown.items() if not kept[digest].made_from.get("layout"))
        poster = with_digest(session, drawn)
        assert photo.digest in ref_of(poster).of
        pulled = take_picture_down(session, photo, "客人不愿意出镜", by=editor, at=studio.now)
        assert key in {each.key for each in pulled.home}
        assert poster.name not in named_pictures(session, library(session), on=studio.now.date()).by_file
        assert poster.usable(studio.now.date())  # it is out of use for what it shows, not for itself
        with pytest.raises(Refused, match=photo.name):
            submit(session, post(session, key), files=studio.files, by=planner, at=studio.now)


def test_a_poster_that_is_taken_down_leaves_its_photo_alone(studio: Studio):
    editor = studio.person("editor")
    with studio.act() as session:
        poster = next(each for each in find(session) if each.made_from.get("photos"))
        photo = with_digest(session, poster.made_from["photos"][0])
        take_picture_down(session, poster, "字写错了", by=editor, at=studio.now)
        assert photo.name in named_pictures(session, library(session), on=studio.now.date()).by_file
