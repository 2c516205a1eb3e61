"""Places and surfaces: a desk at the window, a garden at dawn, a tea table, linen."""

import numpy as np
from drinks import steam
from paint import Field, Sheet, box, curve, mix, oval


def window_desk(s: Sheet) -> None:
    s.wash("#e4d8c6", "#efe6d8", angle=90)
    view = s.area(box(150, 110, 850, 760), wobble=0)
    s.paint(view, "#dfe9e4", to="#f8ecd6", marks=0.03)
    for points, colour in (
        ([(140, 560), (300, 470), (460, 520), (640, 440), (860, 530), (860, 780), (140, 780)], "#b9cdc4"),
        ([(140, 640), (280, 590), (440, 620), (620, 570), (860, 640), (860, 780), (140, 780)], "#97b3a2"),
        ([(140, 700), (330, 664), (560, 700), (860, 676), (860, 780), (140, 780)], "#7c9b84"),
    ):
        s.paint(np.minimum(view, s.area(curve(points))), colour, to=mix(colour, "#f8ecd6", 0.4), marks=0.06)
    s.light(s.blurred(s.area(oval(330, 300, 90, 90)), 50), 0.9, "#fff3d0")
    _frame(s)
    _curtain(s)
    s.table(860, "#b98d64", "#cba67d")
    for y in (930, 1020, 1120):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#6b4526", 0.2)
    s.light(s.blurred(s.area([(180, 880), (620, 880), (860, 1250), (330, 1250)]), 18), 0.28)
    _notebook(s)
    _vase(s)
    cup = s.area(curve([(140, 930), (300, 930), (290, 1010), (262, 1056), (178, 1056), (150, 1010)], per=10))
    s.shadow(cup, dx=46, dy=22, soft=16, strength=0.36)
    s.paint(
        s.strokes([curve([(290, 950), (346, 950), (342, 1010), (276, 1022)], closed=False)], 15, taper=False),
        "#e3d7c4",
        volume=0.6,
        round_=7,
    )
    s.paint(cup, "#f5efe3", to="#d5c9b6", angle=15, volume=0.7, round_=26)
    s.paint(s.area(oval(220, 930, 80, 17)), "#fbf7ee", to="#e2d8c7", angle=0)
    s.paint(s.area(oval(220, 932, 69, 13)), "#6a3b1d", to="#8f5a31", angle=0)
    steam(s, 220, 905, 190, 0.5)


def _frame(s: Sheet) -> None:
    outer, inner = s.area(box(120, 80, 880, 790), wobble=0), s.area(box(150, 110, 850, 760), wobble=0)
    s.paint((outer - inner).clip(0, 1), "#f7f1e6", volume=0.5, round_=10)
    bars = s.strokes([[(500, 110), (500, 760)], [(150, 420), (850, 420)]], 20, taper=False)
    s.shadow(bars, dx=8, dy=8, soft=6, strength=0.16)
    s.paint(bars, "#f7f1e6", volume=0.5, round_=8)
    sill = s.area(box(90, 786, 910, 836, 6))
    s.shadow(sill, dx=10, dy=26, soft=16, strength=0.3)
    s.paint(sill, "#fbf6ec", to="#ded3c0", volume=0.4, round_=10)


def _curtain(s: Sheet) -> None:
    cloth = s.area(curve([(840, 30), (1040, 30), (1040, 900), (880, 900), (822, 820), (868, 600), (812, 300)]))
    folds = (1 + 0.09 * np.sin(s.u * 0.11 + 0.6 * np.sin(s.v * 0.006))).astype(np.float32)
    s.shadow(cloth, dx=-30, dy=14, soft=26, strength=0.2)
    s.paint(cloth, "#f6efe2", to="#e0d2bd", angle=0, volume=0.4, pattern=folds)


def _notebook(s: Sheet) -> None:
    book = s.area([(420, 1010), (760, 990), (820, 1130), (440, 1156)])
    s.shadow(book, dx=22, dy=26, soft=16, strength=0.4)
    s.paint(book, "#2f6f63", to="#235449", volume=0.4, round_=14)
    page = s.area([(430, 1000), (752, 982), (806, 1112), (450, 1136)])
    s.paint(page, "#fbf6ea", to="#ece2cf", angle=0, marks=0.02)
    s.glaze(s.blurred(s.strokes([[(592, 992), (628, 1124)]], 8, taper=False), 3), "#8a7a60", 0.5)
    lines = [[(456 + i * 4, 1028 + i * 20), (576 + i * 5, 1020 + i * 20)] for i in range(4)]
    s.glaze(s.strokes(lines, 3, taper=False), "#7a6f60", 0.5)
    pen = s.strokes([[(640, 1100), (800, 1020)]], 11)
    s.shadow(pen, dx=8, dy=10, soft=5, strength=0.4)
    s.paint(pen, "#c2452d", volume=0.6, round_=5)


