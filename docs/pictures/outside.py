"""Outside and at the window: a street at sunset, a rainy day, washing on the line."""

import numpy as np
from paint import Field, Points, Sheet, box, curve, leaves, mix, oval


def sunset_street(s: Sheet) -> None:
    s.wash("#e8a487", "#fbe3b4", angle=90)
    s.light(s.blurred(s.area(oval(500, 560, 250, 250)), 110), 0.8, "#ffe7ac")
    s.paint(s.area(oval(500, 580, 96, 96)), "#ffd98a", to="#f59a5a", volume=0.2)
    for y, x0, x1 in ((240, 120, 520), (310, 480, 900), (400, 200, 470)):
        cloud = s.blurred(
            s.area(curve([(x0, y), (x0 + 90, y - 26), ((x0 + x1) / 2, y - 34), (x1 - 60, y - 16), (x1, y), ((x0 + x1) / 2, y + 18)])), 9
        )
        s.light(cloud, 0.55, "#fff0da")
    far = s.area(
        [
            *curve([(-40, 690), (330, 668), (430, 640), (520, 656), (600, 634), (700, 664), (1040, 690)], closed=False),
            (1040, 860),
            (-40, 860),
        ]
    )
    s.paint(far, "#cf937c", to="#eec79a", marks=0.05)
    road = s.area([(430, 740), (570, 740), (1160, 1300), (-160, 1300)])
    s.paint(s.area(box(-40, 736, 1040, 1300)), "#b98f78", to="#a37a68", marks=0.05)
    s.paint(road, "#e6c49c", to="#b68f7c", marks=0.05)
    s.light(s.blurred(np.minimum(road, s.area([(480, 740), (520, 740), (640, 1300), (360, 1300)])), 26), 0.6, "#ffe4ae")
    _houses(s)
    for side, x, y, size in ((-1, 130, 860, 1.0), (1, 890, 880, 1.06)):
        _plane_tree(s, x, y, size, side)
    _street_lamp(s, 716, 930)
    _fallen(s)


def _houses(s: Sheet) -> None:
    walls = (
        ([(-40, 300), (150, 370), (150, 880), (-40, 980)], "#9a6a62"), ([(150, 460), (280, 500), (280, 820), (150, 880)], "#b27f70"),
        ([(280, 560), (370, 590), (370, 780), (280, 820)], "#c69380"), ([(1040, 330), (850, 400), (850, 880), (1040, 980)], "#8c6468"),
        ([(850, 480), (720, 520), (720, 820), (850, 880)], "#a97a74"), ([(720, 570), (630, 598), (630, 780), (720, 820)], "#c08f80"),
    )  # fmt: skip
    for points, colour in walls:
        wall = s.area(points, wobble=0.8)
        s.paint(wall, colour, to=mix(colour, "#f3c79a", 0.3), volume=0.2, marks=0.05)
        roof: list[Points] = [[points[0], points[1]]]
        s.paint(s.strokes(roof, 18, taper=False), mix(colour, "#4a2c30", 0.55), marks=0.05)
    lit = [
        [(x, y), (x + w, y + lean), (x + w, y + h + lean * 0.6), (x, y + h)]
        for x, y, w, h, lean in (
            (20, 480, 42, 76, 14), (92, 510, 34, 66, 12), (20, 660, 42, 76, 4), (178, 560, 28, 54, 8), (232, 574, 24, 48, 8), (178, 700, 28, 52, 2),
            (310, 640, 18, 34, 5), (920, 500, 34, 70, -12), (968, 470, 40, 80, -14), (920, 660, 34, 70, -4), (790, 570, 28, 52, -8), (740, 600, 22, 44, -6),
            (664, 650, 18, 34, -5), (790, 700, 28, 50, -2),
        )
    ]  # fmt: skip
    windows = s.filled(lit, 0.8)
    s.light(s.blurred(windows, 10), 0.5, "#ffd98a")
    s.paint(windows, "#ffe0a0", to="#f6be6c", marks=0.04)


