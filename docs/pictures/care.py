"""Skin care still lifes: a hand cream, a face oil, soap bars."""

from paint import Sheet, box, curve, mix, oval


def hand_cream(s: Sheet) -> None:
    s.wash("#e9d6cb", "#f3e6dc", angle=70)
    s.window_light(left=420, top=60, wide=520, tall=640, strength=0.42)
    s.leaf_shadow([[(1010, 120), (880, 260), (800, 460)], [(1000, 420), (900, 480), (850, 600)]], leaf=80)
    s.table(930, "#dcbfae", "#e8d2c2")
    plinth = s.area(box(270, 900, 730, 1040, 10))
    s.shadow(plinth, dx=60, dy=46, soft=34, strength=0.4)
    s.paint(plinth, "#f0e2d4", to="#d9bfae", angle=20, volume=0.5)
    top = s.area(oval(500, 902, 230, 34))
    s.paint(top, "#f8efe4", to="#ecdccb", angle=0)
    tube = s.area(
        curve(
            [(392, 330), (396, 320), (604, 320), (608, 330), (592, 560), (572, 740), (566, 762), (434, 762), (428, 740), (408, 560)], per=10
        )
    )
    s.shadow(tube, dx=70, dy=30, soft=28, strength=0.3)
    s.paint(tube, "#b9c4ac", to="#9cab92", angle=12, volume=0.9, round_=44)
    s.paint(s.area(box(390, 296, 610, 336, 4)), "#a9b69d", volume=0.5, round_=10)
    for x in range(398, 606, 13):
        s.glaze(s.strokes([[(x, 300), (x, 333)]], 3, taper=False), "#5d6a58", 0.35)
    label = s.area(box(440, 450, 560, 640, 4), wobble=0.6)
    s.paint(label, "#f5efe2", to="#e6ddcb", angle=0, marks=0.02)
    s.paint(s.strokes([[(462, 612), (538, 612)], [(476, 626), (524, 626)]], 3, taper=False), "#8a8f7c", marks=0)
    s.sprig([(500, 590), (498, 540), (506, 480)], "#7f9273", leaf=30, every=6)
    cap = s.area(box(432, 758, 568, 888, 12))
    s.shadow(cap, dx=40, dy=14, soft=16, strength=0.28)
    s.paint(cap, "#f1e4cf", to="#d8c3a6", angle=0, volume=0.8, round_=30)
    for x in range(444, 562, 10):
        s.glaze(s.strokes([[(x, 772), (x, 878)]], 2.4, taper=False), "#8a7458", 0.28)
    cream = s.area(curve([(690, 1072), (752, 1050), (838, 1052), (872, 1082), (826, 1112), (742, 1116), (680, 1100)]))
    s.shadow(cream, dx=16, dy=16, soft=12, strength=0.26)
    s.paint(cream, "#fffaf1", to="#f1e6d7", volume=0.7, round_=18)
    s.glaze(s.strokes([curve([(712, 1092), (760, 1070), (820, 1078), (842, 1092)], closed=False)], 7), "#c9b7a4", 0.35)
    _camellia(s, 238, 1064, 92)


def _camellia(s: Sheet, x: float, y: float, r: float) -> None:
    for turn, leaf in ((150, 1.5), (20, 1.4)):
        area = s.area(oval(x + r * 0.9 * (1 if turn < 90 else -1), y + 26, r * leaf * 0.6, r * 0.32, turn))
        s.shadow(area, dx=10, dy=12, soft=10, strength=0.24)
        s.paint(area, "#6f8468", to="#4f6552", volume=0.6, round_=14)
    for ring, (size, colour) in enumerate(((1.0, "#e9b3a4"), (0.74, "#e79f90"), (0.5, "#dc8a7c"), (0.28, "#cf7467"))):
        for k in range(6 if ring < 2 else 5):
            angle = k * (60 if ring < 2 else 72) + ring * 27
            petal = s.area(oval(*_around(x, y, r * size * 0.5, angle), r * size * 0.5, r * size * 0.4, angle))
            s.shadow(petal, dx=5, dy=7, soft=6, strength=0.2)
            s.paint(petal, colour, to=mix(colour, "#fff4ea", 0.4), angle=angle, volume=0.45, round_=12)
    s.paint(s.area(oval(x, y, r * 0.13, r * 0.12)), "#e7c56f", volume=0.6, round_=6)


