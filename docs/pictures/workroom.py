"""The workroom: a sewing machine at work, a sleeve being mended, and the cutting table with its bolts of cloth."""

import numpy as np
from garments import knitted
from paint import Points, Sheet, box, curve, mix, oval


def sewing_machine(s: Sheet) -> None:
    s.wash("#dccab0", "#ebdfcc", angle=80)
    s.window_light(left=60, top=20, wide=540, tall=700, strength=0.46, lean=150)
    s.leaf_shadow([[(1020, 40), (920, 160), (850, 330)]], leaf=84, strength=0.18)
    _spool_rack(s)
    s.table(880, "#a2744c", "#c19669")
    for y in (950, 1050, 1160):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 8)]], 3, taper=False), 1.5), "#5f3d22", 0.24)
    _machine(s)
    _cloth_under_needle(s)
    _needle(s)
    spool(s, 846, 1070, 54, "#c2452d")
    spool(s, 730, 1128, 46, "#d9a441")
    _scissors(s, 520, 1166)
    buttons = ((884, 1170, 21, "#f3ead8"), (938, 1146, 18, "#6f8f86"), (826, 1196, 18, "#b9674d"))
    for x, y, r, colour in buttons:
        button(s, x, y, r, colour)


def button(s: Sheet, x: float, y: float, r: float, colour: str) -> None:
    disc = s.area(oval(x, y, r, r * 0.7), wobble=0.3)
    s.shadow(disc, dx=5, dy=6, soft=4, strength=0.4)
    s.paint(disc, colour, to=mix(colour, "#3a2c20", 0.3), volume=0.7, round_=r * 0.4)
    s.glaze(s.filled([oval(x + a, y + b, 3, 2.4) for a, b in ((-5, -3), (5, -3), (-5, 4), (5, 4))], 0.4), "#3a2c20", 0.8)


def spool(s: Sheet, x: float, y: float, r: float, colour: str) -> None:
    """A standing wooden spool of thread; r is half its width."""
    foot = s.area(oval(x, y + r * 1.06, r, r * 0.34))
    s.shadow(foot, dx=r * 0.5, dy=r * 0.24, soft=r * 0.26, strength=0.42)
    s.paint(foot, "#d2a674", to="#a5784a", angle=0, volume=0.5, round_=8)
    thread = s.area(curve([(x - r * 0.72, y - r), (x, y - r * 1.04), (x + r * 0.72, y - r), (x + r * 0.82, y), (x + r * 0.72, y + r), (x, y + r * 1.2),
                           (x - r * 0.72, y + r), (x - r * 0.82, y)]))  # fmt: skip
    winds = (1 + 0.12 * np.sin((s.v - 0.12 * s.u) * 1.0)).astype(np.float32)
    s.paint(thread, mix(colour, "#fff0d8", 0.12), to=mix(colour, "#2a1c18", 0.3), angle=0, volume=0.7, round_=r * 0.4, pattern=winds)
    top = s.area(oval(x, y - r, r, r * 0.34))
    s.shadow(top, dx=3, dy=7, soft=5, strength=0.3)
    s.paint(top, "#e3bd8c", to="#c0935f", angle=0, volume=0.4, round_=8)
    s.paint(s.area(oval(x, y - r, r * 0.2, r * 0.08)), "#6b4528", marks=0)


def _spool_rack(s: Sheet) -> None:
    board = s.area(box(560, 250, 960, 276, 5))
    s.shadow(board, dx=16, dy=30, soft=16, strength=0.32)
    for x, r, colour in ((622, 40, "#2f6f63"), (716, 44, "#e0cfae"), (812, 40, "#44607a"), (904, 42, "#b8523c")):
        spool(s, x, 250 - r * 1.24, r, colour)
    s.paint(board, "#b98a5c", to="#93683f", volume=0.5, round_=8, marks=0.1)


IRON, DEEP, GOLD = "#2c4a4c", "#182b2d", "#d8b06a"


