"""A cover for an article that somebody wrote by hand: drawn in the brand's cover layout from the title and a photo that fits the words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from studio.assets.asset import Asset, Rights, keep_rendered
from studio.assets.named import named_pictures
from studio.assets.record import Record, who_of
from studio.assets.render import render
from studio.calendars.illustrate import COVER, faces, scene_for, size_for
from studio.content.copy_template import Copy
from studio.errors import Refused, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.people.person import Person, require
from studio.posts.post import WRITERS, Post


def draw_cover(
    session: Session, library: Library, post: Post, *, title: str, text: str, turn: int, files: Files, by: Person, at: datetime
) -> Asset:
    """Draw it and keep it in the picture library; the next `turn` takes the next photo. Refused without a title: it is what the cover says."""
    require(session, by, *WRITERS)
    if not title.strip():
        raise Refused(
            problem(
                "先写标题，封面上要印它",
                "write the title first: the cover says it",
                field="title",
                mend=("写好标题再画", "write it, then draw"),
            )
        )
    on = at.astimezone(ZoneInfo(library.brand.zone)).date()
    photos = named_pictures(session, library, on=on).photos(files)
    layout, product = library.layout(COVER), library.products.get(post.product or "")
    shots = [shot for shot in product.photos if shot in photos] if product else []
    photo = shots[turn % len(shots)] if shots else scene_for(library, photos, Copy(title=title, headline=title, text=text), turn=turn)
    persona = library.personas.get(post.persona)
    record = Record(
        headline=title.strip(), persona=who_of(persona) if persona else None, brand=library.brand.name, photo=photo, date=f"{on:%m.%d}"
    )
    palette = library.palette_for(product.category if product else "")
    drawn = render(layout, size_for(layout, ChannelKind.OFFICIAL_ACCOUNT), palette, record, photos=photos, faces=faces(library, files))
    rights = Rights(source="工作室按版式绘制", author=library.brand.name, licence="Own-Work")
    return keep_rendered(
        session, files, drawn, name=f"cover-{post.key}-{drawn.digest[:8]}.jpg", rights=rights, made_from={"layout": COVER, "photo": photo},
        by=by, at=at, shows=title.strip(),
    )  # fmt: skip
