"""Colours of a picture: palette names, mixes, and contrast as WCAG 2 measures it."""

from studio.library.kinds.palette import Palette

Rgb = tuple[int, int, int]


def colour(name: str, palette: Palette) -> str:
    """A palette entry, one of its mixes (muted, hairline), white, black, or the #rrggbb itself."""
    match name:
        case "paper" | "ink" | "accent" | "on_accent" | "soft":
            return str(getattr(palette, name))
        case "muted":
            return mixed(palette.ink, palette.paper, 0.27)
        case "hairline":
            return mixed(palette.ink, palette.paper, 0.84)
        case "white":
            return "#ffffff"
        case "black":
            return "#000000"
        case _:
            return name


def rgb(value: str) -> Rgb:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def mixed(first: str, second: str, share: float) -> str:
    """`share` of the second colour in the first."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(rgb(first), rgb(second), strict=True))


def luminance(value: Rgb) -> float:
    """Relative luminance, 0–1 (WCAG 2.2)."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in value]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: Rgb, second: Rgb) -> float:
    """1–21; text wants 4.5 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