def _machine(s: Sheet) -> None:
    base = s.area(box(140, 800, 862, 890, 16))
    s.shadow(base, dx=50, dy=26, soft=24, strength=0.44)
    wheel = s.area(oval(842, 520, 44, 112))
    s.shadow(wheel, dx=34, dy=20, soft=16, strength=0.3)
    s.paint(wheel, "#3a5a5c", to=DEEP, angle=0, volume=0.8, round_=22)
    s.paint(s.area(oval(858, 520, 17, 74)), GOLD, to="#8f6a34", volume=0.7, round_=10)
    arm = s.area(
        [
            *curve([(700, 806), (690, 700), (672, 628), (610, 594), (440, 584), (330, 590)], closed=False, per=10),
            *curve([(318, 600), (312, 690), (296, 706)], closed=False, per=6), *curve([(206, 706), (192, 690), (186, 560), (204, 460), (270, 426)], closed=False),
            *curve([(300, 420), (520, 414), (700, 416), (790, 436), (818, 520), (816, 640), (838, 806)], closed=False, per=10),
        ]
    )  # fmt: skip
    s.shadow(arm, dx=64, dy=30, soft=28, strength=0.34)
    s.paint(arm, IRON, to=DEEP, angle=60, volume=0.8, round_=44)
    s.light(np.minimum(arm, s.blurred(s.strokes([curve([(240, 462), (330, 442), (680, 438)], closed=False)], 15), 6)), 0.5, "#d9efe8")
    s.paint(base, IRON, to=DEEP, volume=0.7, round_=18)
    s.paint(s.strokes([[(160, 822), (842, 822)], [(160, 872), (842, 872)]], 5, taper=False), GOLD, marks=0, thick=0.85)
    _ornament(s)
    pin = s.strokes([[(610, 414), (610, 330)]], 9, taper=False)
    s.paint(pin, "#c9c2b4", volume=0.6, round_=4)
    spool(s, 610, 358, 38, "#c2452d")
    knob = s.area(box(232, 372, 266, 430, 8))
    s.paint(knob, "#cfc8ba", to="#8f897e", angle=0, volume=0.7, round_=9)
    thread = curve([(580, 352), (440, 392), (300, 402), (180, 470), (176, 600), (232, 660), (250, 780)], closed=False)
    s.paint(s.strokes([thread], 3.4, taper=False), "#d65a40", marks=0)


def _ornament(s: Sheet) -> None:
    vine: list[Points] = [curve([(380, 520), (440, 476), (500, 520), (560, 560), (620, 516), (680, 478)], closed=False)]
    s.paint(s.strokes(vine, 6), GOLD, marks=0, thick=0.9)
    dots = [
        oval(x, y, 9, 6, turn)
        for x, y, turn in ((412, 478, 40), (474, 522, -30), (528, 520, 30), (590, 556, -30), (648, 486, 30), (440, 506, 0))
    ]
    s.paint(s.filled(dots, 0.5), GOLD, volume=0.5, round_=4)
    plate = s.area(oval(756, 660, 34, 44))
    s.paint(plate, GOLD, to="#a67b35", volume=0.6, round_=10)
    s.paint(s.area(oval(756, 660, 20, 28)), "#c2452d", to="#8f2f20", volume=0.4, round_=8)


def _cloth_under_needle(s: Sheet) -> None:
    weave = (1 + 0.035 * np.sin(s.u * 1.4) * np.sin(s.v * 1.4) + 0.03 * s.noise(4, 80) + 0.03 * s.noise(80, 4)).astype(np.float32)
    cloth = s.area(
        curve([(60, 842), (150, 806), (300, 796), (420, 806), (450, 846), (436, 930), (470, 1040), (440, 1130), (300, 1150), (150, 1128), (50, 1150),
               (20, 1040), (48, 930)])
    )  # fmt: skip
    s.shadow(cloth, dx=26, dy=20, soft=18, strength=0.4)
    s.paint(cloth, "#8fb5ae", to="#5f8a86", angle=60, volume=0.6, round_=36, pattern=weave)
    folds = s.blurred(s.strokes([curve(line, closed=False) for line in ([(120, 880), (100, 980), (120, 1100)], [(360, 900), (380, 1000), (356, 1110)],
                                                                        [(210, 940), (200, 1040), (222, 1130)])], 30), 11)  # fmt: skip
    s.glaze(np.minimum(cloth, folds), "#2f4a52", 0.34)
    seam: list[Points] = [[(254 + 2 * k, 836 + k * 22), (255 + 2 * k, 848 + k * 22)] for k in range(13)]
    s.paint(s.strokes(seam, 6, taper=False), "#d65a40", marks=0)


