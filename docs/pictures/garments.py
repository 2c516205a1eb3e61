"""Clothes on a hanger and a scarf on a rail."""

import numpy as np
from paint import Field, Points, Sheet, box, curve, mix, oval


def _room(s: Sheet, wall: str, low: str, *, light: tuple[float, float] = (440, 60), strength: float = 0.42) -> None:
    s.wash(wall, low, angle=80)
    s.window_light(left=light[0], top=light[1], wide=500, tall=820, strength=strength, lean=150)


def _hanger(s: Sheet, x: float, y: float, half: float) -> None:
    rail = s.area(box(-40, y - 128, 1040, y - 112, 6))
    s.shadow(rail, dx=24, dy=34, soft=12, strength=0.34)
    s.paint(rail, "#c79a55", to="#9a7034", volume=0.8, round_=7)
    hook = s.strokes(
        [curve([(x - 4, y - 98), (x - 22, y - 128), (x + 4, y - 150), (x + 26, y - 126), (x + 6, y - 86), (x, y - 30)], closed=False)],
        8,
        taper=False,
    )
    s.shadow(hook, dx=18, dy=24, soft=7, strength=0.26)
    s.paint(hook, "#8a8177", volume=0.6, round_=4)
    wood = s.area(
        curve(
            [
                (x, y - 40),
                (x + half * 0.5, y - 6),
                (x + half, y + 46),
                (x + half - 18, y + 62),
                (x + half * 0.42, y + 22),
                (x, y + 2),
                (x - half * 0.42, y + 22),
                (x - half + 18, y + 62),
                (x - half, y + 46),
                (x - half * 0.5, y - 6),
            ]
        )
    )
    s.shadow(wood, dx=26, dy=30, soft=12, strength=0.3)
    s.paint(wood, "#c89b67", to="#a37645", volume=0.7, round_=12, marks=0.08)


def _cloth(
    s: Sheet,
    outline: Points,
    colour: str,
    deep: str,
    *,
    pattern: Field | None = None,
    angle: float = 30.0,
    volume: float = 0.6,
    shade: float = 0.36,
) -> Field:
    area = s.area(curve(outline, per=10), wobble=2.0)
    s.shadow(area, dx=54, dy=40, soft=30, strength=shade)
    s.paint(area, colour, to=deep, angle=angle, volume=volume, round_=30, pattern=pattern, marks=0.04)
    return area


def _folds(s: Sheet, inside: Field, lines: list[Points], *, width: float = 26, strength: float = 0.3, colour: str = "#5d5568") -> None:
    soft = s.blurred(s.strokes([curve(line, closed=False) for line in lines], width), width * 0.32)
    s.glaze(np.minimum(soft, inside), colour, strength)
    s.light(np.minimum(s.moved(soft, -width * 0.6, -2), inside), strength * 0.42)


def _buttons(s: Sheet, spots: list[tuple[float, float]], r: float, colour: str) -> None:
    for x, y in spots:
        disc = s.area(oval(x, y, r, r), wobble=0.3)
        s.shadow(disc, dx=3, dy=4, soft=3, strength=0.4)
        s.paint(disc, colour, volume=0.7, round_=r * 0.5)
        s.glaze(s.strokes([[(x - r * 0.3, y), (x + r * 0.3, y)]], r * 0.3), "#3a2c20", 0.6)


def knitted(s: Sheet, stitch: float = 15.0) -> Field:
    """Columns of V stitches."""
    column = np.abs(np.mod(s.u / stitch, 1.0) - 0.5) * 2
    rows = np.sin((s.v / stitch * 1.5 - column * 0.9) * 2 * np.pi * 0.72)
    return (1 + 0.1 * rows - 0.13 * (1 - column) ** 3).astype(np.float32)


def _rib(s: Sheet, wide: float = 13.0, *, lying: bool = False) -> Field:
    return (1 + 0.11 * np.sin((s.v if lying else s.u) / wide * 2 * np.pi)).astype(np.float32)


