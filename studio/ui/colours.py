"""Every colour of the screens, once: paper, ink and cinnabar, each for the light and the dark theme."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """A colour in both themes; `ink` writes on `wash`, contrast at least 4.5."""

    name: str
    ink: tuple[str, str]  # light, dark
    wash: tuple[str, str]


PAPER = ("#FBF9F5", "#17181A")
CARD = ("#FFFFFF", "#1F2124")
SIDE = ("#F4F0E8", "#1B1C1F")
HAIRLINE = ("#E8E2D8", "#34363A")
INK = ("#22252A", "#EDE8DF")
SECOND_INK = ("#63676E", "#A9A59C")

CINNABAR = Tone("cinnabar", ("#B53E27", "#E9806B"), ("#FBE9E4", "#3A2420"))  # 朱砂: the one thing to do, and what failed
AZURITE = Tone("azurite", ("#27695A", "#63B6A1"), ("#E4F1ED", "#1D322D"))  # 石青: arrived, approved
GAMBOGE = Tone("gamboge", ("#8A5A0B", "#E0AE52"), ("#FBF1DC", "#372C17"))  # 藤黄: somebody should look
VIOLET = Tone("violet", ("#5B4B8A", "#AA9BD8"), ("#EFEBF7", "#2A2638"))  # 黛紫: not known; never grey, never red
INDIGO = Tone("indigo", ("#2A5C8A", "#86B4DE"), ("#E6EFF7", "#1E2C38"))  # 靛蓝: on its way
STONE = Tone("stone", ("#55595F", "#B3B0A8"), ("#F1EEE8", "#2A2B2E"))  # 石色: not begun, put away

TONES = {tone.name: tone for tone in (CINNABAR, AZURITE, GAMBOGE, VIOLET, INDIGO, STONE)}

PERSONAS = (  # eight that differ for colour-blind eyes in lightness as well as hue; (light, dark)
    ("#B4412B", "#E9806B"), ("#1F6F8B", "#6BB5CF"), ("#8A6D00", "#D9BC4A"), ("#6C4F9E", "#B79BE3"),
    ("#2E7D4F", "#74C596"), ("#B3477F", "#EA94BD"), ("#3E4C5C", "#A9B9CA"), ("#9A5B1E", "#DE9F60"),
)  # fmt: skip

DELIVERY_TONES = {
    "planned": STONE, "due": INDIGO, "sending": INDIGO, "waiting": GAMBOGE, "accepted": GAMBOGE, "created": GAMBOGE, "delivered": AZURITE,
    "partial": GAMBOGE, "unknown": VIOLET, "refused": CINNABAR, "missed": CINNABAR, "cancelled": STONE, "held": GAMBOGE,
}  # fmt: skip


def persona_colour(order: int, *, dark: bool = False) -> str:
    """The colour of the brand's n-th persona (from 0); after eight they come round again."""
    return PERSONAS[order % len(PERSONAS)][int(dark)]


def variables() -> str:
    """The colours as CSS variables that follow the theme by `light-dark()`."""
    pairs = {"paper": PAPER, "card": CARD, "side": SIDE, "hairline": HAIRLINE, "ink": INK, "ink-2": SECOND_INK}
    for tone in TONES.values():
        pairs |= {tone.name: tone.ink, f"{tone.name}-wash": tone.wash}
    pairs |= {f"persona-{order}": colours for order, colours in enumerate(PERSONAS)}
    lines = (f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items())
    return f":root {{ {' '.join(lines)} }}"