def _vase(s: Sheet) -> None:
    twig = [
        [(706, 900), (690, 720), (720, 560), (660, 400), (690, 300)],
        [(712, 640), (780, 560), (800, 460)],
        [(676, 470), (600, 420), (570, 350)],
    ]
    s.paint(s.strokes([curve(line, closed=False) for line in twig], 12), "#6b5140", marks=0.04)
    for x, y, r, turn in ((690, 290, 62, -90), (804, 448, 58, -60), (566, 340, 56, -120), (664, 396, 48, -150), (724, 548, 50, -20)):
        magnolia(s, x, y, r, turn)
    vase = s.area(
        curve(
            [(672, 830), (740, 830), (748, 870), (796, 940), (800, 1010), (756, 1050), (656, 1050), (612, 1010), (616, 940), (664, 870)],
            per=10,
        )
    )
    s.shadow(vase, dx=60, dy=22, soft=20, strength=0.36)
    s.paint(vase, "#a9c0bb", to="#78958f", angle=15, volume=0.85, round_=36, marks=0.05)
    s.paint(s.area(oval(706, 830, 35, 9)), "#5f7a75", marks=0)


def magnolia(s: Sheet, x: float, y: float, r: float, turn: float) -> None:
    for spread, colour in ((-48, "#e9c9c4"), (48, "#e9c9c4"), (-24, "#f5e2dc"), (24, "#f5e2dc"), (0, "#fdf4ef")):
        a = np.radians(turn + spread)
        petal = s.area(oval(x + np.cos(a) * r * 0.55, y + np.sin(a) * r * 0.55, r * 0.62, r * 0.27, turn + spread))
        s.shadow(petal, dx=4, dy=6, soft=5, strength=0.16)
        s.paint(petal, colour, to="#d99a98", angle=turn + spread + 180, volume=0.4, round_=10)


def fabric_texture(s: Sheet) -> None:
    fold = 0.6 * s.noise(420, 150, 34) + 0.4 * s.noise(180, 60, 28) + 0.12 * s.noise(60, 26, 40)
    fold = s.blurred((fold * 0.5 + 0.5).clip(0, 1), 16)
    down, across = np.gradient(fold)
    lit = (-(across * 0.7 + down) * 150 * s.unit / 1.6).clip(-1, 1).astype(np.float32)
    ground = np.ones_like(s.px) * np.array([0.86, 0.80, 0.70], np.float32)
    ground *= (1 + 0.3 * lit)[..., None]
    ground += (0.12 * lit.clip(0, 1))[..., None] * np.array([1.0, 0.94, 0.8], np.float32)
    s.px = ground * (1 + _threads(s, fold))[..., None]
    s.window_light(left=140, top=120, wide=700, tall=900, strength=0.2, lean=200)


def _threads(s: Sheet, fold: Field) -> Field:
    """The weave: warp and weft as fine waves that follow the folds, each thread a little different."""
    bend = fold * 60
    warp = np.sin((s.u + bend) * 1.15) * (1 + 0.5 * s.noise(7, 300))
    weft = np.sin((s.v + bend) * 1.15) * (1 + 0.5 * s.noise(300, 7))
    slub = 0.5 * s.noise(5, 120) + 0.5 * s.noise(120, 5)
    return (0.05 * (warp * weft) + 0.035 * slub).astype(np.float32)


def garden_morning(s: Sheet) -> None:
    s.wash("#f3d9bd", "#dfe6d8", angle=90)
    s.light(s.blurred(s.area(oval(690, 330, 74, 74)), 4), 0.95, "#fff6df")
    s.light(s.blurred(s.area(oval(690, 330, 210, 210)), 90), 0.6, "#ffedc4")
    layers = (
        (470, 90, "#c3cfc6", 3.1), (560, 80, "#a5bbb0", 2.3), (660, 70, "#86a493", 1.7), (770, 56, "#6b8f79", 1.3), (880, 40, "#557a62", 1.0),
    )  # fmt: skip
    for i, (y, swell, colour, wide) in enumerate(layers):
        phase = 1.7 * i
        top = [
            (x, y - swell * (np.sin(x / 130 / wide * 2 + phase) + 0.5 * np.sin(x / 60 / wide + phase * 2))) for x in range(-60, 1080, 40)
        ]
        hill = s.area([*top, (1080, 1300), (-60, 1300)], wobble=2)
        s.paint(hill, colour, to=mix(colour, "#f0e6d0", 0.45), marks=0.07)
        mist = s.blurred(s.area(box(-40, y + 40, 1040, y + 96)), 34) * (0.7 + 0.3 * s.noise(260, 60))
        s.light(mist, 0.5, "#fbf3e2")
    for x, y, tall in ((210, 700, 190), (130, 730, 150), (830, 650, 170)):
        _tree(s, x, y, tall)
    path = s.area(curve([(430, 1300), (470, 1120), (560, 1000), (530, 910), (556, 912), (610, 1000), (600, 1120), (680, 1300)]))
    s.paint(path, "#e9d9ba", to="#d3bd97", volume=0.3, marks=0.08)
    chance = np.random.default_rng(11)
    _meadow(s, chance)


