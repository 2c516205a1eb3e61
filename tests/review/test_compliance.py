from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.library.kinds import Lane, Product
from studio.review.compliance import ComplianceContext, check, evidence_of
from studio.review.compliance_words import CLASSES, EVIDENCE, exemptions, words
from studio.rules.finding import Weight
from studio.rules.lookup import lookup

SELLING = ComplianceContext(promotional=True)


def found(text: str, **context) -> dict[str, Weight]:
    return {finding.rule: finding.weight for finding in check(text, context=ComplianceContext(**context))}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("我们用的是最好的面料", "ad.absolute.most"), ("全网最低价，今天就买", "ad.absolute.endless"), ("市面上最先进的纺纱", "ad.absolute.most"),
        ("这款面霜最有效", "ad.absolute.most"), ("最受欢迎的一款", "ad.absolute.most"), ("最好用的护手霜", "ad.absolute.most"),
        ("行业第一的工艺", "ad.absolute.first"), ("咖啡界 NO.1", "ad.absolute.first"), ("口碑遥遥领先", "ad.absolute.first"),
        ("全国唯一的产地", "ad.absolute.only"), ("独一无二的版型", "ad.absolute.only"),
        ("顶级羊绒", "ad.absolute.top"), ("极致顺滑的口感", "ad.absolute.top"), ("至尊礼盒", "ad.absolute.top"),
        ("国家级工艺", "ad.absolute.rank"), ("送礼首选", "ad.absolute.rank"),
        ("行业领导品牌", "ad.absolute.leader"), ("大衣里的王牌", "ad.absolute.leader"), ("保暖之王", "ad.absolute.leader"),
        ("史无前例的优惠", "ad.absolute.history"), ("百分百有效", "ad.absolute.history"), ("永不起球", "ad.absolute.history"),
        ("国家领导人同款", "ad.absolute.authority"), ("国家免检产品", "ad.absolute.authority"), ("中国驰名商标", "ad.absolute.authority"),
        ("这杯茶可以治疗失眠", "ad.medical.treatment"), ("面霜能治愈湿疹", "ad.medical.treatment"), ("安全无副作用", "ad.medical.safety"),
        ("存一年稳赚", "ad.returns"), ("加盟轻松月入过万", "ad.returns.promise"), ("这块玉会升值", "ad.returns"),
        ("戴上转运", "ad.superstition"), ("开光手串", "ad.superstition"),
        ("转发朋友圈领红包", "wx.inducement.share"), ("集满30个赞送小样", "wx.inducement.share"), ("不转不是中国人", "wx.inducement.share"),
        ("帮我砍一刀", "wx.inducement.fission"), ("邀请3位好友免费领", "wx.inducement.fission"), ("关注后才能查看全文", "wx.inducement.follow"),
        ("好评返现5元", "review.cashback"), ("晒图评价领红包", "review.cashback"), ("五星好评送小样", "review.cashback"),
        ("快让爸爸妈妈给你买", "ad.minors.beg"), ("5岁小朋友倾情代言", "ad.minors.endorse"),
    ],
)  # fmt: skip
def test_these_words_may_not_go_out(text, rule):
    assert found(text, promotional=True).get(rule) is Weight.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "最近降温，记得加衣", "第一次来店里的朋友", "最后一步，把领子翻好", "我最喜欢下雨天", "最好先手洗，阴干", "最好别用热水", "今天最高气温 12 度",
        "尽最大的努力把版型做好", "第一天上班就下雪", "第一时间告诉你", "第一眼就爱上的颜色", "最美的风景在路上", "最舒服的状态是不用力", "最后一天假期，去河边走了走",
        "今年最后一天，写几句话", "他是我最好的朋友", "最佳赏味期是烘焙后两周", "最多放三天", "唯一的缺点是容易皱", "万能的朋友圈，谁有好用的熨斗", "100%亚麻，会皱",
        "绝对不能机洗", "我不是完美主义的人", "她拿了奥运冠军", "这个午后好治愈", "很治愈的一只猫", "治愈系的颜色", "我最近在减肥，少吃了半碗饭", "问过医生再用",
        "医生说我该多睡", "不用集赞，也不用转发", "觉得有用就转发给需要的朋友", "谢谢大家的转发", "免费改裤脚", "招财猫是朋友送的", "开箱第一件事是看走线",
        "最大号还有两件", "最快 3 天送到", "王者荣耀打到半夜", "出门记得防晒", "买衣服不图保值", "努力做最好的衣服", "我们家最薄的一件外套", "夏天的最后一天", "本店卖得最久的一款",
    ],
)  # fmt: skip
def test_everyday_words_are_left_alone(text):
    assert check(text, context=SELLING) == []


