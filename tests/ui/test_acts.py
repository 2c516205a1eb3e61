"""What people do on the pages, through the pages: each button is one act, and a refusal is shown, not thrown."""

import io
from datetime import timedelta

from PIL import Image
from sqlmodel import col, select

from studio.assets.asset import Asset, Rights
from studio.assets.asset import keep as keep_picture
from studio.assets.named import named_pictures
from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.calendars.slot import Slot
from studio.clock import SharedClock
from studio.engagement.reading import Interaction
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.people.password import matches
from studio.people.person import Membership, Person, Role, add, by_handle, give_role, roles
from studio.people.process import Process
from studio.people.session import WebSession, begin, hash_of
from studio.people.sign_in import SignInTry, set_password
from studio.personas.stage import PersonaStage
from studio.posts.draft import all_in_hand, keep
from studio.posts.placement import Placement, place
from studio.posts.post import Post, PostVersion, post
from studio.publishing.delivery import Delivery, State
from studio.publishing.notice import Notice
from studio.review.submission import Submission
from studio.ui.components.post_about import ASKED
from tests.ui.conftest import Studio
from tests.ui.test_every_page import said


def press(screen, key: str):
    return screen.button(key=key).click().run()


def first(studio: Studio, table, *conditions):
    with studio.act() as session:
        return session.exec(select(table).where(*conditions).order_by(col(table.id))).first()


def test_nobody_sees_anything_without_signing_in(studio: Studio):
    screen = studio.screen(who="stranger")
    assert not screen.exception
    assert "还没有登录。" in said(screen)
    assert "北京时间" not in said(screen)


def test_the_language_is_the_persons_own_and_stays(studio: Studio):
    screen = studio.screen(who="editor")
    screen.get("button_group")[0].set_value("en").run()
    assert "Beijing time" in said(screen)
    assert studio.person("editor").language == "en"


def test_the_bell_tells_the_author_and_can_be_read(studio: Studio):
    planner = studio.person("planner")
    with studio.act() as session:
        session.add(
            Notice(
                person_id=planner.key,
                about="delivery:1",
                zh="被拒：图片太大",
                en="refused: picture too large",
                mend_zh="换一张",
                at=studio.now,
            )
        )
    screen = studio.screen(who="planner")
    assert "被拒：图片太大" in said(screen)
    press(screen, "bell_read")
    assert "被拒：图片太大" not in said(screen)


def test_a_reviewer_approves_and_it_is_scheduled(studio: Studio):
    waits = first(studio, Submission, Submission.decision == "")
    screen = studio.screen("review", who="reviewer")
    press(screen, "approve_and_schedule")
    assert not screen.exception
    with studio.act() as session:
        assert session.get(Submission, waits.id).decision == "approved"
        assert session.exec(select(Delivery).where(Delivery.post_id == waits.post_id)).first().is_ is State.PLANNED


def test_what_waits_for_review_waits_for_reviewers_only(studio: Studio):
    assert "待审" in said(studio.screen(who="reviewer"))
    editors = said(studio.screen(who="editor"))
    assert "待审" not in editors
    assert "等我处理" in editors


def test_an_author_cannot_approve_and_is_told_why(studio: Studio):
    screen = studio.screen("review", who="planner")
    assert screen.button(key="approve_and_schedule").disabled
    assert any("自己写的" in info.value for info in screen.info)


def test_sending_back_without_a_reason_is_refused_on_the_page(studio: Studio):
    screen = studio.screen("review", who="reviewer")
    press(screen, "send_back")
    assert "退回要写理由" in said(screen)
    screen.text_area(key="send_back_reason").set_value("开头像广告，换成昨天的小事。")
    press(screen, "send_back")
    assert first(studio, Submission, Submission.decision == "sent_back").reason == "开头像广告，换成昨天的小事。"


