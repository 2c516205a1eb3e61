"""`studio posts`: what is written, and what it says."""

from typing import Annotated

import typer
from sqlmodel import col, select

from studio.cli.saying import BrandOption, JsonOption, brand_session, tell
from studio.posts import post as posts
from studio.posts.placement import placements
from studio.posts.post import Post
from studio.workspace.opened import open_studio

app = typer.Typer(name="posts", help="内容 (posts)", no_args_is_help=True)


@app.command("list")
def list_(
    brand: BrandOption = "", persona: Annotated[str, typer.Option(help="only this persona")] = "", as_json: JsonOption = False
) -> None:
    """列出内容 (newest first)."""
    with brand_session(open_studio(), brand) as session:
        query = select(Post).where(col(Post.archived_at).is_(None)).order_by(col(Post.id).desc())
        rows = []
        for post in session.exec(query.where(Post.persona == persona) if persona else query):
            version = posts.latest(session, post)
            rows.append(
                {
                    "post": post.id, "idea": post.idea, "persona": post.persona, "pillar": post.pillar, "version": version.number if version else None,
                    "promotional": version.promotional if version else None, "placements": len(placements(session, post)),
                }
            )  # fmt: skip
    tell(rows, as_json=as_json, title="内容")


@app.command()
def show(post_id: int, brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """看一条内容的各渠道版本 (its variants)."""
    with brand_session(open_studio(), brand) as session:
        version = posts.latest(session, posts.post(session, post_id))
        rows = [
            {
                "channel": kind.value,
                "title": variant.title,
                "text": variant.text,
                "pictures": " ".join(p.digest[:12] for p in variant.all_pictures),
            }
            for kind, variant in (version.body if version else {}).items()
        ]
    tell(rows, as_json=as_json, title=f"内容 {post_id}")
