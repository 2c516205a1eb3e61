"""Faces for pictures: which one has a character, and text as runs of one face each (CJK, Latin, emoji)."""

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path

import justmytype_intl_cjk
from PIL import ImageFont

from studio.assets.line_breaking import graphemes
from studio.errors import StudioError, problem
from studio.library.kinds.font import FontFace, Fonts

EMOJI_WANTED = "\ufe0f"  # asks for the colour picture of a character that also has a plain form


@dataclass(frozen=True, eq=False)  # there is one of each file, and hashing by identity is what the caches do most
class Face:
    """One font file; `coloured` faces bring their own colours (emoji)."""

    slug: str
    path: str
    role: str
    characters: frozenset[int] = field(repr=False)
    coloured: bool = False
    weights: bool = False

    def has(self, cluster: str) -> bool:
        return all(ord(c) in self.characters or ord(c) in (0xFE0F, 0x200D) for c in cluster)

    def font(self, size: int, weight: int) -> ImageFont.FreeTypeFont:
        """The face at a size in pixels; `weight` 100–900 where the face has the axis."""
        return _font(self.path, size, weight if self.weights else 0)


@dataclass(frozen=True)
class Run:
    face: Face
    text: str


@dataclass(frozen=True, eq=False)
class Faces:
    """Faces in the order in which they are asked."""

    faces: tuple[Face, ...]

    def runs(self, text: str, role: str) -> list[Run]:
        """The text in runs of one face; a character that no face has goes to the first one."""
        found: list[Run] = []
        for cluster in graphemes(text):
            face = self._face(cluster, role)
            cluster_ = cluster if face.coloured else cluster.replace(EMOJI_WANTED, "")
            if found and found[-1].face == face:
                found[-1] = Run(face, found[-1].text + cluster_)
            else:
                found.append(Run(face, cluster_))
        return found

    def missing(self, text: str) -> str:
        """The characters that no face has, each once."""
        return _missing(self, text)

    def _face(self, cluster: str, role: str) -> Face:
        order = _in_order(self.faces, role)
        if EMOJI_WANTED in cluster or len(cluster) > 1:
            order = (*(face for face in order if face.coloured), *order)
        return next((face for face in order if face.has(cluster)), order[0])


@lru_cache(maxsize=2048)
def _missing(faces: Faces, text: str) -> str:
    return "".join(dict.fromkeys(c for c in graphemes(text) if not c.isspace() and not any(face.has(c) for face in faces.faces)))


@lru_cache(maxsize=16)
def _in_order(faces: tuple[Face, ...], role: str) -> tuple[Face, ...]:
    return tuple(sorted(faces, key=lambda face: face.role != role))


@lru_cache(maxsize=8)
def faces_of(fonts: Fonts, workspace: Path) -> Faces:
    """The faces of assets/fonts.yaml; files are looked for in their package or in the workspace."""
    return Faces(tuple(_face_of(face, workspace) for face in fonts.faces))


@lru_cache(maxsize=1)
def house_faces() -> Faces:
    """Noto Sans SC as its package ships it: enough for Chinese and Latin where a workspace names no faces."""
    name = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
    return Faces((_read("noto-sans-sc", Path(str(resources.files(justmytype_intl_cjk) / name)), "text"),))


def _face_of(face: FontFace, workspace: Path) -> Face:
    folder = _package_folder(face) if face.package else workspace
    return _read(face.slug, folder / face.file, face.role)


def _package_folder(face: FontFace) -> Path:
    try:
        return Path(str(resources.files(face.package)))
    except ModuleNotFoundError:
        raise _no_face(face.slug, face.package) from None


def _no_face(slug: str, where: str) -> StudioError:
    return StudioError(
        problem(
            f"字体 {slug} 的文件不在",
            f"the file of face {slug} is missing",
            where=where,
            mend=("改正 assets/fonts.yaml，或安装字体包", "mend assets/fonts.yaml, or install the font package"),
        )
    )


@lru_cache(maxsize=16)
def _read(slug: str, path: Path, role: str) -> Face:
    if not path.is_file():
        raise _no_face(slug, str(path))
    try:
        tables = _tables(path)
        return Face(slug, str(path), role, _characters(tables["cmap"]), coloured="COLR" in tables, weights="fvar" in tables)
    except (struct.error, KeyError):
        raise StudioError(
            problem(
                f"字体 {slug} 读不出来",
                f"face {slug} cannot be read",
                where=str(path),
                mend=("换成 TTF 或 OTF 文件", "use a TTF or OTF file"),
            )
        ) from None


@lru_cache(maxsize=96)
def _font(path: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size)
    if weight:
        font.set_variation_by_axes([weight])
    return font


def _tables(path: Path) -> dict[str, bytes]:
    """The table directory (OpenType 1.9, "Table Directory"); only cmap's bytes are read."""
    tables: dict[str, bytes] = {}
    with path.open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        for tag, offset, length in struct.iter_unpack(">4s4xII", file.read(16 * count)):
            tables[tag.decode("latin-1")] = b""
            if tag == b"cmap":
                back = file.tell()
                file.seek(offset)
                tables["cmap"] = file.read(length)
                file.seek(back)
    return tables


def _characters(cmap: bytes) -> frozenset[int]:
    """Code points of the Unicode subtables, formats 4 and 12 (OpenType 1.9, "cmap")."""
    found: set[int] = set()
    (count,) = struct.unpack_from(">2xH", cmap)
    for i in range(count):
        platform, _, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * i)
        if platform not in (0, 3):
            continue
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == 12:
            (groups,) = struct.unpack_from(">12xI", cmap, offset)
            for first, last, _glyph in struct.iter_unpack(">III", cmap[offset + 16 : offset + 16 + 12 * groups]):
                found.update(range(first, last + 1))
        elif form == 4:
            found.update(_segments(cmap, offset))
    return frozenset(found)


def _segments(cmap: bytes, offset: int) -> set[int]:
    (twice,) = struct.unpack_from(">6xH", cmap, offset)
    count = twice // 2
    lasts = struct.unpack_from(f">{count}H", cmap, offset + 14)
    firsts = struct.unpack_from(f">{count}H", cmap, offset + 16 + twice)
    return {code for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF for code in range(first, last + 1)}
