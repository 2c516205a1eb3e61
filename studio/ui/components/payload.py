"""Exactly what will be sent, to whom and when: what an approval fixes."""

from studio.ui.components.audience import audience_sentence
from studio.ui.components.facts import facts
from studio.ui.desk import Desk
from studio.ui.glance.review import Exact
from studio.ui.words import language, say


def payload(exact: Exact, desk: Desk) -> None:
    going, variant = exact.going, exact.going.variant
    audience = audience_sentence(going.account, going.placement.for_whom)
    if variant is None:
        facts([(say("review.to"), going.account.name), (say("review.what"), say("review.no_variant"))])
        return
    link = variant.link.url if variant.link else variant.mini_program.page if variant.mini_program else ""
    pictures = "  ".join(f"{order}. {ref.digest[:12]} {ref.width}×{ref.height}" for order, ref in enumerate(variant.all_pictures, start=1))
    text = say("review.text_size", chars=len(variant.text), bytes=len(variant.text.encode()))
    facts([
        (say("review.to"), going.account.name), (say("review.audience"), audience), (say("review.due"), f"{desk.local(going.due_at):%Y-%m-%d %H:%M}"),
        (say("review.window"), f"{desk.local(exact.window.opens):%m-%d %H:%M} – {desk.local(exact.window.closes):%m-%d %H:%M}"),
        (say("review.text"), text), (say("review.pictures"), pictures), (say("review.link"), link),
        (say("review.quota"), "；".join(f"{quota.name.in_(language())} {quota.used} / {quota.limit}" for quota in exact.quotas)),
        (say("review.digest"), exact.digest or say("review.digest_missing")),
    ])  # fmt: skip
