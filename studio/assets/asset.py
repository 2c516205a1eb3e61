"""The picture library: each picture with its source, author and licence, found by words, near-duplicates seen, taken down with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import UniqueConstraint, or_
from sqlmodel import Field, Session, col, select

from studio import history
from studio.assets.fingerprint import NEAR, apart
from studio.assets.render import Rendered
from studio.assets.upload import PictureFacts, picture_facts
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.errors import Problem, Refused, StudioError, problem
from studio.files import Files, digest_of
from studio.library.kinds.photo import NOT_A_LICENCE, PhotoLicence
from studio.people.person import Actor, Role, require

MAY_KEEP = (Role.EDITOR, Role.PLANNER, Role.ADMIN)

ORIGINAL = "original"  # in `made_from`: the digest of the file that came, where cleaning changed it
PHOTOS = "photos"  # in `made_from`: digests of the photos that a drawn picture shows


class Asset(BrandRow, table=True):
    """One picture of the brand; its bytes stand in the files by `digest`. A picture taken down keeps its row."""

    __table_args__ = (UniqueConstraint("brand_id", "digest"),)
    digest: str = Field(index=True)
    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    source: str
    author: str
    licence: str
    licence_expires_on: date | None = None
    shows: str = ""
    tags: list[str] = Field(default_factory=list, sa_type=Json)
    phash: str = ""  # 16 hex digits
    made_from: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # layout, size, record digest; of photos the original
    created_at: datetime = Field(sa_type=UTCDateTime)
    taken_down_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def about(self) -> str:
        return f"asset:{self.key}"

    @property
    def digests(self) -> tuple[str, ...]:
        """What stands for this picture: its bytes, and the file that it was cleaned from."""
        original = self.made_from.get(ORIGINAL)
        return (self.digest, str(original)) if original else (self.digest,)

    @property
    def origins(self) -> tuple[str, ...]:
        """The same, and the photos that it was drawn with: when one of them may not be shown, this may not."""
        return tuple(dict.fromkeys((*self.digests, *self.made_from.get(PHOTOS, ()))))

    def usable(self, on: date) -> bool:
        """Whether it may be used on that day: not taken down, licence not expired."""
        return self.taken_down_at is None and (self.licence_expires_on is None or on <= self.licence_expires_on)


@dataclass(frozen=True)
class Rights:
    """Where a picture comes from and what may be done with it. 「来自网络」 is not a licence."""

    source: str
    author: str
    licence: str
    expires_on: date | None = None

    def __post_init__(self) -> None:
        lacking = [
            name for name, value in (("source", self.source), ("author", self.author), ("licence", self.licence)) if not value.strip()
        ]
        if lacking:
            raise Refused(
                problem(
                    "没有写明来源、作者和授权的图片不能入库", "a picture without source, author and licence is not taken", field=", ".join(lacking),
                    rule="asset.licence", mend=("写清是谁拍的、从哪来、什么授权", "say who made it, where it is from and under which licence"),
                )
            )  # fmt: skip
        for value in (self.source, self.licence):
            if any(value.strip().lower() == no for no in NOT_A_LICENCE) or value.strip().startswith("来自网络"):
                raise Refused(
                    problem(
                        f"「{value}」不是授权", f"“{value}” is not a licence", field="licence", rule="asset.licence",
                        mend=("找到原作者取得授权，或换一张自己拍的", "get the author's licence, or use a picture of your own"),
                    )
                )  # fmt: skip


def rights_of(licence: PhotoLicence) -> Rights:
    """The rights that a photo's licence record in the library states."""
    return Rights(licence.source, licence.author, licence.licence, licence.expires_on)


def keep(
    session: Session,
    files: Files,
    content: bytes,
    *,
    name: str,
    rights: Rights,
    by: Actor,
    at: datetime,
    shows: str = "",
    tags: Sequence[str] = (),
    still: bool = False,
) -> Asset:
    """Take an uploaded picture into the library; the same picture again gives the row that is there, unless it was taken down.

    `still` says that of a moving picture the first frame is wanted.
    """
    require(session, by, *MAY_KEEP)
    facts = picture_facts(content, name=name, still=still)
    kept = _by_digest(session, facts.digest)
    if kept is not None:
        return _still_welcome(kept)
    original = digest_of(content)
    said = {
        "name": _free_name(session, name, facts.digest),
        "shows": shows,
        "tags": sorted(set(tags)),
        "made_from": {ORIGINAL: original} if original != facts.digest else {},
    }
    return _added(session, files, facts, rights, said, by=by, at=at)


def keep_rendered(
    session: Session,
    files: Files,
    rendered: Rendered,
    *,
    name: str,
    rights: Rights,
    made_from: dict[str, Any],
    by: Actor,
    at: datetime,
    shows: str = "",
) -> Asset:
    """Take a drawn picture into the library; `made_from` says layout, size and record digest; the photos in it are added."""
    require(session, by, *MAY_KEEP)
    made_from = {**made_from, **({PHOTOS: list(rendered.photos)} if rendered.photos else {})}
    kept = _by_digest(session, rendered.digest)
    if kept is not None:
        return _still_welcome(kept)
    facts = picture_facts(rendered.content, name=name)
    return _added(session, files, facts, rights, {"name": name, "shows": shows, "made_from": made_from}, by=by, at=at)


