"""Which place in a workspace holds which kind of document."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from studio.library.kinds.article import Article
from studio.library.kinds.brief import Brief
from studio.library.kinds.cadence import Cadence
from studio.library.kinds.campaign import Campaign
from studio.library.kinds.document import Document
from studio.library.kinds.festival import Festivals
from studio.library.kinds.font import Fonts
from studio.library.kinds.layout import Layout
from studio.library.kinds.palette import Palettes
from studio.library.kinds.persona import Persona
from studio.library.kinds.photo import PhotoLicence
from studio.library.kinds.pillar import Pillars
from studio.library.kinds.product import Products
from studio.library.kinds.template import CopyTemplate
from studio.library.kinds.workspace import Workspace

FOLDERS = ("personas", "content", "calendars", "assets")
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True)
class Shelf:
    """A kind and its place. `holds` names the list inside a document that keeps many of the kind in one file."""

    kind: str
    place: str
    reads: type[Document] | None = None
    holds: str = ""
    named_by: str = "slug"


SHELVES = (
    Shelf("workspace", "studio.toml", Workspace, named_by=""),
    Shelf("persona", "personas/*.yaml", Persona),
    Shelf("pillar", "content/pillars.yaml", Pillars, holds="pillars"),
    Shelf("product", "content/products.yaml", Products, holds="products"),
    Shelf("template", "content/templates/*/*.md.j2", CopyTemplate),
    Shelf("brief", "content/briefs/*.yaml", Brief),
    Shelf("article", "content/articles/*.md", Article),
    Shelf("theme", "content/themes/*.css"),
    Shelf("cadence", "calendars/cadences/*.yaml", Cadence),
    Shelf("festival", "calendars/festivals.yaml", Festivals, holds="festivals"),
    Shelf("campaign", "calendars/campaigns/*.yaml", Campaign),
    Shelf("layout", "assets/layouts/*.yaml", Layout),
    Shelf("palette", "assets/palettes.yaml", Palettes, holds="palettes"),
    Shelf("font", "assets/fonts.yaml", Fonts, holds="faces"),
    Shelf("photo", "assets/photos/*.licence.yaml", PhotoLicence, named_by="file"),
)
PICTURE = Shelf("picture", "assets/photos/*")
OTHER = Shelf("file", "*")  # kept and given back, never read: a note to colleagues, a font file


def shelf_of(path: str) -> Shelf:
    """The shelf for a workspace-relative posix path; what no shelf knows is OTHER."""
    here = PurePosixPath(path)
    for shelf in SHELVES:
        if len(here.parts) == shelf.place.count("/") + 1 and here.match(shelf.place):
            return shelf
    if len(here.parts) == 3 and here.match(PICTURE.place) and here.suffix.lower() in PICTURES:
        return PICTURE
    return OTHER


def is_text(shelf: Shelf) -> bool:
    return shelf not in (PICTURE, OTHER)


def overlooked(path: str) -> bool:
    """Whether a file looks like a document but stands where no shelf is, or ends in .yml: it would be carried along and never read."""
    return shelf_of(path) is OTHER and PurePosixPath(path).suffix.lower() in (".yaml", ".yml", ".j2")


def meant_for(path: str) -> str:
    """Where an overlooked document should stand: personas/lin.yml → personas/lin.yaml; the nearest shelf's place when no name helps."""
    here = PurePosixPath(path)
    stem = path[: -len("".join(here.suffixes))]
    for proposal in (f"{stem}.yaml", f"{stem}.md.j2"):
        if proposal != path and is_text(shelf_of(proposal)):
            return proposal
    near = [shelf.place for shelf in SHELVES if shelf.place.split("/")[:2] == path.split("/")[:2]]
    return " / ".join(near or [shelf.place for shelf in SHELVES if shelf.place.split("/")[0] == here.parts[0]])
