"""wechat-api.md §1.12: customers, tags and groups as they are read."""

from tests.sandbox.corp import OWNER, STYLE, Corp


def test_customers_of_members_come_page_by_page_with_their_tags(corp: Corp):
    asked = {"userid_list": [OWNER, "zhou-yue"], "limit": 50}
    first = corp.contact("batch/get_by_user", **asked)
    listed, cursor = first["external_contact_list"], first["next_cursor"]
    while cursor:
        page = corp.contact("batch/get_by_user", **asked, cursor=cursor)
        listed, cursor = listed + page["external_contact_list"], page["next_cursor"]
    assert len(listed) == len(corp.customers(OWNER)) + len(corp.customers("zhou-yue"))
    assert {one["follow_info"]["userid"] for one in listed} == {OWNER, "zhou-yue"}
    assert all(one["external_contact"]["name"] and one["follow_info"]["tag_id"] for one in listed)


def test_unlicensed_members_are_named_and_only_unlicensed_ones_are_701008(corp: Corp):
    corp.alter(members=[{"userid": "chen-he", "licensed": False}])
    some = corp.contact("batch/get_by_user", userid_list=[OWNER, "chen-he"])
    assert some["fail_info"]["unlicensed_userid_list"] == ["chen-he"]
    assert corp.contact("batch/get_by_user", userid_list=["chen-he"])["errcode"] == 701008


def test_unknown_customers_are_84061_and_unknown_members_60111(corp: Corp):
    assert corp.get("externalcontact/get", external_userid="wm-nobody")["errcode"] == 84061
    unknown = corp.get("externalcontact/list", userid="nobody")
    assert (unknown["errcode"], unknown["external_userid"]) == (60111, [])


def test_corp_tags_are_listed_by_group_and_group_id_wins(corp: Corp):
    groups = corp.contact("get_corp_tag_list")["tag_group"]
    assert [g["group_name"] for g in groups] == ["阶段", "兴趣", "等级"]
    one = corp.contact("get_corp_tag_list", tag_id=["et-tag-coffee"], group_id=["et-group-level"])["tag_group"]
    assert [t["id"] for t in one[0]["tag"]] == ["et-tag-vip"]
    coffee = corp.contact("get_corp_tag_list", tag_id=["et-tag-coffee"])["tag_group"]
    assert [t["name"] for g in coffee for t in g["tag"]] == ["咖啡"]


def test_corp_tags_are_added_renamed_and_deleted(corp: Corp):
    group = corp.contact("add_corp_tag", group_name="城市", tag=[{"name": "上海"}, {"name": "成都"}])["tag_group"]
    first = group["tag"][0]["id"]
    assert corp.contact("add_corp_tag", group_name="城市", tag=[{"name": "上海"}])["errcode"] == 40071
    assert corp.contact("edit_corp_tag", id=first, name="杭州")["errcode"] == 0
    names = [t["name"] for t in corp.contact("get_corp_tag_list", group_id=[group["group_id"]])["tag_group"][0]["tag"]]
    assert names == ["杭州", "成都"]
    assert corp.contact("del_corp_tag", group_id=[group["group_id"]])["errcode"] == 0
    assert corp.contact("del_corp_tag", tag_id=[first])["errcode"] == 40068


def test_groups_need_a_limit_and_filter_by_owner(corp: Corp):
    assert corp.contact("groupchat/list")["errcode"] == 40058
    listed = corp.contact("groupchat/list", limit=1000)["group_chat_list"]
    assert len(listed) == 5
    own = corp.contact("groupchat/list", limit=1, owner_filter={"userid_list": [OWNER]})
    more = corp.contact("groupchat/list", limit=1, owner_filter={"userid_list": [OWNER]}, cursor=own["next_cursor"])
    assert [g["chat_id"] for g in own["group_chat_list"] + more["group_chat_list"]] == [STYLE, "wr-group-vip-01"]
    assert more["next_cursor"] == ""


def test_a_group_knows_its_people_and_names_them_on_request(corp: Corp):
    group = corp.contact("groupchat/get", chat_id=STYLE, need_name=1)["group_chat"]
    owner = group["member_list"][0]
    assert (group["name"], group["owner"], owner["userid"], owner["type"], owner["name"]) == ("穿搭灵感 · 1 群", OWNER, OWNER, 1, "林岸")
    assert all(m["name"] and m["join_scene"] in (1, 2, 3) for m in group["member_list"])
    assert "name" not in corp.contact("groupchat/get", chat_id=STYLE)["group_chat"]["member_list"][0]
    assert corp.contact("groupchat/get", chat_id="wr-nowhere")["errcode"] == 40050


def test_a_new_seat_changes_the_members_version(corp: Corp):
    before = corp.contact("groupchat/get", chat_id=STYLE)["group_chat"]
    seat = corp.let("join_group", chat_id=STYLE, name="青柠")
    after = corp.contact("groupchat/get", chat_id=STYLE)["group_chat"]
    assert after["member_version"] != before["member_version"]
    assert after["member_list"][-1]["userid"] == seat["who"]


def test_members_have_names(corp: Corp):
    assert corp.get("user/get", userid=OWNER)["name"] == "林岸"
    assert len(corp.get("user/simplelist", department_id=1)["userlist"]) == 4
    assert [d["name"] for d in corp.get("department/list")["department"]] == ["岸上", "内容运营", "客户顾问"]


def test_the_profile_tells_all_that_an_account_needs(corp: Corp):
    profile = corp.sandbox.control("world")["profiles"]["wecom"][0]
    assert profile["corpid"] == corp.corpid
    assert profile["apps"][0]["secret"] == "sandbox-corp-secret-0001"
    assert {g["chat_id"] for g in profile["groups"]} >= {STYLE}
    assert all(m["customers"] > 30 for m in profile["members"])
    assert profile["robots"][0]["key"] == "sandbox-robot-key-0001"
