"""What an Official Account's article may not exceed, asked before the network (rules oa.*)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from studio.channels.channel import Account
from studio.channels.measure import Measure
from studio.channels.message import Message, Picture
from studio.channels.official_account.article import FILE_SRC, body_pictures, gallery, is_picture_post
from studio.channels.official_account.settings import Settings, Way
from studio.errors import Problem, problem
from studio.rules.article_length import article_length


def limits_of(message: Message, account: Account, settings: Settings, measure: Measure) -> Iterator[Problem]:
    yield from _lengths(message, settings, measure)
    yield from measure.without_video(message)
    yield from (_picture_post if is_picture_post(message) else _article)(message, measure)
    yield from _mass_audience(message, account, measure) if settings.way is Way.MASS else _public(message, measure)


def _lengths(message: Message, settings: Settings, measure: Measure) -> Iterator[Problem]:
    if not message.title.strip():
        yield problem("文章没有标题", "the article has no title", where=measure.where, field="title", mend=("写一个标题", "write a title"))
    yield from measure.characters("oa.draft.title", message.title, "title")
    yield from measure.characters("oa.draft.author", message.author, "author")
    yield from measure.characters("oa.draft.digest", message.summary, "summary")
    yield from measure.bytes("oa.draft.source_url", message.source_url, "source_url")
    yield from measure.bytes("oa.mass.marker", message.marker, "marker")
    if settings.strict_bytes:
        yield from measure.bytes("oa.draft.strict_bytes.title", message.title, "title")
        yield from measure.bytes("oa.draft.strict_bytes.digest", message.summary, "summary")
        yield from measure.bytes("oa.draft.strict_bytes.author", message.author, "author")


def _article(message: Message, measure: Measure) -> Iterator[Problem]:
    length = article_length(message.html)
    yield from measure.below("oa.draft.content", length.characters, "html")
    yield from measure.below("oa.draft.content_bytes", length.bytes, "html")
    yield from _cover(message.cover, measure)
    yield from _missing_pictures(message, measure)
    for picture in body_pictures(message):
        yield from measure.picture("oa.image.body_types", "oa.image.body_bytes", picture, "pictures", below=True)


def _cover(cover: Picture | None, measure: Measure) -> Iterator[Problem]:
    if cover is None:
        yield problem(
            "图文没有封面", "the article has no cover", where=measure.where, field="cover", rule="oa.draft.cover",
            mend=("配一张 2.35:1 的封面", "add a cover of 2.35:1"),
        )  # fmt: skip
        return
    yield from measure.picture("oa.image.cover_types", "oa.image.cover_bytes", cover, "cover")


def _missing_pictures(message: Message, measure: Measure) -> Iterator[Problem]:
    known = {picture.digest for picture in message.pictures}
    for digest in dict.fromkeys(found.group(2) for found in FILE_SRC.finditer(message.html)):
        if digest not in known:
            yield problem(
                f"正文里的图片 {digest[:12]} 没有附上", f"the body shows picture {digest[:12]} that is not attached",
                where=measure.where, field="html", mend=("重新插入这张图片", "insert the picture again"),
            )  # fmt: skip
    for address in _outside_pictures(message.html):
        yield problem(
            f"正文引用了站外图片 {address}，平台会悄悄删掉", f"the body shows a picture from {address}; the platform drops it in silence",
            where=measure.where, field="html", rule="oa.image.body_types", mend=("把图片放进素材库再插入", "put the picture into the library and insert it"),
        )  # fmt: skip


def _outside_pictures(html: str) -> list[str]:
    places = [part.split("src=", 1)[1][1:] for part in html.split("<img")[1:] if "src=" in part]
    hosts = [urlsplit(place.split('"')[0].split("'")[0]).hostname for place in places]
    return [host for host in dict.fromkeys(hosts) if host and not host.endswith("qpic.cn")]


def _picture_post(message: Message, measure: Measure) -> Iterator[Problem]:
    pictures = gallery(message)
    if not pictures:
        yield problem(
            "既没有正文也没有图片", "there is neither a body nor a picture", where=measure.where, field="html",
            mend=("写正文，或放至少一张图片", "write a body or add at least one picture"),
        )  # fmt: skip
    yield from measure.at_most("oa.newspic.pictures", len(pictures), "pictures")
    yield from measure.below("oa.draft.content", len(message.text), "text")
    for picture in pictures:
        yield from measure.picture("oa.image.cover_types", "oa.image.cover_bytes", picture, "pictures")


def _public(message: Message, measure: Measure) -> Iterator[Problem]:
    if message.to.tags or message.to.people:
        yield problem(
            "发布的文章人人可见，不能选标签或粉丝", "a published article is public; it cannot be for tags or single followers",
            where=measure.where, field="audience", mend=("改用群发，或受众选全部", "use a mass send, or address everybody"),
        )  # fmt: skip


def _mass_audience(message: Message, account: Account, measure: Measure) -> Iterator[Problem]:
    if len(message.to.tags) > 1 or not all(tag.isdigit() for tag in message.to.tags):
        yield problem(
            "群发一次只能选一个粉丝标签", "a mass send takes one tag of followers", where=measure.where, field="audience",
            mend=("每个标签建一次投放", "plan one delivery per tag"),
        )  # fmt: skip
    people = len(message.to.people)
    if people and (account.kind == "subscription" or not 2 <= people <= 10_000):
        yield problem(
            "按名单群发只限服务号，且须 2 到 10000 人", "only a service account sends to named people, from 2 to 10,000",
            where=measure.where, field="audience", mend=("改用全部粉丝或一个标签", "choose all followers or a tag"),
        )  # fmt: skip
