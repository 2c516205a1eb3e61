"""The kitchen: a pot of soup, a bowl of noodles with an egg, a basket from the market."""

import numpy as np
from drinks import steam
from paint import Points, Sheet, box, curve, mix, oval


def soup_pot(s: Sheet) -> None:
    s.wash("#e6d3b8", "#f0e3d0", angle=80)
    tiles: list[Points] = [[(-20, y), (1020, y)] for y in range(40, 880, 140)]
    tiles += [[(x, 0), (x, 880)] for x in range(60, 1000, 176)]
    s.glaze(s.blurred(s.strokes(tiles, 4, taper=False), 1.5), "#a58d6c", 0.22)
    s.window_light(left=40, top=30, wide=500, tall=640, strength=0.4, lean=150)
    _ladles(s)
    s.table(870, "#b58a63", "#caa279")
    stove = s.area(box(236, 872, 764, 958, 22))
    s.shadow(stove, dx=54, dy=30, soft=22, strength=0.42)
    s.paint(stove, "#4c4a4b", to="#333133", volume=0.6, round_=16)
    s.paint(s.area(oval(500, 930, 26, 17)), "#d9cdb8", volume=0.8, round_=8)
    s.light(s.blurred(s.area(oval(500, 868, 150, 9)), 5), 0.9, "#7fb6d8")
    _pot(s, 500, 560)
    steam(s, 480, 520, 330, 0.5)
    _board(s)
    _daikon(s)


def _ladles(s: Sheet) -> None:
    rail = s.area(box(560, 120, 960, 132, 5))
    s.shadow(rail, dx=14, dy=22, soft=9, strength=0.3)
    s.paint(rail, "#b98f52", to="#8d6833", volume=0.7, round_=6)
    for x, tip in ((640, oval(640, 372, 46, 34)), (760, box(730, 318, 790, 420, 16)), (876, oval(876, 368, 34, 48))):
        shape = np.maximum(s.strokes([[(x, 122), (x, 344)]], 13, taper=False), s.area(curve(tip[::6])))
        s.shadow(shape, dx=22, dy=26, soft=10, strength=0.26)
        s.paint(shape, "#a9764a", to="#835530", volume=0.7, round_=9, marks=0.08)


def _pot(s: Sheet, x: float, y: float) -> None:
    ears = s.strokes(
        [
            curve([(x + side * 200, y + 70), (x + side * 268, y + 64), (x + side * 268, y + 118), (x + side * 196, y + 124)], closed=False)
            for side in (-1, 1)
        ],
        25,
        taper=False,
    )
    s.shadow(ears, dx=26, dy=20, soft=12, strength=0.3)
    s.paint(ears, "#a53d2b", volume=0.7, round_=10)
    body = s.area(
        curve(
            [(x - 210, y + 6), (x, y), (x + 210, y + 6), (x + 216, y + 110), (x + 200, y + 250), (x + 150, y + 306), (x - 150, y + 306), (x - 200, y + 250),
             (x - 216, y + 110)],
            per=10,
        )
    )  # fmt: skip
    s.shadow(body, dx=86, dy=18, soft=28, strength=0.3)
    s.paint(body, "#c95440", to="#8f3324", angle=12, volume=0.85, round_=54)
    s.light(s.blurred(s.strokes([curve([(x - 168, y + 70), (x - 176, y + 150), (x - 156, y + 236)], closed=False)], 24), 8), 0.42)
    s.paint(s.area(oval(x, y, 220, 62)), "#d76a54", to="#a84434", angle=10, volume=0.4, round_=10)
    s.paint(s.area(oval(x, y + 4, 198, 50)), "#8a3d2c", to="#b9654c", angle=80)
    s.paint(s.area(oval(x, y + 14, 188, 40)), "#efd6a0", to="#ddb878", angle=20, marks=0.05)
    for dx, dy, r in ((-106, 8, 40), (-20, 24, 44), (76, 4, 42), (-40, -6, 34), (132, 22, 28)):
        slice_ = s.area(oval(x + dx, y + 10 + dy * 0.7, r, r * 0.36))
        s.shadow(slice_, dx=4, dy=6, soft=4, strength=0.26, colour="#8a5a20")
        s.paint(slice_, "#fdf8ea", to="#eee0c0", volume=0.5, round_=8)
    chance = np.random.default_rng(5)
    bits = [oval(x + a, y + 12 + b, 9, 5) for a, b in zip(chance.uniform(-150, 150, 22), chance.uniform(-18, 24, 22), strict=True)]
    s.paint(s.filled(bits, 0.6), "#6f9a4e", volume=0.5, round_=4)


