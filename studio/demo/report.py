"""The report folder: what every follower saw, beside what came of it; HTML with phone previews and pictures, and the same as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, select_autoescape
from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels import preview
from studio.channels.preview import Comment, Picture, PreviewMessage
from studio.demo.agreement import WAY_WORDS
from studio.engagement.names import names_of
from studio.engagement.reading import Interaction, latest_readings
from studio.errors import StudioError, problem
from studio.files import Files
from studio.library.current import library
from studio.library.library import Library
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion, latest
from studio.posts.variant import PictureRef, Variant
from studio.posts.wording import variant_for
from studio.publishing.delivery import STATE_WORDS, Delivery

if TYPE_CHECKING:
    from studio.demo.fortnight import Outcome

METRIC_WORDS = {
    "reads": "阅读", "likes": "赞", "shares": "转发", "wow": "在看", "comments": "评论", "saves": "收藏", "confirmed_members": "成员确认",
    "reached_customers": "触达客户", "reached_groups": "触达群",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One delivery in the report."""

    delivery: Delivery
    account: ChannelAccount
    post: Post
    variant: Variant
    due: datetime
    state: str
    readings: dict[str, int | None]
    phone: str


def write_report(session: Session, outcome: "Outcome", folder: Path, *, files: Files, now: datetime) -> None:
    """Write index.html, one page per phone, the pictures and report.json; what was in the folder of an earlier report is replaced."""
    try:
        _write(session, outcome, folder, files=files, now=now)
    except OSError as error:
        raise StudioError(
            problem(
                f"报告写不了：{error.strerror}", f"the report cannot be written: {error.strerror}", where=str(error.filename or folder),
                mend=("腾出空间或换一个文件夹（--report），再做一次；数据库里的都在", "free some space or choose another folder (--report) and do it again; the database has everything"),
            )
        ) from error  # fmt: skip


def _write(session: Session, outcome: "Outcome", folder: Path, *, files: Files, now: datetime) -> None:
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (folder / "phones").mkdir(exist_ok=True)
    shelf, brand = library(session), current(session)
    shown = list(_shown(session, shelf, brand.zone_info, pictures, files))
    for each in shown:
        (folder / "phones" / f"{each.delivery.key}.html").write_text(each.phone, encoding="utf-8")
    page = _page().render(
        brand=brand.name, outcome=outcome, days=_by_day(shown), now=now.astimezone(brand.zone_info), metric=METRIC_WORDS, way=WAY_WORDS
    )  # fmt: skip
    (folder / "index.html").write_text(page, encoding="utf-8")
    told = json.loads(outcome.as_json()) | {"deliveries": [_as_json(each) for each in shown]}
    (folder / "report.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def _shown(session: Session, shelf: Library, zone: ZoneInfo, pictures: Path, files: Files) -> Iterator[Shown]:
    for delivery in session.exec(select(Delivery).order_by(col(Delivery.due_at), col(Delivery.id))):
        post, account = session.get(Post, delivery.post_id), session.get(ChannelAccount, delivery.account_id)
        placement = session.get(Placement, delivery.placement_id)
        version: PostVersion | None = latest(session, post) if post else None
        if post is None or account is None or placement is None or version is None:
            continue
        variant, due = variant_for(version, placement.channel), delivery.due_at.astimezone(zone)
        seen = _message(
            session, delivery, post=post, account=account, variant=variant, due=due, shelf=shelf, pictures=pictures, files=files
        )
        readings = {name: row.value for name, row in latest_readings(session, delivery.key).items()}
        yield Shown(delivery, account, post, variant, due, STATE_WORDS[delivery.is_].zh, readings, preview.document(preview.preview(seen)))


def _message(
    session: Session,
    delivery: Delivery,
    *,
    post: Post,
    account: ChannelAccount,
    variant: Variant,
    due: datetime,
    shelf: Library,
    pictures: Path,
    files: Files,
) -> PreviewMessage:
    def picture(ref: PictureRef) -> Picture:
        target = pictures / f"{ref.digest}.{'png' if ref.media_type == 'image/png' else 'jpg'}"
        if not target.exists():
            target.write_bytes(files.get(ref.digest))
        return Picture(f"../pictures/{target.name}", ref.width, ref.height)

    said = session.exec(select(Interaction).where(Interaction.delivery_id == delivery.key).order_by(col(Interaction.at))).all()
    names = names_of(session, {row.person for row in said})
    persona = shelf.personas.get(post.persona)
    addresses = {ref.digest: picture(ref).url for ref in variant.pictures}
    return PreviewMessage(
        channel=account.channel, name=persona.name if persona else account.name, portrait=_portrait(shelf, persona.portrait if persona else "", pictures, files),
        text=variant.text if not variant.html else "", title=variant.title, author=variant.author, summary=variant.summary,
        html=preview.with_addresses(variant.html, addresses) if variant.html else "", cover=picture(variant.cover) if variant.cover else None,
        pictures=tuple(picture(ref) for ref in variant.pictures) if not variant.html else (), when=f"{due:%m-%d %H:%M}", company=shelf.brand.name,
        likes=tuple(names[row.person] for row in said if row.kind == "like")[:12],
        comments=tuple(Comment(names[row.person], row.text or "（平台不给评论内容）") for row in said if row.kind != "like")[:6],
    )  # fmt: skip


def _portrait(shelf: Library, name: str, pictures: Path, files: Files) -> str:
    digest = shelf.pictures.get(name)
    if digest is None:
        return ""
    target = pictures / f"portrait-{digest[:16]}.jpg"
    if not target.exists():
        target.write_bytes(files.get(digest))
    return f"../pictures/{target.name}"


def _by_day(shown: list[Shown]) -> dict[str, list[Shown]]:
    days: dict[str, list[Shown]] = {}
    for each in shown:
        days.setdefault(f"{each.due:%m 月 %d 日} 周{'一二三四五六日'[each.due.weekday()]}", []).append(each)
    return days


def _as_json(each: Shown) -> dict[str, Any]:
    return {
        "delivery": each.delivery.key, "account": each.account.slug, "channel": each.account.channel, "persona": each.post.persona, "pillar": each.post.pillar,
        "due": each.due.isoformat(), "state": each.delivery.state, "confirmed": each.delivery.confirmed, "expected": each.delivery.expected,
        "idea": each.post.idea, "remote_id": each.delivery.remote_id, "readings": each.readings,
    }  # fmt: skip


def _page() -> Any:
    source = (resources("studio.demo") / "report.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True).from_string(source)
