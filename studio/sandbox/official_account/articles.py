"""An article as it arrives in a draft: its limits, its cover, what of it is stored (wechat-api.md §1.3, §2 rules 16-21)."""

import re
from html import unescape
from typing import Any

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.official_account.accounts import Account
from studio.sandbox.official_account.cleaning import cleaned
from studio.sandbox.official_account.media import MB, Media, picture_behind, usable
from studio.sandbox.world import World

TITLE, AUTHOR, DIGEST, CONTENT = 32, 16, 120, 20_000
MOST_ARTICLES, MOST_PICTURES = 8, 20
AUTO_DIGEST = 54
_CROP = re.compile(r"^(?:0|1|0\.\d{1,6}|1\.0{1,6}|0\.0+)(?:_(?:0|1|0\.\d{1,6}|1\.0{1,6})){3}$")
_RATIOS = {"news": {"2.35_1", "1_1"}, "newspic": {"2.35_1", "1_1", "16_9"}}


def accepted(world: World, call: Call, account: Account, article: Any, *, alone: bool) -> Json:
    """The article as it is stored, with `pictures` (sha256 in the order shown) beside what the platform shows; Refusal names the first fault."""
    if not isinstance(article, dict):
        raise Refusal(47001, "data format error")
    kind = article.get("article_type") or "news"
    if not isinstance(kind, str) or kind not in _RATIOS:
        raise Refusal(47001, "data format error: article_type", mark="C")
    _lengths(article, account)
    _crops(article, kind)
    if _flag(article, "need_open_comment") and not account.comments:
        raise Refusal(88000, "without comment privilege")
    stored = _words(article, kind)
    stored |= _news(world, call, article, alone=alone) if kind == "news" else _picture_post(world, call, article)
    return stored


def _lengths(article: Json, account: Account) -> None:
    title, author, digest = (_string(article, name) for name in ("title", "author", "digest"))
    content, source = _string(article, "content"), _string(article, "content_source_url")
    strict = account.strict_bytes
    if not title or len(title) > TITLE or (strict and len(title.encode()) > 64):
        raise Refusal(45003, "title size out of limit", mark="P" if strict else "D")
    if len(author) > AUTHOR or (strict and len(author.encode()) > 8):
        raise Refusal(45110, "author size out of limit", mark="P" if strict else "D")
    if len(digest) > DIGEST or (strict and len(digest.encode()) > AUTO_DIGEST):
        raise Refusal(45004, "description size out of limit", mark="P" if strict else "D")
    if len(content) >= CONTENT or len(content.encode()) >= MB:
        raise Refusal(45002, "content size out of limit", rule="under 20 000 characters counted with tags, under 1 MB", mark="P")
    if not content:
        raise Refusal(45166, "invalid content", mark="C")
    if len(source.encode()) > 1024 or (source and not re.match(r"^https?://", source)):
        raise Refusal(41039, "invalid content_source_url")


def _crops(article: Json, kind: str) -> None:
    for name in ("pic_crop_235_1", "pic_crop_1_1"):
        if (crop := _string(article, name)) and not _CROP.match(crop):
            raise Refusal(53402, "invalid cover crop", mark="P")
    cover = article.get("cover_info") or {}
    if not isinstance(cover, dict):
        raise Refusal(47001, "data format error: cover_info")
    for crop in cover.get("crop_percent_list") or []:
        if not isinstance(crop, dict) or str(crop.get("ratio")) not in _RATIOS[kind]:
            raise Refusal(53402, "invalid cover crop ratio", mark="P")


def _words(article: Json, kind: str) -> Json:
    stored = {name: _string(article, name) for name in ("title", "author", "digest", "content", "content_source_url")}
    stored |= {name: _flag(article, name) for name in ("need_open_comment", "only_fans_can_comment")}
    kept = ("pic_crop_235_1", "pic_crop_1_1", "cover_info", "product_info")
    return {"article_type": kind} | stored | {name: article[name] for name in kept if article.get(name)}


def _news(world: World, call: Call, article: Json, *, alone: bool) -> Json:
    cover = _library_picture(world, call, article.get("thumb_media_id"))
    found = cleaned(_string(article, "content"), call.note)
    text = " ".join(unescape("".join(found.words)).split())
    digest = _string(article, "digest") or text[:AUTO_DIGEST] if alone else ""
    pictures = [media.sha256 for media in (picture_behind(world, address) for address in found.pictures) if media]
    return {
        "content": "".join(found.kept),
        "digest": digest,
        "thumb_media_id": cover.media_id,
        "thumb_url": cover.url,
        "pictures": pictures,
        "cover_sha256": cover.sha256,
    }


def _picture_post(world: World, call: Call, article: Json) -> Json:
    info = article.get("image_info") or {}
    images = info.get("image_list") if isinstance(info, dict) else None
    if not isinstance(images, list) or not images:
        raise Refusal(40007, "invalid media_id", rule="a picture post needs 1 to 20 pictures")
    if len(images) > MOST_PICTURES:
        raise Refusal(45008, "article size out of limit", rule="a picture post has at most 20 pictures", mark="C")
    media = [_library_picture(world, call, image.get("image_media_id") if isinstance(image, dict) else None) for image in images]
    return {
        "image_info": {"image_list": [{"image_media_id": one.media_id} for one in media]},
        "thumb_media_id": media[0].media_id,
        "thumb_url": media[0].url,
        "pictures": [one.sha256 for one in media],
        "cover_sha256": media[0].sha256,
    }


def _library_picture(world: World, call: Call, media_id: object) -> Media:
    """Covers and picture posts take permanent pictures of the same account only [D O1]."""
    return usable(world, call.account, media_id, at=call.at, lives=("permanent",), kinds=("image", "thumb"))


def _string(article: Json, name: str) -> str:
    value = article.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(47001, f"data format error: {name} must be a string", mark="R")
    return value


def _flag(article: Json, name: str) -> int:
    value = article.get(name, 0)
    if not isinstance(value, int | str) or str(int(value) if isinstance(value, bool) else value) not in ("0", "1"):
        raise Refusal(47001, f"data format error: {name} must be 0 or 1", mark="R")
    return int(value)


def shown(article: Json, *, content: bool = True) -> Json:
    """The article as the platform shows it: without what only the sandbox knows."""
    hidden = {"pictures", "cover_sha256", "deleted_at", *(() if content else ("content",))}
    return {"show_cover_pic": 0} | {name: value for name, value in article.items() if name not in hidden}
