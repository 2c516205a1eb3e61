"""wechat-api.md §5, the statistics of check 25, and rule 38."""

from datetime import timedelta
from typing import Any

from tests.sandbox.corp import OWNER, STYLE, Corp
from tests.sandbox.running import NOON

DAY_S = 86_400
TODAY = int((NOON - timedelta(hours=12)).timestamp())  # Beijing midnight
YESTERDAY = TODAY - DAY_S


def statistic(corp: Corp, begin: int, end: int | None = None, **body: Any) -> dict[str, Any]:
    wish = {"day_begin_time": begin, "owner_filter": {"userid_list": [OWNER, "zhou-yue"]}, **body}
    return corp.contact("groupchat/statistic", **(wish if end is None else wish | {"day_end_time": end}))


def test_group_figures_for_today_or_181_days_back_are_refused(corp: Corp):
    assert statistic(corp, TODAY)["errcode"] == 40058
    assert statistic(corp, YESTERDAY, TODAY)["errcode"] == 40058
    assert statistic(corp, TODAY - 181 * DAY_S)["errcode"] == 40058
    assert statistic(corp, TODAY - 180 * DAY_S)["errcode"] == 0
    assert statistic(corp, YESTERDAY)["errcode"] == 0


def test_group_figures_need_owners(corp: Corp):
    refused = corp.contact("groupchat/statistic", day_begin_time=YESTERDAY)
    assert (refused["errcode"], refused["items"]) == (40058, [])


def test_group_figures_are_paged_by_offset_and_ordered(corp: Corp):
    both = statistic(corp, YESTERDAY, order_by=4, order_asc=1)["items"]
    totals = [row["data"]["member_total"] for row in both]
    assert totals == sorted(totals)
    second = statistic(corp, YESTERDAY, order_by=4, order_asc=1, offset=1, limit=1)
    assert second["items"] == both[1:]
    assert second["total"] == 2


def test_what_happened_on_a_day_is_counted_the_next_day(corp: Corp):
    corp.let("join_group", chat_id=STYLE, name="青柠")
    who = corp.contact("groupchat/get", chat_id=STYLE)["group_chat"]["member_list"][5]["userid"]
    corp.let("speak", chat_id=STYLE, who=who, text="还有货吗")
    before = statistic(corp, YESTERDAY, owner_filter={"userid_list": [OWNER]})["items"][0]["data"]
    corp.sandbox.advance(days=1)
    corp.fresh_token()
    after = statistic(corp, TODAY, owner_filter={"userid_list": [OWNER]})["items"][0]["data"]
    assert after["new_member_cnt"] == 1
    assert after["member_total"] == before["member_total"] + 1
    assert after["msg_total"] >= 1
    assert after["chat_total"] == 2
    assert statistic(corp, TODAY, owner_filter={"userid_list": [OWNER]})["items"][0]["data"] == after, "the same day is told the same again"


def test_group_figures_by_day_have_one_row_a_day(corp: Corp):
    wish = {"day_begin_time": YESTERDAY - 6 * DAY_S, "day_end_time": YESTERDAY, "owner_filter": {"userid_list": [OWNER]}}
    rows = corp.contact("groupchat/statistic_group_by_day", **wish)["items"]
    assert [row["stat_time"] for row in rows] == [YESTERDAY - back * DAY_S for back in range(6, -1, -1)]


def test_behaviour_of_several_members_is_summed(corp: Corp):
    def chats(*users: str) -> int:
        wish = {"userid": list(users), "start_time": YESTERDAY, "end_time": YESTERDAY}
        return corp.contact("get_user_behavior_data", **wish)["behavior_data"][0]["chat_cnt"]

    assert chats(OWNER, "zhou-yue") == chats(OWNER) + chats("zhou-yue")


def test_behaviour_is_asked_for_somebody_and_for_at_most_30_days(corp: Corp):
    def ask(**body: Any) -> dict[str, Any]:
        return corp.contact("get_user_behavior_data", **({"start_time": YESTERDAY, "end_time": YESTERDAY} | body))

    assert ask()["errcode"] == 40063
    assert ask(userid=[OWNER], start_time=TODAY, end_time=TODAY)["errcode"] == 40058
    assert ask(userid=[OWNER], start_time=TODAY - 31 * DAY_S)["errcode"] == 40058
    assert len(ask(userid=[OWNER], start_time=TODAY - 30 * DAY_S)["behavior_data"]) == 30


def test_customers_who_came_and_left_show_in_the_behaviour_of_the_day(corp: Corp):
    corp.let("add_customer", userid=OWNER)
    corp.let("delete_member", userid=OWNER, external_userid=corp.customers()[0])
    corp.sandbox.advance(days=1)
    corp.fresh_token()
    row = corp.contact("get_user_behavior_data", userid=[OWNER], start_time=TODAY, end_time=TODAY)["behavior_data"][0]
    assert row["new_contact_cnt"] == 1
    assert row["negative_feedback_cnt"] == 1