def _added(session: Session, files: Files, facts: PictureFacts, rights: Rights, said: dict[str, Any], *, by: Actor, at: datetime) -> Asset:
    files.put(facts.content)
    asset = Asset(
        digest=facts.digest, media_type=facts.media_type, width=facts.width, height=facts.height, bytes=len(facts.content),
        source=rights.source, author=rights.author, licence=rights.licence, licence_expires_on=rights.expires_on,
        phash=facts.fingerprint, created_at=at, **said,
    )  # fmt: skip
    session.add(asset)
    session.flush()
    history.record(session, "asset.kept", asset.about, who=by.handle, at=at, name=asset.name, digest=asset.digest, licence=asset.licence)
    return asset


def _free_name(session: Session, name: str, digest: str) -> str:
    """Phones call every thousandth photo the same: an article that names the one must never come to show the other."""
    taken = session.exec(select(Asset.id).where(Asset.name == name).limit(1)).first() is not None
    path = PurePosixPath(name)
    return f"{path.stem}-{digest[:6]}{path.suffix}" if taken else name


def _by_digest(session: Session, digest: str) -> Asset | None:
    return session.exec(select(Asset).where(Asset.digest == digest)).first()


def _still_welcome(asset: Asset) -> Asset:
    if asset.taken_down_at is None:
        return asset
    raise Refused(
        problem(
            f"这张图片已下架：{asset.name}", f"this picture was taken down: {asset.name}", where=asset.about, rule="asset.taken_down",
            mend=("换一张图片；确需恢复请联系管理员", "use another picture; ask an admin if it must come back"),
        )
    )  # fmt: skip


def with_digest(session: Session, digest: str) -> Asset:
    """The library's row for these bytes."""
    asset = _by_digest(session, digest)
    if asset is None:
        raise not_found("图片", "picture", digest[:12])
    return asset


def find(session: Session, words: str = "", *, tags: Iterable[str] = (), taken_down: bool = False, limit: int = 200) -> list[Asset]:
    """Pictures whose name, subject, author or tags hold every word and every tag, newest first; taken-down ones only when asked."""
    query = select(Asset).order_by(col(Asset.created_at).desc(), col(Asset.id).desc())
    if not taken_down:
        query = query.where(col(Asset.taken_down_at).is_(None))
    wanted, asked = words.lower().split(), set(tags)
    found = (asset for asset in session.exec(query) if asked <= set(asset.tags) and all(word in _said_of(asset) for word in wanted))
    return [asset for _, asset in zip(range(limit), found, strict=False)]


def _said_of(asset: Asset) -> str:
    return " ".join((asset.name, asset.shows, asset.author, asset.source, *asset.tags)).lower()


def out_of_use(session: Session, digests: Iterable[str], *, on: date) -> list[Asset]:
    """Of these pictures, those that may not be used on that day; a copy is asked by every digest that it is known by (`PictureRef.origins`)."""
    wanted = set(digests)
    query = select(Asset).where(or_(col(Asset.taken_down_at).is_not(None), col(Asset.licence_expires_on) < on)).order_by(col(Asset.id))
    return [asset for asset in session.exec(query) if wanted & set(asset.digests)] if wanted else []


def not_usable(asset: Asset) -> Problem:
    """Why it may not be used, and what to do."""
    if asset.taken_down_at is not None:
        return problem(
            f"图片「{asset.name}」已下架", f"the picture {asset.name} was taken down", where=asset.about, field="pictures", rule="asset.taken_down",
            mend=("换一张图片，再送审", "use another picture and submit again"),
        )  # fmt: skip
    return problem(
        f"图片「{asset.name}」的授权已于 {asset.licence_expires_on} 到期", f"the licence of {asset.name} ended on {asset.licence_expires_on}",
        where=asset.about, field="pictures", rule="asset.expired", mend=("换一张图片，或续签授权后重新入库", "use another picture, or renew its licence"),
    )  # fmt: skip


def near_duplicates(session: Session, phash: str, distance: int = NEAR) -> list[Asset]:
    """Pictures that look the same: fingerprints at most `distance` bits apart, nearest first."""
    near = [(apart(asset.phash, phash), asset) for asset in session.exec(select(Asset)) if asset.phash]
    return [asset for bits, asset in sorted(near, key=lambda pair: (pair[0], pair[1].key)) if bits <= distance]


def take_down(session: Session, asset: Asset, reason: str, *, by: Actor, at: datetime) -> Asset:
    """Take a picture out of use, with a reason; what is not yet published may no longer show it."""
    require(session, by, *MAY_KEEP)
    if not reason.strip():
        raise StudioError(problem("下架要写原因", "say why it is taken down", field="reason", mend=("写一句原因", "write a sentence")))
    if asset.taken_down_at is not None:
        return asset
    asset.taken_down_at = at
    session.add(asset)
    history.record(session, "asset.taken_down", asset.about, who=by.handle, at=at, reason=reason, digest=asset.digest)
    return asset
