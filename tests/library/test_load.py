"""Loading a workspace: what is good is there, and what is wrong is said with file, line, field and mend."""

from datetime import time

import pytest

from studio.errors import StudioError
from studio.library.kinds import ChannelKind
from studio.library.load import load, read
from tests.library.conftest import CADENCE, PERSONA, TEMPLATE, change, write


def said(folder) -> list[str]:
    return [f"{p.where}:{p.line} [{p.field}] {p.what.zh}" for p in read(folder)[1]]


def test_a_workspace_without_a_fault_is_read_whole(workspace):
    library = load(workspace)
    assert library.brand.name == "小路"
    assert library.persona("a-he").name == "阿禾"
    assert set(library.products) == {"green-tea", "black-tea"}
    assert library.template("a-day").body == "今天{{ persona.name }}泡了一壶茶。\n"
    assert library.template("a-day").body_line == 7
    assert [t.slug for t in library.templates_for(pillar="daily-life", channel=ChannelKind.MOMENTS, persona="a-he")] == ["a-day"]
    origin = library.origin("product", "black-tea")
    assert (origin.path, origin.line) == ("content/products.yaml", 11)


def test_noon_is_a_time_and_not_a_number(workspace):
    assert load(workspace).cadences["a-he"].slots[0].at == time(12, 20)


def test_every_fault_of_every_file_is_said_at_once(workspace):
    change(workspace, "personas/a-he.yaml", "name: 阿禾", "name: 小路客服")
    change(workspace, "content/products.yaml", "price: 68", "price: 很便宜")
    write(workspace, "calendars/campaigns/broken.yaml", "slug: broken\nname: 「没写完\n  phases: [\n")
    change(workspace, "calendars/cadences/a-he.yaml", "[mon, tue]", "[mon, tues]")
    with pytest.raises(StudioError) as refused:
        load(workspace)
    assert {p.where for p in refused.value.problems} == {
        "personas/a-he.yaml", "content/products.yaml", "calendars/campaigns/broken.yaml", "calendars/cadences/a-he.yaml",
    }  # fmt: skip


def test_the_good_documents_are_there_though_others_are_broken(workspace):
    write(workspace, "personas/a-he.yaml", "slug: a-he\n  name: 缩进错了\n")
    change(workspace, "content/products.yaml", "price: 68", "price: -1")
    library, problems = read(workspace)
    assert set(library.products) == {"black-tea"}
    assert set(library.cadences) == {"a-he"}
    assert {p.where for p in problems} == {"personas/a-he.yaml", "content/products.yaml"}


def test_a_broken_document_does_not_make_others_seem_dangling(workspace):
    write(workspace, "content/pillars.yaml", "pillars: [\n")
    assert [p.where for p in read(workspace)[1]] == ["content/pillars.yaml"]


def test_broken_yaml_names_the_line_and_the_mend(workspace):
    write(workspace, "personas/a-he.yaml", "slug: a-he\nname: 阿禾\ncharacter: 慢: 很慢\n")
    problem = read(workspace)[1][0]
    assert (problem.where, problem.line) == ("personas/a-he.yaml", 3)
    assert "冒号" in problem.what.zh
    assert problem.mend.zh


def test_an_unknown_field_asks_whether_another_was_meant(workspace):
    change(workspace, "personas/a-he.yaml", "point_of_view:", "point_of_veiw:")
    problems = {p.field: p for p in read(workspace)[1]}
    assert problems["point_of_veiw"].line == 10
    assert problems["point_of_veiw"].mend.zh == "是不是想写 point_of_view？"
    assert "缺少" in problems["point_of_view"].what.zh


def test_an_unknown_field_deep_inside_has_its_own_line(workspace):
    change(workspace, "content/products.yaml", "sold_channel", "sold_chanel")
    problem = next(p for p in read(workspace)[1] if "sold_chanel" in p.field)
    assert problem.field == "products[0].evidence.sold_chanel"
    assert problem.line == 10


def test_a_word_that_is_no_choice_asks_for_the_nearest(workspace):
    change(workspace, "calendars/cadences/a-he.yaml", "[mon, tue]", "[mon, tues]")
    problem = read(workspace)[1][0]
    assert problem.field == "slots[0].days[1]"
    assert problem.mend.en == "did you mean tue?"