def _board(s: Sheet) -> None:
    board = s.area(curve([(40, 1034), (452, 1030), (480, 1150), (14, 1156)], per=5))
    s.shadow(board, dx=26, dy=24, soft=16, strength=0.42)
    s.paint(board, "#e2c69d", to="#c39d6d", volume=0.5, round_=14, marks=0.08)
    for x, y, r in ((130, 1040, 66), (250, 1078, 60)):
        tomato(s, x, y, r)
    for i in range(4):
        half = s.area(oval(342 + i * 30, 1096 - i * 5, 25, 35, -14))
        s.shadow(half, dx=9, dy=9, soft=6, strength=0.3)
        s.paint(half, "#cf4a34", volume=0.5, round_=8)
        s.paint(s.area(oval(339 + i * 30, 1096 - i * 5, 18, 28, -14)), "#ea8a68", to="#e06a4e", marks=0.05)
        seeds = [oval(336 + i * 30 + a, 1096 - i * 5 + b, 4, 6) for a, b in ((-5, -12), (6, -4), (-4, 8), (6, 14))]
        s.paint(s.filled(seeds, 0.5), "#f6d79a", marks=0)


def tomato(s: Sheet, x: float, y: float, r: float) -> None:
    body = s.area(curve([(x, y - r * 0.78), (x + r * 0.72, y - r * 0.76), (x + r, y), (x + r * 0.7, y + r * 0.72), (x, y + r * 0.86),
                         (x - r * 0.7, y + r * 0.72), (x - r, y), (x - r * 0.72, y - r * 0.76)]))  # fmt: skip
    s.shadow(body, dx=r * 0.4, dy=r * 0.3, soft=r * 0.24, strength=0.42)
    s.paint(body, "#dc5238", to="#a92f20", angle=50, volume=0.85, round_=r * 0.4)
    s.light(s.blurred(s.area(oval(x - r * 0.4, y - r * 0.34, r * 0.18, r * 0.12, -30)), 4), 0.7)
    tips = [(oval(x, y - r * 0.66, r * 0.5, r * 0.26, start=a, end=a + 1)[0]) for a in range(0, 360, 72)]
    s.paint(s.strokes([curve([(x, y - r * 0.7), tip], closed=False) for tip in tips], r * 0.17), "#5f8048", volume=0.4, round_=4)
    s.paint(s.strokes([curve([(x, y - r * 0.7), (x + 4, y - r * 0.86), (x + 10, y - r)], closed=False)], r * 0.12), "#56733f", marks=0)


def _daikon(s: Sheet) -> None:
    greens = [
        curve([(634, 1090), (590 - i * 8, 1056 + i * 20), (540 + i * 6, 1010 + i * 40), (516 + i * 14, 1000 + i * 46)], closed=False)
        for i in range(4)
    ]
    leaf = s.strokes(greens, 30)
    s.shadow(leaf, dx=10, dy=12, soft=8, strength=0.26)
    s.paint(leaf, "#7fa05c", to="#55793f", volume=0.6, round_=9, marks=0.1)
    root = s.area(
        curve([(628, 1052), (700, 1034), (820, 1046), (916, 1082), (972, 1112), (908, 1122), (806, 1132), (690, 1136), (632, 1122)])
    )
    s.shadow(root, dx=20, dy=22, soft=14, strength=0.4)
    s.paint(root, "#e4e6c4", to="#fdf9ee", angle=0, volume=0.75, round_=26)
    rings: list[Points] = [curve([(x, 1056 + i * 6), (x + 8, 1072 + i * 5)], closed=False) for i, x in enumerate((690, 760, 840))]
    s.glaze(s.blurred(s.strokes(rings, 4), 1), "#9a8f70", 0.35)


