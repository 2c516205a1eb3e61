"""The five-point check (视觉五要点): measured on the finished picture, with findings a person can act on.

主体突出 the subject stands out · 背景干净 calm round it · 主题鲜明 the headline is read first · 色彩符合认知 the category's colours ·
行动按钮 what to do next. A point that a picture has no use for (no button without a price) counts neither way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.assets.colours import contrast, rgb
from studio.assets.pixels import Field, body, distance, edges, lab, seen, standing_out
from studio.assets.render import PixelBox, Placed, Rendered
from studio.errors import Words
from studio.library.kinds.palette import Palette
from studio.rules.finding import Finding, Weight

PHONE = 375  # points: the width at which a reader sees the picture
TYPE_MIN, SIGNATURE_MIN = 7.5, 6.2  # points on that phone; words that matter, and signatures
CONTRAST_MIN, CONTRAST_LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3; large is from 18 points up
CAPTION = 12  # points: smaller words beside a large photo are its caption
PASS = 60
HOUSE = "house"


class Point(StrEnum):
    SUBJECT = "subject"
    BACKGROUND = "background"
    THEME = "theme"
    COLOUR = "colour"
    ACTION = "action"


POINT_WORDS = {
    Point.SUBJECT: Words("主体突出", "the subject stands out"), Point.BACKGROUND: Words("背景干净", "the background is calm"),
    Point.THEME: Words("主题鲜明", "the theme is plain"), Point.COLOUR: Words("色彩符合认知", "the colours fit the category"),
    Point.ACTION: Words("行动按钮", "the next step is there"),
}  # fmt: skip


@dataclass(frozen=True)
class Score:
    """One point: 0–100, or None where it does not apply; `measured` says what was found, in figures."""

    point: Point
    score: int | None
    measured: Words


@dataclass(frozen=True)
class Checkup:
    """What the check saw: a score 0–100 over the points that apply, and findings."""

    score: int
    points: tuple[Score, ...]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        return any(finding.weight is Weight.BLOCK for finding in self.findings)


@dataclass(frozen=True)
class _Look:
    """The picture made small, with where its layers stand on it."""

    rendered: Rendered
    pixels: NDArray[np.uint8]
    colours: Field

    def cut(self, box: PixelBox) -> tuple[slice, slice]:
        scale = self.pixels.shape[1] / self.rendered.width
        left, top, right, bottom = (max(0, round(edge * scale)) for edge in box)
        return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))

    def rim(self, box: PixelBox, wide: int = 3) -> NDArray[np.bool_]:
        """The edge of a box, with a little of both sides."""
        down, across = self.cut(box)
        rim = np.zeros(self.pixels.shape[:2], np.bool_)
        rim[max(down.start - wide, 0) : down.stop + wide, max(across.start - wide, 0) : across.stop + wide] = True
        rim[down.start + wide : max(down.stop - wide, 0), across.start + wide : max(across.stop - wide, 0)] = False
        return rim

    @cached_property
    def words(self) -> NDArray[np.bool_]:
        """Where layers with words, codes and portraits stand."""
        mask = np.zeros(self.pixels.shape[:2], np.bool_)
        for placed in self.rendered.placed:
            if placed.kind not in ("background", "panel", "photo"):
                mask[self.cut(placed.box)] = True
        return mask

    def layers(self, *kinds: str) -> list[Placed]:
        return [placed for placed in self.rendered.placed if placed.kind in kinds]


def check(rendered: Rendered, palette: Palette, *, bytes_max: int = 1_000_000, field: str = "picture:0") -> Checkup:
    """Measure a finished picture; `bytes_max` is the channel's limit, `field` names the picture in the findings."""
    pixels = seen(rendered.content, 240)
    look = _Look(rendered, pixels, lab(pixels))
    points = (_subject(look), _background(look), _theme(look), _colour(look, palette), _action(look))
    told = [score.score for score in points if score.score is not None]
    findings = (*_words(look, field), *_weight(rendered, bytes_max, field), *_low(points, field))
    return Checkup(round(sum(told) / len(told)) if told else 0, points, findings)


def _between(value: float, zero: float, full: float) -> int:
    return round(100 * min(max((value - zero) / (full - zero), 0.0), 1.0))


# — the five points —


def _photo(look: _Look) -> Placed | None:
    return max(look.layers("photo"), key=lambda placed: _area(placed.box), default=None)


