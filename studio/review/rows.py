"""What review leaves behind: what was handed in and decided, what was remarked, and what was approved."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from studio.database import BrandRow, Json, UTCDateTime
from studio.posts.wording import Window


class Submission(BrandRow, table=True):
    """A version that waits for a reviewer, or what was decided of it."""

    post_id: int = Field(foreign_key="post.id", index=True)
    version_id: int = Field(foreign_key="post_version.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    note: str = ""
    findings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    decision: str = Field(default="", index=True)  # "" waiting | approved | sent_back | withdrawn
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reason: str = ""


class ReviewComment(BrandRow, table=True):
    """A remark on a place in the text of a version; resolved ones stay."""

    version_id: int = Field(foreign_key="post_version.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    text: str
    channel: str = ""
    span_from: int | None = None
    span_to: int | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Approval(BrandRow, table=True):
    """Who let which bytes out, when, and for which window. Withdrawn, it stays as a row that says by whom."""

    __table_args__ = (UniqueConstraint("version_id", "placement_id", "digest", "at"),)
    post_id: int = Field(foreign_key="post.id", index=True)
    version_id: int = Field(foreign_key="post_version.id", index=True)
    placement_id: int = Field(foreign_key="placement.id", index=True)
    account_id: int = Field(foreign_key="channel_account.id")
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    digest: str = Field(index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_by: str = ""
    withdrawn_reason: str = ""

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)
