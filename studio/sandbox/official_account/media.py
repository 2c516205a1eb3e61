"""Files that accounts upload: temporary media, the permanent library, pictures for article bodies (wechat-api.md §1.2)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from studio.sandbox.call import Bytes, Call, Json, Refusal, Upload, get, post
from studio.sandbox.phone import picture_type
from studio.sandbox.world import World

Life = Literal["temporary", "permanent", "article"]
KB, MB = 1024, 1024 * 1024
TEMPORARY_S = 3 * 86_400
LIBRARY_IMAGES = 100_000
LIBRARY_OTHERS = 1_000
PICTURE_HOST = "mmbiz.qpic.cn"

_TOO_BIG = {"image": 40009, "voice": 40010, "video": 40011, "thumb": 40012}
_LIMITS = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "thumb": 64 * KB}
_TYPES = {
    ("temporary", "image"): {"png", "jpeg", "gif", "bmp"},
    ("permanent", "image"): {"png", "jpeg", "gif", "bmp"},
    ("article", "image"): {"png", "jpeg"},
    ("temporary", "voice"): {"amr", "mp3"},
    ("permanent", "voice"): {"amr", "mp3", "wma", "wav"},
    ("temporary", "video"): {"mp4"},
    ("permanent", "video"): {"mp4"},
    ("temporary", "thumb"): {"jpeg"},
    ("permanent", "thumb"): {"jpeg"},
}


@dataclass
class Media:
    """An uploaded file; `life` says where it may be used and for how long, `url` is set for pictures that have one."""

    media_id: str
    appid: str
    life: Life
    kind: str
    name: str
    sha256: str
    format: str
    at: float
    url: str = ""
    title: str = ""
    introduction: str = ""


def format_of(upload: Upload) -> str:
    """What the bytes are, by their beginning; for sound the name's ending, as the platform goes by it too [C]."""
    picture = picture_type(upload.content).partition("/")
    if picture[0] == "image":
        return picture[2]
    if upload.content[4:8] == b"ftyp":
        return "mp4"
    ending = upload.filename.rpartition(".")[2].lower()
    return ending if ending in {"amr", "mp3", "wma", "wav", "mp4"} and not picture_type(upload.content).startswith("image") else ""


def keep(world: World, call: Call, *, life: Life, kind: str) -> Media:
    """Check the file of the call and keep it; 41005 missing, 40004 kind, 40005 format, 40009 and its neighbours size."""
    upload = call.files.get("media")
    if upload is None or not upload.content:
        raise Refusal(41005, "media data missing")
    if (life, kind) not in _TYPES:
        raise Refusal(40004, "invalid media type")
    made_of = format_of(upload)
    if made_of not in _TYPES[life, kind]:
        raise Refusal(40005, "invalid file type")
    too_big = len(upload.content) >= MB if life == "article" else len(upload.content) > _LIMITS[kind]
    if too_big:
        raise Refusal(_TOO_BIG[kind], f"invalid {kind} size")
    media_id = _new_id(world, call.account)
    url = f"http://{PICTURE_HOST}/mmbiz_{made_of}/{media_id[:43]}/0?wx_fmt={made_of}" if kind == "image" else ""
    key = url if life == "article" else media_id
    return world.shelf(Media).put(
        key, Media(key, call.account, life, kind, upload.filename, world.journal.keep(upload.content), made_of, call.at, url)
    )


def _new_id(world: World, appid: str) -> str:
    about = f"{world.facts.seed}|{appid}|{world.number('media')}"
    return base64.urlsafe_b64encode(hashlib.sha384(about.encode()).digest()).decode()


def usable(world: World, appid: str, media_id: object, *, at: float, lives: tuple[Life, ...], kinds: tuple[str, ...]) -> Media:
    """The media of this account with this id; 40007 when it is absent, somebody else's, of another kind, or has expired."""
    media = world.shelf(Media).get(str(media_id))
    if media is None or media.appid != appid or media.life not in lives or media.kind not in kinds:
        raise Refusal(40007, "invalid media_id")
    if media.life == "temporary" and at > media.at + TEMPORARY_S:
        raise Refusal(40007, "invalid media_id", rule="temporary media live three days")
    return media


def picture_behind(world: World, url: str) -> Media | None:
    """The picture that this address in an article body stands for, whatever its scheme and query."""
    bare = url.replace("https://", "http://", 1).partition("?")[0]
    index = world.cache("pictures", lambda: {m.url.partition("?")[0]: m.media_id for m in world.shelf(Media).values() if m.url})
    if bare not in index:
        index.update({m.url.partition("?")[0]: m.media_id for m in world.shelf(Media).values() if m.url})
    return world.shelf(Media).get(index[bare]) if bare in index else None


def uploadimg(world: World, call: Call) -> Json:
    return {"url": keep(world, call, life="article", kind="image").url, "errcode": 0, "errmsg": "ok"}


def upload(world: World, call: Call) -> Json:
    kind = call.query.get("type", "")
    media = keep(world, call, life="temporary", kind=kind)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: media.media_id, "created_at": int(call.at)}


def media_get(world: World, call: Call) -> Json | Bytes:
    kinds = ("image", "voice", "video", "thumb")
    media = usable(world, call.account, call.query.get("media_id"), at=call.at, lives=("temporary",), kinds=kinds)
    if media.kind == "video":
        return {"video_url": f"http://mp.weixin.qq.com/mp/video/{media.media_id}"}
    return attachment(world, media)


def attachment(world: World, media: Media) -> Bytes:
    """The bytes of a media file as the platform hands them out."""
    kind = f"image/{media.format}" if media.kind in ("image", "thumb") else "application/octet-stream"
    name = f"{media.media_id[:16]}.{media.format}"
    return Bytes(world.journal.content(media.sha256), kind, {"Content-Disposition": f'attachment; filename="{name}"'})


def description(call: Call) -> Json:
    """The JSON beside a permanent video."""
    try:
        said = json.loads(call.fields.get("description") or "{}")
    except ValueError as wrong:
        raise Refusal(47001, "data format error") from wrong
    return said if isinstance(said, dict) else {}


routes = {
    "/cgi-bin/media/uploadimg": post(uploadimg),
    "/cgi-bin/media/upload": post(upload),
    "/cgi-bin/media/get": get(media_get),
}