def knit_cardigan(s: Sheet) -> None:
    _room(s, "#d9c6b2", "#ecdfcf")
    s.leaf_shadow([[(1020, 700), (900, 800), (860, 960)]], leaf=90, strength=0.16)
    _hanger(s, 500, 230, 236)
    knit, rib = knitted(s), _rib(s)
    for side in (-1, 1):
        sleeve = _cloth(
            s,
            [
                (500 + side * 226, 290),
                (500 + side * 288, 340),
                (500 + side * 336, 560),
                (500 + side * 356, 830),
                (500 + side * 352, 900),
                (500 + side * 262, 908),
                (500 + side * 240, 700),
                (500 + side * 206, 470),
            ],
            "#e3d3b8",
            "#bfa98a",
            pattern=knit,
        )
        _folds(s, sleeve, [[(500 + side * 250, 420), (500 + side * 284, 600), (500 + side * 296, 800)]])
        cuff = _cloth(
            s,
            [(500 + side * 354, 890), (500 + side * 350, 976), (500 + side * 272, 980), (500 + side * 262, 896)],
            "#dac8ab",
            "#b59f80",
            pattern=rib,
            shade=0.2,
        )
        s.glaze((cuff - s.blurred(cuff, 6)).clip(0, 1), "#8d7a60", 0.3)
    body = _cloth(
        s,
        [
            (420, 250),
            (580, 250),
            (720, 286),
            (748, 420),
            (742, 700),
            (746, 940),
            (500, 956),
            (254, 940),
            (258, 700),
            (252, 420),
            (280, 286),
        ],
        "#ecdcc2",
        "#c8b293",
        pattern=knit,
    )
    _folds(
        s,
        body,
        [[(330, 420), (320, 640), (340, 900)], [(676, 430), (690, 640), (664, 900)], [(430, 520), (424, 700), (440, 930)]],
        width=34,
        strength=0.24,
    )
    hem = _cloth(
        s, [(250, 930), (500, 946), (750, 930), (744, 1016), (500, 1030), (256, 1016)], "#e0cfb2", "#bca686", pattern=rib, shade=0.26
    )
    s.glaze((hem - s.blurred(hem, 6)).clip(0, 1), "#8d7a60", 0.25)
    neck = s.area(curve([(424, 250), (500, 262), (576, 250), (540, 400), (506, 560), (494, 560), (460, 400)], per=10))
    s.paint(neck, "#a98e6d", to="#8f7555", volume=0.5, round_=18, pattern=knit)
    for side in (-1, 1):
        band = s.strokes(
            [
                curve(
                    [(500 + side * 84, 246), (500 + side * 54, 400), (500 + side * 12, 580), (500 + side * 8, 800), (500 + side * 8, 1024)],
                    closed=False,
                )
            ],
            40,
            taper=False,
        )
        s.shadow(band, dx=7, dy=8, soft=6, strength=0.22)
        s.paint(band, "#e6d5b9", to="#cbb697", volume=0.4, round_=10, pattern=_rib(s, 9.0, lying=True))
    for side in (-1, 1):
        pocket = s.area(box(*((296, 770, 440, 900) if side < 0 else (560, 770, 704, 900)), 8))
        s.glaze((pocket - s.blurred(pocket, 5)).clip(0, 1), "#8d7a60", 0.7)
        top = s.area(box(*((296, 764, 440, 794) if side < 0 else (560, 764, 704, 794)), 6))
        s.paint(top, "#e0cfb2", to="#c9b494", volume=0.4, round_=8, pattern=rib)
    _buttons(s, [(494, y) for y in (600, 690, 780, 870, 960)], 15, "#8a6440")