def _plane_tree(s: Sheet, x: float, y: float, size: float, side: int) -> None:
    trunk = np.maximum(
        s.strokes([curve([(x, y + 60 * size), (x - side * 6, y - 160 * size), (x - side * 26, y - 380 * size)], closed=False)], 56 * size, taper=False),
        s.strokes([curve([(x - side * 4, y - 200 * size), (x - side * 90, y - 330 * size), (x - side * 160, y - 400 * size)], closed=False),
                   curve([(x, y - 240 * size), (x + side * 60, y - 360 * size), (x + side * 80, y - 440 * size)], closed=False)], 26 * size),
    )  # fmt: skip
    s.shadow(trunk, dx=20, dy=14, soft=14, strength=0.2)
    s.paint(trunk, "#6b4a42", to="#4f3632", angle=0, volume=0.6, round_=16, marks=0.1)
    for dx, dy, r, colour in (
        (-130, -430, 120, "#c9692f"), (70, -470, 130, "#b8562a"), (-40, -560, 150, "#dd8a3c"), (-190, -520, 100, "#e09a48"), (110, -590, 96, "#e6a552"),
        (10, -400, 96, "#c97a36"),
    ):  # fmt: skip
        crown = s.area(curve(oval(x + side * dx * size, y + dy * size, r * size, r * size * 0.8)[::9]), wobble=8)
        s.shadow(crown, dx=12, dy=16, soft=14, strength=0.16, colour="#5a2c20")
        s.paint(crown, colour, to=mix(colour, "#ffd07a", 0.3), angle=-60, volume=0.5, round_=30, marks=0.16)


def _street_lamp(s: Sheet, x: float, y: float) -> None:
    post = s.strokes([[(x, y), (x, y - 330)]], 12, taper=False)
    s.paint(post, "#4a3c3e", marks=0)
    s.light(s.blurred(s.area(oval(x, y - 366, 70, 70)), 34), 0.8, "#ffeebb")
    s.paint(s.area(curve([(x - 24, y - 396), (x + 24, y - 396), (x + 15, y - 330), (x - 15, y - 330)], per=4)), "#fff3cf", to="#f8d488")
    s.paint(s.area(curve([(x - 34, y - 394), (x, y - 424), (x + 34, y - 394)], per=4)), "#4a3c3e", marks=0)


def _fallen(s: Sheet) -> None:
    """Leaves on the ground and a few still in the air, larger towards us."""
    chance = np.random.default_rng(17)
    for colour in ("#d9772e", "#b8482a", "#e8a83e", "#c9602c", "#f0c060"):
        lying: list[Points] = []
        for _ in range(20):
            near = float(chance.uniform(0, 1)) ** 0.7
            x, y = float(chance.uniform(-10, 1010)), 790 + 450 * near
            lying.append(_leaf(x, y, 10 + 28 * near, float(chance.uniform(0, 360)), 0.5))
        lying += [
            _leaf(float(chance.uniform(200, 800)), float(chance.uniform(420, 760)), 20, float(chance.uniform(0, 360)), 0.9)
            for _ in range(2)
        ]
        area = s.filled(lying, 0.6)
        s.shadow(area, dx=6, dy=8, soft=4, strength=0.3, colour="#4a2420")
        s.paint(area, colour, to=mix(colour, "#ffd890", 0.3), volume=0.4, round_=6)


def _leaf(x: float, y: float, size: float, turn: float, flat: float) -> Points:
    shape = [(-1, 0), (-0.3, -0.5), (0.4, -0.42), (1, 0), (0.4, 0.42), (-0.3, 0.5)]
    c, t = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return curve([(float(x + size * (a * c - b * t)), float(y + size * flat * (a * t + b * c))) for a, b in shape], per=4)


