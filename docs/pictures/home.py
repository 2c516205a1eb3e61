"""At home: a cat asleep on the knitwear, a wardrobe, old books, a lamp at night."""

import numpy as np
from garments import knitted
from paint import Field, Points, Sheet, box, curve, mix, oval


def cat_on_knits(s: Sheet) -> None:
    s.wash("#dfd0bd", "#eee3d3", angle=80)
    s.window_light(left=40, top=20, wide=540, tall=680, strength=0.44, lean=150)
    s.leaf_shadow([[(1020, 60), (900, 180), (830, 380)], [(1020, 330), (930, 400), (890, 520)]], leaf=84, strength=0.18)
    s.table(1010, "#b08560", "#c69e76")
    for y in (1070, 1150):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#6b4526", 0.22)
    stitches = knitted(s, 17)
    for y, half, colour, deep in ((998, 356, "#6f8f86", "#4f6c65"), (918, 344, "#e9dac0", "#c6b193"), (838, 350, "#c2644a", "#974632")):
        folded(s, (500, y), (half, 84), (colour, deep), stitches)
    _cat(s, 510, 676)


def folded(s: Sheet, middle: tuple[float, float], size: tuple[float, float], colours: tuple[str, str], stitches: Field) -> None:
    """A folded sweater seen from its folded edge; `size` is half its width and its height, `colours` light and deep."""
    (x, y), (half, tall), (colour, deep) = middle, size, colours
    edge = [(k / 4 * (half - tall * 0.2), (1 if k % 2 else 0.94) * tall / 2) for k in range(-4, 5)]
    ends = [(half, tall * 0.2), (half, -tall * 0.2)]
    outline = [(x + a, y - b) for a, b in [*edge, *ends]] + [(x - a, y + b) for a, b in [*edge, *ends]]
    body = s.area(curve(outline), wobble=2)
    s.shadow(body, dx=tall * 0.4, dy=tall * 0.2, soft=tall * 0.2, strength=0.36)
    s.paint(body, colour, to=deep, angle=70, volume=0.75, round_=tall * 0.3, pattern=stitches)
    crease: list[Points] = [curve([(x - half + tall * 0.24, y + 2), (x, y + tall * 0.07), (x + half - 6, y - 2)], closed=False)]
    s.glaze(s.blurred(s.strokes(crease, tall * 0.07), 2), mix(deep, "#2a2028", 0.6), 0.6)


FUR, GINGER, DARK = "#f8f0e2", "#d98c4a", "#5b4638"


def _cat(s: Sheet, x: float, y: float) -> None:
    """A calico, curled up: back to the right, head on the paws at the left, tail along the front."""
    body = s.area(
        curve([(x - 230, y + 60), (x - 200, y - 60), (x - 90, y - 140), (x + 60, y - 158), (x + 200, y - 110), (x + 270, y + 10), (x + 250, y + 110),
               (x + 120, y + 140), (x - 120, y + 140)])
    )  # fmt: skip
    s.shadow(body, dx=50, dy=26, soft=28, strength=0.36)
    s.paint(body, FUR, to="#dccbb2", angle=50, volume=0.75, round_=60)
    _patch(s, body, [(x + 20, y - 190), (x + 150, y - 170), (x + 190, y - 60), (x + 90, y - 10), (x + 6, y - 60)], GINGER)
    _patch(s, body, [(x + 210, y - 130), (x + 320, y - 20), (x + 300, y + 100), (x + 220, y + 60), (x + 204, y - 30)], DARK)
    haunch = curve([(x + 70, y + 120), (x + 60, y + 20), (x + 150, y - 30), (x + 230, y + 30)], closed=False)
    s.glaze(np.minimum(body, s.blurred(s.strokes([haunch], 22), 9)), "#8a6a4c", 0.4)
    tail = s.strokes(
        [curve([(x + 250, y + 70), (x + 200, y + 150), (x + 60, y + 156), (x - 60, y + 150), (x - 150, y + 128)], closed=False)], 62
    )
    s.shadow(tail, dx=8, dy=14, soft=10, strength=0.34)
    s.paint(tail, "#e5a765", to="#c57a3a", angle=180, volume=0.7, round_=22)
    _patch(s, tail, [(x + 190, y + 30), (x + 300, y + 10), (x + 300, y + 110), (x + 226, y + 118)], DARK)
    for i in range(4):
        ring = np.minimum(tail, s.strokes([curve([(x - 70 + i * 76, y + 116), (x - 62 + i * 76, y + 190)], closed=False)], 22, soft=4))
        s.glaze(ring, "#8a4a1c", 0.45)
    _head(s, x - 190, y + 20)


