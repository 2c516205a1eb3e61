"""Long articles: Markdown to the HTML that WeChat keeps, in a theme, with a report of what it would drop."""

from studio.content.article.render import ArticleHtml, line_of, render

__all__ = ["ArticleHtml", "line_of", "render"]
