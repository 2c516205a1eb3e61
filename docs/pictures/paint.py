"""A small paint box for gouache-like still lifes: soft-edged shapes with volume, cast shadows, window light, brush marks and grain.

Coordinates are 0–1000 across and 0–1250 down, whatever the picture's size in pixels. The same seed gives the same picture.
"""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Field = NDArray[np.float32]
Points = Sequence[tuple[float, float]]
ACROSS, DOWN = 1000, 1250


def rgb(colour: str) -> Field:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def mix(first: str, second: str, share: float) -> str:
    blended = rgb(first) * (1 - share) + rgb(second) * share
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in blended)


def curve(points: Points, *, closed: bool = True, per: int = 14) -> list[tuple[float, float]]:
    """A smooth line through the points (Catmull-Rom)."""
    p = [np.array(point, np.float64) for point in points]
    count = len(p)
    around = [(p[i - 1], p[i], p[(i + 1) % count], p[(i + 2) % count]) for i in range(count)] if closed else [
        (p[max(i - 1, 0)], p[i], p[i + 1], p[min(i + 2, count - 1)]) for i in range(count - 1)
    ]  # fmt: skip
    found: list[tuple[float, float]] = []
    for a, b, c, d in around:
        for t in np.linspace(0, 1, per, endpoint=False):
            x, y = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            found.append((float(x), float(y)))
    if not closed:
        found.append((float(p[-1][0]), float(p[-1][1])))
    return found


def oval(
    cx: float, cy: float, rx: float, ry: float, turn: float = 0.0, *, start: float = 0.0, end: float = 360.0
) -> list[tuple[float, float]]:
    angles = np.radians(np.linspace(start, end, 90))
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    x, y = rx * np.cos(angles), ry * np.sin(angles)
    return [(float(cx + a * c - b * s), float(cy + a * s + b * c)) for a, b in zip(x, y, strict=True)]


def box(x0: float, y0: float, x1: float, y1: float, round_: float = 0.0) -> list[tuple[float, float]]:
    if round_ <= 0:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    corners = [
        (x1 - round_, y0 + round_, 270),
        (x1 - round_, y1 - round_, 0),
        (x0 + round_, y1 - round_, 90),
        (x0 + round_, y0 + round_, 180),
    ]
    return [point for cx, cy, start in corners for point in oval(cx, cy, round_, round_, start=start, end=start + 90)]


