"""`studio review`: hand in, the queue, approve, send back; and what the checks say of a file of sentences. The same gate as on screen."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.saying import BrandOption, ByOption, JsonOption, acting, brand_session, tell
from studio.errors import StudioError, problem
from studio.library.current import library
from studio.posts import post as posts
from studio.publishing.schedule import approve_and_schedule
from studio.review import submission as submissions
from studio.review.checks import findings
from studio.review.words_of import as_json as line_as_json
from studio.review.words_of import lines_of, said_of
from studio.terminal import say
from studio.workspace.opened import open_studio

app = typer.Typer(name="review", help="审核 (review)", no_args_is_help=True)


@app.command()
def queue(brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """等审核的内容 (what waits)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {
                "submission": row.id,
                "post": row.post_id,
                "idea": posts.post(session, row.post_id).idea,
                "since": f"{row.at:%m-%d %H:%M} UTC",
                "note": row.note,
            }
            for row in submissions.waiting(session)
        ]
    tell(rows, as_json=as_json, title="待审核")


@app.command()
def submit(post_id: int, by: ByOption = "", note: str = "", brand: BrandOption = "") -> None:
    """送审；检查有硬伤就退回来 (hand in; blocking findings refuse it)."""
    opened = open_studio()
    now = opened.clock.now()
    with brand_session(opened, brand) as session:
        post = posts.post(session, post_id)
        version = posts.latest(session, post)
        if version is None:
            raise StudioError(
                problem("还没有写内容", "nothing is written yet", where=f"post:{post_id}", mend=("先写好再送审", "write it first"))
            )
        found = findings(session, post, version, library(session), files=opened.files, now=now)
        row = submissions.submit(session, post, findings=found, by=acting(session, by), at=now, note=note)
    say(f"submission {row.id}")


@app.command()
def approve(submission_id: int, by: ByOption = "", brand: BrandOption = "") -> None:
    """批准并排期；作者不能批准自己的 (never the author)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        row = submissions.submission(session, submission_id)
        made = approve_and_schedule(session, row, files=opened.files, by=acting(session, by), at=opened.clock.now())
    say(" ".join(f"delivery {each.id}" for each in made))


@app.command("send-back")
def send_back(
    submission_id: int,
    reason: Annotated[str, typer.Option(help="what the author should change")],
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """退回，必须写理由 (a reason is required)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        submissions.send_back(
            session, submissions.submission(session, submission_id), reason=reason, by=acting(session, by), at=opened.clock.now()
        )
    say("ok")


@app.command()
def words(
    file: Annotated[Path, typer.Argument(help="text in UTF-8, a sentence or a post per line", exists=True, dir_okay=False)],
    as_json: JsonOption = False,
) -> None:
    """逐行看一个文件：是不是推广、有没有不能说的话；不用品牌，也不用数据目录 (does each line advertise, and may it be said)."""
    if as_json:
        for line in lines_of(file):
            sys.stdout.write(line_as_json(line) + "\n")
        return
    found = [said_of(line) for line in lines_of(file)]
    answers = {True: "推广", False: "", "unsure": "要问"}
    rows = [
        {
            "": answers[each["advertises"]], "text": each["text"][:60], "why": " ".join(one["hit"] for one in each["why"] if not one["innocent"]),
            "findings": " ".join(f"{one['weight']}:{one['hit'] or one['rule']}" for one in each["findings"]),
        }
        for each in found
    ]  # fmt: skip
    tell(rows, as_json=False, title=str(file.name))
