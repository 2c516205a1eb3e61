"""Temporary media, article pictures and attachments of Moments (wechat-api.md §1.9): three days, and never the wrong scene."""

from dataclasses import dataclass
from typing import Literal

from studio.sandbox.call import Bytes, Call, Json, Refusal, Upload, get, post
from studio.sandbox.wecom import measure
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.world import World, day_of, month_of

DAYS_3_S = 3 * 86_400
MB = 1024 * 1024
LARGEST = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
SMALLEST = 5
ARTICLE_PICTURE = 2 * MB
ARTICLE_PICTURES_A_DAY = 1_000
ARTICLE_PICTURES_A_MONTH = 3_000
LONG_SIDE, SHORT_SIDE, VIDEO_S = 10_800, 1_080, 30

Scene = Literal["message", "moment", "album"]


@dataclass
class Media:
    """Something uploaded for a scene: `message` by media/upload, `moment` or `album` by upload_attachment."""

    media_id: str
    corpid: str
    kind: str
    scene: Scene
    sha256: str
    filename: str
    content_type: str
    created_at: float
    width: int = 0
    height: int = 0


@dataclass
class ArticlePicture:
    """A picture with a permanent address."""

    url: str
    corpid: str
    sha256: str
    created_at: float


def usable(world: World, corpid: str, media_id: str, *, kind: str, scene: Scene, at: float) -> Media:
    """The media behind an id; 40007 when unknown, of another corp or kind or older than three days, 41072 for the wrong scene."""
    found = world.shelf(Media).get(media_id)
    if found is None or found.corpid != corpid or found.kind != kind:
        raise Refusal(40007, "invalid media_id")
    if at >= found.created_at + DAYS_3_S:
        raise Refusal(40007, "invalid media_id", rule="temporary media live three days (rule 35)")
    if found.scene != scene:
        raise Refusal(41072, "invalid media scene", rule="Moments need upload_attachment, messages need media/upload", mark="C")
    return found


def article_picture(world: World, corpid: str, url: str) -> ArticlePicture:
    """The picture behind an address of uploadimg; 40058 for any other address [C]."""
    found = world.shelf(ArticlePicture).get(url)
    if found is None or found.corpid != corpid:
        raise Refusal(40058, "invalid Request Parameter: pic_url should be made by media/uploadimg", mark="C")
    return found


def upload(world: World, call: Call) -> Json:
    kind = call.query.get("type", "")
    if kind not in LARGEST:
        raise Refusal(40004, "invalid media type")
    received = _received(call)
    measure.of_kind(received, kind, largest=LARGEST[kind])
    return _kept(world, call, received, kind=kind, scene="message")


def upload_attachment(world: World, call: Call) -> Json:
    kind, purpose = call.query.get("media_type", ""), call.query.get("attachment_type", "")
    if purpose not in ("1", "2"):
        raise Refusal(40058, "invalid Request Parameter: attachment_type should be 1 or 2")
    scene: Scene = "moment" if purpose == "1" else "album"
    if kind not in (("image", "video") if scene == "moment" else ("image",)):
        raise Refusal(40004, "invalid media type")
    received = _received(call)
    if len(received.content) > LARGEST[kind]:
        raise Refusal(41080, "invalid attachment size")
    measure.of_kind(received, kind, largest=LARGEST[kind])
    if scene == "moment":
        _fits_a_moment(received.content, kind)
    return _kept(world, call, received, kind=kind, scene=scene)


def _fits_a_moment(content: bytes, kind: str) -> None:
    if kind == "video":
        seconds = measure.video_seconds(content)
        if seconds is None:
            raise Refusal(41090, "invalid video format")
        if seconds > VIDEO_S:
            raise Refusal(41082, "invalid video duration")
        return
    sides = sorted(measure.size(content))
    if sides[1] > LONG_SIDE or sides[0] > SHORT_SIDE:
        raise Refusal(41081, "invalid attachment resolution", rule=f"long side at most {LONG_SIDE}, short side at most {SHORT_SIDE} pixels")


def uploadimg(world: World, call: Call) -> Json:
    received = next(iter(call.files.values()), None) or _received(call)
    measure.of_kind(received, "image", largest=ARTICLE_PICTURE)
    shelf = world.shelf(ArticlePicture)
    made = [p.created_at for p in shelf.values() if p.corpid == call.account and month_of(p.created_at) == month_of(call.at)]
    today = sum(day_of(at) == day_of(call.at) for at in made)
    if today >= ARTICLE_PICTURES_A_DAY or len(made) >= ARTICLE_PICTURES_A_MONTH:
        raise Refusal(45009, "api freq out of limit", rule="1 000 article pictures a day, 3 000 a month", mark="R")
    url = f"http://p.qpic.cn/pic_wework/{world.number('wecom.picture', first=3474110808)}/{new_id(world, 'picture_url', prefix='', length=32)}/0"
    shelf.put(url, ArticlePicture(url, call.account, world.journal.keep(received.content), call.at))
    return {"errcode": 0, "errmsg": "", "url": url}


def media_get(world: World, call: Call) -> Bytes:
    found = world.shelf(Media).get(call.query.get("media_id", ""))
    if found is None or found.corpid != call.account or call.at >= found.created_at + DAYS_3_S:
        raise Refusal(40007, "invalid media_id")
    name = found.filename.replace('"', "")
    return Bytes(world.journal.content(found.sha256), found.content_type, {"Content-disposition": f'attachment; filename="{name}"'})


def _received(call: Call) -> Upload:
    received = call.files.get("media")
    if received is None:
        raise Refusal(41005, "media data missing")
    if len(received.content) <= SMALLEST:
        raise Refusal(40006, "invalid media size", rule="more than 5 bytes")
    return received


def _kept(world: World, call: Call, received: Upload, *, kind: str, scene: Scene) -> Json:
    width, height = measure.size(received.content) if kind == "image" else (0, 0)
    media_id = new_id(world, "media", prefix="3", length=64)
    content_type = received.content_type or "application/octet-stream"
    sha256 = world.journal.keep(received.content)
    world.shelf(Media).put(
        media_id, Media(media_id, call.account, kind, scene, sha256, received.filename, content_type, call.at, width, height)
    )
    stamp = int(call.at) if scene != "message" else str(int(call.at))
    return {"errcode": 0, "errmsg": "ok" if scene != "message" else "", "type": kind, "media_id": media_id, "created_at": stamp}


routes = {
    "/cgi-bin/media/upload": post(upload),
    "/cgi-bin/media/upload_attachment": post(upload_attachment),
    "/cgi-bin/media/uploadimg": post(uploadimg),
    "/cgi-bin/media/get": get(media_get),
}