def _area(box: PixelBox) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def _subject(look: _Look) -> Score:
    photo = _photo(look)
    if photo is None:
        return Score(Point.SUBJECT, None, Words("没有照片，文字就是主体", "no photo: the words are the subject"))
    cut = look.cut(photo.box)
    mask, away = standing_out(look.colours[cut])
    mask &= ~look.words[cut]
    share = float(mask.mean())
    unlike = float(away[mask].mean()) if mask.any() else 0.0
    size = _between(share, 0.02, 0.14) if share < 0.6 else _between(share, 0.98, 0.8)
    return Score(
        Point.SUBJECT,
        round(0.5 * size + 0.5 * _between(unlike, 6, 22)),
        Words(
            f"主体占照片 {share:.0%}，与四周色差 {unlike:.0f}",
            f"the subject is {share:.0%} of the photo, ΔE {unlike:.0f} from its surroundings",
        ),
    )


def _background(look: _Look) -> Score:
    busy = edges(look.colours)
    calm = ~look.words
    for placed in look.rendered.placed:
        if placed.kind in ("panel", "photo"):
            calm &= ~look.rim(placed.box)  # the edge of a panel is design, not clutter
    photo = _photo(look)
    if photo is not None:
        cut = look.cut(photo.box)
        calm[cut] &= ~body(standing_out(look.colours[cut])[0])
    share = float(busy[calm].mean()) if calm.any() else 0.0
    return Score(
        Point.BACKGROUND, _between(share, 0.2, 0.05), Words(f"主体以外 {share:.1%} 是线条", f"{share:.1%} of what is round it is lines")
    )


def _theme(look: _Look) -> Score:
    headline = _headline(look)
    if headline is None:
        return Score(Point.THEME, 0, Words("没有标题", "there is no headline"))
    points = _points(headline, look)
    photo = _photo(look)
    if points < CAPTION and photo is not None and _area(photo.box) > 0.7 * look.rendered.width * look.rendered.height:
        return Score(Point.THEME, None, Words("带图注的照片，照片自己说话", "a photo with its caption: the photo speaks"))
    share = _area(headline.box) / (look.rendered.width * look.rendered.height)
    score = round(0.7 * _between(points, 9, 18) + 0.3 * _between(share, 0.005, 0.035))
    return Score(
        Point.THEME,
        score,
        Words(
            f"标题在手机上 {points:.0f} 点，占画面 {share:.0%}", f"the headline is {points:.0f} pt on a phone, {share:.0%} of the picture"
        ),
    )


def _headline(look: _Look) -> Placed | None:
    return max((placed for placed in look.layers("text") if len(placed.text) > 2), key=lambda placed: placed.type_size, default=None)


def _points(placed: Placed, look: _Look) -> float:
    return placed.type_size * PHONE / look.rendered.width


def _colour(look: _Look, palette: Palette) -> Score:
    """Hue and saturation against the palette and its tints, weighted by area: greys and near-whites go with everything."""
    named = lab(np.array([rgb(value) for value in (palette.paper, palette.ink, palette.accent, palette.soft)], np.uint8))
    white, black = np.array([100, 0, 0], np.float32), np.array([15, 0, 0], np.float32)
    tints = np.concatenate([named + (end - named) * np.float32(share) for end in (white, black) for share in (0.0, 0.25, 0.5, 0.75)])
    flat = look.colours.reshape(-1, 3)[::7]
    away = np.min(np.stack([distance(flat[:, 1:], tint[1:]) for tint in tints]), axis=0)
    mean = float(away.mean())
    return Score(
        Point.COLOUR,
        _between(mean, 34, 9),
        Words(f"与「{palette.name}」的平均色距 {mean:.0f}", f"mean distance {mean:.0f} from palette {palette.slug}"),
    )


def _action(look: _Look) -> Score:
    doors = look.layers("button", "qr")
    if not doors:
        if look.layers("price"):
            return Score(Point.ACTION, 0, Words("有价格，却没有按钮或二维码", "there is a price, but neither button nor code"))
        return Score(Point.ACTION, None, Words("这张图不推销，不需要按钮", "the picture sells nothing and needs no button"))
    worst = min((contrast(rgb(door.colour), rgb(door.fill)) for door in doors if door.kind == "button" and door.fill), default=21.0)
    score = 100 if worst >= CONTRAST_MIN else _between(worst, 1.5, CONTRAST_MIN)
    return Score(Point.ACTION, score, Words(f"有行动入口，对比度 {worst:.1f}", f"there is a next step, contrast {worst:.1f}"))


# — findings —