def noodle_bowl(s: Sheet) -> None:
    s.wash("#dccdb6", "#eadfcd", angle=80)
    s.window_light(left=420, top=20, wide=520, tall=620, strength=0.46, lean=140)
    s.leaf_shadow([[(-20, 60), (120, 200), (190, 400)], [(-20, 320), (80, 400), (120, 540)]], leaf=84, strength=0.2)
    s.table(500, "#a97c55", "#c49c72")
    for y in (590, 720, 870, 1050):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 10)]], 3, taper=False), 1.5), "#5f3d22", 0.24)
    mat = s.area([(120, 570), (880, 570), (960, 1020), (40, 1020)])
    s.shadow(mat, dx=8, dy=12, soft=10, strength=0.34)
    s.paint(mat, "#8fa9a0", to="#73908a", volume=0.2, pattern=(1 + 0.05 * np.sin(s.v * 0.7)).astype(np.float32))
    _bowl(s, 470, 654)
    _egg(s, 552, 640)
    steam(s, 420, 540, 330, 0.4)
    sticks = s.strokes([[(806, 590), (862, 996)], [(846, 588), (898, 994)]], 15, taper=False)
    s.shadow(sticks, dx=22, dy=18, soft=9, strength=0.4)
    s.paint(sticks, "#7c4a2b", to="#5c3520", volume=0.7, round_=7)
    dish = s.area(oval(172, 940, 120, 56))
    s.shadow(dish, dx=22, dy=20, soft=12, strength=0.4)
    s.paint(dish, "#f6f0e4", to="#d9cdb9", volume=0.5, round_=14)
    s.paint(s.area(oval(172, 934, 92, 38)), "#efe5d2", to="#dccfb8", angle=0)
    for x, y, turn in ((132, 930, 20), (176, 948, -30), (208, 924, 50), (164, 916, 80), (222, 944, 10)):
        cube = s.area(curve(oval(x, y, 24, 13, turn)[::15]))
        s.paint(cube, "#f0d68c", to="#d9a94f", volume=0.6, round_=8)


def _bowl(s: Sheet, x: float, y: float) -> None:
    body = s.area(
        curve(
            [(x - 288, y + 6), (x, y), (x + 288, y + 6), (x + 264, y + 120), (x + 190, y + 228), (x + 96, y + 268), (x, y + 276), (x - 96, y + 268),
             (x - 190, y + 228), (x - 264, y + 120)],
            per=10,
        )
    )  # fmt: skip
    s.shadow(body, dx=70, dy=36, soft=30, strength=0.42)
    s.paint(body, "#fbf6ec", to="#cdc2b0", angle=15, volume=0.75, round_=54)
    band = np.minimum(body, s.strokes([curve([(x - 282, y + 76), (x, y + 172), (x + 282, y + 76)], closed=False)], 13, taper=False))
    s.paint(band, "#3d6f8a", marks=0.06, thick=0.85)
    s.paint(s.area(oval(x, y, 304, 116)), "#fefaf2", to="#ded3c2", angle=0)
    s.paint(s.area(oval(x, y + 8, 278, 98)), "#e5b676", to="#c98b48", angle=20, marks=0.05)
    chance = np.random.default_rng(9)
    noodles: list[Points] = []
    for _ in range(34):
        a, r = chance.uniform(0, 6.28), chance.uniform(20, 190)
        cx, cy, turn = x - 30 + r * np.cos(a), y + 16 + r * 0.3 * np.sin(a), chance.uniform(-0.5, 0.5)
        noodles.append(
            curve([(cx - 70, cy + 60 * turn * 0.5), (cx - 24, cy - 16), (cx + 24, cy + 14), (cx + 70, cy - 50 * turn * 0.5)], closed=False)
        )
    inside = s.area(oval(x, y + 8, 268, 92))
    for half in (noodles[:17], noodles[17:]):
        strands = np.minimum(inside, s.strokes(half, 11))
        s.shadow(strands, dx=3, dy=5, soft=3, strength=0.34, colour="#7a4a18")
        s.paint(np.minimum(inside, strands), "#f8e4b0", to="#edcf8e", volume=0.5, round_=5)
    for dx, dy, turn in ((-196, -4, -20), (-160, 34, 10), (-214, 26, -50)):
        leaf = s.area(curve(oval(x + dx, y + dy, 66, 27, turn)[::10]))
        s.shadow(leaf, dx=6, dy=7, soft=5, strength=0.3)
        s.paint(leaf, "#7aa552", to="#44722f", angle=turn, volume=0.6, round_=10)
        c, t = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        s.light(s.strokes([[(x + dx - 60 * c, y + dy - 60 * t), (x + dx + 44 * c, y + dy + 44 * t)]], 8), 0.7, "#f1f5dc")
    rings = [oval(x + a, y + b, 12, 8) for a, b in ((-60, -52), (-110, -40), (-20, 74), (-90, 76), (20, -66), (-140, 66), (-40, -20))]
    s.paint(s.filled(rings, 0.6), "#7fb04f", volume=0.5, round_=5)
    s.paint(s.filled([oval(px + 5, py + 4, 4, 3) for px, py in (ring[45] for ring in rings)], 0.4), "#dcebb4", marks=0)