def linen_shirt(s: Sheet) -> None:
    _room(s, "#e6ddcd", "#f1eadd", light=(60, 60))
    s.leaf_shadow([[(-20, 620), (120, 700), (190, 860)]], leaf=92, strength=0.17)
    _hanger(s, 500, 230, 226)
    weave = (1 + 0.03 * np.sin(s.u * 1.5) * np.sin(s.v * 1.5) + 0.03 * s.noise(4, 90) + 0.03 * s.noise(90, 4)).astype(np.float32)
    colour, deep = "#9fb8b2", "#6f918b"
    for side in (-1, 1):
        sleeve = _cloth(
            s,
            [
                (500 + side * 214, 288),
                (500 + side * 276, 340),
                (500 + side * 344, 560),
                (500 + side * 372, 700),
                (500 + side * 262, 736),
                (500 + side * 206, 520),
            ],
            colour,
            deep,
            pattern=weave,
        )
        _folds(
            s,
            sleeve,
            [
                [(500 + side * 240, 400), (500 + side * 290, 560), (500 + side * 310, 690)],
                [(500 + side * 262, 380), (500 + side * 326, 600)],
            ],
        )
        cuff = _cloth(
            s,
            [(500 + side * 378, 686), (500 + side * 386, 760), (500 + side * 272, 798), (500 + side * 256, 724)],
            mix(colour, "#ffffff", 0.18),
            deep,
            pattern=weave,
            shade=0.22,
        )
        s.glaze((cuff - s.blurred(cuff, 5)).clip(0, 1), "#44605b", 0.25)
    body = _cloth(
        s,
        [
            (424, 240),
            (576, 240),
            (712, 284),
            (728, 420),
            (722, 700),
            (742, 980),
            (640, 1040),
            (500, 1012),
            (360, 1040),
            (258, 980),
            (278, 700),
            (272, 420),
            (288, 284),
        ],
        colour,
        deep,
        pattern=weave,
    )
    _folds(
        s,
        body,
        [
            [(330, 380), (340, 640), (312, 980)],
            [(668, 400), (650, 660), (690, 990)],
            [(420, 620), (432, 800), (404, 1010)],
            [(590, 560), (580, 800), (606, 1010)],
            [(310, 340), (400, 460), (450, 620)],
        ],
        width=30,
        strength=0.3,
        colour="#3f5c62",
    )
    s.paint(s.area(curve([(430, 226), (500, 212), (570, 226), (556, 300), (500, 330), (444, 300)])), "#5d7f79", to="#48655f", volume=0.4)
    placket = s.area([(480, 320), (522, 320), (524, 1014), (482, 1014)])
    s.shadow(placket, dx=8, dy=4, soft=6, strength=0.24)
    s.paint(placket, mix(colour, "#ffffff", 0.1), to=deep, volume=0.3, round_=8, pattern=weave)
    for side in (-1, 1):
        collar = s.area(
            curve(
                [
                    (500 + side * 70, 222),
                    (500 + side * 84, 258),
                    (500 + side * 100, 372),
                    (500 + side * 44, 356),
                    (500 + side * 4, 326),
                    (500 + side * 44, 282),
                ],
                per=8,
            )
        )
        s.shadow(collar, dx=9, dy=13, soft=8, strength=0.34)
        s.paint(collar, mix(colour, "#ffffff", 0.2), to=mix(deep, colour, 0.4), volume=0.5, round_=14, pattern=weave)
    pocket = s.area([(562, 500), (672, 500), (672, 610), (617, 640), (562, 610)])
    s.shadow(pocket, dx=6, dy=8, soft=6, strength=0.2)
    s.paint(pocket, colour, to=deep, volume=0.3, round_=8, pattern=weave)
    _buttons(s, [(502, y) for y in (372, 490, 608, 726, 844, 950)], 10, "#efe6d4")