def _patch(s: Sheet, inside: Field, points: list[tuple[float, float]], colour: str) -> None:
    spot = np.minimum(inside, s.blurred(s.area(curve(points), wobble=7), 5))
    s.glaze(spot, colour, 0.92)


def _head(s: Sheet, x: float, y: float) -> None:
    for side, colour in ((-1, GINGER), (1, DARK)):
        ear = s.area(curve([(x + side * 98, y - 30), (x + side * 92, y - 128), (x + side * 70, y - 134), (x + side * 18, y - 84)], per=8))
        s.shadow(ear, dx=10, dy=10, soft=8, strength=0.24)
        s.paint(ear, colour, to=mix(colour, "#fff0dd", 0.2), volume=0.6, round_=14)
        inner = s.area(curve([(x + side * 82, y - 48), (x + side * 80, y - 108), (x + side * 40, y - 82)], per=8))
        s.paint(inner, "#e9b2a0", to="#d7907e", volume=0.3)
    face = s.area(curve([(x, y - 98), (x + 84, y - 80), (x + 122, y - 4), (x + 92, y + 70), (x, y + 96), (x - 92, y + 70), (x - 122, y - 4),
                         (x - 84, y - 80)]))  # fmt: skip
    s.shadow(face, dx=22, dy=20, soft=16, strength=0.3)
    s.paint(face, FUR, to="#e6d6be", angle=60, volume=0.55, round_=40)
    _patch(s, face, [(x - 20, y - 120), (x - 110, y - 110), (x - 140, y - 10), (x - 70, y + 10), (x - 26, y - 40)], GINGER)
    _patch(s, face, [(x + 24, y - 120), (x + 110, y - 110), (x + 140, y - 10), (x + 76, y + 2), (x + 30, y - 44)], DARK)
    for side in (-1, 1):
        eye = curve([(x + side * 78, y - 2), (x + side * 52, y + 16), (x + side * 26, y + 4)], closed=False)
        s.paint(s.strokes([eye], 8), "#3a2820", marks=0)
        whiskers: list[Points] = [
            curve([(x + side * 44, y + 42 + k * 8), (x + side * 128, y + 30 + k * 17)], closed=False) for k in range(3)
        ]
        s.light(s.strokes(whiskers, 3.4), 0.9, "#ffffff")
        s.glaze(s.blurred(s.area(oval(x + side * 74, y + 42, 26, 17)), 10), "#e0806a", 0.32)
    s.paint(s.area(curve([(x - 14, y + 26), (x + 14, y + 26), (x, y + 42)], per=6)), "#d5806f", volume=0.4, round_=5)
    mouth: list[Points] = [curve([(x, y + 42), (x + side * 10, y + 58), (x + side * 28, y + 54)], closed=False) for side in (-1, 1)]
    s.paint(s.strokes(mouth, 5), "#6a4436", marks=0)
    for dx in (-46, 44):
        paw = s.area(oval(x + dx + 10, y + 104, 52, 29))
        s.shadow(paw, dx=8, dy=10, soft=7, strength=0.26)
        s.paint(paw, "#fffaf0", to="#e4d5be", volume=0.6, round_=16)