def rainy_window(s: Sheet) -> None:
    s.wash("#c9cfca", "#dcd9cc", angle=80)
    glass = s.area(box(130, 90, 730, 720), wobble=0)
    s.paint(glass, "#8fa6ac", to="#b9c6c2", marks=0.05)
    for points, colour in (
        ([(110, 520), (220, 460), (340, 500), (460, 430), (600, 480), (760, 440), (760, 740), (110, 740)], "#8299a0"),
        ([(110, 600), (260, 560), (400, 590), (560, 540), (760, 590), (760, 740), (110, 740)], "#6f8a8a"),
        ([(110, 668), (300, 640), (520, 660), (760, 640), (760, 740), (110, 740)], "#5d7a74"),
    ):
        s.paint(np.minimum(glass, s.blurred(s.area(curve(points)), 5)), colour, to=mix(colour, "#c9d4d0", 0.4), marks=0.06)
    _rain(s, glass)
    _window_frame(s)
    s.table(1010, "#8d6a52", "#a98468")
    for y in (1080, 1170):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#4f3524", 0.26)
    _potted(s, 250, 716)
    pool = s.area(curve([(430, 1120), (640, 1098), (880, 1126), (800, 1168), (520, 1166)]))
    s.light(pool, 0.34, "#dfe8ea")
    s.glaze((pool - s.blurred(pool, 5)).clip(0, 1), "#5a6a72", 0.4)
    _umbrella(s, 640, 930)


def _rain(s: Sheet, glass: Field) -> None:
    chance = np.random.default_rng(8)
    streaks: list[Points] = []
    for _ in range(80):
        x, y, long = float(chance.uniform(120, 760)), float(chance.uniform(60, 700)), float(chance.uniform(26, 70))
        streaks.append([(x, y), (x - long * 0.2, y + long)])
    s.light(np.minimum(glass, s.strokes(streaks, 3.4)), 0.6, "#f4f8f6")
    drops = [oval(float(chance.uniform(140, 720)), float(chance.uniform(100, 710)), r, r * 1.3) for r in chance.uniform(3, 9, 70)]
    runs: list[Points] = [
        curve([(x, y), (x + 4, y + 50), (x - 3, y + 110)], closed=False)
        for x, y in zip(chance.uniform(150, 710, 14), chance.uniform(120, 560, 14), strict=True)
    ]
    beads = np.minimum(glass, np.maximum(s.filled(drops, 0.6), s.strokes(runs, 8)))
    s.glaze(s.moved(beads, 2, 3), "#4f6670", 0.34)
    s.light(beads, 0.5, "#ffffff")


def _window_frame(s: Sheet) -> None:
    outer, inner = s.area(box(96, 56, 764, 754), wobble=0), s.area(box(130, 90, 730, 720), wobble=0)
    frame = np.maximum((outer - inner).clip(0, 1), s.strokes([[(430, 90), (430, 720)], [(130, 330), (730, 330)]], 20, taper=False))
    s.shadow(frame, dx=10, dy=12, soft=8, strength=0.24)
    s.paint(frame, "#f4eee2", to="#dcd3c3", volume=0.5, round_=9)
    sill = s.area(box(64, 748, 796, 796, 6))
    s.shadow(sill, dx=12, dy=28, soft=18, strength=0.32)
    s.paint(sill, "#f8f2e6", to="#d8cebc", volume=0.4, round_=10)


def _potted(s: Sheet, x: float, y: float) -> None:
    for stem in (
        [(x, y - 60), (x - 20, y - 150), (x - 80, y - 220)], [(x, y - 60), (x + 16, y - 170), (x + 60, y - 260)], [(x, y - 60), (x + 4, y - 160), (x - 10, y - 270)],
    ):  # fmt: skip
        s.sprig(stem, "#5f8a58", leaf=64, slim=0.42, every=6)
    pot = s.area(
        curve(
            [(x - 64, y - 74), (x, y - 76), (x + 64, y - 74), (x + 50, y + 24), (x + 30, y + 34), (x - 30, y + 34), (x - 50, y + 24)], per=6
        )
    )
    s.shadow(pot, dx=30, dy=10, soft=14, strength=0.3)
    s.paint(pot, "#c27a58", to="#96573c", angle=10, volume=0.75, round_=20, marks=0.08)
    rim = s.area(box(x - 74, y - 88, x + 74, y - 58, 8))
    s.paint(rim, "#cd8762", to="#a3623f", angle=10, volume=0.5, round_=9)