def _around(x: float, y: float, r: float, angle: float) -> tuple[float, float]:
    return oval(x, y, r, r * 0.86, start=angle, end=angle + 1)[0]


def face_oil(s: Sheet) -> None:
    s.wash("#d9cdb8", "#ece2d0", angle=60)
    s.window_light(left=60, top=40, wide=560, tall=760, strength=0.46, lean=190)
    s.leaf_shadow([[(-20, 240), (140, 330), (260, 520)]], leaf=90, strength=0.22)
    s.table(960, "#c9b394", "#dccab0")
    stone = s.area(curve([(250, 985), (420, 946), (640, 950), (770, 990), (760, 1046), (600, 1082), (380, 1078), (250, 1040)]))
    s.shadow(stone, dx=60, dy=40, soft=30, strength=0.42)
    s.paint(stone, "#e6ddd0", to="#bdb2a4", volume=0.8, round_=30, marks=0.07)
    body = s.area(
        curve(
            [(388, 560), (420, 520), (580, 520), (612, 560), (618, 700), (618, 960), (600, 992), (400, 992), (382, 960), (382, 700)], per=10
        )
    )
    s.shadow(body, dx=90, dy=36, soft=30, strength=0.34, colour="#5a3a20")
    s.paint(body, "#b36a2c", to="#7f431b", angle=24, volume=0.9, round_=46, marks=0.03)
    oil = s.area(box(396, 660, 604, 978, 20))
    s.glaze(oil, "#8a3d10", 0.4)
    s.light(s.area(oval(500, 662, 104, 9)), 0.35, "#f3c27a")
    s.light(s.blurred(s.area(box(408, 566, 432, 952, 12)), 4), 0.55)
    s.light(s.blurred(s.area(box(584, 590, 596, 940, 6)), 3), 0.3)
    s.light(s.blurred(s.area(box(470, 880, 590, 970, 30)), 16), 0.3, "#f0a24a")
    label = s.area(box(432, 700, 568, 890, 3), wobble=0.5)
    s.paint(label, "#f4ecdc", to="#e2d5bf", angle=0, marks=0.02)
    s.paint(s.area(oval(500, 762, 25, 25)), "#c2452d", volume=0.2, marks=0.06)
    s.paint(s.strokes([[(458, 824), (542, 824)], [(470, 842), (530, 842)], [(480, 860), (520, 860)]], 3, taper=False), "#8a7458", marks=0)
    neck = s.area(box(448, 474, 552, 528, 6))
    s.paint(neck, "#2d2a2a", to="#1c1a1b", angle=0, volume=0.7, round_=20)
    for x in range(456, 550, 9):
        s.light(s.strokes([[(x, 478), (x, 524)]], 2, taper=False), 0.14)
    bulb = s.area(curve([(470, 474), (466, 420), (474, 350), (500, 326), (526, 350), (534, 420), (530, 474)]))
    s.paint(bulb, "#3a3535", to="#201d1e", angle=0, volume=0.9, round_=22)
    s.light(s.blurred(s.area(oval(484, 400, 5, 40)), 3), 0.5)
    s.sprig([(180, 1140), (300, 1090), (420, 1130), (520, 1150)], "#8ea08a", leaf=76, slim=0.5, every=6)
    s.sprig([(700, 1150), (780, 1020), (860, 840), (880, 700)], "#93a48e", leaf=84, slim=0.5, every=6)
    for x, y, r in ((640, 1120, 15), (676, 1140, 9)):
        drop = s.area(oval(x, y, r, r * 0.7))
        s.shadow(drop, dx=4, dy=6, soft=4, strength=0.3)
        s.paint(drop, "#d99a4c", volume=0.9, round_=8)


