"""The example brand's layouts, palettes, faces and photos, and records to draw with them."""

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import yaml
from PIL import Image

from studio.assets.faces import Faces, faces_of
from studio.assets.photograph import Photo, photo_at
from studio.assets.record import Goods, Record, Who
from studio.assets.render import Rendered, render
from studio.library.kinds.font import Fonts
from studio.library.kinds.layout import Layout
from studio.library.kinds.palette import Palette, Palettes

ROOT = Path(__file__).parents[2]
CARDIGAN = Goods("燕麦色羊绒混纺针织开衫", "269", "329", "30% 羊绒，软糯不扎，办公室空调房一件就够", category="womenswear")
LIN = Who("林晚", "木禾创始人", "portrait-founder.jpg")
FULL = Record(
    headline="天凉下来的第一天，把燕麦色的开衫穿上。", subline="群内专享，11 月 11 日 22:00 截止", product=CARDIGAN, persona=LIN, brand="木禾 MUHE",
    steps=("翻面装进洗衣袋，水温不超过 30℃", "用毛巾卷起来吸水，平铺阴干", "穿两天歇一天", "起了小球用除球器轻轻走一遍"),
    badge="限 100 件", button="来看看", date="11.07", link="https://muhe.example/s/k7Qd2", photo="knit-cardigan.jpg",
)  # fmt: skip


@cache
def faces() -> Faces:
    return faces_of(Fonts.model_validate(_yaml("assets/fonts.yaml")), ROOT)


@cache
def palettes() -> Palettes:
    return Palettes.model_validate(_yaml("assets/palettes.yaml"))


def palette(category: str = "womenswear") -> Palette:
    return palettes().of(category)


@cache
def layouts() -> tuple[Layout, ...]:
    return tuple(
        Layout.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in sorted((ROOT / "assets/layouts").glob("*.yaml"))
    )


def layout(slug: str) -> Layout:
    return next(layout for layout in layouts() if layout.slug == slug)


@cache
def photos() -> dict[str, Photo]:
    found = {}
    for path in (ROOT / "assets/photos").glob("*.jpg"):
        licence = yaml.safe_load(Path(f"{path}.licence.yaml").read_text("utf-8"))
        found[path.name] = photo_at(path, focus=tuple(licence["focus"]))
    return found


def drawn(slug: str, record: Record = FULL, *, family: str = "", category: str = "womenswear") -> Rendered:
    sheet = layout(slug)
    size = next((size for size in sheet.sizes if size.family == family), sheet.sizes[0])
    return render(sheet, size, palette(category), record, photos=photos(), faces=faces())


def picture(rendered: Rendered) -> Image.Image:
    return Image.open(BytesIO(rendered.content))


def jpeg(width: int = 640, height: int = 480, *, seed: int = 1, quality: int = 90, exif: bytes = b"") -> bytes:
    """A picture of a few soft colour fields, different for every seed."""
    fields = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    out = BytesIO()
    Image.fromarray(fields).resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def _yaml(path: str) -> object:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))