def _umbrella(s: Sheet, x: float, y: float) -> None:
    """An open umbrella set down on the floor to dry, leaning on its rim, handle to the lower right."""
    pole = s.strokes([curve([(x - 130, y - 330), (x + 60, y + 60), (x + 130, y + 190)], closed=False)], 13, taper=False)
    hook = s.strokes(
        [curve([(x + 126, y + 180), (x + 150, y + 232), (x + 196, y + 226), (x + 198, y + 186)], closed=False)], 22, taper=False
    )
    canopy = s.area(
        [
            *curve([(x - 330, y + 150), (x - 330, y - 40), (x - 250, y - 240), (x - 130, y - 310), (x + 40, y - 290), (x + 200, y - 180), (x + 310, y - 10)],
                   closed=False, per=10),
            *curve([(x + 310, y - 10), (x + 220, y - 26), (x + 160, y + 44)], closed=False), *curve([(x + 160, y + 44), (x + 60, y + 16), (x - 10, y + 96)], closed=False),
            *curve([(x - 10, y + 96), (x - 110, y + 66), (x - 180, y + 140)], closed=False), *curve([(x - 180, y + 140), (x - 260, y + 104), (x - 330, y + 150)], closed=False),
        ]
    )  # fmt: skip
    s.shadow(canopy, dx=40, dy=44, soft=32, strength=0.42)
    hollow = s.area(
        curve(
            [
                (x - 330, y + 150),
                (x - 180, y + 20),
                (x + 60, y - 80),
                (x + 240, y - 70),
                (x + 312, y - 8),
                (x + 180, y + 90),
                (x - 80, y + 170),
            ]
        )
    )
    s.paint(hollow, "#7f2c20", to="#5f2018", volume=0.3)
    s.paint(pole, "#b9b2a6", volume=0.6, round_=6)
    s.shadow(hook, dx=10, dy=12, soft=8, strength=0.34)
    s.paint(hook, "#8f6038", to="#6b4426", volume=0.7, round_=9)
    s.paint(canopy, "#cf5640", to="#a33a2a", angle=40, volume=0.7, round_=60)
    ribs: list[Points] = [
        curve([(x - 130, y - 312), (x - 190, y - 120), (x - 180, y + 138)], closed=False), curve([(x - 130, y - 312), (x - 20, y - 140), (x - 10, y + 94)], closed=False),
        curve([(x - 130, y - 312), (x + 90, y - 180), (x + 160, y + 42)], closed=False),
    ]  # fmt: skip
    seams = np.minimum(canopy, s.blurred(s.strokes(ribs, 12), 3))
    s.glaze(seams, "#5f1c14", 0.5)
    s.light(
        np.minimum(
            canopy, s.blurred(s.strokes([curve([(x - 280, y - 40), (x - 230, y - 180), (x - 160, y - 260)], closed=False)], 34), 14)
        ),
        0.4,
    )
    tip = s.strokes([[(x - 128, y - 306), (x - 146, y - 356)]], 14)
    s.paint(tip, "#8f6038", marks=0)
    chance = np.random.default_rng(3)
    drops = [
        oval(float(x + a), float(y + b), 5, 8, -20)
        for a, b in zip(chance.uniform(-290, 220, 46), chance.uniform(-270, 90, 46), strict=True)
    ]
    s.light(np.minimum(canopy, s.filled(drops, 0.6)), 0.55, "#ffe9e0")


