"""The look: the stylesheet and the seal, and how they reach the page."""

from functools import cache
from pathlib import Path

from studio.ui.colours import INK, variables

_FOLDER = Path(__file__).parent
SEAL = _FOLDER / "seal.svg"  # 「私」 on cinnabar, drawn for the studio


@cache
def stylesheet(surprise: str) -> str:
    """The colours as variables, and every rule that makes Streamlit look like the studio; `surprise` is what a defect is called."""
    words = surprise.replace('"', "”")
    rules = (_FOLDER / "studio.css").read_text(encoding="utf-8")
    return f'<style>{variables()}\n:root {{ --surprise: "{words}"; }}\n{rules}</style>'


@cache
def wordmark(name: str, *, dark: bool) -> str:
    """The seal and the studio's name as one SVG."""
    seal = SEAL.read_text(encoding="utf-8").replace("<svg ", '<svg width="28" height="28" y="2" ', 1)
    font = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="32" viewBox="0 0 160 32">{seal}'
        f'<text x="38" y="22" font-family="{font}" font-size="15" font-weight="600" fill="{INK[int(dark)]}">{name}</text></svg>'
    )
