"""The screens as an ASGI app: Streamlit, with routes and a gate that somebody else brings."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

import studio
from studio.errors import StudioError, problem
from studio.ui.kit import kit_routes

SETTLES_AFTER_S = (5.0, 60.0)  # once the pages that everybody opens are loaded
ENTRY = Path(studio.__file__).parent.parent / "streamlit_app.py"
# Said here and not only in .streamlit/config.toml: who somebody is must not depend on the folder the process was started in.
OPTIONS = {
    "server.trustedUserHeaders": {"x-studio-person": "handle", "x-studio-session": "session", "x-studio-address": "address"},
    "server.fileWatcherType": "none",  # a watcher drops our modules from memory after an edit
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": False,
    "runner.postScriptGC": False,  # a full collection after each run took 200 ms of 230; what lives long is set aside once instead
}


def web_app(
    routes: Sequence[BaseRoute],
    middleware: Sequence[Middleware],
    lifespan: Callable[[object], AbstractAsyncContextManager[None]],
    *,
    entry: Path = ENTRY,
) -> st.App:
    """Streamlit's app around the menu file, behind these middleware and beside these routes."""
    if not entry.is_file():
        raise StudioError(
            problem(
                "找不到界面的入口文件", "the entry file of the screens is missing", where=str(entry),
                mend=("从仓库的文件夹启动", "start from a clone of the repository"),
            )
        )  # fmt: skip
    app = st.App(entry, routes=[*routes, *kit_routes()], middleware=middleware, lifespan=_around(lifespan))
    for name, value in OPTIONS.items():
        config.set_option(name, value)
    return app


def _around(lifespan: Callable[[object], AbstractAsyncContextManager[None]]) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def around(app: st.App) -> AsyncIterator[None]:
        warming = asyncio.create_task(asyncio.to_thread(import_module, "pandas"))  # a second that the first reader need not wait for
        async with lifespan(app):
            settling = asyncio.create_task(_set_aside(warming))
            yield
            settling.cancel()
        await warming

    return around


async def _set_aside(warming: asyncio.Future[Any]) -> None:
    """What the first minute loads (modules, the library, the screens) stays for good: the collector need not walk it again and again."""
    await asyncio.wait({warming})
    for pause in SETTLES_AFTER_S:
        await asyncio.sleep(pause)
        gc.collect()
        gc.freeze()
