"""A slot is filled once, however many proposals it stood in."""

from sqlmodel import select

from studio.posts.post import Post
from tests.acceptance.example import example


def test_two_people_who_accept_the_same_proposal_do_not_fill_its_slots_twice(tmp_path):
    with example(tmp_path) as studio:
        slots = studio.plan(1).slots[:2]
        assert len(studio.fill(slots)) == 2
        assert studio.fill(slots) == []
        with studio.act() as session:
            assert len(session.exec(select(Post)).all()) == 2
