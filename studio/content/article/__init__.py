"""Long articles: Markdown to the HTML that WeChat keeps, in a theme, with a report of what it would drop."""

from studio.content.article.render import ArticleHtml, line_of, render
from studio.content.article.summary import summary_of_article, title_of_article

__all__ = ["ArticleHtml", "line_of", "render", "summary_of_article", "title_of_article"]
