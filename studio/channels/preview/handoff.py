"""人工交接: the page that the person who posts by hand opens on their phone."""

from studio.channels.preview.escape import address, line, words
from studio.channels.preview.frame import phone, portrait
from studio.channels.preview.message import PreviewMessage

_CHECKS = ("文字已复制并贴好", "图片按顺序选好", "已发出，并看过一眼")


def handoff(message: PreviewMessage) -> str:
    """The hand-off in its phone: text to copy, pictures to save in order, a checklist, and the confirmation with proof."""
    head = f'<div class="sp-task">{portrait(message)}<div><b>{line(message.name)}</b><small>{line(message.place)} · {line(message.when)}</small></div></div>'
    checks = "".join(f"<li>{line(check)}</li>" for check in message.checklist or _CHECKS)
    return phone(
        f"{head}{_copy(message)}{_save(message)}"
        f'<section><h5>逐项确认</h5><ul class="sp-checks">{checks}</ul></section><div class="sp-confirm">上传截图，确认已发出</div>',
        title="待发内容", look="handoff",
    )  # fmt: skip


def _copy(message: PreviewMessage) -> str:
    link = f'<p class="sp-url">{line(message.link.title)}</p>' if message.link else ""
    text = words(message.text) or "（这条没有文字）"
    return f'<section><h5>文字<span>复制</span></h5><div class="sp-copy">{text}</div>{link}</section>'


def _save(message: PreviewMessage) -> str:
    sources = [address(picture.url) for picture in message.pictures if address(picture.url)]
    if not sources:
        return ""
    cells = "".join(f'<div><img src="{source}" alt=""><b>{order}</b></div>' for order, source in enumerate(sources, start=1))
    return f'<section><h5>图片（按顺序保存 {len(sources)} 张）<span>全部保存</span></h5><div class="sp-save">{cells}</div></section>'
