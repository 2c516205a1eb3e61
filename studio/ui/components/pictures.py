"""Pictures on a page: small copies of stored bytes, made once per digest and carried in the page itself."""

from base64 import b64encode
from io import BytesIO

import streamlit as st
from PIL import Image, UnidentifiedImageError

from studio.errors import StudioError
from studio.files import Files


def picture_url(files: Files, digest: str, *, width: int = 480) -> str:
    """An address for an `img`: the picture at most `width` pixels wide; empty when its bytes are gone."""
    try:
        return _small(files, digest, width)
    except StudioError:
        return ""


@st.cache_data(show_spinner=False, max_entries=2000)
def _small(_files: Files, digest: str, width: int) -> str:
    content = _files.get(digest)
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.draft("RGB", (width, width * 4))
            picture.thumbnail((width, width * 4))
            small = BytesIO()
            picture.convert("RGB").save(small, "JPEG", quality=82)
    except (UnidentifiedImageError, OSError):
        return ""
    return f"data:image/jpeg;base64,{b64encode(small.getvalue()).decode('ascii')}"
