"""Coffee still lifes: pour-over, a bag of beans, cold brew."""

import numpy as np
from paint import Field, Sheet, box, curve, mix, oval


def steam(s: Sheet, x: float, y: float, tall: float, strength: float = 0.42) -> None:
    for i, (dx, sway) in enumerate(((-34, 26), (6, -30), (40, 22))):
        line = curve(
            [
                (x + dx, y),
                (x + dx + sway, y - tall * 0.3),
                (x + dx - sway, y - tall * 0.62),
                (x + dx + sway * 0.8, y - tall * (1 - 0.12 * i)),
            ],
            closed=False,
        )
        s.light(s.blurred(s.strokes([line], 26), 11), strength, "#fffaf2")


def bean(s: Sheet, x: float, y: float, r: float, turn: float, *, colour: str = "#6b4028") -> None:
    area = s.area(oval(x, y, r, r * 0.7, turn), wobble=0.6)
    s.shadow(area, dx=r * 0.22, dy=r * 0.3, soft=r * 0.24, strength=0.42, colour="#3a2416")
    s.paint(area, colour, to=mix(colour, "#2a160c", 0.5), angle=50, volume=0.9, round_=r * 0.45, marks=0.05)
    c, t = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    line = [(x + a * c - b * t, y + a * t + b * c) for a, b in ((-r * 0.86, 0), (-r * 0.3, r * 0.12), (r * 0.3, -r * 0.12), (r * 0.86, 0))]
    s.glaze(s.strokes([curve(line, closed=False)], r * 0.17), "#1c0d06", 0.8)


def drip_coffee(s: Sheet) -> None:
    s.wash("#cdb79c", "#e9dbc6", angle=75)
    s.window_light(left=470, top=30, wide=480, tall=700, strength=0.44, lean=120)
    s.leaf_shadow([[(1020, 60), (900, 200), (820, 380)]], leaf=78, strength=0.18)
    s.table(960, "#a97b54", "#c1966c")
    for y in (1010, 1076, 1150):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#6b4526", 0.24)
    board = s.area(box(230, 1010, 740, 1062, 16))
    s.shadow(board, dx=46, dy=26, soft=22, strength=0.4)
    s.paint(board, "#dfc39b", to="#b98f62", volume=0.6, round_=16, marks=0.08)
    _server(s)
    _dripper(s)
    steam(s, 484, 300, 240, 0.36)
    _cup(s, 824, 1060, 96)
    for x, y, r, turn in ((150, 1130, 26, 20), (206, 1160, 24, 120), (110, 1180, 22, 80), (262, 1146, 22, 160)):
        bean(s, x, y, r, turn)


def _server(s: Sheet) -> None:
    pot = s.area(
        curve(
            [
                (400, 640),
                (568, 640),
                (584, 690),
                (640, 800),
                (656, 920),
                (616, 1006),
                (484, 1018),
                (352, 1006),
                (312, 920),
                (328, 800),
                (384, 690),
            ]
        )
    )
    s.shadow(pot, dx=84, dy=26, soft=26, strength=0.26, colour="#4a3020")
    handle = s.strokes([curve([(636, 760), (724, 772), (744, 850), (700, 930), (648, 936)], closed=False)], 24, taper=False)
    s.shadow(handle, dx=26, dy=16, soft=12, strength=0.2)
    s.paint(handle, "#d8cfc3", volume=0.6, round_=10, thick=0.85)
    s.light(pot, 0.22, "#ffffff")
    coffee = np.minimum(pot, s.area(box(300, 838, 700, 1040), wobble=0))
    s.paint(coffee, "#6d3a1b", to="#3b1a0b", angle=80, volume=0.5, round_=34)
    s.paint(s.area(oval(484, 840, 164, 20)), "#8b4f27", to="#6a3517", angle=0)
    s.light(s.blurred(s.area(oval(420, 836, 66, 7)), 3), 0.5, "#f0c08a")
    ring = (pot - s.blurred(pot, 8)).clip(0, 1)
    s.light(ring, 0.9, "#ffffff")
    s.light(s.blurred(s.strokes([curve([(372, 740), (344, 830), (346, 930)], closed=False)], 20), 4), 0.65, "#ffffff")
    s.light(s.blurred(s.strokes([curve([(604, 760), (628, 850), (620, 940)], closed=False)], 9), 3), 0.45, "#ffffff")