def wardrobe(s: Sheet) -> None:
    s.wash("#dccbb4", "#e9dcc9", angle=80)
    frame = s.area(box(70, 60, 930, 1190, 10))
    s.shadow(frame, dx=40, dy=26, soft=26, strength=0.36)
    s.paint(frame, "#b98a5c", to="#9a6d42", volume=0.5, round_=16, marks=0.09)
    inside = s.area(box(104, 94, 896, 860, 4))
    s.paint(inside, "#7d5738", to="#95704b", marks=0.06)
    s.glaze(s.blurred(s.area(box(104, 94, 896, 150)), 26), "#3a2416", 0.5)
    rail = s.area(box(104, 168, 560, 182, 5))
    s.paint(rail, "#d8b06a", to="#a87c3a", volume=0.7, round_=6)
    _hanging(s)
    wall = s.area(box(556, 94, 580, 860))
    s.shadow(wall, dx=14, dy=0, soft=12, strength=0.34)
    s.paint(wall, "#c2946a", to="#a5774c", marks=0.08)
    stitches = knitted(s, 13)
    piles = (
        (338, (("#e9dcc4", "#c9b797"), ("#b9674d", "#924934"), ("#86a096", "#64807a"))),
        (598, (("#8d9db0", "#6a7c92"), ("#ecdfca", "#ccb99b"), ("#d9a958", "#b28136"))),
        (858, (("#5f7d73", "#476159"), ("#d8b9a6", "#b99580"), ("#efe5d3", "#cfc0a4"))),
    )
    for floor, pile in piles:
        board = s.area(box(580, floor, 896, floor + 20))
        s.paint(board, "#c99b70", to="#a97b50", marks=0.08)
        for i, colours in enumerate(pile):
            folded(s, (738 + (i % 2) * 6, floor - 31 - i * 56), (124 - i * 4, 60), colours, stitches)
    _drawer(s, stitches)
    s.window_light(left=-60, top=30, wide=520, tall=900, strength=0.13, lean=190)


def _hanging(s: Sheet) -> None:
    for x, long, colour, deep in (
        (168, 560, "#c79a6b", "#9c7145"), (246, 470, "#7fa39f", "#5c807d"), (322, 520, "#f0e6d4", "#cdbfa6"), (400, 600, "#b85a45", "#8d3f2e"),
        (478, 500, "#54708a", "#3b5570"),
    ):  # fmt: skip
        hook = s.strokes([curve([(x, 172), (x + 12, 158), (x + 18, 176), (x, 212)], closed=False)], 6, taper=False)
        s.paint(hook, "#d9d2c6", marks=0)
        cloth = s.area(
            [*curve([(x - 54, 208 + long), (x - 56, 420), (x - 46, 262), (x - 8, 212), (x + 8, 212), (x + 46, 262), (x + 56, 420), (x + 58, 202 + long)],
                    closed=False, per=8), (x + 20, 212 + long), (x - 20, 204 + long)]
        )  # fmt: skip
        folds = (1 + 0.1 * np.sin((s.u - x) * 0.17 + 0.5 * np.sin(s.v * 0.012))).astype(np.float32)
        s.shadow(cloth, dx=18, dy=12, soft=14, strength=0.44)
        s.paint(cloth, colour, to=deep, angle=30, volume=0.7, round_=22, pattern=folds)


def _drawer(s: Sheet, stitches: Field) -> None:
    hollow = s.area(box(118, 888, 882, 1010, 4))
    s.paint(hollow, "#5e3f27", to="#6f4c30", marks=0.05)
    for x, colour, deep in (
        (186, "#86a096", "#64807a"), (292, "#e9dcc4", "#c9b797"), (398, "#c2644a", "#974632"), (504, "#d9a958", "#b28136"),
        (610, "#8d9db0", "#6a7c92"), (716, "#efe5d3", "#cfc0a4"), (816, "#6f8f86", "#4f6c65"),
    ):  # fmt: skip
        roll = s.area(oval(x, 958, 52, 56))
        s.shadow(roll, dx=10, dy=8, soft=8, strength=0.4)
        s.paint(roll, colour, to=deep, volume=0.7, round_=18, pattern=stitches)
        turns = np.linspace(0.6, 15.4, 60)
        spiral = [(x + t * 2.7 * float(np.cos(t)), 958 + t * 2.9 * float(np.sin(t))) for t in turns]
        s.glaze(s.strokes([spiral], 6, taper=False), mix(deep, "#2a2028", 0.5), 0.6)
    front = s.area(box(92, 1000, 908, 1158, 8))
    s.shadow(front, dx=6, dy=26, soft=20, strength=0.5)
    s.paint(front, "#cfa274", to="#ab7d50", volume=0.6, round_=16, marks=0.1)
    s.light(s.blurred(s.area(box(92, 1000, 908, 1010)), 2), 0.4)
    for x in (320, 680):
        knob = s.area(oval(x, 1080, 24, 24))
        s.shadow(knob, dx=10, dy=14, soft=8, strength=0.44)
        s.paint(knob, "#e0b86c", to="#a67b35", volume=0.9, round_=11)