def test_what_is_typed_is_saved_as_a_version(studio: Studio):
    drafted = _a_draft(studio)
    screen = studio.screen("write", who="planner", post=str(drafted.key))
    _type(studio, drafted, "今天的风是软的，店里的茶刚泡好。")
    press(screen, "save")
    assert not screen.exception
    newest = _newest_version(studio, drafted)
    assert "今天的风是软的" in newest.body[next(iter(newest.body))].text
    with studio.act() as session:
        assert not any(found.unsaved for found in all_in_hand(session, post(session, drafted.key)).values())


def test_a_post_somebody_else_saved_shows_both_texts_until_one_is_chosen(studio: Studio):
    from studio.library.current import library
    from studio.posts.post import write

    drafted = _a_draft(studio)
    screen = studio.screen("write", who="planner", post=str(drafted.key))
    _type(studio, drafted, "我写的这一版。")
    editor, body = studio.person("editor"), dict(_newest_version(studio, drafted).body)
    with studio.act() as session:
        kind = next(iter(body))
        body[kind] = body[kind].model_copy(update={"text": "别人写的那一版。"})
        pillar = library(session).pillar(drafted.pillar)
        write(session, post(session, drafted.key), body, pillar=pillar, by=editor, at=studio.now)
    press(screen, "save")
    assert not screen.exception
    assert "别人写的那一版。" in screen.text_area(key="conflict_theirs").value
    assert "我写的这一版。" in screen.text_area(key="conflict_yours").value
    press(screen, "clash_mine")
    press(screen, "save")
    assert _newest_version(studio, drafted).body[kind].text == "我写的这一版。"
    assert not any(button.key == "clash_mine" for button in screen.button)