def _dripper(s: Sheet) -> None:
    paper = s.area(curve([(300, 372), (668, 372), (640, 452), (330, 452)], per=6))
    s.paint(paper, "#f8f1e4", to="#e6dac6", angle=0, volume=0.3)
    cone = s.area([(318, 420), (650, 420), (532, 624), (436, 624)])
    s.shadow(cone, dx=70, dy=22, soft=24, strength=0.26)
    s.paint(cone, "#fbf7ef", to="#d6cbbb", angle=8, volume=0.55, round_=40)
    for k in range(7):
        x = 352 + k * 44
        s.glaze(
            s.blurred(s.strokes([curve([(x, 440), (484 + (x - 484) * 0.62, 540), (484 + (x - 484) * 0.34, 616)], closed=False)], 6), 2),
            "#9b8d7a",
            0.28,
        )
    rim = s.area(oval(484, 414, 170, 26))
    s.paint(rim, "#fdfaf3", to="#e2d8c8", angle=0)
    s.paint(s.area(oval(484, 414, 150, 20)), "#4a2611", to="#7a4826", angle=0, marks=0.12)
    s.light(s.blurred(s.area(oval(470, 412, 84, 9)), 5), 0.35, "#c98a55")
    base = s.area(box(378, 616, 590, 648, 12))
    s.paint(base, "#f4eee3", to="#cfc3b1", angle=0, volume=0.5, round_=12)
    ear = s.strokes([curve([(300, 450), (262, 470), (270, 530), (352, 540)], closed=False)], 17, taper=False)
    s.paint(ear, "#efe8dc", volume=0.6, round_=8)


def _cup(s: Sheet, x: float, y: float, r: float) -> None:
    saucer = s.area(oval(x, y + 44, r * 1.36, r * 0.3))
    s.shadow(saucer, dx=26, dy=20, soft=14, strength=0.38)
    s.paint(saucer, "#6e8a86", to="#4e6a68", angle=0, volume=0.5, round_=14)
    ear = s.strokes(
        [curve([(x + r * 0.8, y - 64), (x + r * 1.32, y - 62), (x + r * 1.26, y - 4), (x + r * 0.7, y + 2)], closed=False)], 15, taper=False
    )
    s.paint(ear, "#5f7d79", volume=0.6, round_=7)
    body = s.area(
        curve(
            [
                (x - r, y - 100),
                (x + r, y - 100),
                (x + r * 0.9, y - 20),
                (x + r * 0.54, y + 40),
                (x - r * 0.54, y + 40),
                (x - r * 0.9, y - 20),
            ],
            per=10,
        )
    )
    s.shadow(body, dx=30, dy=12, soft=14, strength=0.24)
    s.paint(body, "#7d9a95", to="#557571", angle=20, volume=0.7, round_=28)
    s.paint(s.area(oval(x, y - 98, r, r * 0.2)), "#93ada8", to="#6d8b87", angle=0)
    s.paint(s.area(oval(x, y - 96, r * 0.88, r * 0.15)), "#4d2711", to="#7c4623", angle=0)


