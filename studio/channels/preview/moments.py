"""朋友圈: a moment as friends see it in their feed."""

from studio.channels.preview.escape import address, line, words
from studio.channels.preview.fold import folds
from studio.channels.preview.frame import phone, portrait
from studio.channels.preview.message import Picture, PreviewLink, PreviewMessage

_HEART = (
    '<svg class="sp-heart" viewBox="0 0 16 14" width="14" height="12"><path d="M8 13 2 7.2a3.6 3.6 0 0 1 0-5.1 3.5 3.5 0 0 1 5 0l1 1 1-1a3.5 '
    '3.5 0 0 1 5 0 3.6 3.6 0 0 1 0 5.1z" fill="none" stroke="currentColor" stroke-width="1.3"/></svg>'
)
_LONG_SIDE = 200  # points: the longer side of a single picture


def moments(message: PreviewMessage) -> str:
    """The moment in its phone: text folded after six lines, pictures laid out by their number, likes and comments below."""
    body = (
        f'<div class="sp-name">{line(message.name)}</div>{_text(message.text)}{picture_grid(message.pictures)}'
        f"{_card(message.link)}{_foot(message)}{_answers(message)}"
    )
    return phone(
        f'<article class="sp-moment">{portrait(message)}<div>{body}</div></article>', title="朋友圈", look="moments", action="camera"
    )


def picture_grid(pictures: tuple[Picture, ...]) -> str:
    """One picture keeps its proportions, two and three stand in a row, four in a square, five to nine in rows of three."""
    shown = [picture for picture in pictures[:9] if address(picture.url)]
    if not shown:
        return ""
    if len(shown) == 1:
        width, height = _single(shown[0])
        return f'<div class="sp-one"><img style="width:{width}px;height:{height}px" src="{address(shown[0].url)}" alt=""></div>'
    cells = "".join(f'<img src="{address(picture.url)}" alt="">' for picture in shown)
    return f'<div class="sp-grid{" sp-grid-4" if len(shown) == 4 else ""}">{cells}</div>'


def _single(picture: Picture) -> tuple[int, int]:
    ratio = min(max(picture.ratio, 0.5), 2.0)  # WeChat crops longer ones
    return (_LONG_SIDE, round(_LONG_SIDE / ratio)) if ratio >= 1 else (round(_LONG_SIDE * ratio), _LONG_SIDE)


def _text(text: str) -> str:
    if not text.strip():
        return ""
    if not folds(text):
        return f'<div class="sp-text">{words(text)}</div>'
    return f'<details class="sp-fold"><summary><span class="sp-text">{words(text)}</span><a></a></summary></details>'


def _card(link: PreviewLink | None) -> str:
    if link is None:
        return ""
    source = address(link.picture.url) if link.picture else ""
    picture = f'<img src="{source}" alt="">' if source else '<span class="sp-nopic"></span>'
    return f'<div class="sp-feedcard">{picture}<span>{line(link.title)}</span></div>'


def _foot(message: PreviewMessage) -> str:
    return f'<div class="sp-foot"><time>{line(message.when)}</time><span class="sp-dots"><i></i><i></i></span></div>'


def _answers(message: PreviewMessage) -> str:
    if not message.likes and not message.comments:
        return ""
    likes = f'<div class="sp-likes">{_HEART}{"，".join(line(name) for name in message.likes)}</div>' if message.likes else ""
    comments = "".join(f'<div class="sp-comment"><b>{line(c.person)}</b>：{line(c.text)}</div>' for c in message.comments)
    return f'<div class="sp-answers">{likes}{f"<div>{comments}</div>" if comments else ""}</div>'
