import pytest

from studio.terminal import say, show, table_of


def test_what_people_typed_is_never_markup(capsys):
    say("[bold]新品[/bold] [/] [link=https://evil.example]点我[/link] :smile:")
    assert capsys.readouterr().out == "[bold]新品[/bold] [/] [link=https://evil.example]点我[/link] :smile:\n"


@pytest.mark.parametrize(
    ("sign", "seen"), [("\x1b[2J", "␛[2J"), ("\r", "␍"), ("\x07", "␇"), ("\x7f", "␡"), ("\x9b31m", "�31m"), ("\u202e", "�")]
)
def test_no_sign_moves_the_cursor_or_hides_words(capsys, sign, seen):
    say(f"想法{sign}完")
    assert capsys.readouterr().out == f"想法{seen}完\n"


def test_a_family_stays_together(capsys):
    say("👨‍👩‍👧‍👦今天")
    assert capsys.readouterr().out == "👨‍👩‍👧‍👦今天\n"


def test_a_long_mend_goes_on_in_the_next_line_of_its_cell(capsys):
    table = table_of("where", "mend")
    table.add_row("[x]", "postgresql://用户:密码@主机/库名" * 6)
    show(table)
    out = capsys.readouterr().out
    assert "…" not in out
    assert out.count("用户") == 6