def _words(look: _Look, field: str) -> Iterable[Finding]:
    for placed in look.rendered.placed:
        if not placed.type_size:
            continue
        if placed.cut:
            yield Finding(
                "picture.text_cut", Weight.BLOCK, Words("文字放不下，被截断了", "the words do not fit and were cut"), field, hit=placed.text,
                proposal=Words("把这句话写短，或换字位更大的版式", "shorten it, or choose a layout with more room"), source=HOUSE,
            )  # fmt: skip
        if placed.missing:
            yield Finding(
                "picture.glyph", Weight.BLOCK, Words(f"字体里没有这些字：{placed.missing}", f"no face has: {placed.missing}"), field, hit=placed.missing,
                proposal=Words("换个字，或在 assets/fonts.yaml 里加字体", "use another character, or add a face to assets/fonts.yaml"), source=HOUSE,
            )  # fmt: skip
        yield from _legible(placed, look, field)


def _legible(placed: Placed, look: _Look, field: str) -> Iterable[Finding]:
    points = _points(placed, look)
    if points < (SIGNATURE_MIN if placed.kind in ("logo", "persona_name") else TYPE_MIN):
        yield Finding(
            "picture.type_small", Weight.WARN, Words(f"在手机上只有 {points:.1f} 点，看不清", f"only {points:.1f} pt on a phone, hard to read"), field,
            hit=placed.text, proposal=Words("放大这行字，或删掉它", "make it larger, or leave it out"), source=HOUSE,
        )  # fmt: skip
    least = CONTRAST_LARGE if points >= 18 else CONTRAST_MIN
    found = contrast(rgb(placed.colour), rgb(placed.fill)) if placed.fill else _contrast_on_ground(placed, look)
    if found < least:
        rule = "picture.button_contrast" if placed.kind == "button" else "picture.contrast"
        yield Finding(
            rule, Weight.WARN, Words(f"文字与底色对比度 {found:.1f}，应不低于 {least}", f"contrast {found:.1f} with what is behind, should be {least} or more"), field,
            hit=placed.text, proposal=Words("换深一点或浅一点的字色，或给照片加暗角", "use a darker or lighter colour, or shade the photo"), source="WCAG 2.2, 1.4.3",
        )  # fmt: skip


def _contrast_on_ground(placed: Placed, look: _Look) -> float:
    """Against what stands behind the words: the pixels least like their colour, the worse tenth left out as noise."""
    part = look.pixels[look.cut(placed.box)].reshape(-1, 3)
    ink = rgb(placed.colour)
    away = distance(lab(part), lab(np.array(ink, np.uint8)))
    ground = part[away >= np.median(away)]
    middle = np.median(ground, axis=0)
    return contrast(ink, (int(middle[0]), int(middle[1]), int(middle[2])))


def _weight(rendered: Rendered, bytes_max: int, field: str) -> Iterable[Finding]:
    if len(rendered.content) >= bytes_max:
        yield Finding(
            "picture.bytes", Weight.BLOCK,
            Words(f"图片 {len(rendered.content) // 1000} KB，渠道上限 {bytes_max // 1000} KB", f"{len(rendered.content) // 1000} KB, the channel takes {bytes_max // 1000} KB"),
            field, proposal=Words("降低画质，或用小一号的画布", "lower the quality, or use a smaller canvas"),
        )  # fmt: skip


_ADVICE = {
    Point.SUBJECT: Words("换一张主体更大、和背景分得开的照片", "choose a photo whose subject is larger and clear of its ground"),
    Point.BACKGROUND: Words("换一张背景更素净的照片", "choose a photo with a calmer ground"),
    Point.THEME: Words("给图片一句短标题", "give the picture a short headline"),
    Point.COLOUR: Words(
        "照片颜色离这个品类太远，换一张，或换配色", "the photo is far from the category's colours: change it, or the palette"
    ),
    Point.ACTION: Words("加一个按钮或二维码，让人知道下一步", "add a button or a code, so that people know what is next"),
}


def _low(points: tuple[Score, ...], field: str) -> Iterable[Finding]:
    for score in points:
        if score.score is not None and score.score < PASS:
            name = POINT_WORDS[score.point]
            yield Finding(
                f"picture.{score.point.value}", Weight.WARN,
                Words(f"{name.zh}只有 {score.score} 分：{score.measured.zh}", f"{name.en}: only {score.score}; {score.measured.en}"),
                field, proposal=_ADVICE[score.point], source=HOUSE,
            )  # fmt: skip