@pytest.mark.parametrize(
    ("text", "evidence", "context"),
    [
        ("截至2026年10月，天猫亚麻衬衫销量第一", "sales_figures", {}), ("女装销量第一", "sales_figures", {}), ("全国销量领先的睡袋", "sales_figures", {}), ("拿过金奖的一把椅子", "award", {}), ("荣获2025年国际面料大赛最佳设计", "award", {}), ("按国标 GB/T 18267 达到最高等级", "grading_standard", {}),
        ("首款植物染的小外套", "first_proof", {}), ("独家花型", "licence", {}), ("上月卖爆的一件", "sales_figures", {}), ("零添加的手工皂", "test_report", {}),
        ("限时三天", "deadline", {"promotional": True}), ("今晚秒杀 99 元", "deadline", {}), ("最后2天，满300减30", "deadline", {}), ("限量 200 条", "stock", {"promotional": True}),
        ("明星同款围巾", "licence", {}), ("作为营养师，我推荐这款咖啡", "credential", {"category": "coffee"}), ("皮肤科专家推荐", "credential", {"category": "womenswear"}),
        ("用一个月，美白看得见", "registration", {"category": "skincare"}), ("抗皱精华", "efficacy_report", {"category": "skincare"}),
    ],
)  # fmt: skip
def test_what_can_be_proven_waits_for_its_evidence_and_stands_with_it(text, evidence, context):
    asked = [finding for finding in check(text, context=ComplianceContext(**context)) if finding.weight is Weight.NEEDS_EVIDENCE]
    assert asked
    assert all(finding.proposal and EVIDENCE[evidence].zh in finding.proposal.zh for finding in asked)
    assert Weight.NEEDS_EVIDENCE not in found(text, evidence={evidence}, **context).values()


@pytest.mark.parametrize(
    ("text", "rule", "category"),
    [
        ("喝了就减肥的咖啡", "ad.food.function", "coffee"), ("帮你燃脂", "ad.food.function", "coffee"), ("医学护肤的面霜", "ad.cosmetics.medical_terms", "skincare"),
        ("械字号面膜", "ad.cosmetics.medical_terms", "skincare"), ("媲美母乳的奶粉", "ad.minors.milk", "baby"),
    ],
)  # fmt: skip
def test_some_words_are_forbidden_in_their_category_only(text, rule, category):
    assert found(text, category=category)[rule] is Weight.BLOCK
    assert rule not in found(text, category="womenswear")


def test_the_exemptions_do_not_hold_for_health_and_finance():
    assert (
        found("截至2026年10月，销量第一的蛋白粉", category="health_food", evidence={"sales_figures"})["ad.absolute.sales_rank"]
        is Weight.BLOCK
    )
    assert found("我觉得最舒服的理财", category="finance")["ad.absolute.most_felt"] is Weight.BLOCK


def test_an_opinion_of_the_speaker_is_only_warned_of():
    assert found("我穿过的大衣里最保暖的一件") == {"ad.absolute.most": Weight.WARN}


def test_urgency_counts_only_where_something_is_sold():
    assert found("河边的展最后3天，去看看") == {}
    assert found("最后3天，两件 8 折") == {"ad.absolute.deadline": Weight.NEEDS_EVIDENCE}


def test_a_product_s_own_name_is_no_claim():
    assert found("岸上王牌咖啡豆到了") == {"ad.absolute.leader": Weight.BLOCK}
    assert found("岸上王牌咖啡豆到了", names=("王牌咖啡豆",)) == {}


def test_spaces_full_width_and_invisible_marks_do_not_hide_a_word():
    (finding,) = check("这是最 \u200b好 的面料", context=SELLING)
    assert finding.span == (2, 6)
    assert finding.hit == "最 \u200b好"
    assert found("ＮＯ．１ 的咖啡") == {"ad.absolute.first": Weight.BLOCK}


def test_a_finding_names_its_rule_its_source_its_place_and_a_way_out():
    (finding,) = check("我们有顶级羊绒", field="title")
    assert (finding.rule, finding.field, finding.span, finding.hit) == ("ad.absolute.top", "title", (3, 5), "顶级")
    assert "广告法" in finding.source
    assert finding.proposal is not None


def test_two_words_for_one_thing_are_one_finding():
    assert len(check("全网最低价", context=SELLING)) == 1


KNOW_HOW = {"informational": True, "category": "womenswear"}


