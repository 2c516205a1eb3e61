"""Where Moments folds a text: six lines are seen, the rest stands behind 全文."""

import unicodedata

LINES_SEEN = 6
LINE_WIDTH = 34  # half-widths on a 375-point phone: 17 Chinese characters of 16 points in 272


def lines(text: str) -> int:
    """How many lines the text takes on the phone, empty ones included."""
    return sum(max(1, -(-_width(part) // LINE_WIDTH)) for part in text.strip().split("\n"))


def folds(text: str) -> bool:
    """Whether readers have to tap 全文 to see the end."""
    return lines(text) > LINES_SEEN


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text if not unicodedata.combining(c))