@pytest.mark.parametrize(
    ("path", "old", "new", "where"),
    [
        ("content/products.yaml", "photos: [tea.jpg]", "photos: [teas.jpg]", ("products[0].photos[0]", 9)),
        ("content/templates/daily-life/a-day.md.j2", "channels: [moments]", "channels: [moments]\npicture: poster", ("picture", 6)),
        ("calendars/cadences/a-he.yaml", "account: moments-a", "account: moments-b", ("slots[0].account", 5)),
        ("calendars/cadences/a-he.yaml", "pillars: [daily-life]", "pillars: [daily]", ("slots[0].pillars[0]", 5)),
        ("calendars/cadences/a-he.yaml", "persona: a-he", "persona: a-hua", ("persona", 3)),
        ("calendars/campaigns/spring.yaml", "products: [green-tea]", "products: [white-tea]", ("products[0]", 3)),
        ("personas/a-he.yaml", "portrait: a-he.jpg", "portrait: nobody.jpg", ("portrait", 12)),
        ("studio.toml", 'persona = "a-he"', 'persona = "a-hee"', ("accounts[0].persona", 9)),
    ],
)
def test_a_name_that_leads_nowhere_is_found_on_its_line(workspace, path, old, new, where):
    change(workspace, path, old, new)
    problems = [p for p in read(workspace)[1] if "没有叫" in p.what.zh]
    assert [(p.where, (p.field, p.line)) for p in problems] == [(path, where)]
    assert problems[0].mend.zh


def test_a_template_of_no_pillar_is_dangling(workspace):
    write(workspace, "content/templates/dayly/a-day.md.j2", TEMPLATE.replace("daily-life", "dayly"))
    (workspace / "content/templates/daily-life/a-day.md.j2").unlink()
    assert said(workspace) == ["content/templates/dayly/a-day.md.j2:4 [pillar] 没有叫 dayly 的内容支柱"]


def test_two_things_of_one_name_are_refused(workspace):
    change(workspace, "content/products.yaml", "slug: black-tea", "slug: green-tea")
    assert said(workspace) == ["content/products.yaml:11 [slug] 代号 green-tea 用了两次，第一次在 content/products.yaml:2"]


def test_a_key_written_twice_is_not_overwritten_in_silence(workspace):
    change(workspace, "personas/a-he.yaml", "age: 33\n", "age: 33\nage: 34\n")
    assert said(workspace) == ["personas/a-he.yaml:6 [] YAML 写法有误：字段重复 age"]


def test_a_photo_without_a_licence_is_refused(workspace):
    (workspace / "assets/photos/tea.jpg.licence.yaml").unlink()
    problem = read(workspace)[1][0]
    assert problem.what.zh == "照片 tea.jpg 没有授权记录"
    assert "assets/photos/tea.jpg.licence.yaml" in problem.mend.zh


def test_a_licence_that_is_none_is_refused(workspace):
    change(workspace, "assets/photos/tea.jpg.licence.yaml", "Own-Work", "来自网络")
    problem = read(workspace)[1][0]
    assert (problem.field, problem.line) == ("licence", 4)
    assert "不是授权" in problem.what.zh


@pytest.mark.parametrize("name", ["小助手月月", "岸上官方", "客服小美"])
def test_a_persona_is_called_like_a_person(workspace, name):
    change(workspace, "personas/a-he.yaml", "name: 阿禾", f"name: {name}")
    problem = read(workspace)[1][0]
    assert (problem.field, problem.line) == ("name", 2)
    assert name in problem.what.zh


def test_a_service_persona_may_be_called_after_its_work(workspace):
    change(workspace, "personas/a-he.yaml", "kind: founder", "kind: service")
    change(workspace, "personas/a-he.yaml", "name: 阿禾", "name: 岸上客服")
    assert read(workspace)[1] == ()


def test_a_lane_without_its_evidence_is_refused(workspace):
    change(workspace, "content/products.yaml", "lane: potential", "lane: star_ip")
    problem = read(workspace)[1][0]
    assert (problem.field, problem.line) == ("products[1].evidence", 18)
    assert "licence_document" in problem.what.zh


def test_a_promotional_pillar_has_no_share_while_a_persona_warms_up(workspace):
    change(workspace, "content/pillars.yaml", "mix: product, says", "mix: product, share: {warming: 5}, says")
    problem = next(p for p in read(workspace)[1] if p.field == "pillars[1].share.warming")
    assert problem.line == 3


