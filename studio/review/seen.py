"""What a decision is about: everything that stands on the reviewer's page, as one digest. If it no longer holds, nothing is approved."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.errors import Refused, StudioError, Words, problem
from studio.files import Files, digest_of
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.posts.placement import Placement, placements
from studio.posts.post import Post, PostVersion, latest
from studio.posts.variant import Variant
from studio.posts.wording import Window, account_facts
from studio.review.checks import findings
from studio.rules.finding import Finding

PARTS = {
    "words": Words("文字", "the words"), "pictures": Words("图片", "the pictures"), "link": Words("链接", "the link"), "audience": Words("受众", "the audience"),
    "time": Words("时间", "the time"), "account": Words("账号或它的设置", "the account or its settings"), "destinations": Words("去处", "the destinations"),
    "findings": Words("检查结果", "the findings"),
}  # fmt: skip
SHORT = 8  # characters of each part's digest: enough to say what changed; whether anything did is the whole digest's to say


@dataclass(frozen=True)
class Page:
    """One post as it stands before the reviewer now: the findings of this moment, and the digest of everything shown."""

    findings: Mapping[str, Sequence[Finding]]
    parts: Mapping[str, str]  # name of PARTS → digest

    @property
    def seen(self) -> str:
        """What the page carries and the decision gives back."""
        return f"{_digest([self.parts[name] for name in PARTS])}.{''.join(self.parts[name][:SHORT] for name in PARTS)}"

    def require(self, seen: str, *, where: str) -> None:
        """Refuse a decision about another page than this one, saying what changed since."""
        if seen == self.seen:
            return
        changed = [PARTS[name] for name in self._changed(seen)]
        zh, en = "、".join(each.zh for each in changed), ", ".join(each.en for each in changed)
        raise Refused(
            problem(
                f"页面画出之后改过：{zh}。什么都没有批准" if zh else "批准的不是现在这一页，什么都没有批准",
                f"changed since the page was drawn: {en}; nothing was approved" if en else "this is not the page as it is now; nothing was approved",
                where=where, field="seen", rule="review.seen", mend=("看一遍现在的内容，再决定", "look at it as it is now, then decide"),
            )
        )  # fmt: skip

    def _changed(self, seen: str) -> Iterator[str]:
        _, _, said = seen.partition(".")
        if len(said) == SHORT * len(PARTS):
            yield from (name for order, name in enumerate(PARTS) if said[order * SHORT : (order + 1) * SHORT] != self.parts[name][:SHORT])


def page_of(session: Session, version: PostVersion, *, windows: Mapping[int, Window], files: Files, at: datetime) -> Page:
    """The page of this version; `windows` says when each placement may go out, as the reviewer would approve it."""
    post = session.get_one(Post, version.post_id)
    noticed = findings(session, post, version, library(session), files=files, now=at, asked=windows)
    going = placements(session, post)
    accounts = {row.account_id: session.get_one(ChannelAccount, row.account_id) for row in going}
    newest = latest(session, post)
    variants = {row.key: version.body.get(ChannelKind(row.channel)) for row in going}
    said = {
        "words": [version.digest, version.promotional, newest.key if newest else 0, _of_each(variants, _words)],
        "pictures": _of_each(variants, lambda variant: _pictures(variant, files)),
        "link": _of_each(variants, _links),
        "audience": [(row.key, row.for_whom.model_dump(mode="json")) for row in going],
        "time": [(row.key, _moment(row.due_at), *_window(windows.get(row.key))) for row in going],
        "account": [(row.key, _account(accounts[row.account_id])) for row in going],
        "destinations": [_place(row, post) for row in going],
        "findings": sorted(_digest(asdict(finding)) for found in noticed.values() for finding in found),
    }
    return Page(noticed, {name: _digest(said[name]) for name in PARTS})


def _place(row: Placement, post: Post) -> list[object]:
    return [row.key, row.channel, row.account_id, post.persona, post.pillar, post.archived_at is None]


def _of_each(variants: "Mapping[int, Variant | None]", part: "Callable[[Variant], object]") -> list[object]:
    return [(key, part(variant) if variant else None) for key, variant in sorted(variants.items())]


def _words(variant: Variant) -> object:
    return variant.model_dump(mode="json", exclude={"pictures", "cover", "link", "mini_program", "source_url"})


def _links(variant: Variant) -> object:
    return variant.model_dump(mode="json", include={"link", "mini_program", "source_url"})


def _pictures(variant: Variant, files: Files) -> object:
    """By the bytes that are there, in their order; one that is missing or was altered is another page."""
    return [(picture.model_dump(mode="json"), _bytes(files, picture.digest)) for picture in variant.all_pictures]


def _bytes(files: Files, digest: str) -> str:
    try:
        return digest_of(files.get(digest))
    except StudioError as error:
        return str(error)


def _account(account: ChannelAccount) -> object:
    return account_facts(account) | {"name": account.name, "in_use": account.removed_at is None}


def _window(window: Window | None) -> list[str]:
    return [_moment(window.opens), _moment(window.closes)] if window else []


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()
