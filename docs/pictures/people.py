"""Two portraits, flat and quiet: the founder, and the companion."""

import numpy as np
from paint import Field, Points, Sheet, curve, mix, oval


def _face(s: Sheet, x: float, y: float, *, skin: str, wide: float = 122, tall: float = 168) -> Field:
    area = s.area(
        curve(
            [
                (x - wide, y - 60),
                (x - wide * 0.96, y + 30),
                (x - wide * 0.74, y + 104),
                (x - wide * 0.3, y + tall * 0.94),
                (x, y + tall),
                (x + wide * 0.3, y + tall * 0.94),
                (x + wide * 0.74, y + 104),
                (x + wide * 0.96, y + 30),
                (x + wide, y - 60),
                (x + wide * 0.6, y - 150),
                (x, y - 176),
                (x - wide * 0.6, y - 150),
            ]
        ),
        wobble=0.5,
    )
    s.paint(area, skin, to=mix(skin, "#d99a7c", 0.32), angle=30, volume=0.42, round_=44, marks=0.018)
    return area


def _features(s: Sheet, x: float, y: float, *, ink: str, lips: str, open_eyes: bool) -> None:
    for side in (-1, 1):
        s.glaze(s.blurred(s.area(oval(x + side * 66, y + 56, 36, 24)), 12), "#e07a62", 0.36)
        brow = curve([(x + side * 82, y - 42), (x + side * 56, y - 56), (x + side * 26, y - 48)], closed=False)
        s.paint(s.strokes([brow], 9), ink, marks=0, thick=0.75)
        ex, ey = x + side * 52, y - 4
        if open_eyes:
            s.paint(s.area(curve([(ex - 25, ey + 2), (ex, ey - 15), (ex + 25, ey + 2), (ex, ey + 13)]), wobble=0.2), "#fbf6ef", marks=0)
            s.paint(s.area(oval(ex, ey - 1, 12, 13), wobble=0.2), mix(ink, "#5a3420", 0.4), marks=0)
            s.light(s.area(oval(ex - 4, ey - 6, 3.6, 3.6), wobble=0), 1.0, "#ffffff")
            s.paint(
                s.strokes([curve([(ex - 29 * side * -1 * -1, ey + 3), (ex, ey - 17), (ex + 29 * side, ey - 3)], closed=False)], 7),
                ink,
                marks=0,
            )
        else:
            s.paint(s.strokes([curve([(ex - 27, ey - 2), (ex, ey + 12), (ex + 27, ey - 2)], closed=False)], 7), ink, marks=0)
            s.paint(s.strokes([curve([(ex + side * 22, ey + 3), (ex + side * 32, ey + 4)], closed=False)], 5), ink, marks=0)
    s.glaze(s.blurred(s.strokes([curve([(x + 4, y + 8), (x + 12, y + 44), (x - 6, y + 54)], closed=False)], 6), 1.4), "#b5694c", 0.5)
    smile = s.area(
        curve(
            [
                (x - 36, y + 92),
                (x - 14, y + 86),
                (x, y + 90),
                (x + 14, y + 86),
                (x + 36, y + 92),
                (x + 16, y + 110),
                (x, y + 114),
                (x - 16, y + 110),
            ]
        ),
        wobble=0.3,
    )
    s.paint(smile, lips, to=mix(lips, "#7a2a20", 0.25), volume=0.3, round_=8, marks=0)
    s.glaze(s.strokes([curve([(x - 40, y + 90), (x - 14, y + 97), (x + 14, y + 97), (x + 40, y + 90)], closed=False)], 4), "#6d241c", 0.7)
    s.glaze(s.blurred(s.area(oval(x, y + 130, 26, 6)), 5), "#b5694c", 0.3)


def _shine(s: Sheet, inside: Field, lines: list[Points], *, width: float = 9, strength: float = 0.2, colour: str = "#f4d9b8") -> None:
    s.light(np.minimum(inside, s.blurred(s.strokes([curve(line, closed=False) for line in lines], width), 2)), strength, colour)