def test_a_post_is_begun_and_handed_in_from_the_page(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("栀子花又开了")
    _choose(screen, persona="lin-an", pillar="inspiration", channel=ChannelKind.MOMENTS)
    press(screen, "new_begin")
    begun = first(studio, Post, Post.idea == "栀子花又开了")
    assert begun
    assert _address(screen) == str(begun.key)
    press(screen, "hand_in")
    assert "还没有可以送审的内容或投放安排" in said(screen)


def test_the_address_says_which_post_is_in_hand_whatever_was_done_to_it(studio: Studio):
    drafted = _a_draft(studio)
    screen = studio.screen("write", who="planner", post=str(drafted.key))
    for act in ("save", "hand_in"):
        _type(studio, drafted, f"改过之后：{act}")
        press(screen, act)
        assert _in_hand(screen) == drafted.key
    screen.switch_page("studio/ui/pages/assets.py").run()
    screen.query_params.clear()
    screen.switch_page("studio/ui/pages/write.py").run()
    assert _in_hand(screen) == drafted.key
    other = first(studio, Post, Post.id != drafted.key)
    screen.query_params["post"] = str(other.key)
    screen.run()
    assert _in_hand(screen) == other.key


def test_a_bare_address_is_filled_and_an_odd_one_says_so(studio: Studio):
    screen = studio.screen("write", who="editor")
    assert _address(screen) == str(_in_hand(screen))
    for odd in ("999999", "²", "-1", "abc", "9" * 40):
        screen = studio.screen("write", who="editor", post=odd)
        assert not screen.exception
        assert _address(screen) == odd
        assert not any(button.key == "hand_in" for button in screen.button)


def test_a_click_happens_when_it_is_made_and_not_when_its_page_was_drawn(studio: Studio):
    waits = first(studio, Submission, Submission.decision == "")
    screen = studio.screen("review", who="reviewer")
    SharedClock(studio.home / "clock.json").advance(timedelta(hours=2))
    clicked = studio.now
    screen.text_area(key="send_back_reason").set_value("开头像广告，换成昨天的小事。")
    press(screen, "send_back")
    with studio.act() as session:
        decided = session.exec(select(Submission).where(Submission.decision == "sent_back")).one()
    assert decided.decided_at >= clicked
    assert waits


def test_a_drag_moves_a_post_and_undo_puts_it_back(studio: Studio):
    row = first(studio, Delivery, Delivery.state == State.PLANNED.value, Delivery.due_at > studio.now)
    was = _placement(studio, row).due_at
    screen = studio.screen("calendar_")
    screen.session_state["calendar_zh"] = {"moved": {"id": str(row.placement_id), "start": "2026-11-26T16:00:00Z"}}
    screen.run()
    assert not screen.exception
    assert f"{_placement(studio, row).due_at:%d %H:%M}" == "26 08:00"
    press(screen, "undo")
    assert _placement(studio, row).due_at == was


def test_a_drag_into_the_night_is_refused_and_stays(studio: Studio):
    row = first(studio, Delivery, Delivery.state == State.PLANNED.value, Delivery.due_at > studio.now)
    was = _placement(studio, row).due_at
    screen = studio.screen("calendar_")
    screen.session_state["calendar_zh"] = {"moved": {"id": str(row.placement_id), "start": "2026-11-26T03:00:00Z"}}
    screen.run()
    assert "安静时段" in said(screen)
    assert _placement(studio, row).due_at == was


def test_a_span_is_proposed_with_reasons_and_accepted(empty_studio: Studio):
    screen = empty_studio.screen("calendar_", who="planner")
    screen.number_input(key="plan_days").set_value(1)
    press(screen, "plan_propose")
    assert first(empty_studio, Slot) is None
    assert "理由" in screen.dataframe[0].value.columns
    press(screen, "plan_accept")
    assert not screen.exception
    assert first(empty_studio, Slot) is not None


def test_a_refused_delivery_goes_back_into_the_plan(studio: Studio):
    row = _in_state(studio, State.REFUSED)
    screen = studio.screen("publish", who="publisher", delivery=str(row.key))
    press(screen, "try_again")
    assert _delivery(studio, row).is_ is State.PLANNED


def test_somebody_who_waits_is_answered_and_it_can_be_undone(studio: Studio):
    row = _in_state(studio, State.DELIVERED)
    with studio.act() as session:
        session.add(Interaction(delivery_id=row.key, kind="comment", remote_id="c1", person="王太太", text="还有 M 码吗？", at=studio.now))
    waits = first(studio, Interaction)
    screen = studio.screen("engage", who="editor")
    assert "还有 M 码吗？" in said(screen)
    press(screen, f"answered_{waits.key}")
    assert first(studio, Interaction).answered_by == "editor"
    press(screen, "undo")
    assert first(studio, Interaction).answered_at is None


def test_a_persona_is_not_ready_before_its_list_is_done(studio: Studio):
    screen = studio.screen("personas", who="planner")
    screen.get("button_group")[-1].set_value("zhou-yue").run()
    screen.text_input(key="reason_zhou-yue").set_value("大家都认识她了")
    press(screen, "advance_zhou-yue")
    assert "就绪清单还差" in said(screen)
    assert first(studio, PersonaStage, PersonaStage.persona == "zhou-yue", PersonaStage.stage == "ready") is None


def test_a_line_out_of_voice_is_marked(studio: Studio):
    screen = studio.screen("personas", who="editor")
    screen.text_area(key="voice_lin-an").set_value("家人们，闭眼入！").run()
    assert "<mark" in said(screen)


def test_an_admin_adds_a_person_with_a_password_shown_once(studio: Studio):
    screen = studio.screen("settings", who="admin")
    screen.text_input(key="person_name").set_value("林小满")
    screen.text_input(key="person_handle").set_value("xiaoman")
    screen.multiselect(key="person_roles").set_value(["editor"])
    press(screen, "person_add")
    assert any("xiaoman" in info.value for info in screen.info)
    person = studio.person("xiaoman")
    with studio.act() as session:
        assert session.exec(select(Membership).where(Membership.person_id == person.key)).first().role == "editor"
    screen.run()
    assert not screen.info


def test_somebody_of_another_brand_is_invited_and_told_where_they_work_already(studio: Studio):
    person = _of_another_brand(studio, "wen", "闻一")
    screen = studio.screen("settings", who="admin")
    screen.text_input(key="invite_handle").set_value("wen")
    screen.multiselect(key="invite_roles").set_value(["editor"])
    press(screen, "invite")
    assert not screen.exception
    with studio.act() as session:
        assert roles(session, person, brand=studio.brand) == {Role.EDITOR}
    theirs = studio.screen("settings", who="wen", brand="second")
    assert not theirs.exception
    assert theirs.session_state["brand"] == "second"
    assert "方程邀请你加入" in said(theirs)
    press(theirs, "bell_read")
    assert "方程邀请你加入" not in said(theirs)


def test_a_name_that_is_not_whole_finds_nobody(studio: Studio):
    _of_another_brand(studio, "wenyi", "闻一")
    screen = studio.screen("settings", who="admin")
    screen.text_input(key="invite_handle").set_value("wen")
    screen.multiselect(key="invite_roles").set_value(["editor"])
    press(screen, "invite")
    assert "没有这个登录名" in said(screen)
    assert "闻一" not in said(screen)


def _of_another_brand(studio: Studio, handle: str, name: str) -> Person:
    with studio.act() as session:
        brand = Brand(slug="second", name="第二家", created_at=studio.now)
        session.add(brand)
        session.flush()
        person = add(session, handle, name, password_hash="", by=Process.SET_UP, at=studio.now)
        give_role(session, person, Role.PLANNER, brand=brand.key, by=Process.SET_UP, at=studio.now)
        return person


OLD, NEW = "青瓷晚风七点半的第三杯", "三月的风吹过老街口外"


def test_everybody_changes_their_own_password_in_their_menu(studio: Studio):
    with studio.act() as session:
        set_password(session, by_handle(session, "editor"), OLD, by=Process.SET_UP, at=studio.now)
        token, _ = begin(session, by_handle(session, "editor"), hours=12, at=studio.now)
        begin(session, by_handle(session, "editor"), hours=12, at=studio.now)
    screen = studio.screen(who="editor")
    screen.user = {"handle": "editor", "session": hash_of(token), "address": "10.0.0.7"}
    for old, new, again, words in (
        ("wrong password", NEW, NEW, "原来的密码不对"), (OLD, NEW, OLD, "两次输入的新密码不一样"), (OLD, "短", "短", "密码要有 10 到"),
    ):  # fmt: skip
        _change_password(screen, old, new, again)
        assert words in said(screen)
        assert matches(studio.person("editor").password, OLD)
    assert [(one.address, one.let_in) for one in _tries(studio)] == [("10.0.0.7", False)]
    _change_password(screen, OLD, NEW, NEW)
    assert not screen.exception
    assert matches(studio.person("editor").password, NEW)
    with studio.act() as session:
        standing = session.exec(select(WebSession.token_hash).where(col(WebSession.ended_at).is_(None))).all()
    assert standing == [hash_of(token)]


def _change_password(screen, old: str, new: str, again: str) -> None:
    for key, typed in (("own_old", old), ("own_new", new), ("own_again", again)):
        screen.text_input(key=key).set_value(typed)
    press(screen, "own_change")


def _tries(studio: Studio) -> list[SignInTry]:
    with studio.act() as session:
        return list(session.exec(select(SignInTry).where(SignInTry.handle == "editor")))


def test_an_admin_sets_a_password_for_who_forgot_theirs_and_it_is_shown_once(studio: Studio):
    _of_another_brand(studio, "wen", "闻一")
    with studio.act() as session:
        begin(session, by_handle(session, "editor"), hours=12, at=studio.now)
        give_role(session, by_handle(session, "wen"), Role.EDITOR, brand=studio.brand, by=Process.SET_UP, at=studio.now)
    screen = studio.screen("settings", who="admin")
    offered = screen.selectbox(key="password_person").options
    assert "苏简" in offered
    assert not {"闻一", "方程"} & set(offered)
    screen.selectbox(key="password_person").set_value("editor")
    press(screen, "password_set")
    [shown] = [info.value for info in screen.info if "editor 的新密码" in info.value]
    assert matches(studio.person("editor").password, shown.split("：")[1].split("。")[0])
    with studio.act() as session:
        assert session.exec(select(WebSession)).one().ended_at is not None
    screen.run()
    assert not screen.info


def test_only_an_admin_changes_roles(studio: Studio):
    screen = studio.screen("settings", who="editor")
    assert not any(button.key == "role_set" for button in screen.button)
    assert "加人、改角色要管理员来做" in said(screen)


def test_the_history_can_be_verified_on_the_page(studio: Studio):
    screen = studio.screen("settings", who="admin")
    screen.get("button_group")[-1].set_value("history").run()
    press(screen, "history_verify")
    assert any("没有被改过" in done.value for done in screen.success)


def test_an_upload_without_a_licence_is_refused_and_with_one_is_kept(studio: Studio):
    screen = studio.screen("assets", who="editor")
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "#B7B3C9").save(picture, "JPEG")
    screen.get("file_uploader")[0].set_value(("window.jpg", picture.getvalue(), "image/jpeg"))
    for field, value in (("source", "来自网络"), ("author", "谁"), ("licence", "不知道")):
        screen.text_input(key=f"upload_{field}").set_value(value)
    press(screen, "upload_send")
    assert "不是授权" in said(screen)
    screen.text_input(key="upload_source").set_value("店里自己拍的")
    screen.text_input(key="upload_licence").set_value("自有")
    press(screen, "upload_send")
    assert first(studio, Asset, Asset.source == "店里自己拍的").name == "window.jpg"


