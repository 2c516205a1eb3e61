"""What advertises is recognised in whatever it is written, in every field, with the words that decided; and daily life is left alone."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.library.kinds import ChannelKind, Lane, Product
from studio.posts.advert.judge import judge
from studio.posts.promotional import advertises
from studio.posts.variant import LinkCard, PictureRef, Variant
from tests.house import LIFE


@pytest.mark.parametrize(
    "text",
    [
        "只要 99 元，喜欢的拿走", "只要九十九块九，喜欢的拿走", "只要９９元，喜欢的拿走", "只要 9\u200b9 元，喜欢的拿走", "RMB 99 包邮", "九十九块", "99 圆，私我", "99yuan 拿走",
        "滿300減50", "買一送一", "私\u200b我下单", "私.我下单", "si我留货", "链接在评论区", "⑤⑨拿走", "4️⃣9️⃣9️⃣ 学生再减50", "群里接龙，今晚截单", "先到先得，还剩3件", "扣 1 给你留",
        "加V：anli 领优惠", "小黄车三号", "第②件半价", "💰99 带走",
    ],
)  # fmt: skip
def test_an_advert_is_one_however_it_is_spelt(text):
    assert judge(text).advertises is True


@pytest.mark.parametrize(
    "text",
    [
        "三元里的雨下了一夜", "五月天又开演唱会了", "买菜花了十五块，够吃两天", "我妈花三块钱买的葱", "打了八折的旧书里有张车票", "5 折叠屏的铰链", "一元二次方程教了三遍",
        "过年爷爷给的红包我还留着", "抢椅子玩到天黑", "今天不卖货，就聊聊天", "数据库链接超时", "@小雨 你问的那条裙子是棉的，夏天会有点闷", "烤了三块饼干", "元旦快乐",
    ],
)  # fmt: skip
def test_daily_life_is_none(text):
    assert judge(text).advertises is False


def test_the_words_that_decided_are_named_with_their_place_and_so_is_what_spoke_against_it():
    text = "亚麻衬衫 １９９ 元，要的私\u200b我"
    judged = judge(text)
    assert {(reason.rule, reason.hit) for reason in judged.reasons} >= {("price.amount", "１９９ 元"), ("call.contact", "私\u200b我")}
    assert all(text[slice(*reason.span)] == reason.hit for reason in judged.reasons)
    assert any(reason.innocent and reason.rule == "buyer.spent" for reason in judge("买菜花了十五块").reasons)


PICTURE = PictureRef(digest="0" * 64, width=8, height=8, alt="扫码下单立减20")
SHIRT = Product(slug="s", name="亚麻短衫", category="womenswear", lane=Lane.POTENTIAL, price="199", selling_points=("透气",), story="布", link="https://anshang.example/p/7",
                evidence={"pain_point": "闷", "season_from": "2026-05-01", "season_to": "2026-08-01"})  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        {"title": "今晚八点开抢，99 元"}, {"summary": "私我下单"}, {"author": "加微信领券"}, {"html": "<p>早安</p><p>券后 <b>99</b> 元</p>"},
        {"html": '<p>早安</p><a href="https://item.taobao.com/1">看</a>'}, {"html": "<p>买<strong>一</strong>送<em>一</em></p>"}, {"pictures": (PICTURE,)}, {"source_url": "https://shop.example.com/1"},
        {"link": LinkCard(url="https://m.tb.cn/x")}, {"link": LinkCard(url="https://a.example/x", title="到手价 99 元")}, {"link": LinkCard(url="https://a.example/x", summary="满300减50")},
        {"link": LinkCard(url="https://anshang.example/p/7")},
    ],
    ids=lambda field: next(iter(field)),
)  # fmt: skip
def test_every_field_that_a_reader_meets_can_make_it_an_advert(field):
    variant = Variant(channel=ChannelKind.OFFICIAL_ACCOUNT, **{"text": "早安", **field})
    assert advertises(LIFE, {variant.channel: variant}, goods=(SHIRT,)).advertises is True


def test_a_product_s_name_alone_is_none_and_with_a_cue_it_is_one():
    def saying(text: str) -> object:
        return advertises(LIFE, {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text=text)}, goods=(SHIRT,)).advertises

    assert saying("那件亚麻短衫洗了三年，越来越软") is False
    assert saying("亚麻短衫，最后几件") is True


def test_an_article_may_be_linked_to():
    variant = Variant(channel=ChannelKind.MOMENTS, text="今天的风是软的。", link=LinkCard(url="https://example.com/a", title="看看"))
    assert not advertises(LIFE, {variant.channel: variant})


def test_no_text_keeps_the_judge_busy_for_long():
    """Patterns that go back and forth take minutes for these; how fast it is stands in bench/words.py."""
    for hard in (
        "[" * 4000,
        "满" * 4000,
        "1" * 4000,
        "一" * 4000,
        "想要的" * 1400,
        "https://a/" * 400,
        "<" * 4000,
        "9块" * 2000,
        "我" * 4000,
    ):
        began = process_time()
        judge(hard)
        assert process_time() - began < 10.0, hard[:10]


@settings(max_examples=150)
@given(
    st.one_of(st.text(max_size=200), st.text(alphabet="满减元块折券私我扣1一送九.①zui佳 \u200b，。\n¥99链接在评论区买<>'\"", max_size=80))
)
def test_no_text_raises_and_every_reason_points_into_it(text):
    for reason in judge(text).reasons:
        start, end = reason.span
        assert 0 <= start <= end <= len(text)
        assert text[start:end] == reason.hit