def _tree(s: Sheet, x: float, y: float, tall: float) -> None:
    s.paint(s.strokes([curve([(x, y + tall * 0.5), (x + 6, y), (x, y - tall * 0.3)], closed=False)], 14), "#5b5143")
    for dx, dy, r, colour in (
        (0, -0.4, 0.42, "#5d8168"),
        (-0.26, -0.14, 0.32, "#517459"),
        (0.26, -0.16, 0.32, "#6b9075"),
        (0.04, -0.62, 0.28, "#7ea386"),
    ):
        crown = s.area(curve([(px, py) for px, py in oval(x + dx * tall, y + dy * tall, r * tall, r * tall * 0.86)][::9]), wobble=7)
        s.paint(crown, colour, to=mix(colour, "#2f4a3a", 0.3), volume=0.6, round_=30, marks=0.14)


def _meadow(s: Sheet, chance: np.random.Generator) -> None:
    for y in range(940, 1260, 14):
        near = (y - 900) / 350
        blades = []
        for x in chance.uniform(-20, 1020, 26):
            if abs(x - 545) < 46 + 90 * near:
                continue
            blades.append(
                curve([(x, y + 30), (x + chance.uniform(-9, 9), y), (x + chance.uniform(-22, 22), y - 20 - 46 * near)], closed=False, per=5)
            )
        s.paint(s.strokes(blades, 3 + 5 * near), mix("#7ea078", "#38593f", float(chance.uniform(0.1, 0.9))), marks=0, thick=0.8)
        for x in chance.uniform(0, 1000, 3):
            if abs(x - 545) < 70 + 110 * near:
                continue
            r = 5 + 15 * near
            colour = ("#e6a08c", "#f7efe0", "#d9744f", "#efc46b", "#c9a3c4")[int(chance.integers(5))]
            bloom = np.maximum.reduce(
                [
                    s.area(oval(x + r * 0.7 * np.cos(a), y - 26 * near + r * 0.55 * np.sin(a), r * 0.55, r * 0.42), wobble=0.4)
                    for a in np.linspace(0, 6.3, 6)[:5]
                ]
            )
            s.paint(bloom, colour, volume=0.5, round_=6)
            s.paint(s.area(oval(x, y - 26 * near, r * 0.3, r * 0.26), wobble=0.2), "#e2b24a", marks=0)


def tea_table(s: Sheet) -> None:
    s.wash("#d3c5ae", "#e8dcc8", angle=80)
    s.window_light(left=80, top=40, wide=560, tall=700, strength=0.44, lean=170)
    s.leaf_shadow([[(-20, 120), (150, 220), (300, 400)], [(40, -20), (200, 90), (420, 170)]], leaf=84, strength=0.2)
    s.table(840, "#8d6748", "#a98260")
    for y in (900, 985, 1090, 1190):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 6)]], 3, taper=False), 1.5), "#4a2f1c", 0.26)
    runner = s.area([(110, 930), (880, 930), (960, 1180), (30, 1180)])
    s.shadow(runner, dx=8, dy=12, soft=10, strength=0.34)
    ribs = (1 + 0.05 * np.sin(s.u * 0.62)).astype(np.float32)
    s.paint(runner, "#d8ceb4", to="#c1b596", volume=0.2, pattern=ribs)
    _gaiwan(s, 400, 1010)
    _pitcher(s, 700, 960)
    for x, y in ((560, 1120), (730, 1130), (250, 1130)):
        _teacup(s, x, y)
    plate = s.area(oval(886, 1120, 106, 32))
    s.shadow(plate, dx=16, dy=16, soft=12, strength=0.4)
    s.paint(plate, "#6f8f8a", to="#4f706b", angle=0, volume=0.5, round_=12)
    for x, y, colour in ((842, 1094, "#e3b7a0"), (892, 1086, "#c9d0a8"), (936, 1098, "#f0dfb4")):
        cake = s.area(curve([(x - 36, y + 16), (x - 34, y - 24), (x, y - 34), (x + 34, y - 24), (x + 36, y + 16), (x, y + 26)]))
        s.shadow(cake, dx=8, dy=8, soft=7, strength=0.34)
        s.paint(cake, colour, volume=0.75, round_=16)
    s.paint(
        s.strokes(
            [
                curve([(120, 900), (150, 640), (110, 460), (190, 300)], closed=False),
                curve([(140, 640), (230, 540), (250, 460)], closed=False),
            ],
            10,
        ),
        "#6b5140",
    )
    chance = np.random.default_rng(3)
    for x, y in ((190, 300), (150, 380), (120, 470), (136, 560), (250, 460), (226, 530), (160, 640), (204, 336), (270, 430)):
        _plum(s, x + float(chance.uniform(-14, 14)), y, 25)
    vase = s.area(curve([(100, 820), (150, 820), (150, 870), (186, 950), (170, 1010), (80, 1010), (64, 950), (100, 870)], per=10))
    s.shadow(vase, dx=40, dy=16, soft=16, strength=0.36)
    s.paint(vase, "#7b5a48", to="#55392b", angle=10, volume=0.8, round_=24, marks=0.08)