def _needle(s: Sheet) -> None:
    bar = s.area(box(236, 700, 266, 756, 5))
    s.paint(bar, "#d6cfc2", to="#8f897e", angle=0, volume=0.6, round_=8)
    s.paint(s.strokes([[(251, 750), (252, 826)]], 7), "#b9b2a6", volume=0.5, round_=3)
    foot = s.area(curve([(270, 700), (284, 700), (284, 800), (300, 816), (226, 822), (226, 808), (264, 800)], per=5))
    s.shadow(foot, dx=8, dy=8, soft=5, strength=0.36)
    s.paint(foot, "#d0c9bc", to="#918b80", volume=0.6, round_=6)


def _scissors(s: Sheet, x: float, y: float) -> None:
    """Tailor's shears lying half open, blades to the left."""
    blades = s.filled([curve([(x + 40, y - 14), (x - 60, y - 30), (x - 166, y - 64), (x - 60, y - 8), (x + 30, y + 6)], per=8),
                       curve([(x + 40, y + 4), (x - 60, y + 6), (x - 172, y - 16), (x - 60, y - 16), (x + 30, y - 16)], per=8)], 0.6)  # fmt: skip
    s.shadow(blades, dx=10, dy=12, soft=7, strength=0.38)
    s.paint(blades, "#dcd7cd", to="#9a958c", volume=0.6, round_=8)
    rings = np.maximum(s.strokes([oval(x + 112, y - 44, 52, 26, -20), oval(x + 112, y + 26, 56, 27, 12)], 15, taper=False),
                       s.strokes([[(x + 20, y - 4), (x + 70, y - 30)], [(x + 20, y - 8), (x + 64, y + 14)]], 17, taper=False))  # fmt: skip
    s.shadow(rings, dx=10, dy=12, soft=7, strength=0.36)
    s.paint(rings, "#3a3f44", to="#23272b", volume=0.7, round_=7)
    s.paint(s.area(oval(x + 14, y - 6, 9, 8)), GOLD, volume=0.7, round_=4)


def mended_sleeve(s: Sheet) -> None:
    s.wash("#b98d63", "#cfa67b", angle=70)
    for y in (150, 372, 610, 868, 1104):
        s.glaze(s.blurred(s.strokes([[(-20, y), (1020, y + 14)]], 4, taper=False), 1.5), "#5f3d22", 0.26)
    s.window_light(left=60, top=30, wide=620, tall=900, strength=0.26, lean=190)
    sleeve = s.area(curve([(1100, 190), (860, 246), (620, 330), (430, 400), (404, 560), (434, 716), (640, 740), (880, 770), (1100, 800)]))
    s.shadow(sleeve, dx=34, dy=40, soft=28, strength=0.44)
    s.paint(sleeve, "#ecdfc8", to="#cbb697", angle=60, volume=0.7, round_=46, pattern=knitted(s, 22))
    folds = s.blurred(
        s.strokes(
            [curve([(1020, 340), (860, 400), (700, 400)], closed=False), curve([(1020, 650), (880, 640), (760, 676)], closed=False)], 34
        ),
        13,
    )
    s.glaze(np.minimum(sleeve, folds), "#6a5a4c", 0.34)
    cuff = s.area(curve([(440, 388), (340, 410), (250, 436), (232, 566), (250, 690), (340, 712), (446, 728), (424, 560)]))
    ribs = (1 + 0.13 * np.sin(s.v * 0.3)).astype(np.float32)
    s.shadow(cuff, dx=20, dy=26, soft=18, strength=0.36)
    s.paint(cuff, "#e4d4b8", to="#bfa988", angle=60, volume=0.75, round_=34, pattern=ribs)
    _stitched_leaf(s, 600, 560)
    _pin_cushion(s, 206, 246)
    spool(s, 812, 980, 66, "#4f7d4a")
    _scissors(s, 330, 1104)
    for x, y, r, colour in ((636, 960, 26, "#f3ead8"), (700, 1016, 22, "#b9674d"), (618, 1034, 20, "#6f8f86")):
        button(s, x, y, r, colour)


