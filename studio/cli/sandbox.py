"""`studio sandbox`: the local platforms."""

from studio import log
from studio.sandbox.serve import serve
from studio.settings import Settings


def sandbox() -> None:
    """本地平台（沙盒）：像公众号和企业微信一样应答 (answers like both platforms)."""
    settings = Settings()
    log.set_up(settings.log_level, process="sandbox")
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    serve(settings)
