"""The library in rows: in and out to the byte, one version per change, nobody's text overwritten."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from studio.database import act
from studio.errors import Conflict, StudioError
from studio.history import HistoryRow
from studio.library.current import library, problems
from studio.library.edit import remove_document, save_document
from studio.library.load import load
from studio.library.version import LibraryVersion, export_folder, import_folder, latest, versions
from studio.people.process import Process
from tests.library.conftest import NOW, PERSONA, PRODUCTS, STUDIO, TEMPLATE, bytes_of, change, write

PRODUCT_FILE = "content/products.yaml"


def taken_in(session, folder, files):
    return import_folder(session, folder, files=files, by=Process.SET_UP, at=NOW)


def test_the_example_brand_comes_out_as_it_went_in(session, example, files, tmp_path):
    report = taken_in(session, example, files)
    assert len(report.added) == len(bytes_of(example))
    export_folder(session, tmp_path / "out", files=files)
    assert bytes_of(tmp_path / "out") == bytes_of(example)
    again = import_folder(session, tmp_path / "out", files=files, by=Process.SET_UP, at=NOW)
    assert (again.added, again.changed, again.removed) == ((), (), ())


odd_text = st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=60)


def oddly_written(*, body: str, ending: str, css: str, note: bytes, photo: bytes, comment: str, mark: str) -> dict[str, bytes]:
    """A workspace as somebody's editor may leave it: other line ends, a byte-order mark, no last line end, files nobody reads."""
    texts = {
        "studio.toml": STUDIO.replace("\n", ending or "\n"),
        "personas/a-he.yaml": f"{mark}# {comment}\n" + PERSONA.replace("portrait: a-he.jpg\n", "") + ending,
        "content/pillars.yaml": "pillars:\n  - {slug: daily-life, name: 日常, gain: emotion, funnel: retain, mix: life, says: 小事}"
        + ending,
        "content/templates/daily-life/a-day.md.j2": TEMPLATE + body.replace("{", "").replace("}", "") + ending,
        "content/themes/plain.css": css,
        "assets/photos/p.jpg.licence.yaml": "file: p.jpg\nsource: s\nauthor: a\nlicence: CC0-1.0\n",
    }
    return {path: text.encode() for path, text in texts.items()} | {"assets/notes.txt": note, "assets/photos/p.jpg": photo}


