"""The line between a stop and the steps: every step is begun either before a stop is committed, and then counted as in flight, or not at all.

SQLite has one writer at a time, so its transactions stand in such a line anyway. On PostgreSQL a step that has just looked for switches
could be committed after a switch that it did not see: steps pass the line side by side, and a stop waits until it has the line to itself.
"""

from sqlalchemy import TextClause, text
from sqlmodel import Session

LINE = 7351_2  # PostgreSQL advisory lock, held until the transaction ends
_BESIDE, _ALONE = text("SELECT pg_advisory_xact_lock_shared(:line)"), text("SELECT pg_advisory_xact_lock(:line)")


def beside_other_steps(session: Session) -> None:
    """Asked first in a transaction that begins a step, before it looks for switches."""
    _wait(session, _BESIDE)


def alone(session: Session) -> None:
    """Asked first in a transaction that stops something: no step is being begun from here on until it ends."""
    _wait(session, _ALONE)


def _wait(session: Session, how: TextClause) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(how, {"line": LINE})