def silk_scarf(s: Sheet) -> None:
    _room(s, "#e5d3c4", "#f2e6da", light=(80, 60), strength=0.4)
    rail = s.area(box(-40, 246, 1040, 266, 8))
    s.shadow(rail, dx=24, dy=40, soft=12, strength=0.34)
    s.paint(rail, "#d0a25a", to="#996c30", volume=0.8, round_=8)
    back = _cloth(
        s,
        [(420, 250), (700, 250), (716, 420), (690, 640), (720, 800), (610, 846), (520, 800), (470, 600), (440, 400)],
        "#a83a26",
        "#7f2918",
    )
    _drape(s, back, 0.08)
    front = _cloth(
        s,
        [
            (300, 240),
            (620, 240),
            (640, 330),
            (606, 560),
            (640, 800),
            (600, 1010),
            (500, 1096),
            (392, 1030),
            (300, 1060),
            (250, 930),
            (300, 700),
            (262, 480),
            (282, 300),
        ],
        "#cf553a",
        "#a83a26",
        volume=0.7,
    )
    _print(s, front)
    _drape(s, front, 0.16)
    top = s.area(curve([(288, 262), (300, 232), (460, 224), (640, 232), (712, 256), (700, 280), (460, 272), (300, 286)]))
    s.light(s.blurred(top, 6), 0.34, "#ffd8c0")
    for x, y, tall in ((300, 1056, 60), (392, 1030, 66), (500, 1092, 62), (596, 1012, 60)):
        s.paint(
            s.strokes(
                [
                    curve([(x + d, y - 8), (x + d * 1.3, y + tall * 0.5), (x + d * 1.2, y + tall)], closed=False)
                    for d in (-12, -6, 0, 6, 12)
                ],
                4,
            ),
            "#b8442c",
            marks=0,
        )


def _drape(s: Sheet, inside: Field, strength: float) -> None:
    """Silk: soft bands of dark and shine that sway as they fall."""
    sway = s.u * 0.062 + 1.2 * np.sin(s.v * 0.0052) + 0.5 * np.sin(s.v * 0.013 + 1)
    wave = np.sin(sway * 2.0) * 0.6 + np.sin(sway * 3.7 + 1.4) * 0.4
    s.glaze(np.minimum(inside, (-wave).clip(0, 1)), "#5c1a1a", strength * 3.0)
    s.light(np.minimum(inside, (wave**3).clip(0, 1)), strength * 2.4, "#ffd9bd")


def _print(s: Sheet, inside: Field) -> None:
    sway = 20 * np.sin(s.v * 0.008)
    x, y = s.u + sway, s.v
    dots = (np.hypot(np.mod(x, 76) - 38, np.mod(y + 38 * (np.floor(x / 76) % 2), 76) - 38) < 8.5).astype(np.float32)
    s.paint(np.minimum(inside, s.blurred(dots, 0.8)), "#f6e3c4", marks=0)
    border = np.minimum(inside, s.area(curve([(240, 900), (300, 930), (400, 890), (500, 950), (650, 880), (650, 1120), (240, 1120)])))
    s.paint(border, "#2c4a52", to="#1f363d", thick=0.94)
    s.paint(
        np.minimum(inside, s.strokes([curve([(230, 924), (300, 954), (400, 914), (500, 974), (660, 902)], closed=False)], 7, taper=False)),
        "#f0d9ae",
        marks=0,
    )
    s.paint(
        np.minimum(inside, s.strokes([curve([(230, 880), (300, 908), (400, 868), (500, 928), (660, 856)], closed=False)], 4, taper=False)),
        "#f0d9ae",
        marks=0,
    )