def _egg(s: Sheet, x: float, y: float) -> None:
    white = s.area(
        curve([(x - 112, y - 8), (x - 74, y - 54), (x - 6, y - 46), (x + 60, y - 62), (x + 116, y - 18), (x + 92, y + 36), (x + 26, y + 44),
               (x - 44, y + 62), (x - 98, y + 38)])
    )  # fmt: skip
    s.shadow(white, dx=10, dy=14, soft=8, strength=0.4, colour="#6a3c14")
    s.paint(white, "#fffaf0", to="#efe2c8", volume=0.55, round_=14)
    edge = (white - s.blurred(white, 9)).clip(0, 1)
    s.glaze(edge, "#b57a34", 0.5)
    yolk = s.area(oval(x + 4, y - 6, 48, 33))
    s.shadow(yolk, dx=5, dy=7, soft=6, strength=0.3, colour="#9a5a10")
    s.paint(yolk, "#f6b23c", to="#e28a1e", angle=60, volume=0.8, round_=18)
    s.light(s.blurred(s.area(oval(x - 14, y - 18, 12, 6, -20)), 2), 0.8)


def market_basket(s: Sheet) -> None:
    s.wash("#d7d8c4", "#ece5d2", angle=80)
    s.window_light(left=430, top=40, wide=500, tall=640, strength=0.42, lean=140)
    s.leaf_shadow([[(-20, 120), (130, 240), (230, 430)], [(60, -20), (160, 120), (330, 190)]], leaf=84, strength=0.2)
    s.table(890, "#b48660", "#caa17a")
    for y in (960, 1050, 1150):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#6b4526", 0.22)
    handle = s.strokes([curve([(236, 690), (270, 440), (500, 330), (730, 440), (764, 690)], closed=False)], 30, taper=False)
    s.shadow(handle, dx=40, dy=24, soft=16, strength=0.26)
    s.paint(handle, "#b98a52", to="#8f6534", volume=0.7, round_=12, pattern=(1 + 0.12 * np.sin((s.u + s.v) * 0.34)).astype(np.float32))
    _scallions(s)
    _cabbage(s)
    for x, y, r, colour in ((430, 640, 66, "#e58a35"), (560, 634, 68, "#dd6f2c"), (494, 584, 58, "#e88f3c"), (668, 654, 60, "#e58a35")):
        fruit(s, x, y, r, colour, crown=colour == "#dd6f2c")
    body = s.area(curve([(216, 672), (784, 672), (760, 800), (706, 946), (640, 976), (360, 976), (294, 946), (240, 800)], per=10))
    weave = (1 + 0.15 * np.sin(s.v * 0.2 + 3.14 * (np.floor(s.u / 32) % 2)) * np.abs(np.sin(s.u * np.pi / 32)) ** 0.4).astype(np.float32)
    s.shadow(body, dx=76, dy=24, soft=26, strength=0.36)
    s.paint(body, "#cfa268", to="#9b6f3c", angle=15, volume=0.8, round_=50, pattern=weave)
    rim = s.area(box(200, 654, 800, 700, 22))
    s.shadow(rim, dx=10, dy=14, soft=8, strength=0.34)
    s.paint(rim, "#c7985c", to="#9a6d3a", volume=0.7, round_=14, pattern=(1 + 0.14 * np.sin((s.u + s.v) * 0.3)).astype(np.float32))
    for x, y, r, colour, crown in ((846, 1040, 62, "#dd6f2c", True), (200, 1074, 58, "#e88f3c", False), (716, 1100, 52, "#e58a35", False)):
        fruit(s, x, y, r, colour, crown=crown)
    _opened(s, 420, 1100, 58)