def founder(s: Sheet) -> None:
    s.wash("#dbc9b2", "#ebdecb", angle=75)
    s.window_light(left=40, top=40, wide=500, tall=760, strength=0.46, lean=150)
    s.leaf_shadow([[(1020, 80), (880, 220), (820, 420)], [(1020, 380), (930, 460), (900, 590)]], leaf=90, strength=0.2)
    hair, skin = "#2c2422", "#f0c9a8"
    bun = s.area(oval(500, 196, 92, 78))
    s.shadow(bun, dx=40, dy=30, soft=24, strength=0.3)
    s.paint(bun, hair, to="#1c1615", volume=0.5, round_=30)
    _shine(s, bun, [[(446, 190), (490, 150), (550, 160)], [(450, 216), (500, 178), (560, 190)]])
    back = s.area(curve([(352, 430), (358, 320), (420, 240), (500, 222), (580, 240), (642, 320), (648, 430), (620, 560), (380, 560)]))
    s.shadow(back, dx=54, dy=36, soft=30, strength=0.3)
    s.paint(back, hair, to="#1c1615", volume=0.4)
    linen = (1 + 0.03 * np.sin(s.u * 1.5) * np.sin(s.v * 1.5) + 0.035 * s.noise(4, 90) + 0.03 * s.noise(90, 4)).astype(np.float32)
    coat = s.area(
        curve([(60, 1420), (96, 936), (190, 796), (360, 716), (430, 676), (570, 676), (640, 716), (810, 796), (904, 936), (940, 1420)])
    )
    s.shadow(coat, dx=50, dy=30, soft=34, strength=0.34)
    s.paint(coat, "#3e5a6e", to="#263c4c", angle=40, volume=0.6, round_=40, pattern=linen)
    shirt = s.area(curve([(420, 686), (580, 686), (560, 876), (512, 1420), (488, 1420), (440, 876)]))
    s.paint(shirt, "#f4ecdd", to="#d9cdb9", volume=0.3)
    neck = s.area(curve([(430, 590), (570, 590), (572, 656), (600, 706), (500, 796), (400, 706), (428, 656)]))
    s.paint(neck, mix(skin, "#c98262", 0.26), to=skin, angle=80, volume=0.4, round_=26, marks=0.02)
    s.glaze(np.minimum(neck, s.blurred(s.area(oval(500, 630, 104, 56)), 14)), "#a8563a", 0.4)
    for side in (-1, 1):
        ear = s.area(oval(500 + side * 122, 486, 20, 36))
        s.paint(ear, mix(skin, "#c98262", 0.22), volume=0.5, round_=10)
        drop = s.area(oval(500 + side * 126, 538, 9, 13))
        s.paint(drop, "#d8a948", volume=0.8, round_=5)
        lapel = s.area(
            curve(
                [
                    (500 + side * 78, 668),
                    (500 + side * 150, 746),
                    (500 + side * 220, 876),
                    (500 + side * 150, 916),
                    (500 + side * 130, 976),
                    (500 + side * 26, 1420),
                    (500 + side * 14, 1096),
                    (500 + side * 52, 876),
                    (500 + side * 96, 746),
                ],
                per=8,
            )
        )
        s.shadow(lapel, dx=12, dy=14, soft=10, strength=0.36)
        s.paint(lapel, "#496a80", to="#2d4657", volume=0.5, round_=16, pattern=linen)
    face = _face(s, 500, 462, skin=skin)
    _features(s, 500, 470, ink="#2c2422", lips="#c2503c", open_eyes=True)
    fringe = s.area(
        curve(
            [
                (372, 470),
                (368, 350),
                (430, 262),
                (510, 244),
                (590, 266),
                (634, 352),
                (628, 470),
                (606, 400),
                (560, 330),
                (474, 300),
                (440, 350),
                (396, 400),
            ]
        ),
        wobble=0.8,
    )
    s.glaze(np.minimum(face, s.blurred(s.moved(fringe, 5, 15), 10)), "#8a4a34", 0.36)
    s.paint(fringe, hair, to="#1e1716", volume=0.45, round_=26)
    _shine(s, fringe, [[(410, 330), (450, 280), (520, 262)], [(400, 366), (440, 306), (500, 280)], [(560, 290), (600, 330), (616, 390)]])
    chain = s.strokes([curve([(432, 694), (470, 766), (500, 788), (530, 766), (568, 694)], closed=False)], 4, taper=False)
    s.paint(chain, "#d8a948", marks=0)
    s.paint(s.area(oval(500, 798, 11, 11)), "#c2452d", volume=0.7, round_=5)