class Sheet:
    """One picture in the making; pixels are floats 0–1."""

    def __init__(self, seed: int, *, width: int = 1600, height: int = 2000, paper: str = "#efe7da") -> None:
        self.width, self.height, self.unit = width, height, width / ACROSS
        self.chance = np.random.default_rng(seed)
        self.px: Field = np.ones((height, width, 3), np.float32) * rgb(paper)
        self.v, self.u = np.mgrid[0:height, 0:width].astype(np.float32) / np.float32(self.unit)

    # — masks —

    def area(self, points: Points, *, soft: float = 0.6, wobble: float = 1.2) -> Field:
        """The inside of an outline, 0–1; `wobble` moves the edge a little as a hand would."""
        if wobble:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            points = self._wobbled(points, wobble * min(1.0, (max(xs) - min(xs) + max(ys) - min(ys)) / 300))
        return self.filled([points], soft)

    def strokes(self, lines: Sequence[Points], width: float, *, taper: bool = True, soft: float = 0.6) -> Field:
        """Brush lines of this width, thin at the ends if tapered."""
        outlines = [self._ribbon(line, width, taper) for line in lines if len(line) > 1]
        return self.filled(outlines, soft)

    def filled(self, outlines: Sequence[Points], soft: float) -> Field:
        scale = 2
        image = Image.new("L", (self.width * scale, self.height * scale))
        pen = ImageDraw.Draw(image)
        for points in outlines:
            pen.polygon([(x * self.unit * scale, y * self.unit * scale) for x, y in points], fill=255)
        return self.blurred(np.asarray(image.reduce(scale), np.float32) / 255, soft)

    def _wobbled(self, points: Points, by: float) -> Points:
        p = np.array(points, np.float64)
        count = len(p)
        if count < 12:
            steps = np.linspace(0, 1, 40, endpoint=False)[:, None]
            p = np.concatenate([p[i] * (1 - steps) + p[(i + 1) % count] * steps for i in range(count)])
            count = len(p)
        phase = np.linspace(0, 2 * np.pi, count, endpoint=False)
        for k in (3, 5, 9, 14):
            for axis in (0, 1):
                p[:, axis] += by / np.sqrt(k) * np.sin(k * phase + self.chance.uniform(0, 6.3))
        return [(float(x), float(y)) for x, y in p]

    @staticmethod
    def _ribbon(line: Points, width: float, taper: bool) -> Points:  # noqa: FBT001
        p = np.array(line, np.float64)
        along = np.gradient(p, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        side = np.stack([-along[:, 1], along[:, 0]], axis=1)
        t = np.linspace(0, 1, len(p))
        half = width / 2 * (np.sin(np.pi * np.clip(t * 0.92 + 0.04, 0, 1)) ** 0.6 if taper else np.ones_like(t))
        outline = np.concatenate([p + side * half[:, None], (p - side * half[:, None])[::-1]])
        return [(float(x), float(y)) for x, y in outline]

    def blurred(self, field: Field, radius: float) -> Field:
        if radius <= 0:
            return field
        step = 4 if radius > 12 else 1
        image = Image.fromarray((np.clip(field, 0, 1) * 255).astype(np.uint8))
        if step > 1:
            image = image.reduce(step)
        image = image.filter(ImageFilter.GaussianBlur(radius * self.unit / step))
        if step > 1:
            image = image.resize((self.width, self.height), Image.Resampling.BICUBIC)
        return np.asarray(image, np.float32) / 255

    def moved(self, field: Field, dx: float, dy: float) -> Field:
        x, y = round(dx * self.unit), round(dy * self.unit)
        out = np.roll(field, (y, x), (0, 1))
        if y > 0:
            out[:y] = out[y]
        elif y < 0:
            out[y:] = out[y - 1]
        if x > 0:
            out[:, :x] = out[:, x : x + 1]
        elif x < 0:
            out[:, x:] = out[:, x - 1 : x]
        return out

    def noise(self, across: float, down: float | None = None, turn: float = 0.0) -> Field:
        """Smooth chance, −1…1, with marks about this large; long and thin when the two sizes differ."""
        down = down or across
        side = int(np.hypot(self.width, self.height) * 1.05)
        cells = (max(int(side / (down * self.unit)), 2), max(int(side / (across * self.unit)), 2))
        small = self.chance.random(cells, np.float32)
        image = (
            Image.fromarray((small * 255).astype(np.uint8))
            .resize((side, side), Image.Resampling.BICUBIC)
            .rotate(turn, Image.Resampling.BILINEAR)
        )
        x, y = (side - self.width) // 2, (side - self.height) // 2
        return np.asarray(image.crop((x, y, x + self.width, y + self.height)), np.float32) / 127.5 - 1

    # — paint —

    def wash(self, first: str, second: str, *, angle: float = 90.0, marks: float = 0.03) -> None:
        """Cover the whole sheet, from one colour to another, with broad brush marks."""
        t = self._along(angle)[..., None]
        self.px = rgb(first) * (1 - t) + rgb(second) * t
        self.px *= 1 + marks * (0.6 * self.noise(240, 60, 12) + 0.4 * self.noise(60, 18, -8))[..., None]

    def _along(self, angle: float) -> Field:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        t = self.u / ACROSS * c + self.v / DOWN * s
        return ((t - t.min()) / (t.max() - t.min())).astype(np.float32)

    def paint(
        self, area: Field, colour: str, *, to: str = "", angle: float = 90.0, volume: float = 0.0, round_: float = 26.0,
        marks: float = 0.035, thick: float = 1.0, pattern: Field | None = None,
    ) -> None:  # fmt: skip
        """Fill an area: `to` grades it along `angle`, `volume` lights it from the upper left, `pattern` multiplies it."""
        ground = np.ones_like(self.px) * rgb(colour)
        if to:
            t = self._within(area, angle)[..., None]
            ground = ground * (1 - t) + rgb(to) * t
        if pattern is not None:
            ground *= pattern[..., None]
        if volume:
            inside = self.blurred(area, round_)
            dark = np.clip(area - self.moved(inside, -round_ * 0.55, -round_ * 0.5), 0, 1)
            light = np.clip(area - self.moved(inside, round_ * 0.55, round_ * 0.5), 0, 1)
            ground *= 1 - volume * 0.62 * dark[..., None] * np.array([0.86, 1.0, 1.08], np.float32)
            ground += (1 - ground) * (volume * 0.42 * light)[..., None] * np.array([1.0, 0.96, 0.86], np.float32)
        if marks:
            ground *= 1 + marks * (0.6 * self.noise(120, 22, 30) + 0.4 * self.noise(26, 9, 24))[..., None]
        a = (area * thick)[..., None]
        self.px = self.px * (1 - a) + np.clip(ground, 0, 1) * a

    def _within(self, area: Field, angle: float) -> Field:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        t = self.u * c + self.v * s
        inside = t[area > 0.5]
        if inside.size == 0:
            return np.zeros_like(t)
        low, high = float(inside.min()), float(inside.max())
        return np.clip((t - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)

    def shadow(
        self, area: Field, *, dx: float = 26, dy: float = 34, soft: float = 24, strength: float = 0.34, colour: str = "#4a4258"
    ) -> None:
        """The shadow that an area throws; cool, never black."""
        self.glaze(self.blurred(self.moved(area, dx, dy), soft), colour, strength)

    def glaze(self, area: Field, colour: str, strength: float) -> None:
        """A transparent darker layer (multiplied)."""
        self.px *= 1 - (area * strength)[..., None] * (1 - rgb(colour))

    def light(self, area: Field, strength: float, colour: str = "#fff2d8") -> None:
        """A transparent lighter layer."""
        self.px += (rgb(colour) - self.px) * np.clip(area * strength, 0, 1)[..., None]

    def window_light(
        self,
        *,
        left: float,
        top: float,
        wide: float,
        tall: float,
        lean: float = 150.0,
        strength: float = 0.34,
        bars: int = 2,
        rows: int = 3,
    ) -> None:
        """The panes of a window, thrown aslant on the wall."""
        panes: list[Points] = []
        gap = 16.0
        for i in range(bars):
            for j in range(rows):
                x0, x1 = left + i * (wide / bars) + gap, left + (i + 1) * (wide / bars) - gap
                y0, y1 = top + j * (tall / rows) + gap, top + (j + 1) * (tall / rows) - gap
                panes.append([(x, y + (x - left) / wide * lean) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
        glow = self.blurred(self.filled(panes, 3), 9)
        self.light(glow * (0.86 + 0.14 * self.noise(160)), strength)

    def leaf_shadow(self, stems: Sequence[Points], *, leaf: float = 46, soft: float = 9, strength: float = 0.2) -> None:
        """A plant that stands outside the picture and throws its shadow in."""
        outlines = [outline for stem in stems for outline in leaves(stem, leaf)]
        area = np.maximum(self.filled(outlines, soft), self.strokes([curve(stem, closed=False) for stem in stems], 5, soft=soft))
        self.glaze(area, "#5a5468", strength)

    def sprig(self, stem: Points, colour: str, *, leaf: float = 40, slim: float = 0.36, every: int = 9, stem_colour: str = "") -> None:
        """A twig with leaves along it."""
        line = curve(stem, closed=False)
        self.paint(self.strokes([line], 5), stem_colour or mix(colour, "#3a3a30", 0.35), marks=0)
        for i, outline in enumerate(leaves(stem, leaf, slim, every)):
            area = self.area(outline, wobble=0.6)
            self.shadow(area, dx=7, dy=10, soft=6, strength=0.16)
            self.paint(area, mix(colour, "#f4ecd0" if i % 2 else "#2c3b34", 0.14 * (1 + i % 3)), volume=0.5, round_=9)

    def table(self, y: float, first: str, second: str) -> None:
        """A table top from y downwards, with a soft far edge."""
        area = self.area(box(-40, y, 1040, 1300), soft=1.2)
        self.paint(area, first, to=second, marks=0.05)
        self.light(self.blurred(self.area(box(-40, y, 1040, y + 5)), 2), 0.35)

    def finish(self, *, grain: float = 0.017, vignette: float = 0.1) -> None:
        """A little more contrast, a breath of vignette, paper tooth."""
        clear = np.clip(self.px * 1.05, 0, 1)
        self.px = clear * 0.72 + clear * clear * (3 - 2 * clear) * 0.28
        far = ((self.u / ACROSS - 0.5) ** 2 + (self.v / DOWN - 0.5) ** 2) * 2
        self.px *= (1 - vignette * far)[..., None]
        tooth = self.chance.normal(0, 1, (self.height // 2, self.width // 2)).astype(np.float32)
        spread = Image.fromarray(np.clip(tooth * 40 + 128, 0, 255).astype(np.uint8)).resize(
            (self.width, self.height), Image.Resampling.BICUBIC
        )
        self.px *= 1 + grain * ((np.asarray(spread, np.float32) - 128) / 40)[..., None]
        self.px *= 1 + 0.012 * self.noise(9)[..., None]

    def jpeg(self, limit: int = 400_000) -> bytes:
        """The finished picture, as good as the limit in bytes allows."""
        image = Image.fromarray((np.clip(self.px, 0, 1) * 255 + 0.5).astype(np.uint8))
        for quality in (88, 84, 80, 76, 72, 68, 62, 56):
            out = BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
            if out.tell() <= limit:
                return out.getvalue()
        return out.getvalue()


def leaves(stem: Points, size: float, slim: float = 0.36, every: int = 9) -> list[Points]:
    """Leaf outlines on both sides of a stem, smaller towards its end."""
    line = np.array(curve(stem, closed=False))
    along = np.gradient(line, axis=0)
    found: list[Points] = []
    for n, i in enumerate(range(every, len(line), every)):
        angle = float(np.degrees(np.arctan2(along[i, 1], along[i, 0]))) + (48 if n % 2 else -48)
        long = size * (1.1 - 0.5 * i / len(line))
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        shape = [(0, 0), (0.3, -slim * 0.8), (0.62, -slim * 0.72), (1, 0), (0.62, slim * 0.72), (0.3, slim * 0.8)]
        found.append(curve([(line[i, 0] + long * (x * c - y * s), line[i, 1] + long * (x * s + y * c)) for x, y in shape], per=8))
    return found