def test_a_poster_is_drawn_measured_and_kept(studio: Studio):
    screen = studio.screen("assets", who="editor")
    screen.get("button_group")[-1].set_value("make").run()
    assert not screen.exception
    assert "视觉五要点" in said(screen)
    if not screen.button(key="poster_keep").disabled:
        press(screen, "poster_keep")
        assert first(studio, Asset, Asset.author == studio.person("editor").name).made_from["layout"]


def _a_draft(studio: Studio) -> Post:
    """A post that was written and not handed in."""
    with studio.act() as session:
        handed = select(Submission.post_id)
        return session.exec(select(Post).where(col(Post.id).not_in(handed))).first()


def _newest_version(studio: Studio, row: Post) -> PostVersion:
    with studio.act() as session:
        return session.exec(select(PostVersion).where(PostVersion.post_id == row.key).order_by(col(PostVersion.number).desc())).first()


def _placement(studio: Studio, row: Delivery) -> Placement:
    with studio.act() as session:
        return session.get(Placement, row.placement_id)


def _delivery(studio: Studio, row: Delivery) -> Delivery:
    with studio.act() as session:
        return session.get(Delivery, row.key)


def _in_state(studio: Studio, state: State) -> Delivery:
    """A delivery put into a state as the publisher would leave it."""
    with studio.act() as session:
        row = session.exec(select(Delivery).where(Delivery.state == State.PLANNED.value).order_by(col(Delivery.id))).first()
        row.state, row.said = state.value, {"zh": "平台没有回答", "en": "the platform did not answer"}
        session.add(row)
        return row