SPINES = ("#2f6f63", "#b8523c", "#d9b36a", "#44607a", "#e8dcc4", "#8a5a48", "#7c9a86", "#c9866a", "#5b4a5a", "#a9b7a4")


def old_books(s: Sheet) -> None:
    s.wash("#d9c8b0", "#e9dcc8", angle=80)
    s.window_light(left=400, top=10, wide=560, tall=720, strength=0.42, lean=150)
    shelf = s.area(box(-40, 560, 1040, 596))
    s.shadow(shelf, dx=16, dy=46, soft=24, strength=0.36)
    s.paint(shelf, "#b3855a", to="#8f653e", volume=0.4, round_=8, marks=0.1)
    _row(s)
    s.table(1010, "#a3764f", "#be946b")
    for y in (1080, 1160):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#5f3d22", 0.24)
    for i, (x, half, colour) in enumerate(((300, 232, "#8a5a48"), (318, 214, "#44607a"), (290, 204, "#d9b36a"), (312, 180, "#2f6f63"))):
        _lying(s, x, 1022 - i * 62, half, colour)
    glass = s.area(curve([(258, 726), (366, 726), (356, 806), (268, 806)], per=6))
    s.shadow(glass, dx=26, dy=8, soft=10, strength=0.3)
    s.paint(glass, "#f5eee0", to="#d6c9b3", angle=10, volume=0.7, round_=18)
    s.sprig([(312, 740), (316, 680), (344, 632)], "#7d9a6c", leaf=50, every=7)
    s.sprig([(306, 740), (292, 690), (258, 660)], "#8aa678", leaf=44, every=7)
    _open_book(s, 706, 1066)


def _row(s: Sheet) -> None:
    chance = np.random.default_rng(21)
    x, i = 64.0, 0
    while x < 900:
        wide, tall = float(chance.uniform(44, 78)), float(chance.uniform(280, 400))
        lean = 46.0 if i == 6 else 0.0
        colour = SPINES[i % len(SPINES)]
        spine = s.area(
            [(x + lean * 1.4, 560 - tall), (x + wide + lean * 1.4, 560 - tall + lean * 0.14), (x + wide, 561), (x, 561)], wobble=1.0
        )
        s.shadow(spine, dx=16, dy=8, soft=10, strength=0.34)
        s.paint(spine, colour, to=mix(colour, "#2c2018", 0.3), angle=0, volume=0.6, round_=13, marks=0.08)
        bands: list[Points] = [[(x + 6 + lean * (1.4 * (1 - k)), 560 - tall * (1 - k)), (x + wide - 6 + lean * (1.4 * (1 - k)), 560 - tall * (1 - k))]
                               for k in (0.12, 0.2, 0.86)]  # fmt: skip
        s.paint(s.strokes(bands, 5, taper=False), "#ead9ae" if i % 3 else "#3c2c22", marks=0, thick=0.7)
        if i % 2 == 0:
            label = [(x + wide * 0.24 + lean * 0.8, 560 - tall * 0.68), (x + wide * 0.76 + lean * 0.8, 560 - tall * 0.68),
                     (x + wide * 0.76 + lean * 0.6, 560 - tall * 0.4), (x + wide * 0.24 + lean * 0.6, 560 - tall * 0.4)]  # fmt: skip
            s.paint(s.area(label, wobble=0.5), "#f3ead6", marks=0.02, thick=0.85)
        x += wide + 4 + lean * 1.7
        i += 1


