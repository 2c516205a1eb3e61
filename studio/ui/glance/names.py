"""People by the names that the team calls them; a process is called what it is."""

from collections.abc import Mapping

from sqlmodel import Session

from studio.people.person import team
from studio.ui.words import say


def names(session: Session) -> dict[str, str]:
    """Sign-in name → name, of everybody who works for the brand."""
    return {person.handle: person.name for person, _ in team(session)}


def who(handle: str, known: Mapping[str, str]) -> str:
    """A name; publishing processes act in the studio's own name."""
    if handle in known:
        return known[handle]
    by_itself = handle.partition("-")[0] in ("publisher", "worker", "clock") or handle.startswith(("worker:", "clock:", "publisher:"))
    return say("frame.by_itself") if by_itself else handle