def test_an_old_post_that_was_asked_for_is_opened(studio: Studio):
    oldest = first(studio, Post)
    screen = studio.screen("write", who="reviewer", post=str(oldest.key))
    assert _in_hand(screen) == oldest.key


def test_an_article_is_drawn_as_it_is_typed_and_a_missing_picture_is_said(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("亚麻怎么洗")
    _choose(screen, persona="lin-an", pillar="know-how", channel=ChannelKind.OFFICIAL_ACCOUNT)
    press(screen, "new_begin")
    _type(studio, first(studio, Post, Post.idea == "亚麻怎么洗"), "水温别超过三十度。\n\n![](nowhere.jpg)")
    screen.run()
    assert not screen.exception
    assert "nowhere.jpg" in said(screen)


def test_whose_name_it_goes_out_in_is_nobodys_default_and_what_is_typed_stays(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("栀子花又开了")
    press(screen, "new_begin")
    assert "还没选人设" in said(screen)
    assert "还没选渠道" in said(screen)
    assert screen.text_input(key="new_idea").value == "栀子花又开了"
    assert first(studio, Post, Post.idea == "栀子花又开了") is None


def test_a_recommendation_begun_by_hand_has_its_product_and_the_products_brief(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("衬衫怎么穿三季")
    _choose(
        screen, persona="lin-an", pillar="recommendation", channel=ChannelKind.MOMENTS, product="linen-shirt", campaign="double-12-2026"
    )
    press(screen, "new_begin")
    assert not screen.exception
    begun = first(studio, Post, Post.idea == "衬衫怎么穿三季")
    assert (begun.product, begun.campaign, begun.brief) == ("linen-shirt", "double-12-2026", "linen-shirt")
    assert "要先有创意简报" not in said(screen)


def test_a_brief_that_is_owed_is_written_on_the_page(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("小路上的面馆")
    _choose(screen, persona="lin-an", pillar="recommendation", channel=ChannelKind.MOMENTS)
    press(screen, "new_begin")
    begun = first(studio, Post, Post.idea == "小路上的面馆")
    assert "要先有创意简报" in said(screen)
    box = {name: screen.text_area(key=f"brief_{begun.key}_{name}") for name in ASKED}
    box["selling_points"].set_value("· 面是自己擀的\n汤熬了一夜")
    press(screen, f"brief_keep_{begun.key}")
    assert "「写给谁」还没写" in said(screen)
    assert screen.text_area(key=f"brief_{begun.key}_selling_points").value == "· 面是自己擀的\n汤熬了一夜"
    for name in ASKED[1:]:
        screen.text_area(key=f"brief_{begun.key}_{name}").set_value("加班到九点的人：要一碗热的\n不要太咸")
    press(screen, f"brief_keep_{begun.key}")
    assert not screen.exception
    assert "要先有创意简报" not in said(screen)
    with studio.act() as session:
        brief = library(session).briefs[post(session, begun.key).brief]
    assert brief.selling_points == ("面是自己擀的", "汤熬了一夜")
    assert brief.audience == "加班到九点的人：要一碗热的\n不要太咸"


def test_what_a_post_is_about_stands_while_it_is_in_review(studio: Studio):
    waiting = first(studio, Submission, Submission.decision == "")
    screen = studio.screen("write", who="planner", post=str(waiting.post_id))
    screen.selectbox(key=f"about_product_{waiting.post_id}").set_value("wool-coat")
    press(screen, f"about_keep_{waiting.post_id}")
    assert "已经送审或批准" in said(screen)


def _photo(width: int = 4032, height: int = 3024) -> bytes:
    """As large as a phone takes it, turned on its side and with a place in it."""
    image = Image.new("RGB", (width, height), (180, 150, 120))
    image.paste((40, 90, 80), (width // 4, height // 4, width // 2, height // 2))
    marks = Image.Exif()
    marks[0x0112] = 6
    marks.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=marks)
    return buffer.getvalue()


def test_an_article_written_by_hand_gets_its_cover_and_its_pictures_and_is_handed_in(studio: Studio):
    screen = studio.screen("write", who="editor")
    screen.text_input(key="new_idea").set_value("亚麻怎么洗")
    _choose(screen, persona="lin-an", pillar="know-how", channel=ChannelKind.OFFICIAL_ACCOUNT)
    press(screen, "new_begin")
    begun = first(studio, Post, Post.idea == "亚麻怎么洗")
    _type(studio, begun, "水温别超过三十度，轻轻按，别拧。晾在背阴的地方，半干的时候抻平。", title="亚麻怎么洗")
    screen.run()
    assert "还没有封面" in said(screen)
    screen.file_uploader(key=f"body_{begun.key}_file_0").upload("IMG_0001.jpg", _photo(), "image/jpeg").run()
    press(screen, f"body_{begun.key}_take")
    assert "先确认图片是自己的" in said(screen)
    screen.checkbox(key=f"body_{begun.key}_own_0").check()
    press(screen, f"body_{begun.key}_take")
    assert not screen.exception
    press(screen, f"draw_cover_{begun.key}")
    assert not screen.exception
    assert "还没有封面" not in said(screen)
    assert "找不到图片" not in said(screen)
    with studio.act() as session:
        account = session.exec(select(ChannelAccount).where(ChannelAccount.slug == "oa-brand")).one()
        place(
            session,
            post(session, begun.key),
            account,
            due_at=studio.now + timedelta(days=1),
            by=by_handle(session, "editor"),
            at=studio.now,
        )
    press(screen, "hand_in")
    assert not screen.exception
    handed = first(studio, Submission, Submission.post_id == begun.key)
    assert handed, said(screen)
    variant = _newest_version(studio, begun).body[ChannelKind.OFFICIAL_ACCOUNT]
    assert "![](<IMG_0001.jpg>)" in variant.text
    (body,) = variant.pictures
    assert variant.cover
    seen = Image.open(io.BytesIO(studio.files.get(body.digest)))
    assert seen.height > seen.width
    assert not seen.getexif()


def test_two_photos_of_one_name_stay_apart(studio: Studio):
    with studio.act() as session:
        by = by_handle(session, "editor")
        rights = Rights("自己拍的", by.name, "Own-Work")
        one = keep_picture(session, studio.files, _photo(800, 600), name="IMG_0001.jpg", rights=rights, by=by, at=studio.now)
        other = keep_picture(session, studio.files, _photo(801, 600), name="IMG_0001.jpg", rights=rights, by=by, at=studio.now)
        found = named_pictures(session, library(session), on=studio.now.date())
        assert found.get(one.name).digest == one.digest
        assert found.get(other.name).digest == other.digest
        assert one.name != other.name


def _choose(screen, **chosen: str) -> None:
    """In the form of a new post."""
    for name, value in chosen.items():
        screen.selectbox(key=f"new_{name}").set_value(value)


def _in_hand(screen) -> int:
    return next(box.value for box in screen.selectbox if str(box.key).startswith("pick_"))


def _type(studio: Studio, row: Post, text: str, **more: str) -> None:
    """Typed in the browser, which sends it to the draft by itself."""
    with studio.act() as session:
        found, by = post(session, row.key), by_handle(session, "planner")
        now = next(iter(all_in_hand(session, found).values()))
        typed = now.typed.model_copy(update={"text": text, **more})
        keep(session, found, now.channel, typed, rev=now.rev, on=now.on, by=by, at=studio.now)


def _address(screen) -> str:
    said = screen.query_params["post"]
    return said if isinstance(said, str) else said[0]  # a list until the script has written into the address


def test_an_admin_says_on_the_screen_that_an_account_is_not_verified(studio: Studio):
    screen = studio.screen("settings", who="admin", chosen={"settings_part": "accounts"})
    slug = first(studio, ChannelAccount, ChannelAccount.channel == "official_account").slug
    screen.selectbox(key="account_chosen").select(slug).run()
    screen.checkbox(key=f"account_{slug}_verified").uncheck()
    press(screen, "account_save")
    assert not screen.exception
    assert first(studio, ChannelAccount, ChannelAccount.slug == slug).verified is False


def test_a_reviewer_takes_an_approval_back_where_the_delivery_stands(studio: Studio):
    row = first(studio, Delivery, Delivery.state == "planned")
    screen = studio.screen("publish", who="reviewer", part="board", delivery=str(row.key))
    press(screen, "withdraw")
    assert "没写原因" in said(screen)
    screen.text_input(key="withdraw_reason").set_value("客人改主意了")
    press(screen, "withdraw")
    assert not screen.exception
    assert first(studio, Delivery, Delivery.id == row.key).state == "cancelled"
