"""The brand's library as it stands now."""

from studio.library.library import Library
from studio.library.load import read
from studio.ui.desk import Desk


def library(desk: Desk) -> Library:
    return read(desk.house.settings.workspace)[0]
