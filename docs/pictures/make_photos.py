"""Draw the example brand's pictures into assets/photos, each with its licence record: `python docs/pictures/make_photos.py`.

The same script gives the same bytes with the same Pillow and numpy. `--only NAME` draws one, `--half` draws at half size for a look, `--records` writes the licence records alone.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import care
import drinks
import garments
import home
import kitchen
import outside
import people
import places
import workroom
import yaml
from paint import Sheet

PHOTOS = Path(__file__).resolve().parents[2] / "assets" / "photos"
LIGHT = 250_000  # bytes


@dataclass(frozen=True)
class Picture:
    draw: Callable[[Sheet], None]
    shows: str
    tags: tuple[str, ...]
    focus: tuple[float, float] = (0.5, 0.5)
    most: int = 400_000


PICTURES: dict[str, Picture] = {
    "portrait-founder": Picture(people.founder, "创始人肖像：低发髻，靛蓝亚麻外套，窗光", ("人物", "创始人", "肖像"), (0.5, 0.4)),
    "portrait-companion": Picture(people.companion, "闺蜜肖像：长发刘海，豆绿毛衣，手边一杯咖啡", ("人物", "闺蜜", "肖像"), (0.5, 0.42)),
    "knit-cardigan": Picture(
        garments.knit_cardigan, "燕麦色针织开衫挂在木衣架上，晨光里的墙", ("女装", "针织", "秋冬", "开衫", "羊毛"), (0.5, 0.42)
    ),
    "linen-shirt": Picture(garments.linen_shirt, "石青色亚麻衬衫，木衣架，窗光", ("女装", "亚麻", "春夏", "衬衫"), (0.5, 0.42)),
    "silk-scarf": Picture(garments.silk_scarf, "朱砂色真丝方巾搭在铜杆上，垂坠的褶", ("女装", "真丝", "配饰", "方巾"), (0.5, 0.55)),
    "wool-coat": Picture(garments.wool_coat, "驼色羊毛大衣挂在木衣架上", ("女装", "大衣", "秋冬"), (0.5, 0.42)),
    "cotton-dress": Picture(garments.cotton_dress, "米白棉布连衣裙，小碎花", ("女装", "连衣裙", "春夏", "裙子"), (0.5, 0.42)),
    "drip-coffee": Picture(
        drinks.drip_coffee,
        "手冲咖啡：滤杯、玻璃壶与热气",
        ("咖啡", "手冲", "煮咖啡", "挂耳", "拿铁", "杯子", "喝一杯", "怎么冲", "喝了几杯", "太酸", "太苦"),
        (0.5, 0.58),
    ),
    "coffee-beans": Picture(drinks.coffee_beans, "牛皮纸袋咖啡豆，木勺与散落的豆子", ("咖啡", "咖啡豆", "豆子", "烘", "磨豆"), (0.5, 0.6)),
    "cold-brew": Picture(drinks.cold_brew, "冷萃咖啡加冰与橙片，高杯", ("咖啡", "冷萃", "夏天"), (0.5, 0.58)),
    "hand-cream": Picture(care.hand_cream, "护手霜立在石台上，旁边一朵山茶", ("护肤", "护手霜"), (0.5, 0.46)),
    "face-oil": Picture(care.face_oil, "滴管面部精油，琥珀瓶与尤加利叶", ("护肤", "精油", "面油"), (0.5, 0.56)),
    "soap-bar": Picture(care.soap_bar, "三块手工皂叠放在木碟上，几个泡泡", ("护肤", "手工皂", "洗手"), (0.5, 0.66)),
    "window-desk": Picture(
        places.window_desk,
        "窗边书桌：本子、杯子与一枝玉兰",
        ("生活", "空间", "早安", "桌子", "桌面", "桌上", "窗边", "打电话", "身边", "日历", "卡片"),
        (0.5, 0.6),
    ),
    "fabric-texture": Picture(places.fabric_texture, "亚麻布面的褶皱与织纹", ("面料", "质感", "背景", "棉麻", "料子", "纱"), (0.5, 0.5)),
    "garden-morning": Picture(
        places.garden_morning, "清晨的花园，远山与薄雾", ("生活", "自然", "早安", "花园", "爬山", "树", "雾", "新芽"), (0.5, 0.6)
    ),
    "tea-table": Picture(
        places.tea_table,
        "下午的茶桌：白瓷盖碗、公道杯与点心",
        ("生活", "茶", "下午茶", "点心", "茶铺", "茶会", "杯子", "坐坐"),
        (0.5, 0.66),
    ),
    "soup-pot": Picture(
        kitchen.soup_pot,
        "灶上一锅萝卜汤冒着热气，案板上的番茄和白萝卜",
        ("厨房", "汤", "锅", "粥", "萝卜", "番茄", "牛腩", "火锅", "藕", "炖", "灶", "砧板", "下锅", "炒"),
        (0.5, 0.56),
        LIGHT,
    ),
    "noodle-bowl": Picture(
        kitchen.noodle_bowl,
        "一碗卧着荷包蛋的热汤面，筷子摆好，一小碟腌菜",
        (
            "蛋",
            "碗筷",
            "一碗",
            "吃饭",
            "吃了什么",
            "早饭",
            "晚饭",
            "午饭",
            "中午吃",
            "煮碗面",
            "的面",
            "饺子",
            "一顿",
            "一桌菜",
            "做饭",
        ),
        (0.5, 0.52),
        LIGHT,
    ),
    "market-basket": Picture(
        kitchen.market_basket,
        "从菜市场拎回来的篮子：白菜、小葱、橙子和柿子",
        ("菜市场", "菜场", "菜摊", "买菜", "逛菜场", "备菜", "白菜", "葱", "橘子", "橙", "柿子", "水果", "栗子", "冰箱", "山里"),
        (0.5, 0.52),
        LIGHT,
    ),
    "cat-on-knits": Picture(
        home.cat_on_knits, "一只三花猫蜷在一叠毛衣上睡着了", ("猫", "三花", "猫毛", "羊绒", "毛衣", "脱毛衣", "起球"), (0.5, 0.52), LIGHT
    ),
    "wardrobe": Picture(
        home.wardrobe,
        "收得整齐的衣柜：挂着的大衣，叠好的毛衣，抽屉里卷起来的一排",
        (
            "衣柜",
            "抽屉",
            "柜门",
            "衣架",
            "换季",
            "收衣服",
            "卷起来",
            "叠",
            "十件衣服",
            "几件衣服",
            "裤子",
            "卷成",
            "围巾",
            "试衣",
            "秋裤",
            "穿衣",
            "新衣",
            "衣服",
        ),
        (0.5, 0.4),
        LIGHT,
    ),
    "old-books": Picture(
        home.old_books,
        "旧书摊上的书：一排旧书，一摞书，翻开的一本里夹着张单子",
        ("书", "旧书摊", "菜谱", "日记", "本子", "单子", "信", "便签", "翻到", "写", "形容"),
        (0.5, 0.4),
        LIGHT,
    ),
    "night-lamp": Picture(
        home.night_lamp,
        "夜里的床头：一盏亮着的台灯，闹钟，两本书，窗外有月亮",
        ("台灯", "一盏", "晚上", "夜", "睡", "闹钟", "借宿", "收工", "躺", "累", "今晚", "哭"),
        (0.58, 0.52),
        LIGHT,
    ),
    "sewing-machine": Picture(
        workroom.sewing_machine,
        "老缝纫机正在缝一块青色的布，线轴、剪刀和扣子",
        ("缝纫机", "缝", "线", "裤脚", "师傅", "老方"),
        (0.45, 0.46),
        LIGHT,
    ),
    "cutting-table": Picture(
        workroom.cutting_table,
        "裁床上铺开的布和纸样，架子上码着一卷卷料子，软尺与划粉",
        ("裁", "打版", "裁床", "打样", "样衣", "版", "布", "面料", "料子", "尺寸", "量", "厘米", "软尺", "肩线"),
        (0.5, 0.5),
        LIGHT,
    ),
    "sunset-street": Picture(
        outside.sunset_street,
        "日落时的街：梧桐叶子落了一路，人家的灯亮起来",
        ("下班", "走路", "叶子", "日落", "晚霞", "路上", "回家", "出门", "路", "抬个头", "会到", "骑"),
        (0.5, 0.5),
        LIGHT,
    ),
    "rainy-window": Picture(outside.rainy_window, "下雨天的窗，一把红伞撑开晾在地上", ("雨", "伞", "下雨", "雨天"), (0.56, 0.5), LIGHT),
    "clothesline": Picture(
        outside.clothesline,
        "大太阳下晾着的床单、毛衣和袜子，一盆薄荷，一盆泡沫",
        ("晾", "晒", "洗", "床单", "被子", "阳台", "薄荷", "手洗", "洗标", "凉水", "袜子", "太阳", "反面朝外", "去黄"),
        (0.5, 0.42),
        LIGHT,
    ),
    "mended-sleeve": Picture(
        workroom.mended_sleeve,
        "毛衣袖口上用绿线绣的一片叶子，针还连着线，针插、线轴和扣子",
        ("袖口", "扣子", "补", "绣", "勾丝", "小洞", "针", "针脚", "线"),
        (0.46, 0.46),
        LIGHT,
    ),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", nargs="*", default=list(PICTURES))
    arguments.add_argument("--half", action="store_true", help="half size")
    arguments.add_argument("--records", action="store_true", help="only the licence records")
    arguments.add_argument("--out", type=Path, default=PHOTOS)
    asked = arguments.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for number, (name, picture) in enumerate(PICTURES.items(), start=1):
        if name not in asked.only:
            continue
        if not asked.records:
            sheet = Sheet(seed=number, width=800, height=1000) if asked.half else Sheet(seed=number)
            picture.draw(sheet)
            sheet.finish()
            (asked.out / f"{name}.jpg").write_bytes(sheet.jpeg(picture.most))
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
