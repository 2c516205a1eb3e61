"""Somebody else (另一个人): whoever wrote any part of a version, or handed it in, does not approve it. One answer for every door and every list."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from studio.errors import Refused, problem
from studio.people.person import Person, Role, roles
from studio.posts.post import Post, PostVersion
from studio.review.rows import Submission


def may_decide(session: Session, version: PostVersion, person: Person) -> bool:
    """Whether this person could approve it: a reviewer of the brand, and somebody else."""
    return Role.REVIEWER in roles(session, person, brand=version.brand_id) and person.key not in involved(session, [version])[version.key]


def for_others(session: Session, waiting: Sequence[Submission], person: Person) -> set[int]:
    """Of these submissions, those that this person may not approve: numbers of the submissions."""
    versions = session.exec(select(PostVersion).where(col(PostVersion.id).in_({row.version_id for row in waiting}))).all()
    theirs = involved(session, versions)
    return {row.key for row in waiting if person.key in theirs.get(row.version_id, frozenset())}


def require_somebody_else(session: Session, version: PostVersion, by: Person) -> None:
    """Refuse whoever wrote any part of it or handed it in."""
    if by.key in involved(session, [version])[version.key]:
        raise Refused(
            problem(
                "自己写的或自己送审的内容不能自己批准", "whoever wrote or handed in a post does not approve it", where=f"post:{version.post_id}", field="by",
                mend=("请另一位审核来看", "ask another reviewer"),
            )
        )  # fmt: skip


def involved(session: Session, versions: Sequence[PostVersion]) -> dict[int, frozenset[int]]:
    """Version → who has a part in it: whose idea it is, who wrote any part of it, and who handed it in."""
    owners = dict(session.exec(select(Post.id, Post.author_id).where(col(Post.id).in_({each.post_id for each in versions}))).all())
    handed = defaultdict[int, set[int]](set)
    query = select(Submission.version_id, Submission.by_id).where(col(Submission.version_id).in_({each.key for each in versions}))
    for version_id, by_id in session.exec(query):
        handed[version_id].add(by_id)
    return {
        each.key: frozenset({each.author_id, *each.written_by, *handed[each.key], owners.get(each.post_id, each.author_id)})
        for each in versions
    }
