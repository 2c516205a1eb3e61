import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import Refused
from studio.library.kinds import ChannelKind, Persona
from studio.library.kinds.persona import PersonaKind
from studio.personas.names import check_name, refuse_name
from studio.personas.voice import check, emoji_in
from studio.rules.finding import Weight
from tests.personas.people_and_personas import LAN

MOMENTS, GROUP = ChannelKind.MOMENTS, ChannelKind.COMMUNITY


def rules(text: str, persona: Persona = LAN, channel: ChannelKind = GROUP) -> list[str]:
    return [finding.rule for finding in check(text, persona, channel=channel)]


def named(name: str, kind: str = "companion") -> Persona:
    return LAN.model_copy(update={"name": name, "kind": PersonaKind(kind)})


def test_a_text_in_the_persona_s_own_voice_has_no_findings():
    text = "早上泡了壶老白茶，窗外在下雨。\n姐妹们，今天杭州降温，记得加件外套。我今年 35 岁了，越来越喜欢这种天气[太阳]"
    assert check(text, LAN, channel=MOMENTS) == []


def test_a_forbidden_word_blocks_with_its_place_and_a_proposal():
    (finding,) = check("这件真的绝绝子", LAN, channel=GROUP)
    assert (finding.rule, finding.weight, finding.span, finding.hit) == ("voice.never_says", Weight.BLOCK, (4, 7), "绝绝子")
    assert finding.proposal is not None
    assert rules("yyds！") == ["voice.never_says"]


def test_a_claim_out_of_bounds_blocks_and_a_denied_one_only_warns():
    assert [f.weight for f in check("穿上显瘦十斤", LAN, channel=GROUP)] == [Weight.BLOCK]
    assert [f.weight for f in check("我不是医生，只说自己的感受", LAN, channel=GROUP)] == [Weight.WARN]


@pytest.mark.parametrize("text", ["小编今天给你们看个好东西", "本人亲测", "我们公司新到了一批布"])
def test_a_persona_does_not_call_itself_something_else(text):
    assert "voice.pronoun" in rules(text)


@pytest.mark.parametrize("text", ["家人们，上新了", "宝子们早", "您看看这件", "亲，在的哦"])
def test_readers_are_called_as_the_sheet_says(text):
    assert rules(text) == ["voice.reader"]


@pytest.mark.parametrize("text", ["母亲节快乐", "亲手做的", "两姐妹来店里", "日本人喜欢留白", "姐妹们早", "双亲，身体都好"])
def test_words_that_only_look_like_a_greeting_are_left_alone(text):
    assert rules(text) == []


@pytest.mark.parametrize("text", ["敬请期待本周上新", "尊敬的客户，你好", "快来！！！"])
def test_a_notice_or_a_shout_is_not_a_person_talking(text):
    assert "voice.tone" in rules(text)


def test_a_service_persona_may_speak_like_a_counter():
    assert rules("本店小林在的，为您服务", named("小林", "service").model_copy(update={"voice": LAN.voice.model_copy(update={"calls_readers": ("您",)})})) == []  # fmt: skip


def test_a_long_sentence_shows_where_it_could_end():
    long = "昨天下午和打版师傅为了这条裙子的腰线又改了整整三个小时，最后我们决定把腰线往上提两厘米让腿显得更长一些。"
    (finding,) = check("早。" + long, LAN, channel=GROUP)
    assert finding.rule == "voice.sentence"
    assert finding.span == (2, 2 + len(long) - 1)
    assert finding.proposal is not None
    assert "三个小时" in finding.proposal.zh


def test_code_links_and_tables_are_not_talk():
    text = "看这里：\n| 尺码 | 胸围 | 衣长 | 肩宽 | 袖长 | 适合身高 | 适合体重 | 备注说明 | 其他 | 更多的一些列 |\n![一张很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的图](a.jpg)"
    assert rules(text, channel=ChannelKind.OFFICIAL_ACCOUNT) == []


def test_emoji_are_counted_as_people_see_them():
    assert len(emoji_in("👨‍👩‍👧 🇨🇳 ❤️ 👍🏽 [微笑] 1️⃣")) == 6
    assert emoji_in("[链接](https://a.cn) 第①步 ™") == []
    (finding,) = check("好看😊😊😊", LAN, channel=GROUP)
    assert (finding.rule, finding.span) == ("voice.emoji", (4, 5))


def test_moments_fold_after_six_lines_or_about_120_characters():
    assert rules("一\n二\n三\n四\n五\n六", channel=MOMENTS) == []
    (finding,) = check("一\n二\n三\n四\n五\n六\n七", LAN, channel=MOMENTS)
    assert (finding.rule, finding.span) == ("voice.moments_fold", (12, 13))
    sentence = "今天下雨，在店里理布。"
    assert "voice.moments_fold" in rules(sentence * 11, channel=MOMENTS)
    assert rules(sentence * 11, channel=GROUP) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("我今年26岁", "voice.fact.age"), ("今年二十六岁的我", "voice.fact.age"), ("我是00后", "voice.fact.decade"), ("坐标上海，今天降温", "voice.fact.city"),
        ("我在成都开店三年了", "voice.fact.city"), ("作为一名营养师，我想说", "voice.fact.trade"), ("我是皮肤科医师", "voice.fact.trade"),
    ],
)  # fmt: skip
def test_a_fact_that_contradicts_the_sheet_blocks(text, rule):
    found = {finding.rule: finding.weight for finding in check(text, LAN, channel=GROUP)}
    assert found.get(rule) is Weight.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "我今年35岁", "我今年三十六岁了", "我26岁那年第一次学打版", "我是90后", "坐标杭州", "我在上海出差", "妈妈今年60岁", "我是老师傅带出来的",
        "我问营养师怎么吃", "我不是学生了", "我是服装设计师", "作为主理人", "我是医生推荐来的",
    ],
)  # fmt: skip
def test_facts_that_fit_or_are_about_others_are_left_alone(text):
    assert [rule for rule in rules(text, LAN.model_copy(update={"voice": LAN.voice.model_copy(update={"claims_not_allowed": ()})})) if "fact" in rule] == []  # fmt: skip


def test_what_the_sheet_leaves_open_is_not_judged():
    nowhere = LAN.model_copy(update={"city": "", "trade": ""})
    assert rules("坐标上海，我是咖啡师", nowhere) == []


@pytest.mark.parametrize("name", ["素里客服", "小助手", "素里官方", "生活小助理", "福利社小美"])
def test_a_shop_counter_s_name_is_refused_for_an_ip_persona(name):
    assert [finding.rule for finding in check_name(named(name))] == ["persona.name"]
    with pytest.raises(Refused, match="人名"):
        refuse_name(named(name))


def test_a_natural_name_and_a_service_s_name_are_fine():
    assert check_name(LAN) == []
    assert check_name(named("素里客服", "service")) == []


def test_findings_name_the_field_that_was_asked_about():
    assert [finding.field for finding in check("绝绝子", LAN, channel=GROUP, field="title")] == ["title"]


@given(st.text(alphabet="我今年26岁坐标上海，。！绝绝子YYDS\n😊[微笑]小编您亲~ 不是医生", max_size=120), st.sampled_from(ChannelKind))
def test_every_finding_points_at_its_words_and_they_come_in_order(text, channel):
    found = check(text, LAN, channel=channel)
    for finding in found:
        assert finding.span is not None
        start, end = finding.span
        assert 0 <= start < end <= len(text)
        assert text[start:].startswith(finding.hit)
    assert found == sorted(found, key=lambda finding: finding.span or (0, 0))
