"""Draw the example brand's pictures into assets/photos, each with its licence record: `python docs/pictures/make_photos.py`.

The same script gives the same bytes with the same Pillow and numpy. `--only NAME` draws one, `--half` draws at half size for a look.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import care
import drinks
import garments
import people
import places
import yaml
from paint import Sheet

PHOTOS = Path(__file__).resolve().parents[2] / "assets" / "photos"


@dataclass(frozen=True)
class Picture:
    draw: Callable[[Sheet], None]
    shows: str
    tags: tuple[str, ...]
    focus: tuple[float, float] = (0.5, 0.5)


PICTURES: dict[str, Picture] = {
    "portrait-founder": Picture(people.founder, "创始人肖像：低发髻，靛蓝亚麻外套，窗光", ("人物", "创始人", "肖像"), (0.5, 0.4)),
    "portrait-companion": Picture(people.companion, "闺蜜肖像：长发刘海，豆绿毛衣，手边一杯咖啡", ("人物", "闺蜜", "肖像"), (0.5, 0.42)),
    "knit-cardigan": Picture(garments.knit_cardigan, "燕麦色针织开衫挂在木衣架上，晨光里的墙", ("女装", "针织", "秋冬"), (0.5, 0.42)),
    "linen-shirt": Picture(garments.linen_shirt, "石青色亚麻衬衫，木衣架，窗光", ("女装", "亚麻", "春夏"), (0.5, 0.42)),
    "silk-scarf": Picture(garments.silk_scarf, "朱砂色真丝方巾搭在铜杆上，垂坠的褶", ("女装", "真丝", "配饰"), (0.5, 0.55)),
    "wool-coat": Picture(garments.wool_coat, "驼色羊毛大衣挂在木衣架上", ("女装", "大衣", "秋冬"), (0.5, 0.42)),
    "cotton-dress": Picture(garments.cotton_dress, "米白棉布连衣裙，小碎花", ("女装", "连衣裙", "春夏"), (0.5, 0.42)),
    "drip-coffee": Picture(drinks.drip_coffee, "手冲咖啡：滤杯、玻璃壶与热气", ("咖啡", "手冲"), (0.5, 0.58)),
    "coffee-beans": Picture(drinks.coffee_beans, "牛皮纸袋咖啡豆，木勺与散落的豆子", ("咖啡", "咖啡豆"), (0.5, 0.6)),
    "cold-brew": Picture(drinks.cold_brew, "冷萃咖啡加冰与橙片，高杯", ("咖啡", "冷萃", "夏天"), (0.5, 0.58)),
    "hand-cream": Picture(care.hand_cream, "护手霜立在石台上，旁边一朵山茶", ("护肤", "护手霜"), (0.5, 0.46)),
    "face-oil": Picture(care.face_oil, "滴管面部精油，琥珀瓶与尤加利叶", ("护肤", "精油"), (0.5, 0.56)),
    "soap-bar": Picture(care.soap_bar, "三块手工皂叠放在木碟上，几个泡泡", ("护肤", "手工皂"), (0.5, 0.66)),
    "window-desk": Picture(places.window_desk, "窗边书桌：本子、杯子与一枝玉兰", ("生活", "空间", "早安"), (0.5, 0.6)),
    "fabric-texture": Picture(places.fabric_texture, "亚麻布面的褶皱与织纹", ("面料", "质感", "背景"), (0.5, 0.5)),
    "garden-morning": Picture(places.garden_morning, "清晨的花园，远山与薄雾", ("生活", "自然", "早安"), (0.5, 0.6)),
    "tea-table": Picture(places.tea_table, "下午的茶桌：白瓷盖碗、公道杯与点心", ("生活", "茶", "下午"), (0.5, 0.66)),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", nargs="*", default=list(PICTURES))
    arguments.add_argument("--half", action="store_true", help="half size")
    arguments.add_argument("--out", type=Path, default=PHOTOS)
    asked = arguments.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for number, (name, picture) in enumerate(PICTURES.items(), start=1):
        if name not in asked.only:
            continue
        sheet = Sheet(seed=number, width=800, height=1000) if asked.half else Sheet(seed=number)
        picture.draw(sheet)
        sheet.finish()
        (asked.out / f"{name}.jpg").write_bytes(sheet.jpeg())
        (asked.out / f"{name}.jpg.licence.yaml").write_text(_licence(name, picture), encoding="utf-8")
        print(name)


def _licence(name: str, picture: Picture) -> str:
    record = {
        "file": f"{name}.jpg",
        "source": "docs/pictures/make_photos.py（本仓库的绘图脚本，drawn by this repository's script）",
        "author": "Siyu Studio example brand",
        "licence": "Own-Work",
        "shows": picture.shows,
        "tags": list(picture.tags),
        "focus": list(picture.focus),
    }
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False)


if __name__ == "__main__":
    main()
