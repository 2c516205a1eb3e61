"""Names of pictures as editors, phones and systems write them, and which words under a picture are only such a name."""

import re
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import unquote

_FILE = re.compile(r"^[^\s/\\]{1,120}\.(?:jpe?g|png|gif|webp|bmp|svg|heic|heif|avif|tiff?)$", re.IGNORECASE)
# what cameras, phones, screens and editors call a picture by themselves
_BY_ITSELF = re.compile(
    r"^(?:image|images|img|imgs|picture|pic|photo|dsc[nf]?|pxl|mvimg|wp|vid|screenshot|screen shot|screen_shot|snipaste|pasted image|clipboard|untitled|unnamed|unknown|capture|mmexport|wx_camera|wechat image"
    r"|wechatimg|beauty|截屏|截图|截圖|屏幕截图|屏幕快照|微信图片|微信截图|qq图片|qq截图|未命名|未命名图片|图片|图像|照片|p)?"
    r"[\s_\-–.:：()（）\d]*(?:at[\s\d.]*|[ap]m|上午|下午|副本|copy|edited|编辑|[ab])?[\s_\-.\d()（）]*$",
    re.IGNORECASE,
)
_HEX = re.compile(r"^(?=.*\d)[0-9a-f]{8,}(?:[-_][0-9a-f]+)*$|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
_STANDING = frozenset(
    {
        "在这里插入图片描述", "输入图片说明", "请输入图片描述", "图片描述", "图片说明", "插入图片", "这里写图片描述", "图片替换文本", "图片alt", "alt", "alt text", "alttext", "image alt", "enter image description here",
        "image description", "img description", "description", "file", "cover", "封面图片", "image.png", "undefined", "null", "none",
    }
)  # fmt: skip


def caption_of(title: str, alt: str, name: str) -> str:
    """The words under a picture: its title, or what stands for it, unless that is only the name of a file."""
    return next((words for words in (title.strip(), alt.strip()) if words and not is_file_name(words, name)), "")


def is_file_name(words: str, name: str = "") -> bool:
    """Whether these words are what a device or an editor wrote by itself."""
    stem = re.split(r"[/\\]", unquote(name))[-1].rpartition(".")[0]
    if words.isdigit() and len(words) < 4:
        return False
    plain = _BY_ITSELF.match(words)
    return bool(
        _FILE.match(words) or _HEX.match(words) or words.lower() in _STANDING or (plain and (words.isascii() or any(sign.isdigit() for sign in words) or "图" in words))
        or (stem and words == stem and re.search(r"[\d_-]", stem) and stem.isascii())
    )  # fmt: skip


def names_of(name: str) -> Iterator[str]:
    """The names under which a picture may be kept: as written, without escapes, query and folders; each once."""
    seen: set[str] = set()
    decoded = unquote(name)
    bases = [name, decoded, re.split(r"[?#]", decoded)[0], re.sub(r"^\./", "", decoded)]
    for each in (*bases, *(re.split(r"[/\\]", base)[-1] for base in bases)):
        for form in (each, normalize("NFC", each), each.replace("\xa0", " ")):
            if form and form not in seen:
                seen.add(form)
                yield form
