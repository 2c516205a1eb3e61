"""Personas as cards: portrait, stage, warm-up, streak, this week's mix, and people beside it."""

from collections.abc import Sequence
from html import escape

from studio.excerpt import initial
from studio.library.kinds import Stage
from studio.ui.components.markup import chip, show, state_chip
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.personas import Standing
from studio.ui.words import say

TOP = 4  # kinds of content named on a card


def persona_cards(found: Sequence[Standing], cast: Cast, desk: Desk) -> None:
    show(f'<div class="cards personas">{"".join(_card(each, cast, desk) for each in found)}</div>')


def _card(each: Standing, cast: Cast, desk: Desk) -> str:
    persona, order = each.persona, cast.order(each.persona.slug) % 8
    portrait = cast.portrait(persona.slug, desk)
    face = (
        f'<img src="{escape(portrait)}" alt="">'
        if portrait
        else f'<span style="background:var(--persona-{order})">{escape(initial(persona.name))}</span>'
    )
    return (
        f'<div class="card" style="border-top:3px solid var(--persona-{order})"><div class="persona">{face}<div><h4>{escape(persona.name)} {state_chip(each.stage.value)}</h4>'
        f'<p class="muted">{escape(say(f"personas.kind_{persona.kind.value}"))} · {escape(persona.role)}</p></div></div>'
        f"{_warm(each)}{_figures(each)}<p>{_mix(each, cast)}</p>"
        f'<p class="muted">{escape(say("personas.operator", name=persona.operator))}</p></div>'
    )


def _warm(each: Standing) -> str:
    if each.stage is not Stage.WARMING:
        return ""
    done, of = each.warm
    words = say("personas.warming", done=done, of=of)
    return (
        f'<p class="muted">{escape(words)}</p><div class="meter is-gamboge"><i style="width:{100 * done / of if of else 0:.0f}%"></i></div>'
    )


def _figures(each: Standing) -> str:
    waiting = f'<em class="is-cinnabar">{escape(say("personas.waiting", n=each.waiting))}</em>' if each.waiting else ""
    people = escape(say("personas.people", n=each.people))
    return f'<dl class="pair"><div><dt>{escape(say("personas.streak"))}</dt><dd>{escape(say("personas.days", n=each.streak))}</dd></div><div><dt>{escape(say("personas.trust"))}</dt><dd>{people} {waiting}</dd></div></dl>'


def _mix(each: Standing, cast: Cast) -> str:
    if not each.mix:
        return f'<span class="muted">{escape(say("personas.no_mix"))}</span>'
    more = f" +{len(each.mix) - TOP}" if len(each.mix) > TOP else ""
    return " ".join(chip(f"{cast.pillar(pillar)} {count}") for pillar, count in each.mix[:TOP]) + more