def clothesline(s: Sheet) -> None:
    s.wash("#bcd3d6", "#f3ead4", angle=90)
    s.light(s.blurred(s.area(oval(170, 170, 130, 130)), 70), 0.9, "#fff4d0")
    for y, x0, x1 in ((180, 470, 860), (300, 120, 420)):
        cloud = s.area(
            curve([(x0, y), (x0 + 70, y - 40), (x0 + 160, y - 58), (x1 - 100, y - 44), (x1, y), ((x0 + x1) / 2, y + 16)]), wobble=6
        )
        s.light(s.blurred(cloud, 6), 0.8, "#fffaf0")
    for y, swell, colour in ((820, 60, "#a9c3b4"), (900, 46, "#88a996")):
        hill = s.area([*[(x, y - swell * float(np.sin(x / 170 + y))) for x in range(-60, 1080, 40)], (1080, 1300), (-60, 1300)], wobble=2)
        s.paint(hill, colour, to=mix(colour, "#f0e6d0", 0.4), marks=0.07)
    _line(s)
    s.paint(s.area(box(-40, 1040, 1040, 1300)), "#d8c5a6", to="#c3aa84", marks=0.06)
    s.light(s.blurred(s.area(box(-40, 1040, 1040, 1050)), 2), 0.5)
    _mint(s, 180, 1110)
    _tub(s, 730, 1090)


def _line(s: Sheet) -> None:
    rope = curve([(-20, 330), (240, 366), (500, 376), (760, 362), (1020, 322)], closed=False)
    weave = (1 + 0.03 * np.sin(s.u * 1.2) * np.sin(s.v * 1.2) + 0.06 * np.sin((s.u + 0.3 * s.v) * 0.055)).astype(np.float32)
    sheet = s.area([*curve([(60, 344), (220, 366), (410, 376)], closed=False), *curve([(410, 376), (430, 560), (404, 760)], closed=False),
                    *curve([(404, 760), (300, 742), (180, 784), (66, 756)], closed=False), *curve([(66, 756), (40, 560), (60, 344)], closed=False)])  # fmt: skip
    s.shadow(sheet, dx=18, dy=20, soft=18, strength=0.22)
    s.paint(sheet, "#fbf6ea", to="#e3d8c4", angle=30, volume=0.4, round_=26, pattern=weave)
    stripes: list[Points] = [curve([(56, y), (220, y + 26), (416, y + 34)], closed=False) for y in (640, 672)]
    s.glaze(np.minimum(sheet, s.strokes(stripes, 13, taper=False)), "#3d6f8a", 0.75)
    _sweater(s, 580, 368)
    for x, colour in ((780, "#5f8f86"), (870, "#d9a441")):
        _sock(s, x, 356 - (x - 760) * 0.13, colour)
    s.paint(s.strokes([rope], 7, taper=False), "#9a7a52", volume=0.4, round_=3)
    pegs = [
        box(x - 9, y - 24, x + 9, y + 34, 4) for x, y in ((84, 346), (240, 366), (390, 374), (486, 376), (674, 368), (780, 358), (870, 346))
    ]
    area = s.filled(pegs, 0.6)
    s.shadow(area, dx=5, dy=7, soft=4, strength=0.3)
    s.paint(area, "#d9b07a", to="#b58850", volume=0.6, round_=6)


def _sweater(s: Sheet, x: float, y: float) -> None:
    column = np.abs(np.mod(s.u / 15, 1.0) - 0.5) * 2
    stitches = (1 + 0.1 * np.sin((s.v / 10 - column * 0.9) * 4.5) - 0.12 * (1 - column) ** 3).astype(np.float32)
    shape = s.area([(x - 104, y), (x - 40, y + 6), (x, y + 26), (x + 40, y + 6), (x + 104, y - 2), (x + 170, y + 240), (x + 112, y + 262), (x + 92, y + 150),
                    (x + 104, y + 350), (x - 104, y + 354), (x - 92, y + 150), (x - 112, y + 264), (x - 170, y + 242)], wobble=4)  # fmt: skip
    s.shadow(shape, dx=18, dy=20, soft=16, strength=0.24)
    s.paint(shape, "#c9664e", to="#9f4936", angle=40, volume=0.7, round_=26, pattern=stitches)
    hem = np.minimum(shape, s.area(box(x - 120, y + 322, x + 120, y + 360)))
    s.glaze(hem, "#7a2c20", 0.3)