def _stitched_leaf(s: Sheet, x: float, y: float) -> None:
    """A leaf embroidered over the hole: satin stitches to both sides of the vein, the needle still on its thread."""
    tail = curve(
        [(x - 92, y + 66), (x - 150, y + 130), (x - 60, y + 260), (x + 60, y + 250), (x + 90, y + 330), (x - 40, y + 346)], closed=False
    )
    thread = s.strokes([tail], 6, taper=False)
    s.shadow(thread, dx=5, dy=7, soft=4, strength=0.36)
    s.paint(thread, "#4f7d4a", marks=0)
    shades = ("#5c9152", "#4b7d46", "#74a765")
    for side, order in ((-1, 0), (1, 1)):
        for k in range(3):
            lines: list[Points] = []
            for i in range(k, 22, 3):
                t = i / 21
                wide = 74 * float(np.sin(np.pi * t**0.8)) * (1 - 0.25 * t) + 4
                cx, cy = x - 84 + 180 * t, y + 62 - 130 * t
                lines.append([(cx, cy), (cx + side * wide * 0.42 + 22, cy + side * wide * 0.9)])
            area = s.strokes(lines, 14)
            s.shadow(area, dx=3, dy=4, soft=3, strength=0.28)
            s.paint(area, shades[(k + order) % 3], volume=0.5, round_=4, marks=0)
    vein = [curve([(x - 96, y + 70), (x, y), (x + 104, y - 72)], closed=False)]
    s.paint(s.strokes(vein, 8), "#386234", volume=0.4, round_=3, marks=0)
    needle = s.strokes([[(x - 10, y + 340), (x - 200, y + 396)]], 9)
    s.shadow(needle, dx=6, dy=9, soft=4, strength=0.42)
    s.paint(needle, "#e2ddd2", to="#9f998e", volume=0.6, round_=4)


def _pin_cushion(s: Sheet, x: float, y: float) -> None:
    pins = ((-60, -96, "#f0c95c"), (10, -120, "#e9ddc8"), (70, -88, "#6f9ab0"), (-16, -70, "#7fa95c"))
    body = s.area(
        curve(
            [(x - 130, y), (x - 96, y - 74), (x, y - 96), (x + 96, y - 74), (x + 130, y), (x + 96, y + 78), (x, y + 98), (x - 96, y + 78)]
        )
    )
    s.shadow(body, dx=34, dy=34, soft=24, strength=0.44)
    s.paint(body, "#cf5640", to="#96321f", angle=50, volume=0.85, round_=50)
    seams: list[Points] = [curve([(x, y - 20), (x + a * 0.6, y + b * 0.5), (x + a, y + b)], closed=False)
                           for a, b in ((-120, 10), (-70, 76), (10, 94), (88, 66), (122, -6), (70, -78), (-66, -80))]  # fmt: skip
    s.glaze(np.minimum(body, s.blurred(s.strokes(seams, 9), 3)), "#5f1c14", 0.5)
    s.paint(s.area(curve(oval(x, y - 20, 36, 24)[::12]), wobble=5), "#64854c", volume=0.6, round_=9)
    for dx, dy, colour in pins:
        pin = s.strokes([[(x + dx * 0.6, y + dy * 0.3), (x + dx, y + dy)]], 5, taper=False)
        s.paint(pin, "#d6cfc2", marks=0)
        head = s.area(oval(x + dx, y + dy, 14, 14), wobble=0.2)
        s.shadow(head, dx=8, dy=10, soft=5, strength=0.4)
        s.paint(head, colour, volume=0.9, round_=7)


BOLTS = ("#7fa39f", "#efe4d0", "#b8523c", "#c9a06c", "#44607a", "#8a9a7a", "#d9b36a", "#d8b9a6")


def cutting_table(s: Sheet) -> None:
    s.wash("#e0d0b8", "#eee2d0", angle=80)
    s.window_light(left=430, top=10, wide=520, tall=640, strength=0.4, lean=140)
    board = s.area(box(-40, 520, 1040, 552))
    s.shadow(board, dx=14, dy=44, soft=24, strength=0.34)
    s.paint(board, "#b3855a", to="#8f653e", volume=0.4, round_=8, marks=0.1)
    rows = [(108 + i * 158, 442) for i in range(6)] + [(188 + i * 158, 306) for i in range(5)] + [(268 + i * 158, 170) for i in range(3)]
    for n, (x, y) in enumerate(rows):
        _bolt_end(s, x, y, 78, BOLTS[(n * 3 + 4 * (n > 5) + 2 * (n > 10)) % len(BOLTS)])
    s.table(760, "#b98d63", "#d0a97e")
    _spread(s)
    _chalk(s)
    _tape(s)
    _scissors(s, 730, 1120)