def coffee_beans(s: Sheet) -> None:
    s.wash("#d8c7ae", "#ede1ce", angle=70)
    s.window_light(left=60, top=40, wide=460, tall=680, strength=0.4, lean=140)
    s.table(900, "#b98d63", "#cfa67c")
    for y in (960, 1040, 1130):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 10)]], 3, taper=False), 1.5), "#6b4526", 0.22)
    bag = s.area(
        curve(
            [(330, 330), (690, 330), (706, 420), (722, 720), (734, 980), (700, 1010), (330, 1010), (296, 980), (308, 720), (320, 420)],
            per=10,
        )
    )
    s.shadow(bag, dx=90, dy=30, soft=34, strength=0.36, colour="#4a3020")
    crumple = 1 + 0.05 * s.noise(90, 34, 62) + 0.03 * s.noise(40, 16, 20)
    s.paint(bag, "#c59a6a", to="#a67a4c", angle=14, volume=0.8, round_=44, pattern=crumple.astype(np.float32))
    fold = s.area(box(322, 318, 698, 412, 8))
    s.shadow(fold, dx=10, dy=14, soft=9, strength=0.34)
    s.paint(fold, "#b98d5d", to="#96693e", volume=0.6, round_=18, pattern=crumple.astype(np.float32))
    for x in (352, 668):
        s.paint(s.area(box(x - 22, 346, x + 22, 372, 6)), "#d9d4c8", volume=0.7, round_=7)
    label = s.area(box(396, 530, 636, 830, 4), wobble=0.8)
    s.shadow(label, dx=4, dy=5, soft=5, strength=0.2)
    s.paint(label, "#f5ecdb", to="#e2d4bc", angle=0, marks=0.03)
    hill = np.minimum(label, s.area(curve([(380, 744), (450, 680), (510, 716), (580, 650), (660, 730), (660, 850), (380, 850)])))
    s.paint(hill, "#2f7d6b", to="#225c4f", marks=0.06, thick=0.9)
    s.paint(s.area(oval(566, 612, 32, 32)), "#c2452d", marks=0.06)
    s.paint(s.strokes([[(420, 566), (500, 566)], [(420, 584), (474, 584)]], 4, taper=False), "#5a4a38", marks=0)
    valve = s.area(oval(516, 466, 15, 15))
    s.paint(valve, "#8d6238", volume=0.7, round_=6)
    _scoop(s)
    chance = np.random.default_rng(5)
    spots = [(170 + 130 * a, 1084 + 76 * b) for a, b in zip(chance.normal(0, 0.62, 22), chance.normal(0, 0.55, 22), strict=True)]
    spots += [(float(x), float(y)) for x, y in ((480, 1110), (560, 1150), (640, 1096), (420, 1180), (900, 1190), (330, 1120))]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        bean(s, x, y, 27, float(chance.uniform(0, 180)), colour=mix("#74452a", "#4e2a17", float(chance.uniform(0, 1))))


def _scoop(s: Sheet) -> None:
    handle = s.area(curve([(800, 1092), (968, 1006), (988, 1026), (826, 1130)]))
    s.shadow(handle, dx=16, dy=18, soft=12, strength=0.36)
    s.paint(handle, "#d7b182", to="#b58a58", volume=0.6, round_=10, marks=0.08)
    bowl = s.area(oval(756, 1120, 100, 62, -14))
    s.shadow(bowl, dx=22, dy=22, soft=14, strength=0.4)
    s.paint(bowl, "#d2a976", to="#a97c4a", volume=0.7, round_=20, marks=0.08)
    s.paint(s.area(oval(752, 1106, 84, 40, -14)), "#5a3824", to="#7d5232", angle=0)
    for x, y, turn in ((706, 1110, 20), (750, 1092, 100), (792, 1090, 150), (734, 1122, 60), (778, 1116, 10)):
        bean(s, x, y, 25, turn)


