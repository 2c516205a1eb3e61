"""Every table of the studio, imported so that the metadata knows them."""

from studio.assets import asset  # noqa: F401
from studio.brands import account, brand  # noqa: F401
from studio.calendars import slot  # noqa: F401
from studio.engagement import collect, link, names, platform_event, reading  # noqa: F401
from studio.history import HistoryHead, HistoryRow  # noqa: F401
from studio.library import version  # noqa: F401
from studio.people import person, session, sign_in  # noqa: F401
from studio.personas import stage  # noqa: F401
from studio.posts import opt_out, placement, post  # noqa: F401
from studio.publishing import delivery, drawer, heartbeat, hold, letter, notice, rate  # noqa: F401
from studio.review import approval, submission  # noqa: F401