@pytest.mark.parametrize(
    "text", ["亚麻怎么洗：冷水轻揉。同款 299 元", "洗护三步。领券再减 20", "洗护三步，链接在评论区", "洗护三步 https://shop.example.com/1"]
)
def test_know_how_with_a_price_a_coupon_or_a_link_owes_the_word_advertisement(text):
    assert found(text, **KNOW_HOW)["ad.label"] is Weight.BLOCK
    assert "ad.label" not in found("【广告】" + text, **KNOW_HOW)
    assert "ad.label" not in found(text + "\n广告", **KNOW_HOW)


def test_talking_about_advertisements_is_no_label():
    assert "ad.label" in found("我以前做广告公司的。同款 299 元", **KNOW_HOW)


def test_know_how_without_anything_to_buy_owes_nothing():
    assert found("亚麻怎么洗：冷水轻揉，阴干。", **KNOW_HOW) == {}
    assert found("豆浆两块钱，早点 5 元吃饱", informational=True) == {"ad.label": Weight.WARN}
    assert [finding.rule for finding in check("同款 299 元", field="headline", context=ComplianceContext(**KNOW_HOW))] == []


def test_health_knowledge_carries_neither_contact_nor_link():
    assert found("睡前泡脚十分钟。加我微信：anli", informational=True, category="health")["ad.health_knowledge"] is Weight.BLOCK
    assert found("睡前泡脚十分钟。", informational=True, category="health") == {}


def test_health_food_says_that_it_is_no_medicine():
    assert "ad.health_food.notice" in found("每天一勺蛋白粉", category="supplement", promotional=True)
    assert "ad.health_food.notice" not in found("每天一勺蛋白粉。本品不能代替药物", category="supplement", promotional=True)


def test_what_was_made_with_ai_is_declared_in_the_text_or_in_the_picture():
    assert found("插画来了", ai_made=True) == {"ai.label": Weight.BLOCK}
    assert found("插画来了（AI 生成）", ai_made=True) == {}
    assert found("插画来了", ai_made=True, ai_labelled=True) == {}


def test_links_go_to_the_brand_s_own_hosts_only():
    hosts = {"allowed_hosts": ("anshang.example",)}
    assert found("看这里 https://shop.anshang.example/a。", **hosts) == {}
    (finding,) = check("看这里 https://evil-anshang.example/a。", context=ComplianceContext(**hosts))
    assert (finding.rule, finding.hit) == ("link.host", "https://evil-anshang.example/a")
    assert found("看", links=("https://other.example/x",), **hosts) == {"link.host": Weight.BLOCK}


def test_a_star_product_without_its_licence_stays_home():
    assert found("围巾来了", lane=Lane.STAR_OR_IP)["lane.licence"] is Weight.BLOCK
    assert found("围巾来了", lane=Lane.STAR_OR_IP, evidence={"licence"}) == {}


def test_what_a_product_s_own_record_proves_counts_as_evidence():
    shirt = Product(
        slug="shirt", name="衬衫", category="womenswear", lane="bestseller", price="299", selling_points=("透气",), story="布",
        evidence={"sold": 1200, "sold_period": "2026-09", "sold_channel": "小程序", "ends_on": date(2026, 12, 1)},
    )  # fmt: skip
    assert evidence_of(shirt) == {"sales_figures", "deadline"}


def test_a_law_holds_from_its_day():
    assert "wx.inducement.share" not in found("转发朋友圈领红包", on=date(2019, 1, 1))
    assert "wx.inducement.share" in found("转发朋友圈领红包", on=date(2019, 11, 1))


def test_every_word_has_an_id_of_its_own_a_source_and_both_languages():
    assert len({word.id for word in words()}) == len(words())
    for word in words():
        assert word.source
        assert all((word.what.zh, word.what.en, word.proposal.zh, word.proposal.en))
    assert {exemption.outcome.value for exemption in exemptions()} == {"free", "warn", "evidence"}


def test_the_lists_cover_the_classes_of_the_rule_records():
    assert list(CLASSES) == lookup("ad.absolute", date(2026, 11, 21)).value
    assert {word.class_ for word in words()} == set(range(1, 13))


def test_a_long_article_is_checked_in_no_time():
    article = "今天把那件亚麻衬衫又洗了一遍，冷水，轻揉，阴干，最好别暴晒。第一次穿的时候会有一点硬。" * 80
    began = process_time()
    assert check(article, context=SELLING) == []
    assert process_time() - began < 0.5


@given(st.text(alphabet="最好第一顶级治愈广告限时转发领红包我们家 \u200b，。\n元1¥", max_size=60))
def test_every_finding_points_at_words_of_the_text(text):
    for finding in check(text, context=ComplianceContext(promotional=True, informational=True)):
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(text)
            assert not finding.hit or text[start:end] == finding.hit
