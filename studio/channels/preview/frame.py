"""The phone around every preview, its small drawings, and a whole page of phones."""

from functools import cache
from pathlib import Path

from studio.channels.preview.escape import address, line
from studio.channels.preview.message import PreviewMessage
from studio.excerpt import initial

_BACK = (
    '<svg viewBox="0 0 12 20" width="10" height="17"><path d="M10 2 2 10l8 8" fill="none" stroke="currentColor" stroke-width="2"/></svg>'
)
_MORE = '<svg viewBox="0 0 24 6" width="20" height="5"><circle cx="3" cy="3" r="2.4"/><circle cx="12" cy="3" r="2.4"/><circle cx="21" cy="3" r="2.4"/></svg>'
_CAMERA = (
    '<svg viewBox="0 0 24 20" width="22" height="18" fill="none" stroke="currentColor" stroke-width="1.7">'
    '<path d="M2 5h4.5L8.5 2h7l2 3H22v13H2z" stroke-linejoin="round"/><circle cx="12" cy="11" r="4.2"/></svg>'
)
_SIGNAL = (
    '<svg viewBox="0 0 62 12" width="62" height="12"><g fill="currentColor"><rect x="0" y="8" width="3" height="4" rx="1"/>'
    '<rect x="4.5" y="6" width="3" height="6" rx="1"/><rect x="9" y="3.5" width="3" height="8.5" rx="1"/><rect x="13.5" y="1" width="3" height="11" rx="1"/>'
    '<path d="M26.5 10.8 28.7 8.4a3.2 3.2 0 0 0-4.4 0zM22.2 6a6.2 6.2 0 0 1 8.6 0l1.3-1.4a8.1 8.1 0 0 0-11.2 0z"/></g>'
    '<rect x="38.5" y=".5" width="20" height="11" rx="3" fill="none" stroke="currentColor" opacity=".4"/>'
    '<rect x="40" y="2" width="15" height="8" rx="1.8" fill="currentColor"/></svg>'
)
_ACTIONS = {"more": _MORE, "camera": _CAMERA}


def phone(screen: str, *, title: str, look: str, action: str = "more", fixed: bool = False) -> str:
    """A phone with a screen. `look` is the style of the app it shows, `fixed` gives the screen a phone's height."""
    return (
        f'<div class="sp sp-{look}{" sp-fixed" if fixed else ""}" role="img" aria-label="{line(title)}">'
        f'<div class="sp-status"><span>9:41</span>{_SIGNAL}</div>'
        f'<div class="sp-bar"><i>{_BACK}</i><b>{line(title)}</b><i>{_ACTIONS[action]}</i></div>'
        f'<div class="sp-screen">{screen}</div></div>'
    )


def portrait(message: PreviewMessage, *, size: int = 40) -> str:
    """The persona's portrait, or the first character of the name on the persona's colour."""
    source = address(message.portrait)
    box = f"width:{size}px;height:{size}px"
    if source:
        return f'<img class="sp-face" style="{box}" src="{source}" alt="">'
    colour = message.colour if message.colour.startswith("#") and message.colour[1:].isalnum() else "#3E4C5C"
    return f'<span class="sp-face" style="{box};font-size:{size // 2}px;background:{colour}">{line(initial(message.name))}</span>'


def document(*phones: str, language: str = "zh") -> str:
    """A whole page of phones, for an iframe or a file."""
    lang = "en" if language == "en" else "zh-CN"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{stylesheet()}</style></head><body class="sp-page">{"".join(phones)}</body></html>'
    )


@cache
def stylesheet() -> str:
    """The CSS of all previews; every class begins with `sp`."""
    return (Path(__file__).parent / "preview.css").read_text(encoding="utf-8")
