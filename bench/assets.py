"""What a poster costs: cold, with its photo kept, and as one of a batch, against the floor of decoding and encoding alone.

`python bench/assets.py [--rounds 7] [--out FILE]` prints JSON: milliseconds of processor time (medians of rounds that take turns) and ratios with their bars. The
poster is the example brand's 1080×1440 offer with a code that is read back, from a photo of 12 megapixels; the floor is the same photo decoded at
the scale that is needed, cut to its box and coded as JPEG, with no word on it.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import yaml
from PIL import Image

from studio.assets import ground
from studio.assets.faces import Faces, faces_of
from studio.assets.photograph import Photo, cropped, photo_at
from studio.assets.qr_code import read_back
from studio.assets.record import Goods, Record
from studio.assets.render import Rendered, render
from studio.library.kinds.font import Fonts
from studio.library.kinds.layout import Layout
from studio.library.kinds.palette import Palette, Palettes

ROOT = Path(__file__).parents[1]
BARS = {"cold_to_floor": 1.25, "variant_to_encode": 2.2, "codes_read": 1.0, "largest_kb": 300}
HEADLINES = ("立冬 · 针织周", "第二件半价，把冬天穿暖", "只在会员群，今晚八点", "燕麦色，只剩三十件", "天凉了，添一件软的")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--out", type=Path)
    asked = arguments.parse_args()
    with TemporaryDirectory() as folder:
        report = measure(photo_of_12_megapixels(Path(folder)), asked.rounds)
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")


def photo_of_12_megapixels(folder: Path) -> Photo:
    """A picture of the example brand enlarged to 4000×3000, with a sensor's noise, so that decoding has its real work."""
    drawn = (
        Image.open(ROOT / "assets/photos/wool-coat.jpg")
        .convert("RGB")
        .crop((0, 300, 1600, 1500))
        .resize((4000, 3000), Image.Resampling.BICUBIC)
    )
    noise = np.random.default_rng(7).normal(0, 4, (3000, 4000, 1))
    path = folder / "coat.jpg"
    Image.fromarray(np.clip(np.asarray(drawn) + noise, 0, 255).astype(np.uint8)).save(path, quality=92)
    return photo_at(path)


def measure(photo: Photo, rounds: int) -> dict[str, object]:
    brush = Brush(photo)
    ways: dict[str, Callable[[int], object]] = {
        "floor": brush.floor,
        "cold": brush.cold,
        "kept": brush.kept,
        "variant": brush.variant,
        "encode": brush.encode,
    }
    for way in ways.values():
        way(0)  # faces are opened once per process
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in (("floor", "cold"), ("kept", "variant", "encode")):  # a batch does not decode 12 megapixels between two pictures
        for number in range(1, rounds + 1):
            for name in turn:
                start = time.process_time()
                ways[name](number)
                spent[name].append((time.process_time() - start) * 1000)
    ms = {name: round(median(times), 1) for name, times in spent.items()}
    made = [brush.variant(number) for number in range(10)]
    ratios = {
        "cold_to_floor": round(median(c / f for c, f in zip(spent["cold"], spent["floor"], strict=True)), 3),
        "variant_to_encode": round(median(v / e for v, e in zip(spent["variant"], spent["encode"], strict=True)), 3),
        "kept_to_cold": round(ms["kept"] / ms["cold"], 3),
        "codes_read": sum(read_small_and_poor(picture) == f"{brush.link}?n={number}" for number, picture in enumerate(made)) / len(made),
        "largest_kb": round(max(len(picture.content) for picture in made) / 1000),
        "same_bytes": brush.kept(1).content == brush.cold(1).content,
    }
    return {"ms": ms, "ratios": ratios, "bars": BARS, "machine": platform.machine(), "python": platform.python_version(), "rounds": rounds}


class Brush:
    """One poster, drawn in several ways."""

    link = "https://muhe.example/s/k7Qd2"

    def __init__(self, photo: Photo) -> None:
        self.photo = photo
        self.layout = Layout.model_validate(read("assets/layouts/offer-poster.yaml"))
        self.size = self.layout.sizes[0]
        self.palette: Palette = Palettes.model_validate(read("assets/palettes.yaml")).of("womenswear")
        self.faces: Faces = faces_of(Fonts.model_validate(read("assets/fonts.yaml")), ROOT)
        self.record = Record(
            headline=HEADLINES[0], subline="群内专享，11 月 11 日 22:00 截止", product=Goods("驼色双面羊毛大衣", "899", "1299"),
            brand="木禾 MUHE", badge="限 100 件", link=self.link, photo=photo.name,
        )  # fmt: skip
        self.canvas = Image.open(BytesIO(self.kept(0).content)).convert("RGB")

    def cold(self, number: int) -> Rendered:
        """Nothing kept but the opened faces."""
        for kept in (cropped, ground.painted, ground.quality_on):
            kept.cache_clear()
        return self.kept(number)

    def kept(self, number: int) -> Rendered:
        """The photo is kept; words are new every second time."""
        return self._render(replace(self.record, headline=HEADLINES[number % len(HEADLINES)]))

    def variant(self, number: int) -> Rendered:
        """One of a batch: another price and another code on the same ground."""
        return self._render(replace(self.record, product=Goods("驼色双面羊毛大衣", str(800 + number)), link=f"{self.link}?n={number}"))

    def _render(self, record: Record) -> Rendered:
        return render(self.layout, self.size, self.palette, record, photos={self.photo.name: self.photo}, faces=self.faces)

    def floor(self, _number: int) -> bytes:
        left, top, right, bottom = (layer.box for layer in self.layout.layers if layer.kind == "photo").__next__()
        width, height = round((right - left) * self.size.width), round((bottom - top) * self.size.height)
        image = Image.open(self.photo.path)
        tall = image.width * height / width
        image.draft("RGB", (width, round(image.height * width / image.width)))
        scale = image.width / 4000
        cut = (3000 - tall) / 2 * scale
        small = image.resize((width, height), Image.Resampling.BICUBIC, box=(0, cut, image.width, cut + tall * scale))
        self.canvas.paste(small, (round(left * self.size.width), round(top * self.size.height)))
        return self.encode(0)

    def encode(self, _number: int) -> bytes:
        out = BytesIO()
        self.canvas.save(out, "JPEG", quality=88)
        return out.getvalue()


def read_small_and_poor(picture: Rendered) -> str:
    """The code from half the size at quality 40, as a forwarded picture has it."""
    half = Image.open(BytesIO(picture.content)).resize((picture.width // 2, picture.height // 2), Image.Resampling.BICUBIC)
    poor = BytesIO()
    half.save(poor, "JPEG", quality=40)
    return read_back(Image.open(poor))


def read(path: str) -> object:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