def _lying(s: Sheet, x: float, y: float, half: float, colour: str) -> None:
    """A closed book on its side: cover, spine at the left, yellowed pages at the right."""
    cover = s.area(box(x - half, y - 34, x + half, y + 26, 7))
    s.shadow(cover, dx=34, dy=14, soft=14, strength=0.4)
    s.paint(cover, colour, to=mix(colour, "#2c2018", 0.3), volume=0.55, round_=10, marks=0.08)
    pages = s.area(box(x - half + 40, y - 24, x + half - 8, y + 16, 3))
    s.paint(pages, "#f0e3c6", to="#d6c39b", pattern=(1 + 0.05 * np.sin(s.v * 1.3)).astype(np.float32))
    s.paint(s.strokes([[(x - half + 14, y - 30), (x - half + 14, y + 22)], [(x - half + 26, y - 30), (x - half + 26, y + 22)]], 4, taper=False),
            "#ead9ae", marks=0, thick=0.7)  # fmt: skip


def _open_book(s: Sheet, x: float, y: float) -> None:
    cover = s.area([(x - 236, y - 76), (x + 236, y - 84), (x + 272, y + 88), (x - 270, y + 96)])
    s.shadow(cover, dx=22, dy=24, soft=16, strength=0.42)
    s.paint(cover, "#b8523c", to="#8d3a29", volume=0.4, round_=10)
    for side in (-1, 1):
        page = s.area(
            curve([(x, y - 66), (x + side * 96, y - 104), (x + side * 226, y - 82), (x + side * 256, y + 78), (x + side * 110, y + 58), (x, y + 90)],
                  per=8)
        )  # fmt: skip
        s.paint(page, "#fbf4e2", to="#e6d8b8", angle=0 if side > 0 else 180, volume=0.35, round_=16, marks=0.02)
        lines: list[Points] = [[(x + side * (34 + k * 2), y - 56 + k * 24), (x + side * (200 + k * 4), y - 66 + k * 24)] for k in range(6)]
        s.glaze(s.strokes(lines, 4, taper=False), "#7a6a54", 0.5)
    s.glaze(s.blurred(s.strokes([[(x, y - 72), (x, y + 88)]], 14, taper=False), 5), "#6a5434", 0.5)
    slip = s.area([(x + 76, y - 116), (x + 168, y - 128), (x + 196, y + 10), (x + 102, y + 22)], wobble=0.8)
    s.shadow(slip, dx=8, dy=10, soft=6, strength=0.34)
    s.paint(slip, "#f3d9a2", to="#e2bf7a", volume=0.25, marks=0.03)
    notes: list[Points] = [[(x + 96 + k * 5, y - 92 + k * 26), (x + 152 + k * 5 - (k % 2) * 14, y - 98 + k * 26)] for k in range(4)]
    s.glaze(s.strokes(notes, 5), "#4a5a72", 0.75)


def night_lamp(s: Sheet) -> None:
    s.wash("#3d4d60", "#566678", angle=80)
    _night_window(s)
    glow = s.blurred(s.area(oval(620, 560, 420, 420)), 150)
    s.light(glow, 0.62, "#ffd79a")
    s.table(930, "#8a6243", "#74503a")
    s.light(s.blurred(s.area(oval(620, 960, 420, 60)), 30), 0.6, "#ffcf8c")
    for y in (1010, 1100, 1190):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#2c1c14", 0.34)
    base = s.area(curve([(520, 960), (560, 930), (680, 930), (720, 960), (690, 984), (550, 984)], per=8))
    s.shadow(base, dx=40, dy=18, soft=18, strength=0.5, colour="#1c1410")
    s.paint(base, "#d8b06a", to="#8f6a34", volume=0.8, round_=14)
    body = s.area(
        curve(
            [(604, 640), (636, 640), (640, 720), (690, 800), (684, 890), (640, 940), (600, 940), (556, 890), (550, 800), (600, 720)], per=8
        )
    )
    s.paint(body, "#5f8f86", to="#37605a", angle=15, volume=0.85, round_=36, marks=0.06)
    s.light(s.blurred(s.strokes([curve([(586, 800), (578, 850), (594, 900)], closed=False)], 13), 4), 0.6)
    shade = s.area(curve([(520, 380), (720, 380), (770, 500), (820, 650), (620, 672), (420, 650), (470, 500)], per=12), wobble=0.8)
    ribs = (1 + 0.035 * np.sin((s.u - 620) * 0.2)).astype(np.float32)
    s.paint(shade, "#ffeec4", to="#f3bd6c", angle=90, volume=0.25, round_=20, pattern=ribs)
    s.light(np.minimum(shade, s.blurred(s.area(oval(620, 580, 130, 110)), 60)), 0.8, "#fffbe6")
    s.light(s.blurred(s.area([(430, 660), (810, 660), (960, 940), (300, 940)]), 40), 0.26, "#ffe0a6")
    _clock(s, 866, 900)
    for i, (half, colour) in enumerate(((170, "#b8523c"), (150, "#e0cfae"))):
        _lying(s, 250, 1068 - i * 60, half, colour)
    mug = s.area(curve([(190, 878), (310, 878), (304, 960), (282, 976), (218, 976), (196, 960)], per=8))
    s.paint(
        s.strokes([curve([(306, 896), (350, 898), (346, 946), (300, 952)], closed=False)], 13, taper=False), "#d9cbb4", volume=0.6, round_=6
    )
    s.paint(mug, "#f2e7d2", to="#b8a78c", angle=180, volume=0.7, round_=22)
    s.paint(s.area(oval(250, 880, 60, 12)), "#fbf3e2", to="#d8c8ac", angle=180)


