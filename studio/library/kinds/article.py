"""content/articles/<slug>.md: long form, Markdown with front matter."""

from studio.library.kinds.document import Document, Line, Slug


class Article(Document):
    slug: Slug
    title: Line
    author: str = ""
    digest: str = ""
    cover: str = ""  # file name under assets/photos/
    theme: Slug = "paper"
    pillar: Slug | None = None
    body: str = ""  # filled by the loader
    body_line: int = 1
