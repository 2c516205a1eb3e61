from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.content.copy_template import BrandWords, Copy, CopyValues, fill, problems
from studio.errors import StudioError
from studio.library.kinds import CopyTemplate, Persona, Product, Voice

LAN = Persona(
    slug="lan", name="阿岚", kind="founder", character="慢性子", age=35, role="主理人", tastes=("茶", "旧书"), city="杭州", field="面料",
    proof="做了十二年衣服", point_of_view="衣服是给自己穿的", voice=Voice(pronouns="我"), operator="周敏", started_on=date(2026, 1, 5),
)  # fmt: skip
SHIRT = Product(
    slug="linen-shirt", name="亚麻衬衫", category="womenswear", lane="bestseller", price=Decimal("299.00"), selling_points=("透气", "不用熨"),
    story="春天织的布", evidence={"sold": 1200, "sold_period": "2026-09", "sold_channel": "小程序"},
)  # fmt: skip


def template(body: str = "早", **more: str | bool) -> CopyTemplate:
    return CopyTemplate(slug="morning", name="早安", pillar="inspiration", channels=("moments",), body=body, body_line=11, **more)


def values(**more) -> CopyValues:
    return CopyValues(**({"persona": LAN, "brand": BrandWords("素里"), "date": date(2026, 11, 21), "use": 0} | more))


def text(body: str, **more) -> str:
    return fill(template(body), values(**more)).text


def refusal(body: str, **more):
    with pytest.raises(StudioError) as refused:
        fill(template(body), values(**more))
    return refused.value.problems[0]


def test_copy_is_filled_from_persona_product_offer_and_brand():
    copy = fill(
        template("{{ persona.name }}：{{ product.name }}只要{{ product.price }}元。\n{{ offer }}\n{{ brand.name }} · {{ date }}", title="{{ product.name }}来了", headline="{{ product.selling_points }}"),
        values(product=SHIRT, offer="两件减 50 元"),
    )  # fmt: skip
    assert copy.title == "亚麻衬衫来了"
    assert copy.headline == "透气、不用熨"
    assert copy.text == "阿岚：亚麻衬衫只要299元。\n两件减 50 元\n素里 · 11月21日"


def test_blank_lines_and_trailing_spaces_are_tidied():
    assert text("一  \n\n\n\n二{% if product %}三{% endif %}\n") == "一\n\n二"


def test_a_missing_value_names_template_line_and_field():
    problem = refusal("早安\n{{ product.name }}")
    assert problem.where == "content/templates/inspiration/morning.md.j2"
    assert (problem.line, problem.field, problem.rule) == (12, "product", "copy.missing_value")
    assert "product" in problem.mend.zh


def test_an_empty_field_is_missing_too_and_never_a_hole_in_the_sentence():
    assert refusal("适合{{ product.occasion }}穿", product=SHIRT).field == "product.occasion"
    assert refusal("{{ brand.story }}").field == "brand.story"
    assert text("{% if product.occasion %}有{% else %}没有{% endif %}场景", product=SHIRT) == "没有场景"
    assert text("{{ product.occasion|default('平时') }}穿", product=SHIRT) == "平时穿"


def test_a_template_that_needs_a_product_says_so_before_it_is_filled():
    with pytest.raises(StudioError, match="product"):
        fill(template("今天不说话", needs_product=True), values())


def test_a_name_that_copy_does_not_have_lists_those_it_has():
    problem = refusal("{{ prodcut.name }}", product=SHIRT)
    assert problem.rule == "copy.unknown_name"
    assert "product" in problem.mend.en
    assert [found.field for found in problems(template("{{ prodcut.name }}{{ persona.name }}"))] == ["prodcut"]
    assert problems(template("{% if offer %}{% set how = 1 %}{{ how }}{% endif %}")) == []


def test_a_syntax_error_names_its_line():
    problem = refusal("一\n二\n{% if %}")
    assert (problem.line, problem.rule) == (13, "copy.syntax")
    assert [found.line for found in problems(template("一\n{{ "))] == [12]


@pytest.mark.parametrize(
    "reach",
    [
        "{{ ''.__class__.__mro__ }}", "{{ persona.__init__.__globals__ }}", "{{ persona.model_dump() }}", "{{ persona['model_copy'] }}",
        "{{ vary.__globals__ }}", "{{ self }}", "{{ vary }}", "{{ '{0.__class__}'.format(persona) }}", "{{ [].append(1) }}",
        "{{ the_steps_left.left }}",
    ],
)  # fmt: skip
def test_a_template_that_reaches_for_python_is_refused_clearly(reach):
    problem = refusal("早\n" + reach)
    assert (problem.rule, problem.line) == ("copy.forbidden", 12)
    assert "persona" in problem.mend.zh


@pytest.mark.parametrize("tag", ["{% include 'x' %}", "{% import 'x' as y %}", "{% macro f() %}{{ f() }}{% endmacro %}", "{% for x in [] recursive %}{% endfor %}"])  # fmt: skip
def test_tags_that_copy_does_not_need_are_refused(tag):
    assert refusal(tag).rule == "copy.syntax"


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for i in range(900) %}{% for j in range(900) %}{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a ~ a ~ a ~ a ~ a %}" * 12 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 30 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = [a, a, a, a]|join %}" * 15 + "{{ a }}",
        "{% for i in range(999) %}" + "字" * 30 + "{% endfor %}",
    ],
)
def test_a_template_that_grows_without_end_is_stopped_at_once(bomb):
    began = process_time()
    assert refusal(bomb).rule in {"copy.too_much", "copy.forbidden"}
    assert process_time() - began < 1


def test_a_loop_still_knows_its_last_turn():
    assert text("{% for taste in persona.tastes %}{{ taste }}{% if not loop.last %}和{% endif %}{% endfor %}") == "茶和旧书"


def test_arithmetic_that_fails_is_a_problem_of_the_template():
    assert refusal("{{ 1 / 0 }}").rule == "copy.broken"


def test_a_template_comes_back_to_an_option_only_after_all_the_others():
    body = "{{ vary(['早', '早安', '醒了吗', '天亮了', '起来吧']) }}"
    said = [text(body, use=use) for use in range(10)]
    assert len(set(said[:5])) == 5
    assert said[5:] == said[:5]


PIECES = ["{{", "}}", "{%", "%}", "persona", "product", "vary", ".", "name", "if", "for", "in", "endif", "endfor", "set", "=", "|", "join", "(", ")", "'", "[", "]", "+", "*", "9", "~", " ", "字"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_whatever_is_written_in_a_template_only_ever_raises_problems(body):
    try:
        said = fill(template(body), values())
    except StudioError as refused:
        said = refused.problems[0]
    assert isinstance(said, Copy) or said.where.startswith("content/templates/")