def _night_window(s: Sheet) -> None:
    glass = s.area(box(90, 90, 440, 620), wobble=0)
    s.paint(glass, "#22324a", to="#41587a", marks=0.04)
    moon = s.area(oval(330, 220, 54, 54), wobble=0.5)
    s.light(s.blurred(moon, 46), 0.7, "#ffeec0")
    s.paint(moon, "#fff4d2", to="#f3dfa6", volume=0.3, round_=16)
    chance = np.random.default_rng(4)
    stars = [oval(float(a), float(b), 3.4, 3.4) for a, b in zip(chance.uniform(110, 420, 22), chance.uniform(110, 430, 22), strict=True)]
    s.light(s.filled(stars, 0.8), 0.9, "#fff6dc")
    roofs = s.area(
        [(90, 540), (170, 490), (230, 530), (290, 500), (290, 470), (360, 470), (360, 540), (440, 520), (440, 620), (90, 620)], wobble=0.5
    )
    s.paint(np.minimum(roofs, glass), "#1b2838", to="#26364a", marks=0.03)
    lit = [box(a, b, a + 16, b + 20) for a, b in ((140, 560), (306, 500), (330, 560), (390, 570), (206, 580))]
    s.paint(s.filled(lit, 0.8), "#f6c874", marks=0)
    bars = s.strokes([[(265, 90), (265, 620)], [(90, 355), (440, 355)]], 14, taper=False)
    edge = np.maximum(bars, (s.area(box(72, 72, 458, 638), wobble=0) - glass).clip(0, 1))
    s.shadow(edge, dx=8, dy=8, soft=6, strength=0.3)
    s.paint(edge, "#8b95a0", to="#717c8a", volume=0.4, round_=7)


def _clock(s: Sheet, x: float, y: float) -> None:
    feet = s.strokes([[(x - 40, y + 52), (x - 58, y + 82)], [(x + 40, y + 52), (x + 58, y + 82)]], 13)
    s.paint(feet, "#8f6a34", marks=0)
    for side in (-1, 1):
        s.paint(s.area(oval(x + side * 44, y - 62, 28, 20, side * 34)), "#d8b06a", to="#9a7238", volume=0.7, round_=10)
    rim = s.area(oval(x, y, 76, 76))
    s.shadow(rim, dx=20, dy=16, soft=14, strength=0.5, colour="#1c1410")
    s.paint(rim, "#c2533c", to="#8b3526", volume=0.7, round_=20)
    s.paint(s.area(oval(x, y, 58, 58)), "#fff4dc", to="#e3d0aa", angle=20)
    s.paint(s.strokes([[(x, y), (x - 4, y - 42)], [(x, y), (x - 28, y - 16)]], 7, taper=False), "#3a2c24", marks=0)
    ticks: list[Points] = [
        [oval(x, y, 52, 52, start=a, end=a + 1)[0], oval(x, y, 44, 44, start=a, end=a + 1)[0]] for a in range(0, 360, 30)
    ]
    s.glaze(s.strokes(ticks, 4, taper=False), "#3a2c24", 0.7)