workspaces = st.builds(
    oddly_written, body=odd_text, ending=st.sampled_from(["\n", "\r\n", "\n\n", ""]), css=odd_text, note=st.binary(max_size=60),
    photo=st.binary(max_size=60), comment=st.text("一二 #:'", max_size=9), mark=st.sampled_from(["", "\ufeff"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=workspaces)
def test_any_workspace_comes_out_as_it_went_in(engine, files, tmp_path_factory, contents):
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    with act(engine, brand=1) as session:
        taken_in(session, folder, files)
        export_folder(session, out, files=files)
    assert bytes_of(out) == contents


def test_nothing_is_taken_in_when_one_document_is_wrong(session, workspace, files):
    change(workspace, PRODUCT_FILE, "price: 68", "price: -1")
    with pytest.raises(StudioError) as refused:
        taken_in(session, workspace, files)
    assert [p.where for p in refused.value.problems] == [PRODUCT_FILE]
    assert latest(session) == []


def test_only_what_changed_gets_a_version(session, workspace, files):
    taken_in(session, workspace, files)
    change(workspace, PRODUCT_FILE, "price: 68", "price: 72")
    (workspace / "calendars/campaigns/spring.yaml").unlink()
    write(workspace, "content/themes/plain.css", "p { color: #222 }")
    report = taken_in(session, workspace, files)
    assert (report.added, report.changed, report.removed) == (
        ("content/themes/plain.css",),
        (PRODUCT_FILE,),
        ("calendars/campaigns/spring.yaml",),
    )
    assert [row.version for row in versions(session, PRODUCT_FILE)] == [2, 1]
    assert versions(session, "calendars/campaigns/spring.yaml")[0].removed
    assert "spring" not in library(session).campaigns


def test_what_was_removed_can_come_back(session, workspace, files):
    taken_in(session, workspace, files)
    text = (workspace / "calendars/campaigns/spring.yaml").read_text(encoding="utf-8")
    (workspace / "calendars/campaigns/spring.yaml").unlink()
    taken_in(session, workspace, files)
    write(workspace, "calendars/campaigns/spring.yaml", text)
    assert taken_in(session, workspace, files).added == ("calendars/campaigns/spring.yaml",)
    assert [row.version for row in versions(session, "calendars/campaigns/spring.yaml")] == [3, 2, 1]


def test_an_import_is_one_act_in_the_history(session, workspace, files):
    taken_in(session, workspace, files)
    taken_in(session, workspace, files)
    rows = session.exec(select(HistoryRow)).all()
    assert [(row.verb, row.who) for row in rows] == [("library.imported", "set-up")]
    assert PRODUCT_FILE in rows[0].what["added"]


def test_the_library_in_rows_says_what_the_folder_says(session, example, files):
    taken_in(session, example, files)
    from_rows, from_folder = library(session), load(example)
    assert problems(session) == ()
    assert from_rows.workspace == from_folder.workspace
    assert from_rows.templates == from_folder.templates
    assert from_rows.pictures == from_folder.pictures
    assert from_rows.files == from_folder.files


def test_a_record_can_say_which_version_it_was_made_with(session, workspace, files):
    taken_in(session, workspace, files)
    change(workspace, PRODUCT_FILE, "price: 68", "price: 72")
    taken_in(session, workspace, files)
    assert str(library(session).origin("product", "green-tea")) == "content/products.yaml@2"
    assert str(library(session).origin("persona", "a-he")) == "personas/a-he.yaml@1"


def test_the_library_is_parsed_once_per_state(session, workspace, files):
    taken_in(session, workspace, files)
    first = library(session)
    assert library(session) is first
    save_document(session, PRODUCT_FILE, PRODUCTS.replace("68", "70"), base_version=1, by=Process.SET_UP, at=NOW)
    assert library(session) is not first


def test_an_edit_in_the_browser_is_a_new_version(session, workspace, files):
    taken_in(session, workspace, files)
    row = save_document(
        session, PRODUCT_FILE, PRODUCTS.replace("price: 68", "price: 70"), base_version=1, by=Process.SET_UP, at=NOW + timedelta(hours=1)
    )
    assert (row.version, row.author) == (2, "set-up")
    assert str(library(session).product("green-tea").price) == "70"


def test_saving_the_same_text_again_makes_no_version(session, workspace, files):
    taken_in(session, workspace, files)
    assert save_document(session, PRODUCT_FILE, PRODUCTS, base_version=1, by=Process.SET_UP, at=NOW).version == 1


def test_two_people_editing_meet_a_conflict_with_both_texts(session, workspace, files):
    taken_in(session, workspace, files)
    theirs, yours = PRODUCTS.replace("price: 68", "price: 70"), PRODUCTS.replace("price: 68", "price: 75")
    save_document(session, PRODUCT_FILE, theirs, base_version=1, by=Process.SET_UP, at=NOW)
    with pytest.raises(Conflict) as clash:
        save_document(session, PRODUCT_FILE, yours, base_version=1, by=Process.SET_UP, at=NOW)
    assert (clash.value.theirs, clash.value.yours) == (theirs, yours)
    assert "set-up" in clash.value.problems[0].what.zh
    assert str(library(session).product("green-tea").price) == "70"


def test_an_edit_that_breaks_another_document_is_refused(session, workspace, files):
    taken_in(session, workspace, files)
    with pytest.raises(StudioError) as refused:
        save_document(
            session, PRODUCT_FILE, PRODUCTS.replace("slug: green-tea", "slug: jade-tea"), base_version=1, by=Process.SET_UP, at=NOW
        )
    assert [(p.where, p.field) for p in refused.value.problems] == [("calendars/campaigns/spring.yaml", "products[0]")]
    assert versions(session, PRODUCT_FILE)[0].version == 1


def test_a_new_document_begins_at_version_one(session, workspace, files):
    taken_in(session, workspace, files)
    path = "content/templates/daily-life/b-day.md.j2"
    assert save_document(session, path, TEMPLATE.replace("a-day", "b-day"), base_version=0, by=Process.SET_UP, at=NOW).version == 1
    with pytest.raises(Conflict):
        save_document(session, path, TEMPLATE.replace("a-day", "b-day"), base_version=0, by=Process.SET_UP, at=NOW)


@pytest.mark.parametrize(
    "path", ["../personas/x.yaml", "personas/../x.yaml", "/etc/passwd", "assets/photos/tea.jpg", "notes.txt", "personas/x.yml"]
)
def test_a_document_cannot_be_saved_just_anywhere(session, workspace, files, path):
    taken_in(session, workspace, files)
    with pytest.raises(StudioError, match="不是资料库里文档的位置"):
        save_document(session, path, PERSONA, base_version=0, by=Process.SET_UP, at=NOW)


def test_a_document_that_others_name_cannot_be_removed(session, workspace, files):
    taken_in(session, workspace, files)
    with pytest.raises(StudioError, match="没有叫 a-he 的人设"):
        remove_document(session, "personas/a-he.yaml", base_version=1, by=Process.SET_UP, at=NOW)
    remove_document(session, "calendars/campaigns/spring.yaml", base_version=1, by=Process.SET_UP, at=NOW)
    assert library(session).campaigns == {}


def test_exporting_removes_what_the_studio_removed_and_leaves_strangers_alone(session, workspace, files):
    taken_in(session, workspace, files)
    remove_document(session, "calendars/campaigns/spring.yaml", base_version=1, by=Process.SET_UP, at=NOW)
    write(workspace, "content/ideas.txt", "还没想好")
    report = export_folder(session, workspace, files=files)
    assert (report.written, report.removed, report.strangers) == ((), ("calendars/campaigns/spring.yaml",), ("content/ideas.txt",))
    assert (workspace / "content/ideas.txt").exists()
    assert not (workspace / "calendars/campaigns/spring.yaml").exists()


def test_another_brand_has_a_library_of_its_own(engine, workspace, files):
    with act(engine, brand=1) as session:
        taken_in(session, workspace, files)
        taken_in(session, workspace, files)
    with act(engine, brand=2) as session:
        assert latest(session) == []
        change(workspace, PRODUCT_FILE, "price: 68", "price: 99")
        taken_in(session, workspace, files)
        assert str(library(session).product("green-tea").price) == "99"
    with act(engine, brand=1) as session:
        assert str(library(session).product("green-tea").price) == "68"


def test_a_row_that_became_unreadable_does_not_hide_the_rest(session, workspace, files):
    taken_in(session, workspace, files)
    session.add(
        LibraryVersion(
            kind="campaign",
            path="calendars/campaigns/old.yaml",
            version=1,
            digest="0",
            text="slug: old\nretired: yes\n",
            author="x",
            at=NOW,
        )
    )
    session.flush()
    assert set(library(session).products) == {"green-tea", "black-tea"}
    assert {p.where for p in problems(session)} == {"calendars/campaigns/old.yaml"}
    mended = PRODUCTS.replace("price: 68", "price: 71")
    assert save_document(session, PRODUCT_FILE, mended, base_version=1, by=Process.SET_UP, at=NOW).version == 2
