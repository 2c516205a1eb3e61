"""One page with the awkward cases of every preview, to look at: `python -m tests.channels.preview.gallery OUT.html`."""

import sys
from base64 import b64encode
from pathlib import Path

from studio.channels import preview
from studio.channels.preview import Comment, Picture, PreviewLink, PreviewMessage

_PAINTS = ("#D9B8A0", "#A9BDB0", "#C9A9A0", "#B7B3C9", "#D6C79A", "#9FB4C4", "#C4A6B8", "#B0A08E", "#8FA79B")


def picture(order: int = 0, *, width: int = 900, height: int = 1200, word: str = "") -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="100%" height="100%" fill="{_PAINTS[order % 9]}"/><circle cx="{width / 2}" cy="{height * 0.42}" r="{min(width, height) * 0.24}" fill="#fff8"/>'
        f'<text x="50%" y="{height * 0.86}" font-size="{height // 9}" text-anchor="middle" fill="#3a2f28" font-family="sans-serif">{word or order + 1}</text></svg>'
    )
    return Picture(f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", width, height)


LONG = (
    "早上七点半的弄堂，卖栀子花的阿婆又来了。\n我买了两把，一把放在店里，一把留给第一个推门进来的姐妹。\n\n有人问我，做衣服十二年，最难的是什么？"
    "不是打版，不是面料，是「不着急」。棉麻要缩水两次才肯裁，扣子要等老师傅手工磨圆。慢一点，衣服会记得。\n\n今天的店里有茶，路过进来坐坐。"
)
FOUNDER = PreviewMessage(channel="moments", name="林知夏", portrait=picture(2, width=200, height=200, word="夏").url, when="2小时前")
LONG_NAME = "欧阳海棠·拾光里手作女装创始人（上海愚园路总店）"


def cases() -> list[str]:
    nine = tuple(picture(n, width=900, height=900) for n in range(9))
    comments = (
        Comment("小满", "栀子花是我童年的味道"),
        Comment("王太太", "今天几点关门？下班想过去坐坐，顺便把上次那条裙子改一下腰"),
        Comment("林知夏", "等你，八点半。"),
    )
    link = PreviewLink("秋天的第一件双面羊绒：从一根纱线讲起，讲到你肩上", "十二年只做一件事：把衣服做得久一点。", picture(4))
    mini = PreviewLink("双面羊绒大衣 · 会员专场", picture=picture(5, width=500, height=400), mini_program="拾光里小店")
    base = {"name": "林知夏", "portrait": FOUNDER.portrait}
    body = (
        '<section style="margin-bottom:20px;color:#3a3a3a">一件羊绒衫，从草原到你手里，要走三千公里。</section>'
        f'<section style="margin:0 0 20px"><img src="{picture(1, width=1200, height=800).url}" style="width:100%;border-radius:6px"></section>'
        '<section style="border-left:3px solid #b53e27;padding-left:12px;color:#555;margin-bottom:20px">好纱线是摸得出来的：先凉，再暖，然后你就忘了它在。</section>'
        * 3
    )
    article = PreviewMessage(
        channel="official_account",
        place="拾光里",
        author="林知夏",
        title="秋天的第一件双面羊绒，从一根纱线讲起，讲到你的肩上呀",
        summary="十二年只做一件事",
        html=body,
        cover=picture(3, width=900, height=383),
        when="今天 08:30",
        **base,
    )
    return [
        preview.moments(PreviewMessage(channel="moments", text=LONG, pictures=nine, likes=("小满", "王太太", "阿May", "愚园路的猫", "Luna"), comments=comments, when="2小时前", **base)),
        preview.moments(PreviewMessage(channel="moments", name=LONG_NAME, text="没有配图的一天，也想跟你们说晚安。", when="昨天 22:10")),
        preview.moments(PreviewMessage(channel="moments", text="试穿第三版，领口终于对了。", pictures=(picture(6),), when="刚刚", likes=("小满",), **base)),
        preview.moments(PreviewMessage(channel="moments", text="四种扣子，选哪个？", pictures=nine[:4], when="1小时前", comments=comments[:1], **base)),
        preview.moments(PreviewMessage(channel="moments", text="三只杯子。", pictures=nine[:3], when="1小时前", **base)),
        preview.moments(PreviewMessage(channel="moments", text="写了一篇长的，慢慢看。", link=link, when="1分钟前", **base)),
        preview.official_account(article),
        preview.message_card(article),
        preview.official_account(PreviewMessage(channel="official_account", name=LONG_NAME, place=LONG_NAME, title="", when="今天")),
        preview.group(PreviewMessage(channel="community", place="拾光里老友群", members=187, company="拾光里", text="姐妹们早，今天的早餐咖啡配方放这里啦：\n① 热牛奶 180 毫升\n② 双份浓缩\n③ 一点点海盐\n试过来告诉我～", pictures=(picture(7), picture(8, width=1200, height=800)), link=link, when="08:00", **base)),
        preview.group(PreviewMessage(channel="community", name=LONG_NAME, company="拾光里", place="愚园路店·秋冬新品体验官一群", members=199, text="会员专场开了，慢慢挑。", link=mini, when="12:30")),
        preview.handoff(PreviewMessage(channel="handoff", place="个人微信 · 知夏本人", text=LONG, pictures=nine[:5], when="请在 18:00 前发", **base)),
    ]  # fmt: skip


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(preview.document(*cases()), encoding="utf-8")
