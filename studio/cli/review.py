"""`studio review`: hand in, the queue, approve, send back; and what the checks say of a file of sentences. The same gate as on screen."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.cli.saying import BrandOption, ByOption, JsonOption, acting, brand_session, tell
from studio.library.kinds import ChannelKind
from studio.posts import post as posts
from studio.posts.placement import Placement, placements
from studio.posts.post import PostVersion
from studio.publishing.delivery import delivery
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.publishing.withdrawal import withdraw_approval
from studio.review import submission as submissions
from studio.review.seen import Page
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
    with brand_session(opened, brand) as session:
        post = posts.post(session, post_id)
        row = submissions.submit(session, post, files=opened.files, by=acting(session, by), at=opened.clock.now(), note=note)
    say(f"submission {row.id}")


@app.command()
def show(submission_id: int, brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """看要批准的是什么，并给出批准时要带回的摘要 (what would be approved, and its digest)."""
    opened = open_studio()
    now = opened.clock.now()
    with brand_session(opened, brand) as session:
        row = submissions.submission(session, submission_id)
        page = page_now(session, row, files=opened.files, at=now)
        version = session.get_one(PostVersion, row.version_id)
        rows = [_going(session, place, version, page) for place in placements(session, posts.post(session, row.post_id))]
    tell(rows, as_json=as_json, title=f"送审 {submission_id}")
    if not as_json:
        say(f"--seen {page.seen}")


def _going(session: Session, place: Placement, version: PostVersion, page: Page) -> dict[str, object]:
    """One destination, as a line of the list."""
    account, variant = session.get_one(ChannelAccount, place.account_id), version.body.get(ChannelKind(place.channel))
    noticed = [each for each in page.findings.get(place.channel, ()) if each.destination in (None, place.key)]
    return {
        "account": account.slug, "persona": account.persona or "", "due": f"{place.due_at:%m-%d %H:%M} UTC", "audience": place.audience,
        "version": version.number, "text": variant.words if variant else "", "pictures": " ".join(p.digest[:12] for p in variant.all_pictures) if variant else "",
        "findings": "; ".join(f"{each.weight.value}: {each.what}" for each in noticed), "seen": page.seen,
    }  # fmt: skip


@app.command()
def approve(
    submission_id: int,
    seen: Annotated[str, typer.Option(help="what `studio review show` gave: if anything changed since, nothing is approved")],
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """批准并排期看过的那一页；写的人和送审的人都不能批准 (never the author)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        row = submissions.submission(session, submission_id)
        made = approve_and_schedule(session, row, seen=seen, files=opened.files, by=acting(session, by), at=opened.clock.now())
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
def withdraw(
    delivery_id: int,
    reason: Annotated[str, typer.Option(help="why it must not go out")],
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """撤回批准：还没发的就不发了 (take an approval back: what is still home stays home)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        withdraw_approval(session, delivery(session, delivery_id), reason=reason, by=acting(session, by), at=opened.clock.now())
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
