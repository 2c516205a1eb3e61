"""How often a headline breaks a word, and what that costs in type size and time.

`python bench/headlines.py` prints JSON. Each line of `bench/headlines/*.txt` is a headline with its word borders marked by hand; it is set at 5 to 9 ems and a line
end counts as broken where no border is. `tuned` is what the rules were made with, `apart` was held back meanwhile, `later` was written when they stood.
`layouts` sets the same headlines into the example brand's headline boxes, with and without words: mean type size and time.
"""

import json
import time
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import yaml

from studio.assets import line_breaking, typography
from studio.assets.faces import Faces, faces_of
from studio.assets.typography import Style, fit
from studio.library.kinds.font import Fonts
from studio.library.kinds.layout import Layer, Layout, Size

ROOT = Path(__file__).parents[1]
SETS = ("tuned", "apart", "later")
BARS = {"tuned": 97.0, "apart": 97.0, "later": 95.0, "type_size": 0.98, "time": 1.2}
HALF = "，。、；：？！）」』》】"


def main() -> None:
    sets = {name: share_whole(headlines(name)) for name in SETS}
    every = ["".join(parts) for name in SETS for parts in headlines(name)]
    sizes, seconds = set_in_layouts(every)
    words, line_breaking.glued = line_breaking.glued, lambda text, known=(): line_breaking._by_the_rules(text)  # noqa: SLF001
    before, seconds_before = set_in_layouts(every)
    line_breaking.glued = words
    found = {**sets, "type_size": round(sizes / before, 3), "time": round(seconds / seconds_before, 2)}
    kept = {name: (found[name] <= bar if name == "time" else found[name] >= bar) for name, bar in BARS.items()}
    print(json.dumps({"found": found, "bars": BARS, "kept": kept}, ensure_ascii=False, indent=2))


def headlines(name: str) -> list[list[str]]:
    lines = (ROOT / f"bench/headlines/{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("|") for line in lines if line.strip()]


def share_whole(marked: Iterable[list[str]]) -> float:
    """Of a hundred line ends, how many break nothing; words wider than the line do not count."""
    ends = broken = 0
    for parts in marked:
        borders = set(accumulate(map(len, parts)))
        for width in range(5, 10):
            if any(ems(part) - (0.5 if part[-1] in HALF else 0) > width for part in parts):
                continue
            stops = list(accumulate(map(len, line_breaking.wrap("".join(parts), width, ems, even=True))))[:-1]
            ends += len(stops)
            broken += sum(stop not in borders for stop in stops)
    return round(100 * (1 - broken / ends), 1)


def ems(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’—…" else (0.3 if c == " " else 0.56) for c in text)


def set_in_layouts(texts: list[str]) -> tuple[float, float]:
    """Mean type size in pixels of all headlines in all headline boxes, and the seconds that setting them took (best of three)."""
    faces = faces_of(Fonts.model_validate(yaml.safe_load((ROOT / "assets/fonts.yaml").read_text("utf-8"))), ROOT)
    boxes = list(headline_boxes(faces))
    took, total = [], 0.0
    for _ in range(3):
        typography.fit.cache_clear()
        begun = time.process_time()
        total = sum(fit(text, width, height, style).size for text in texts for width, height, style in boxes)
        took.append(time.process_time() - begun)
    return total / (len(texts) * len(boxes)), min(took)


def headline_boxes(faces: Faces) -> Iterable[tuple[float, float, Style]]:
    for path in sorted((ROOT / "assets/layouts").glob("*.yaml")):
        layout = Layout.model_validate(yaml.safe_load(path.read_text("utf-8")))
        for layer in layout.layers:
            if layer.text == "{{ headline }}" and layer.lines_max > 1:
                yield box_of(layer, layout.sizes[0], faces)


def box_of(layer: Layer, size: Size, faces: Faces) -> tuple[float, float, Style]:
    left, top, right, bottom = layer.box_in(size.family)
    style = Style(
        faces=faces, role=layer.face, weight=layer.weight, size_max=round(layer.size_max * size.width), size_min=round(layer.size_min * size.width),
        leading=layer.leading, tracking=layer.tracking, lines_max=layer.lines_max,
    )  # fmt: skip
    return (right - left) * size.width, (bottom - top) * size.height, style


if __name__ == "__main__":
    main()
