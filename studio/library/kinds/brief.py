"""content/briefs/<slug>.yaml: the creative brief (创意简报), required before 种草 / 新品 / 促销 enter review."""

from studio.library.kinds.document import Document, Line, Slug, Text


class Brief(Document):
    slug: Slug
    name: Line
    product: Slug | None = None
    selling_points: tuple[Line, ...]  # 卖点
    audience: Text  # 新/老客人群
    needs: Text  # 心理/生理需求
    pain_points: Text  # 未被满足的痛点
    occasion: Text  # 使用场景
    call_to_action: Text  # 行动刺激
