"""Failures reach people who are not looking at the screen: by mail, gathered per person, and by a webhook."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from studio.brands.brand import Brand, current
from studio.database import act, look
from studio.errors import Words
from studio.people.person import Person
from studio.publishing.letter import MAIL, WEBHOOK, Letter, brands, send_letters
from studio.publishing.notice import Notice
from studio.publishing.outside import Outside

EVERY = timedelta(minutes=5)  # between two mails to one person
NEWS = timedelta(days=1)  # what is older was told when there was nobody to write to


def tell_outside(engine: Engine, outside: Outside, *, now: datetime) -> int:
    """Write letters about what is new, and send what is due; gives how many letters arrived."""
    for brand in brands(engine):
        with look(engine, brand=brand) as session:
            anything = _letters(session, outside, now=now)
        if anything:
            with act(engine, brand=brand) as session:
                session.add_all(_letters(session, outside, now=now, mark=session))
    return send_letters(engine, outside, now=now)


def _letters(session: Session, outside: Outside, *, now: datetime, mark: Session | None = None) -> list[Letter]:
    """What would be written now; with `mark`, the notices are marked as told."""
    brand, letters = current(session), []
    fresh = select(Notice).where(Notice.at > now - NEWS).order_by(col(Notice.at), col(Notice.id))
    if outside.mail is not None:
        unread = list(session.exec(fresh.where(col(Notice.mailed_at).is_(None), col(Notice.read_at).is_(None))))
        for person in _reachable(session, unread, now=now):
            theirs = [notice for notice in unread if notice.person_id == person.key]
            letters.append(Letter(way=MAIL, to=person.email, content=_mail(brand, theirs, person, outside), written_at=now, next_at=now))
            _marked(mark, theirs, "mailed_at", now)
    if outside.webhook is not None and (new := list(session.exec(fresh.where(col(Notice.hooked_at).is_(None))))):
        letters.append(Letter(way=WEBHOOK, to=outside.webhook.url, content=_call(brand, new, outside), written_at=now, next_at=now))
        _marked(mark, new, "hooked_at", now)
    return letters


def _reachable(session: Session, notices: Iterable[Notice], *, now: datetime) -> list[Person]:
    """Those with a mail address who got no mail in the last minutes."""
    people = [session.get(Person, person_id) for person_id in sorted({notice.person_id for notice in notices})]
    lately = set(session.exec(select(Letter.to).where(Letter.way == MAIL, Letter.written_at > now - EVERY)))
    return [person for person in people if person is not None and person.email and person.left_at is None and person.email not in lately]


def _marked(session: Session | None, notices: Iterable[Notice], column: str, now: datetime) -> None:
    if session is not None:
        for notice in notices:
            setattr(notice, column, now)
            session.add(notice)


def _mail(brand: Brand, notices: Sequence[Notice], person: Person, outside: Outside) -> dict[str, str]:
    language, count = person.language, len(notices)
    subject = Words(
        f"【{brand.name}】{count} 件事要你看一下", f"[{brand.name}] {count} {'thing needs' if count == 1 else 'things need'} your attention"
    )
    lines = [f"· {_line(notice, language)}" for notice in notices]
    where = Words(f"详情：{outside.address}", f"Details: {outside.address}")
    return {"subject": subject.in_(language), "text": "\n".join([*lines, "", where.in_(language)])}


def _line(notice: Notice, language: str) -> str:
    what, mend = Words(notice.zh, notice.en).in_(language), Words(notice.mend_zh, notice.mend_en).in_(language)
    times = f"（{notice.times} 次）" if language == "zh" else f" ({notice.times} times)"
    return f"{what}{times if notice.times > 1 else ''}" + (f" → {mend}" if mend else "")


def _call(brand: Brand, notices: Iterable[Notice], outside: Outside) -> dict[str, object]:
    """The same failure was told to several people; it is one item."""
    items = {
        notice.about: {
            "about": notice.about, "at": notice.at.isoformat(), "zh": notice.zh, "en": notice.en,
            "mend_zh": notice.mend_zh, "mend_en": notice.mend_en, "times": notice.times,
        }
        for notice in notices
    }  # fmt: skip
    return {"brand": brand.slug, "studio": outside.address, "failures": list(items.values())}
