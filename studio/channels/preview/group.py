"""社群: the message as it stands in a customer group, each part a bubble of its own."""

from studio.channels.preview.escape import address, line, words
from studio.channels.preview.frame import phone, portrait
from studio.channels.preview.message import Picture, PreviewLink, PreviewMessage

_LONG_SIDE = 160  # points
_LINK = '<svg viewBox="0 0 16 16" width="12" height="12"><circle cx="8" cy="8" r="7" fill="none" stroke="#7d90a9" stroke-width="1.5"/><path d="M5 11c2-1 1-5 3-5s1 4 3 3" fill="none" stroke="#7d90a9" stroke-width="1.5"/></svg>'


def group(message: PreviewMessage) -> str:
    """The chat in its phone: text, then pictures one by one, then the card, as the platform sends them."""
    parts = [f'<div class="sp-bubble">{words(message.text)}</div>'] if message.text.strip() else []
    parts += [_picture(picture) for picture in message.pictures if address(picture.url)]
    if message.link:
        parts.append(_mini_program(message.link) if message.link.mini_program else _link(message.link))
    rows = "".join(f'<div class="sp-row">{portrait(message)}<div>{_who(message)}{part}</div></div>' for part in parts)
    when = f'<time class="sp-when">{line(message.when)}</time>' if message.when else ""
    count = f"({message.members})" if message.members is not None else ""
    return phone(f"{when}{rows}{_INPUT}", title=f"{message.place or '社群'}{count}", look="chat")


def _who(message: PreviewMessage) -> str:
    company = f"<em>@{line(message.company)}</em>" if message.company else ""
    return f'<div class="sp-who">{line(message.name)}{company}</div>'


def _picture(picture: Picture) -> str:
    ratio = min(max(picture.ratio, 0.45), 2.2)
    width, height = (_LONG_SIDE, _LONG_SIDE / ratio) if ratio >= 1 else (_LONG_SIDE * ratio, _LONG_SIDE)
    return f'<img class="sp-photo" style="width:{width:.0f}px;height:{height:.0f}px" src="{address(picture.url)}" alt="">'


def _link(link: PreviewLink) -> str:
    source = address(link.picture.url) if link.picture else ""
    thumb = f'<img src="{source}" alt="">' if source else '<span class="sp-nopic"></span>'
    return f'<div class="sp-card"><h4>{line(link.title)}</h4><div><p>{line(link.summary)}</p>{thumb}</div></div>'


def _mini_program(link: PreviewLink) -> str:
    source = address(link.picture.url) if link.picture else ""
    cover = f'<img src="{source}" alt="">' if source else '<span class="sp-nopic">5 : 4</span>'
    return (
        f'<div class="sp-card sp-mini"><small><i></i>{line(link.mini_program)}</small><h4>{line(link.title)}</h4>{cover}'
        f"<footer>{_LINK}小程序</footer></div>"
    )


_INPUT = '<div class="sp-input"><i></i><span></span><i></i><i></i></div>'
