"""studio.toml: the brand, its time zone, its channel accounts, people's example seats and what the review asks for."""

from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug
from studio.library.kinds.zone import CHINA, Zone


class ChannelKind(StrEnum):
    """The four ways out; the values are the folder names under studio/channels/."""

    OFFICIAL_ACCOUNT = "official_account"
    COMMUNITY = "community"
    MOMENTS = "moments"
    HANDOFF = "handoff"


class Audience(Document):
    """Who a delivery is for. Empty lists mean everybody whom the account reaches: said aloud wherever it is shown."""

    tags: tuple[str, ...] = ()  # platform tag ids (WeCom corp tags, OA tag id)
    groups: tuple[str, ...] = ()  # chat ids of customer groups
    members: tuple[str, ...] = ()  # WeCom userids who send
    people: tuple[str, ...] = ()  # hand-off: who does it


class AccountSeed(Document):
    """A channel account named in studio.toml; its secret never stands in a file."""

    slug: Slug
    name: Line
    channel: ChannelKind
    persona: Slug | None = None
    kind: str = ""  # subscription | service; of a hand-off: personal_wechat | sms | xiaohongshu …
    verified: bool = True
    shared: bool = False  # several personas share it
    face: str = ""  # its own portrait then: file name under assets/photos/
    charter: str = ""  # community: marketing | content | service
    charter_for: str = ""  # its sub-type: discount | fission | publicity, tutorial | topic, before_sale | in_sale | after_sale
    external_id: str = ""  # appid, or corpid
    agent: str = ""  # WeCom self-built app id
    audience: Audience = Audience()
    publish: str = "freepublish"  # official_account: freepublish (no push) | mass (push) | draft


class BrandSheet(Document):
    slug: Slug
    name: Line
    zone: Zone = CHINA
    founded: str = ""
    story: str = ""
    allowed_link_hosts: tuple[str, ...] = ()


class Workspace(Document):
    brand: BrandSheet
    accounts: tuple[AccountSeed, ...] = Field(default=())
