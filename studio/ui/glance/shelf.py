"""The brand's library as it stands now."""

from studio.library import current
from studio.library.library import Library
from studio.ui.desk import Desk


def library(desk: Desk) -> Library:
    """Everything the team wrote, by slug; parsed once per state."""
    with desk.look() as session:
        return current.library(session)