def companion(s: Sheet) -> None:
    s.wash("#e6c9b4", "#f3e1d0", angle=70)
    s.window_light(left=480, top=40, wide=480, tall=780, strength=0.46, lean=150)
    s.leaf_shadow([[(-20, 140), (120, 250), (190, 420)], [(-20, 420), (80, 500), (120, 640)]], leaf=88, strength=0.18)
    hair, skin = "#5a3a28", "#f6d3b4"
    back = s.area(
        curve(
            [
                (500, 236),
                (604, 264),
                (664, 360),
                (690, 560),
                (716, 760),
                (726, 920),
                (640, 960),
                (500, 900),
                (360, 960),
                (274, 920),
                (284, 760),
                (310, 560),
                (336, 360),
                (396, 264),
            ]
        )
    )
    s.shadow(back, dx=54, dy=36, soft=32, strength=0.32)
    s.paint(back, hair, to="#3c2418", angle=60, volume=0.5, round_=36)
    _shine(
        s,
        back,
        [[(340, 520), (320, 700), (310, 880)], [(664, 520), (684, 700), (690, 880)], [(690, 640), (706, 800), (700, 900)]],
        width=12,
    )
    column = np.abs(np.mod(s.u / 19, 1.0) - 0.5) * 2
    knit = (1 + 0.09 * np.sin((s.v / 19 * 1.5 - column * 0.9) * 4.5) - 0.12 * (1 - column) ** 3).astype(np.float32)
    jumper = s.area(
        curve([(70, 1420), (110, 974), (210, 834), (380, 760), (440, 734), (560, 734), (620, 760), (790, 834), (890, 974), (930, 1420)])
    )
    s.shadow(jumper, dx=40, dy=24, soft=30, strength=0.3)
    s.paint(jumper, "#a3b694", to="#748a69", angle=40, volume=0.6, round_=40, pattern=knit)
    neck = s.area(curve([(440, 600), (560, 600), (562, 674), (580, 734), (500, 774), (420, 734), (438, 674)]))
    s.paint(neck, mix(skin, "#d0876a", 0.28), to=skin, angle=80, volume=0.4, round_=24, marks=0.02)
    s.glaze(np.minimum(neck, s.blurred(s.area(oval(500, 636, 100, 52)), 14)), "#a8563a", 0.36)
    collar = s.strokes([curve([(404, 726), (440, 780), (500, 800), (560, 780), (596, 726)], closed=False)], 44, taper=False)
    s.shadow(collar, dx=6, dy=10, soft=8, strength=0.28)
    s.paint(collar, "#adbf9f", to="#879c7b", volume=0.5, round_=14, pattern=(1 + 0.1 * np.sin(s.u / 12 * 6.28)).astype(np.float32))
    face = _face(s, 500, 470, skin=skin, wide=118, tall=160)
    _features(s, 500, 486, ink="#4a2c1e", lips="#d5705c", open_eyes=False)
    fringe = s.area(
        curve(
            [
                (366, 560),
                (362, 380),
                (420, 286),
                (500, 262),
                (580, 286),
                (638, 380),
                (634, 560),
                (612, 470),
                (606, 408),
                (570, 420),
                (530, 412),
                (500, 424),
                (462, 412),
                (424, 422),
                (396, 408),
                (388, 470),
            ]
        ),
        wobble=0.8,
    )
    s.glaze(np.minimum(face, s.blurred(s.moved(fringe, 4, 15), 9)), "#8a4a34", 0.34)
    s.paint(fringe, hair, to="#432a1c", angle=80, volume=0.45, round_=24)
    _shine(
        s,
        fringe,
        [[(420, 350), (460, 320), (540, 320), (580, 350)], [(410, 390), (430, 350)], [(588, 390), (570, 352)]],
        width=12,
        strength=0.24,
    )
    for side in (-1, 1):
        lock = s.area(
            curve(
                [
                    (500 + side * 128, 520),
                    (500 + side * 142, 660),
                    (500 + side * 172, 820),
                    (500 + side * 168, 960),
                    (500 + side * 122, 980),
                    (500 + side * 108, 820),
                    (500 + side * 110, 660),
                ]
            )
        )
        s.shadow(lock, dx=10, dy=12, soft=10, strength=0.26)
        s.paint(lock, hair, to="#452b1d", angle=80, volume=0.5, round_=18)
    _cup(s)


def _cup(s: Sheet) -> None:
    for side in (-1, 1):
        sleeve = s.area(
            curve(
                [
                    (500 + side * 330, 1320),
                    (500 + side * 260, 1180),
                    (500 + side * 120, 1120),
                    (500 + side * 90, 1170),
                    (500 + side * 130, 1320),
                ]
            )
        )
        s.shadow(sleeve, dx=12, dy=16, soft=14, strength=0.3)
        s.paint(sleeve, "#9db08e", to="#71866a", volume=0.5, round_=24)
    cup = s.area(curve([(424, 1046), (576, 1046), (570, 1140), (548, 1196), (452, 1196), (430, 1140)], per=10))
    s.shadow(cup, dx=20, dy=14, soft=14, strength=0.34)
    s.paint(cup, "#fbf5ea", to="#dccfba", angle=15, volume=0.7, round_=24)
    s.paint(s.area(oval(500, 1046, 76, 15)), "#fffaf0", to="#e9decd", angle=0)
    s.paint(s.area(oval(500, 1048, 65, 11)), "#7a4826", to="#9a6436", angle=0)
    s.paint(s.area(oval(500, 1118, 14, 14)), "#c2452d", marks=0)
    skin = "#f6d3b4"
    for side in (-1, 1):
        for k in range(4):
            finger = s.strokes(
                [
                    curve(
                        [
                            (500 + side * (102 - k * 3), 1090 + k * 28),
                            (500 + side * (66 - k * 2), 1086 + k * 28),
                            (500 + side * (40 - k * 2), 1092 + k * 28),
                        ],
                        closed=False,
                    )
                ],
                26,
                taper=True,
            )
            s.shadow(finger, dx=4, dy=6, soft=4, strength=0.22)
            s.paint(finger, skin, to=mix(skin, "#d99a7c", 0.3), volume=0.5, round_=9, marks=0.01)
    s.light(
        s.blurred(
            s.strokes(
                [
                    curve([(470, 1030), (486, 980), (466, 930), (482, 890)], closed=False),
                    curve([(530, 1030), (516, 984), (536, 940)], closed=False),
                ],
                20,
            ),
            9,
        ),
        0.5,
        "#ffffff",
    )