def _sock(s: Sheet, x: float, y: float, colour: str) -> None:
    shape = s.area(
        curve(
            [(x - 30, y), (x + 30, y), (x + 30, y + 110), (x + 78, y + 150), (x + 74, y + 186), (x + 20, y + 190), (x - 28, y + 150)], per=8
        )
    )
    s.shadow(shape, dx=14, dy=16, soft=12, strength=0.24)
    s.paint(shape, colour, to=mix(colour, "#2c2a28", 0.25), volume=0.7, round_=16)
    s.light(
        np.minimum(shape, s.strokes([[(x - 40, y + 40), (x + 40, y + 40)], [(x - 40, y + 64), (x + 40, y + 64)]], 11, taper=False)), 0.7
    )


def _mint(s: Sheet, x: float, y: float) -> None:
    chance = np.random.default_rng(2)
    for i in range(9):
        lean = (i - 4) * 34 + float(chance.uniform(-12, 12))
        stem = [(x + lean * 0.2, y - 40), (x + lean * 0.6, y - 120), (x + lean, y - 190 - 40 * (i % 3))]
        s.paint(s.strokes([curve(stem, closed=False)], 6), "#55793f", marks=0)
        area = s.filled(leaves(stem, 46, 0.5, 6), 0.6)
        s.shadow(area, dx=6, dy=8, soft=5, strength=0.2)
        s.paint(area, ("#7fa95c", "#689448", "#93b970")[i % 3], volume=0.6, round_=9)
    pot = s.area(
        curve(
            [(x - 96, y - 50), (x, y - 52), (x + 96, y - 50), (x + 76, y + 60), (x + 44, y + 72), (x - 44, y + 72), (x - 76, y + 60)], per=6
        )
    )
    s.shadow(pot, dx=36, dy=16, soft=16, strength=0.34)
    s.paint(pot, "#c98562", to="#9c5c3f", angle=10, volume=0.75, round_=26, marks=0.08)
    s.paint(s.area(box(x - 108, y - 66, x + 108, y - 30, 9)), "#d49370", to="#aa6a48", angle=10, volume=0.5, round_=10)


def _tub(s: Sheet, x: float, y: float) -> None:
    body = s.area(
        curve(
            [
                (x - 190, y - 30),
                (x, y - 24),
                (x + 190, y - 30),
                (x + 166, y + 80),
                (x + 120, y + 104),
                (x - 120, y + 104),
                (x - 166, y + 80),
            ],
            per=8,
        )
    )
    s.shadow(body, dx=46, dy=18, soft=20, strength=0.36)
    s.paint(body, "#7fa3b4", to="#54788c", angle=15, volume=0.75, round_=34)
    s.paint(s.area(oval(x, y - 30, 194, 44)), "#a9c6d0", to="#7b9fae", angle=0, volume=0.3)
    s.paint(s.area(oval(x, y - 28, 172, 34)), "#d3e6ea", to="#b4d2da", angle=0)
    for dx, dy, r in ((-96, -44, 34), (-40, -52, 44), (26, -46, 38), (84, -40, 30), (-6, -70, 30), (120, -30, 20), (-130, -30, 20)):
        foam = s.area(oval(x + dx, y + dy, r, r * 0.86))
        s.shadow(foam, dx=4, dy=6, soft=5, strength=0.2)
        s.paint(foam, "#ffffff", to="#dcebee", volume=0.6, round_=12, marks=0.01)