def test_shares_add_up_to_a_hundred(workspace):
    change(workspace, "content/pillars.yaml", "selling: 100", "selling: 90")
    assert "合计 90" in read(workspace)[1][0].what.zh


def test_a_file_is_called_after_what_it_holds(workspace):
    (workspace / "calendars/campaigns/spring.yaml").rename(workspace / "calendars/campaigns/summer.yaml")
    assert "文件名和 slug 不一致" in read(workspace)[1][0].what.zh


@pytest.mark.parametrize(
    ("path", "better"),
    [
        ("personas/b.yml", "personas/b.yaml"), ("content/templates/daily-life/b.j2", "content/templates/daily-life/b.md.j2"),
        ("content/templates/b.md.j2", "content/templates/*/*.md.j2"), ("calendars/summer.yaml", "calendars/campaigns/*.yaml"),
    ],
)  # fmt: skip
def test_a_file_that_would_be_overlooked_is_said(workspace, path, better):
    write(workspace, path, PERSONA)
    problem = read(workspace)[1][0]
    assert problem.where == path
    assert better in problem.mend.zh


def test_two_slots_of_one_account_cannot_share_a_minute(workspace):
    write(workspace, "calendars/cadences/a-he.yaml", CADENCE + CADENCE.splitlines()[-1] + "\n")
    assert said(workspace) == ["calendars/cadences/a-he.yaml:6 [slots[1]] 同一账号同一时刻有两个档期"]


def test_a_template_with_an_open_brace_names_its_line(workspace):
    write(workspace, "content/templates/daily-life/a-day.md.j2", TEMPLATE + "第二行\n{{ persona.name }\n")
    problem = read(workspace)[1][0]
    assert (problem.where, problem.line, problem.field) == ("content/templates/daily-life/a-day.md.j2", 9, "body")


def test_a_template_without_front_matter_says_how_it_begins(workspace):
    write(workspace, "content/templates/daily-life/a-day.md.j2", "今天天气不错\n")
    assert read(workspace)[1][0].what.zh == "缺少文件头"


def test_broken_toml_names_its_line(workspace):
    change(workspace, "studio.toml", 'name = "小路"', "name = 小路")
    problem = read(workspace)[1][0]
    assert (problem.where, problem.line) == ("studio.toml", 3)


def test_a_document_made_to_exhaust_the_reader_is_refused(workspace):
    write(workspace, "personas/deep.yaml", "a: " + "[" * 500 + "]" * 500)
    write(workspace, "personas/laughs.yaml", "a: &a [x, x]\nb: &b [*a, *a]\n")
    zh = [p.what.zh for p in read(workspace)[1]]
    assert zh == ["YAML 写法有误：嵌套太深", "YAML 写法有误：不支持 & 和 * 引用"]


def test_yaml_cannot_build_python_objects(workspace):
    write(workspace, "personas/b.yaml", "!!python/object/apply:os.system ['true']\n")
    assert "标签" in read(workspace)[1][0].what.zh


def test_text_that_is_not_utf8_names_its_line(workspace):
    (workspace / "personas/b.yaml").write_bytes(b"slug: b\nname: " + "阿禾".encode("gbk"))
    problem = read(workspace)[1][0]
    assert (problem.where, problem.line, problem.what.en) == ("personas/b.yaml", 2, "not UTF-8 text")


def test_an_empty_document_is_said_to_be_empty(workspace):
    write(workspace, "content/products.yaml", "\n# 还没写\n")
    assert read(workspace)[1][0].what.zh == "文件是空的"


def test_a_link_out_of_the_workspace_is_not_followed(workspace, tmp_path):
    (tmp_path / "secret.yaml").write_text(PERSONA, encoding="utf-8")
    (workspace / "personas/secret.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "符号链接" in read(workspace)[1][0].what.zh


def test_a_folder_that_is_no_workspace_says_so(tmp_path):
    (tmp_path / "empty").mkdir()
    assert read(tmp_path / "empty")[1][0].what.zh == "缺少 studio.toml"
    assert read(tmp_path / "nowhere")[1][0].what.zh == "找不到工作区文件夹"


def test_what_is_missing_is_asked_for_by_name(workspace):
    with pytest.raises(StudioError, match="没有人设 nobody"):
        load(workspace).persona("nobody")
