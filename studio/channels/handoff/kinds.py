"""Where a hand-off ends: each kind with its name and what to mind; its numbers are the rules `handoff.<kind>.*`."""

from dataclasses import dataclass

from studio.errors import Words


@dataclass(frozen=True)
class Kind:
    """`metrics` are what people could read off there by hand; until they do each is unknown."""

    name: Words
    place: Words  # where to post it
    mind: tuple[Words, ...] = ()
    needs_title: bool = False
    needs_picture: bool = False
    metrics: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "personal_wechat": Kind(
        Words("个人微信", "personal WeChat"), Words("在这台手机的微信朋友圈发表", "post it in Moments on this phone"),
        (Words("确认可见范围：公开，或只给指定标签", "check who can see it: everybody, or chosen tags"), Words("发完回到评论区，评论必回", "come back to the comments and answer each")),
        metrics=("likes", "comments"),
    ),
    "sms": Kind(
        Words("短信", "text message"), Words("在短信平台导入名单后发送", "import the list into the SMS service and send"),
        (Words("先剔除退订名单", "take out everybody who opted out"), Words("只发给同意过的客户", "only to customers who agreed")),
    ),
    "parcel_card": Kind(
        Words("包裹卡", "parcel card"), Words("把印刷文件交给印厂或仓库", "give the print file to the printer or the warehouse"),
        (Words("印前用手机扫一次二维码", "scan the code with a phone before printing"), Words("数一数箱数和张数", "count boxes and cards")), needs_picture=True,
    ),
    "xiaohongshu": Kind(
        Words("小红书", "小红书"), Words("在小红书 App 发布笔记", "publish a note in the 小红书 app"),
        (Words("首图就是第一张", "the first picture is the cover"), Words("不在正文留微信号或外链", "no WeChat id or outside link in the text")),
        needs_title=True, needs_picture=True, metrics=("reads", "likes", "comments", "saves"),
    ),
    "douyin": Kind(
        Words("抖音", "抖音"), Words("在抖音 App 发布图文", "publish a picture post in the 抖音 app"), (Words("选好音乐和封面", "choose music and a cover"),),
        needs_picture=True, metrics=("reads", "likes", "comments", "shares"),
    ),
    "weibo": Kind(
        Words("微博", "微博"), Words("在微博 App 发布", "publish it in the 微博 app"), (Words("超过 140 字会折叠", "beyond 140 characters it folds"),),
        metrics=("reads", "likes", "comments", "shares"),
    ),
}  # fmt: skip