def cold_brew(s: Sheet) -> None:
    s.wash("#bfd0cd", "#e3e8dc", angle=78)
    s.window_light(left=440, top=40, wide=520, tall=760, strength=0.46, lean=150)
    s.leaf_shadow([[(-20, 160), (140, 260), (240, 430)], [(-20, 420), (90, 470), (150, 580)]], leaf=86, strength=0.18)
    s.table(950, "#dccdb4", "#ece0cb")
    coaster = s.area(oval(480, 1046, 196, 52))
    s.shadow(coaster, dx=40, dy=24, soft=18, strength=0.34)
    s.paint(coaster, "#c9a173", to="#a87f51", angle=30, volume=0.5, round_=18, marks=0.09)
    glass = s.area([(334, 330), (626, 330), (596, 1020), (570, 1046), (390, 1046), (364, 1020)], wobble=0.8)
    s.shadow(glass, dx=110, dy=30, soft=34, strength=0.26, colour="#6a3f1a")
    s.light(glass, 0.3, "#ffffff")
    drink = np.minimum(glass, s.area([(330, 440), (630, 440), (598, 1016), (568, 1030), (392, 1030), (362, 1016)], wobble=0.5))
    s.paint(drink, "#c07a36", to="#3a1808", angle=90, volume=0.4, round_=40)
    swirl = s.noise(200, 40, 64) * s.blurred(s.area(oval(480, 560, 150, 160)), 30)
    s.light(np.minimum(drink, (swirl * 1.3).clip(0, 1)), 0.5, "#f4d6a6")
    for x, y, side, turn in (
        (410, 520, 92, 14),
        (520, 486, 96, -18),
        (450, 640, 90, 34),
        (552, 610, 84, 8),
        (420, 760, 80, -12),
        (536, 736, 86, 26),
    ):
        _ice(s, drink, x, y, side=side, turn=turn)
    _orange(s, 606, 352, 104)
    s.light((glass - s.blurred(glass, 7)).clip(0, 1), 0.95, "#ffffff")
    s.light(s.blurred(s.strokes([[(376, 372), (396, 980)]], 22), 5), 0.6, "#ffffff")
    s.light(s.blurred(s.strokes([[(592, 480), (574, 960)]], 9), 3), 0.4, "#ffffff")
    rim = s.area(oval(480, 330, 146, 24), wobble=0.4) - s.area(oval(480, 332, 137, 19), wobble=0.4)
    s.light(rim.clip(0, 1), 0.9, "#ffffff")
    s.paint(s.strokes([[(436, 180), (470, 420)]], 16, taper=False), "#c2452d", volume=0.5, round_=6, thick=0.92)
    s.sprig([(520, 470), (500, 400), (520, 330)], "#6f9a68", leaf=64, slim=0.5, every=6)
    for x, y, r in ((770, 1090, 74), (880, 1128, 70)):
        _slice(s, x, y, r)


def _ice(s: Sheet, inside: Field, x: float, y: float, *, side: float, turn: float) -> None:
    c, t = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    corners = [(x + side / 2 * (a * c - b * t), y + side / 2 * (a * t + b * c)) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    cube = np.minimum(inside, s.area(corners, soft=1.6, wobble=3))
    s.light(cube, 0.3, "#ffe9c8")
    s.light((cube - s.blurred(cube, 7)).clip(0, 1), 0.9, "#fff6e6")
    s.light(np.minimum(cube, s.blurred(s.area(oval(x - side * 0.2, y - side * 0.2, side * 0.2, side * 0.1, turn)), 4)), 0.7, "#ffffff")


def _orange(s: Sheet, x: float, y: float, r: float) -> None:
    whole = s.area(oval(x, y, r, r))
    s.shadow(whole, dx=20, dy=16, soft=14, strength=0.24)
    s.paint(whole, "#e8863a", to="#d56a22", volume=0.5, round_=14)
    s.paint(s.area(oval(x, y, r * 0.9, r * 0.9)), "#fbe7c2", marks=0.02)
    _segments(s, x, y, r * 0.82, 1.0)


def _slice(s: Sheet, x: float, y: float, r: float) -> None:
    whole = s.area(oval(x, y, r, r * 0.42))
    s.shadow(whole, dx=14, dy=14, soft=10, strength=0.36)
    s.paint(whole, "#df7b31", volume=0.4, round_=8)
    s.paint(s.area(oval(x, y - 6, r * 0.94, r * 0.38)), "#fbe7c2", marks=0.02)
    _segments(s, x, y - 6, r * 0.84, 0.4)


def _segments(s: Sheet, x: float, y: float, r: float, flat: float) -> None:
    for k in range(9):
        a, b = np.radians(k * 40 + 4), np.radians(k * 40 + 36)
        points = [(x + 0.12 * r * np.cos((a + b) / 2), y + flat * 0.12 * r * np.sin((a + b) / 2))]
        points += [(x + r * np.cos(v), y + flat * r * np.sin(v)) for v in np.linspace(a, b, 8)]
        s.paint(s.area(points, wobble=0.8), "#f0a04b", to="#f6b967", angle=40 * k, volume=0.3, round_=6, marks=0.1)