def wool_coat(s: Sheet) -> None:
    _room(s, "#cfd2cb", "#e4e2d8", light=(470, 50))
    _hanger(s, 500, 200, 232)
    wool = (1 + 0.05 * s.noise(5) + 0.04 * s.noise(3, 14, 60)).astype(np.float32)
    colour, deep = "#c39a6b", "#966b3e"
    for side in (-1, 1):
        sleeve = _cloth(
            s,
            [
                (500 + side * 220, 262),
                (500 + side * 284, 310),
                (500 + side * 330, 560),
                (500 + side * 346, 830),
                (500 + side * 258, 846),
                (500 + side * 232, 640),
                (500 + side * 206, 440),
            ],
            colour,
            deep,
            pattern=wool,
        )
        _folds(s, sleeve, [[(500 + side * 252, 400), (500 + side * 286, 600), (500 + side * 298, 820)]], width=34)
        s.glaze(np.minimum(sleeve, s.strokes([[(500 + side * 250, 786), (500 + side * 352, 774)]], 5, taper=False)), "#4d331c", 0.5)
    body = _cloth(
        s,
        [
            (420, 214),
            (580, 214),
            (716, 256),
            (736, 420),
            (712, 640),
            (752, 900),
            (780, 1150),
            (500, 1172),
            (220, 1150),
            (248, 900),
            (288, 640),
            (264, 420),
            (284, 256),
        ],
        colour,
        deep,
        pattern=wool,
    )
    _folds(
        s,
        body,
        [
            [(330, 700), (310, 900), (290, 1140)],
            [(420, 760), (410, 960), (404, 1160)],
            [(640, 720), (668, 930), (690, 1140)],
            [(580, 760), (590, 960), (600, 1160)],
        ],
        width=40,
        strength=0.3,
        colour="#4a3040",
    )
    s.paint(s.area(curve([(440, 206), (500, 196), (560, 206), (540, 330), (500, 440), (460, 330)])), "#efe6d8", to="#d5c8b4", volume=0.4)
    s.glaze(s.strokes([[(512, 480), (514, 1164)]], 6, taper=False), "#4d331c", 0.55)
    for side in (-1, 1):
        lapel = s.area(
            curve(
                [
                    (500 + side * 66, 206),
                    (500 + side * 112, 330),
                    (500 + side * 150, 392),
                    (500 + side * 92, 430),
                    (500 + side * 64, 520),
                    (500 + side * 10, 640),
                    (500 + side * 6, 470),
                    (500 + side * 34, 330),
                ],
                per=8,
            )
        )
        s.shadow(lapel, dx=11, dy=15, soft=10, strength=0.36)
        s.paint(lapel, mix(colour, "#ffffff", 0.12), to=mix(deep, colour, 0.3), volume=0.5, round_=16, pattern=wool)
        s.glaze(np.minimum(lapel, s.strokes([[(500 + side * 92, 428), (500 + side * 150, 340)]], 4, taper=False)), "#4d331c", 0.5)
        pocket = s.area([(500 + side * 106, 800), (500 + side * 216, 776), (500 + side * 220, 812), (500 + side * 110, 836)])
        s.shadow(pocket, dx=5, dy=8, soft=5, strength=0.3)
        s.paint(pocket, mix(colour, "#ffffff", 0.06), to=deep, volume=0.4, round_=8, pattern=wool)
    belt = s.area(curve([(280, 640), (500, 656), (720, 640), (722, 696), (500, 714), (278, 696)]))
    s.shadow(belt, dx=6, dy=12, soft=8, strength=0.36)
    s.paint(belt, mix(colour, "#7a5027", 0.25), to=deep, volume=0.5, round_=14, pattern=wool)
    knot = s.area(box(456, 630, 556, 730, 24))
    s.shadow(knot, dx=8, dy=12, soft=8, strength=0.36)
    s.paint(knot, colour, to=deep, volume=0.7, round_=18, pattern=wool)
    for points in ([(470, 716), (520, 716), (500, 960), (440, 950)], [(508, 716), (552, 716), (606, 900), (552, 922)]):
        tail = s.area(curve(points, per=8))
        s.shadow(tail, dx=10, dy=12, soft=8, strength=0.34)
        s.paint(tail, colour, to=deep, volume=0.5, round_=14, pattern=wool)