def soap_bar(s: Sheet) -> None:
    s.wash("#cfd6cc", "#e4e6da", angle=80)
    s.window_light(left=380, top=40, wide=560, tall=700, strength=0.44)
    s.leaf_shadow([[(1020, 200), (860, 300), (760, 460)]], leaf=84, strength=0.2)
    s.table(880, "#d6c9b4", "#e6dccb")
    cloth = s.area(
        curve([(80, 1100), (200, 1046), (420, 1036), (700, 1044), (880, 1076), (940, 1130), (840, 1182), (420, 1204), (150, 1172)])
    )
    s.shadow(cloth, dx=18, dy=22, soft=16, strength=0.3)
    weave = 1 + 0.035 * _weave(s)
    s.paint(cloth, "#f3ecdf", to="#ddd2bf", volume=0.5, round_=30, pattern=weave)
    for line in ([(120, 1130), (360, 1122), (640, 1136), (890, 1112)], [(170, 1166), (420, 1150), (760, 1166)]):
        s.glaze(s.blurred(s.strokes([curve(line, closed=False)], 14), 6), "#8d8272", 0.35)
    dish = s.area(curve([(210, 1010), (300, 984), (700, 984), (790, 1010), (764, 1082), (640, 1112), (360, 1112), (236, 1082)]))
    s.shadow(dish, dx=50, dy=40, soft=26, strength=0.42)
    s.paint(dish, "#b98b62", to="#8d6442", volume=0.7, round_=24, marks=0.09)
    for i, (x0, y0, colour, deep) in enumerate(
        ((296, 880, "#e9dcc2", "#cdbb9a"), (330, 776, "#b7c1a4", "#94a184"), (372, 678, "#e3b9a5", "#c79480"))
    ):
        _soap(s, x0, y0, wide=400 - i * 48, tall=106, colour=colour, deep=deep)
    for x, y, r in ((772, 960, 34), (824, 930, 20), (806, 988, 14), (240, 930, 22), (214, 966, 12), (700, 640, 24), (742, 606, 13)):
        ball = s.area(oval(x, y, r, r), wobble=0)
        ring = ball - s.blurred(s.area(oval(x, y, r * 0.86, r * 0.86), wobble=0), 2) * 0.9
        s.light(ring.clip(0, 1), 0.75, "#ffffff")
        s.light(ball, 0.1, "#d8efff")
        s.light(s.blurred(s.area(oval(x - r * 0.4, y - r * 0.42, r * 0.2, r * 0.14, -40), wobble=0), 1.2), 0.9, "#ffffff")
    s.sprig([(470, 670), (520, 640), (590, 626)], "#8a9a78", leaf=50, every=7)


def _soap(s: Sheet, x: float, y: float, *, wide: float, tall: float, colour: str, deep: str) -> None:
    side = s.area(box(x, y, x + wide, y + tall, 22))
    s.shadow(side, dx=34, dy=18, soft=18, strength=0.34)
    s.paint(side, colour, to=deep, angle=70, volume=0.75, round_=22, marks=0.06)
    face = s.area(
        curve(
            [
                (x + 12, y + 10),
                (x + 46, y - 34),
                (x + wide - 46, y - 34),
                (x + wide - 12, y + 10),
                (x + wide - 40, y + 26),
                (x + 40, y + 26),
            ],
            per=12,
        )
    )
    s.paint(face, mix(colour, "#fffaf0", 0.45), to=colour, volume=0.35, round_=14)
    mark = s.area(oval(x + wide / 2, y + tall * 0.58, 40, 22))
    s.glaze(mark, deep, 0.35)
    s.light(s.moved(mark, 3, 3) - mark.clip(0, 1), 0.3)


def _weave(s: Sheet):  # noqa: ANN202
    import numpy as np

    return np.sin(s.u * 1.6) * np.sin(s.v * 1.6)