def _bolt_end(s: Sheet, x: float, y: float, r: float, colour: str) -> None:
    """A roll of cloth, seen from its end."""
    roll = s.area(oval(x, y, r, r))
    s.shadow(roll, dx=16, dy=16, soft=14, strength=0.34)
    s.paint(roll, colour, to=mix(colour, "#2c2028", 0.24), angle=50, volume=0.7, round_=20, marks=0.05)
    turns = np.linspace(3.4, 28, 150)
    spiral = [(x + t * r * 0.034 * float(np.cos(t)), y + t * r * 0.034 * float(np.sin(t))) for t in turns]
    s.glaze(s.blurred(s.strokes([spiral], 4.5, taper=False), 0.8), mix(colour, "#2c2028", 0.7), 0.5)
    core = s.area(oval(x, y, r * 0.22, r * 0.22))
    s.paint(core, "#c9a57a", to="#a37c50", volume=0.5, round_=6)
    s.paint(s.area(oval(x, y, r * 0.13, r * 0.13)), "#5f422a", marks=0)


def _spread(s: Sheet) -> None:
    weave = (1 + 0.03 * np.sin(s.u * 1.4) * np.sin(s.v * 1.4) + 0.03 * s.noise(4, 80) + 0.03 * s.noise(80, 4)).astype(np.float32)
    cloth = s.area(curve([(-30, 820), (300, 800), (700, 812), (860, 830), (930, 960), (900, 1040), (620, 1030), (300, 1060), (-30, 1040)]))
    s.shadow(cloth, dx=20, dy=22, soft=16, strength=0.36)
    s.paint(cloth, "#86aaa6", to="#64898a", angle=40, volume=0.45, round_=30, pattern=weave)
    piece = s.area(
        curve(
            [(170, 850), (330, 838), (376, 870), (470, 862), (560, 852), (600, 900), (580, 990), (380, 1000), (190, 1010), (160, 930)],
            per=8,
        )
    )
    s.shadow(piece, dx=8, dy=9, soft=6, strength=0.3)
    s.paint(piece, "#f1dfb6", to="#dfc592", angle=30, volume=0.2, marks=0.03)
    lines: list[Points] = [[(200, 930), (560, 918)], [(380, 876), (392, 990)], [(220, 968), (340, 964)], [(440, 950), (540, 946)]]
    s.glaze(s.strokes(lines, 4, taper=False), "#8a5a3a", 0.6)


def _chalk(s: Sheet) -> None:
    dashes: list[Points] = []
    edge = curve([(630, 842), (664, 900), (640, 1000), (560, 1024)], closed=False, per=9)
    dashes = [edge[i : i + 3] for i in range(0, len(edge) - 2, 4)]
    s.light(s.strokes(dashes, 6, taper=False), 0.9, "#fffaf0")
    for x, y, colour in ((742, 920, "#fbf6ea"), (800, 960, "#e79f90")):
        chalk = s.area(curve([(x - 44, y + 14), (x - 18, y - 26), (x + 30, y - 18), (x + 44, y + 16), (x, y + 26)], per=5))
        s.shadow(chalk, dx=9, dy=10, soft=6, strength=0.36)
        s.paint(chalk, colour, volume=0.6, round_=10)


def _tape(s: Sheet) -> None:
    """A measuring tape, winding over the table."""
    line = curve(
        [(-20, 1120), (110, 1090), (240, 1130), (330, 1186), (430, 1150), (400, 1096), (330, 1120), (360, 1200), (500, 1216)], closed=False
    )
    tape = s.strokes([line], 40, taper=False)
    s.shadow(tape, dx=8, dy=12, soft=8, strength=0.4)
    s.paint(tape, "#f0c95c", to="#dcae3c", volume=0.5, round_=9, marks=0.03)
    points = np.array(line)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    ticks: list[Points] = []
    for i in range(2, len(points) - 2, 3):
        (x, y), (dx, dy) = points[i], along[i]
        ticks.append([(x + dy * 16, y - dx * 16), (x + dy * (2 if i % 2 else -6), y - dx * (2 if i % 2 else -6))])
    s.glaze(s.strokes(ticks, 4, taper=False), "#4a3218", 0.7)