def fruit(s: Sheet, x: float, y: float, r: float, colour: str, *, crown: bool) -> None:
    """An orange, or with its four-leaved crown a persimmon."""
    body = s.area(oval(x, y, r, r * (0.84 if crown else 0.95)))
    s.shadow(body, dx=r * 0.4, dy=r * 0.3, soft=r * 0.26, strength=0.38)
    s.paint(body, mix(colour, "#ffd9a0", 0.14), to=mix(colour, "#7a2c10", 0.34), angle=50, volume=0.85, round_=r * 0.44)
    s.light(s.blurred(s.area(oval(x - r * 0.38, y - r * 0.36, r * 0.18, r * 0.12, -30)), 4), 0.6)
    if crown:
        tips = [oval(x, y - r * 0.56, r * 0.52, r * 0.24, start=a, end=a + 1)[0] for a in (10, 100, 170, 280)]
        s.paint(s.strokes([[(x, y - r * 0.58), tip] for tip in tips], r * 0.34), "#7d7a4a", volume=0.5, round_=6)
    else:
        s.paint(s.area(oval(x, y - r * 0.7, r * 0.1, r * 0.06)), "#6f7a3f", marks=0)
        s.sprig([(x, y - r * 0.72), (x + 14, y - r * 0.95), (x + 44, y - r * 1.02)], "#64854c", leaf=44, every=9)


def _opened(s: Sheet, x: float, y: float, r: float) -> None:
    """Half an orange, peeled on the table."""
    peel = s.area(curve([(x - r * 1.5, y + 22), (x - r, y + r * 0.6), (x + r, y + r * 0.6), (x + r * 1.6, y + 12), (x, y + r * 0.2)]))
    s.shadow(peel, dx=14, dy=14, soft=10, strength=0.38)
    s.paint(peel, "#f3c27a", to="#dd8030", volume=0.5, round_=12)
    for i in range(5):
        part = s.area(oval(x - r * 0.8 + i * r * 0.4, y - 6 - 12 * np.sin(i * 0.78), r * 0.34, r * 0.62, -24 + i * 12))
        s.shadow(part, dx=5, dy=6, soft=5, strength=0.26)
        s.paint(part, "#f3a647", to="#de7d28", volume=0.7, round_=12)


def _scallions(s: Sheet) -> None:
    leaves: list[Points] = [curve([(300 + i * 12, 700), (250 + i * 9, 560), (170 + i * 22, 400 + i % 3 * 30), (110 + i * 30, 330 + i % 2 * 60)],
                                  closed=False) for i in range(6)]  # fmt: skip
    for part, colour in ((leaves[::2], "#5f8a47"), (leaves[1::2], "#7da45a")):
        area = s.strokes(part, 25)
        s.shadow(area, dx=16, dy=16, soft=10, strength=0.24)
        s.paint(area, colour, to=mix(colour, "#f0f2d8", 0.5), angle=80, volume=0.7, round_=9)


def _cabbage(s: Sheet) -> None:
    for x, y, rx, ry, turn, colour in (
        (700, 560, 84, 150, 16, "#9dbb6c"), (640, 548, 70, 150, -8, "#b4cb82"), (744, 600, 66, 120, 34, "#88ab5a"), (680, 586, 62, 128, 6, "#cddba2"),
    ):  # fmt: skip
        leaf = s.area(curve(oval(x, y, rx, ry, turn)[::8]), wobble=9)
        s.shadow(leaf, dx=14, dy=12, soft=10, strength=0.24)
        s.paint(leaf, colour, to=mix(colour, "#fbf8e6", 0.55), angle=90, volume=0.6, round_=18, marks=0.08)
    s.light(s.blurred(s.strokes([curve([(690, 690), (682, 590), (676, 490)], closed=False)], 20), 2), 0.7, "#fdfbee")
