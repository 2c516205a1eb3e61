"""The brand: a name, a time zone, and the hosts its links may point to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, select

from studio.database import Json, Row, UTCDateTime, brand_of, not_found


class Brand(Row, table=True):
    slug: str = Field(unique=True)
    name: str
    zone: str = "Asia/Shanghai"
    story: str = ""
    allowed_link_hosts: list[str] = Field(default_factory=list, sa_type=Json)
    created_at: datetime = Field(sa_type=UTCDateTime)

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def named(session: Session, slug: str) -> Brand:
    brand = session.exec(select(Brand).where(Brand.slug == slug)).first()
    if brand is None:
        raise not_found("品牌", "brand", slug)
    return brand


def current(session: Session) -> Brand:
    """The brand this session was opened for."""
    brand = session.get(Brand, brand_of(session))
    if brand is None:
        raise not_found("品牌", "brand", brand_of(session))
    return brand