def cotton_dress(s: Sheet) -> None:
    _room(s, "#c9d3c4", "#e2e6d8", light=(430, 60))
    s.leaf_shadow([[(1020, 540), (900, 640), (850, 820)], [(-20, 300), (90, 380), (140, 520)]], leaf=88, strength=0.16)
    _hanger(s, 500, 220, 186)
    colour, deep = "#f6efe1", "#d8ccb6"
    for side in (-1, 1):
        sleeve = _cloth(
            s,
            [
                (500 + side * 160, 272),
                (500 + side * 236, 300),
                (500 + side * 292, 400),
                (500 + side * 286, 470),
                (500 + side * 192, 486),
                (500 + side * 168, 400),
            ],
            colour,
            deep,
        )
        _flowers(s, sleeve)
        _folds(
            s,
            sleeve,
            [
                [(500 + side * 190, 310), (500 + side * 224, 390), (500 + side * 226, 470)],
                [(500 + side * 214, 310), (500 + side * 260, 460)],
            ],
            width=18,
        )
    skirt = _cloth(
        s,
        [
            (352, 560),
            (648, 560),
            (716, 760),
            (786, 1010),
            (800, 1120),
            (660, 1150),
            (500, 1140),
            (340, 1150),
            (200, 1120),
            (214, 1010),
            (284, 760),
        ],
        colour,
        deep,
    )
    _flowers(s, skirt)
    _folds(
        s,
        skirt,
        [[(500 + k * 44, 572), (500 + k * 66, 760), (500 + k * 92 + (k % 2) * 12, 1130)] for k in (-3, -2, -1, 0, 1, 2, 3)],
        width=34,
        strength=0.3,
    )
    tier = [(212, 966), (330, 996), (500, 986), (670, 996), (788, 966)]
    s.glaze(np.minimum(skirt, s.blurred(s.strokes([curve(tier, closed=False)], 12, taper=False), 3)), "#b5a894", 0.4)
    top = _cloth(
        s,
        [
            (410, 248),
            (460, 300),
            (500, 318),
            (540, 300),
            (590, 248),
            (664, 280),
            (678, 400),
            (652, 568),
            (500, 580),
            (348, 568),
            (322, 400),
            (336, 280),
        ],
        colour,
        deep,
    )
    _flowers(s, top)
    _folds(
        s,
        top,
        [[(400, 360), (410, 460), (420, 566)], [(600, 360), (590, 460), (580, 566)], [(460, 480), (466, 570)], [(540, 480), (534, 570)]],
        width=20,
        strength=0.26,
    )
    collar = s.strokes([curve([(408, 246), (456, 302), (500, 320), (544, 302), (592, 246)], closed=False)], 16, taper=False)
    s.shadow(collar, dx=5, dy=7, soft=5, strength=0.24)
    s.paint(collar, "#fbf6ea", volume=0.5, round_=7)
    waist = s.area(curve([(346, 556), (500, 572), (654, 556), (656, 592), (500, 608), (344, 592)]))
    s.shadow(waist, dx=4, dy=8, soft=6, strength=0.26)
    s.paint(waist, "#8ba183", to="#6d8466", volume=0.5, round_=10)
    for points in (
        [(486, 590), (440, 650), (420, 740), (444, 744), (470, 660), (504, 596)],
        [(500, 590), (540, 660), (566, 760), (544, 766), (514, 670), (490, 600)],
    ):
        s.paint(s.area(curve(points, per=8)), "#849b7c", to="#6d8466", volume=0.5, round_=8)
    _buttons(s, [(500, y) for y in (366, 424, 482, 540)], 9, "#c9a878")


def _flowers(s: Sheet, inside: Field) -> None:
    """Small sprigs printed on the cloth, on a shaken grid."""
    chance = np.random.default_rng(21)
    petals: list[Points] = []
    hearts: list[Points] = []
    stems: list[Points] = []
    for row, y in enumerate(range(240, 1170, 52)):
        for x in range(180 + (row % 2) * 28, 830, 56):
            cx, cy = x + float(chance.uniform(-9, 9)), y + float(chance.uniform(-9, 9))
            for k in range(5):
                a = np.radians(72 * k + float(chance.uniform(0, 20)))
                petals.append(oval(cx + 6 * np.cos(a), cy + 6 * np.sin(a), 4.6, 3.8))
            hearts.append(oval(cx, cy, 2.8, 2.8))
            stems.append(curve([(cx + 4, cy + 6), (cx + 8, cy + 15), (cx + 5, cy + 24)], closed=False, per=4))
    s.paint(np.minimum(inside, s.strokes(stems, 3)), "#8ba183", marks=0)
    s.paint(np.minimum(inside, s.filled(petals, 0.5)), "#d08772", marks=0)
    s.paint(np.minimum(inside, s.filled(hearts, 0.4)), "#e8c26a", marks=0)