def _plum(s: Sheet, x: float, y: float, r: float) -> None:
    for k in range(5):
        a = np.radians(72 * k + 18)
        petal = s.area(oval(x + np.cos(a) * r * 0.6, y + np.sin(a) * r * 0.6, r * 0.5, r * 0.44, 72 * k))
        s.paint(petal, "#f3d6cf", to="#dd9488", angle=72 * k + 200, volume=0.4, round_=6)
    s.paint(s.area(oval(x, y, r * 0.18, r * 0.18)), "#d9a441", marks=0)


def _gaiwan(s: Sheet, x: float, y: float) -> None:
    saucer = s.area(oval(x, y + 46, 150, 36))
    s.shadow(saucer, dx=36, dy=22, soft=16, strength=0.42)
    s.paint(saucer, "#f7f3ea", to="#d2c8b8", angle=0, volume=0.5, round_=14)
    bowl = s.area(
        curve([(x - 128, y - 96), (x + 128, y - 96), (x + 116, y - 30), (x + 62, y + 44), (x - 62, y + 44), (x - 116, y - 30)], per=10)
    )
    s.shadow(bowl, dx=50, dy=16, soft=18, strength=0.24)
    s.paint(bowl, "#fbf8f1", to="#cfc6b8", angle=12, volume=0.75, round_=36)
    lid = s.area(curve([(x - 118, y - 98), (x - 84, y - 142), (x, y - 160), (x + 84, y - 142), (x + 118, y - 98), (x, y - 84)], per=10))
    s.shadow(lid, dx=8, dy=12, soft=8, strength=0.26)
    s.paint(lid, "#fdfaf4", to="#dcd3c5", angle=30, volume=0.65, round_=26)
    s.paint(s.area(box(x - 24, y - 182, x + 24, y - 152, 10)), "#f7f2e8", volume=0.7, round_=9)
    s.sprig([(x - 60, y + 10), (x - 20, y - 30), (x + 40, y - 44)], "#5d7f97", leaf=34, slim=0.3, every=6)
    steam(s, x, y - 190, 230, 0.44)


def _pitcher(s: Sheet, x: float, y: float) -> None:
    body = s.area(
        curve(
            [
                (x - 76, y - 120),
                (x + 60, y - 120),
                (x + 92, y - 134),
                (x + 72, y - 80),
                (x + 84, y + 30),
                (x + 56, y + 74),
                (x - 66, y + 74),
                (x - 92, y + 30),
            ],
            per=10,
        )
    )
    s.shadow(body, dx=56, dy=18, soft=18, strength=0.24, colour="#6a4a20")
    s.light(body, 0.28, "#ffffff")
    tea = np.minimum(body, s.area(box(x - 110, y - 50, x + 110, y + 90), wobble=0))
    s.paint(tea, "#d99a45", to="#a8621f", volume=0.5, round_=24, thick=0.86)
    s.paint(s.area(oval(x - 3, y - 50, 84, 12)), "#e9b766", to="#c9863a", angle=0)
    s.light((body - s.blurred(body, 7)).clip(0, 1), 0.9, "#ffffff")
    s.light(s.blurred(s.strokes([[(x - 62, y - 90), (x - 70, y + 30)]], 13), 3), 0.65, "#ffffff")


def _teacup(s: Sheet, x: float, y: float) -> None:
    cup = s.area(curve([(x - 58, y - 40), (x + 58, y - 40), (x + 48, y + 8), (x + 26, y + 30), (x - 26, y + 30), (x - 48, y + 8)], per=10))
    s.shadow(cup, dx=26, dy=14, soft=12, strength=0.38)
    s.paint(cup, "#f8f4ec", to="#d0c6b6", angle=12, volume=0.7, round_=20)
    s.paint(s.area(oval(x, y - 40, 58, 14)), "#fdfaf4", to="#e3dacb", angle=0)
    s.paint(s.area(oval(x, y - 38, 49, 10)), "#c9863a", to="#e2ae62", angle=0)
