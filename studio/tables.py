"""Every table of the studio, imported before the first session so that none is without its brand's criterion.

Whoever opens a database imports this; a table that is missing here is refused when its class is made, and a test looks for it besides.
"""

from studio.assets import asset  # noqa: F401
from studio.brand_scope import tables_are_known
from studio.brands import account, brand  # noqa: F401
from studio.calendars import slot  # noqa: F401
from studio.engagement import collect, link, names, platform_event, reading  # noqa: F401
from studio.history import HistoryHead, HistoryRow  # noqa: F401
from studio.library import version  # noqa: F401
from studio.people import person, session, sign_in  # noqa: F401
from studio.personas import stage  # noqa: F401
from studio.posts import draft, opt_out, placement, post  # noqa: F401
from studio.posts.advert import answer  # noqa: F401
from studio.publishing import delivery, drawer, heartbeat, hold, letter, notice, rate, tester  # noqa: F401
from studio.review import approval, submission  # noqa: F401

tables_are_known()
