"""Takes the README's pictures: a studio of its own with the example brand, a week played, every page in both languages on desktop and phone.

`python -m docs.screenshots [folder]`; the pictures go to docs/pictures/screens, as palette PNGs that a README can carry.
"""

import io
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from PIL import Image
from sqlmodel import Session

from studio.assets.asset import keep as keep_asset
from studio.assets.asset import rights_of
from studio.calendars.fill import fill_slots
from studio.calendars.propose import propose
from studio.calendars.slot import Slot
from studio.clock import BEIJING
from studio.database import act
from studio.demo.stage_hands import Theatre, environment_of, play_until, raised, settings_for, wait_for_sandbox
from studio.files import Files
from studio.library.current import library
from studio.people.demo_sign_ins import DemoSignIn
from studio.people.person import by_handle
from studio.people.process import Process
from studio.posts.post import latest, post
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import send_back, submit, waiting
from studio.settings import Settings
from studio.ui.menu import DAY, HOUSE
from studio.workspace.example import example_people
from studio.workspace.processes import running
from studio.workspace.set_up import set_up
from tests.browser.chromium import HOW, find_chromium, launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCREENS = Path(__file__).parent / "pictures" / "screens"
OPENS = datetime(2026, 11, 30, 6, 30, tzinfo=BEIJING)  # a Monday, the run-up to 双12
SEEN_AT = OPENS + timedelta(days=8, hours=4, minutes=10)
DAYS = 14
UNDECIDED = 5  # what still waits for the reviewer when the pictures are taken
LIGHT = 140_000  # bytes of a picture
COLOURS = (256, 128, 96, 64, 48, 32)
PATIENCE_MS = 60_000
PLACES = (*DAY, *HOUSE)
ADDRESSES = {"today": "", "write": "write?post={post}"}


@dataclass(frozen=True)
class Look:
    """A screen to look at, in one language: CSS pixels, and how many real ones each has."""

    language: str
    name: str
    width: int
    height: int
    scale: float


LOOKS = tuple(Look(language, *screen) for language in ("zh", "en") for screen in (("desktop", 1440, 960, 1), ("phone", 390, 844, 2)))


@dataclass(frozen=True)
class Shown:
    """Where to look, who signs in, and which post is on the desk."""

    address: str
    customers: str  # the sandbox's phone
    sign_in: DemoSignIn
    post: int


def main() -> None:
    """Take every picture; says each as it is there."""
    if find_chromium() is None:
        raise SystemExit(HOW)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENS
    folder.mkdir(parents=True, exist_ok=True)
    with a_studio_in_its_second_week() as shown, launched() as browser:
        for look in LOOKS:
            take_all(browser, shown, look, folder)
        take_the_customers_side(browser, shown.customers, folder)
    total = sum(path.stat().st_size for path in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {total / 1e6:.1f} MB")


@contextmanager
def a_studio_in_its_second_week() -> "Iterator[Shown]":
    """A studio of its own on free ports; everything is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="studio-screens-"))
    settings = settings_for(Settings(), home).model_copy(update={"port": free_port()})
    extra = environment_of(settings) | {"STUDIO_HOST": settings.host, "STUDIO_PORT": str(settings.port), "STUDIO_PUBLIC_URL": ""}
    try:
        with raised(settings, at=OPENS) as theatre, running(("sandbox",), extra=extra):
            wait_for_sandbox(theatre, seed="siyu")
            sign_ins, undecided = filled(theatre)
            with running(("publisher", "web"), extra=extra):
                play_until(theatre, SEEN_AT)
                left_undecided(theatre, undecided)
                wait_until_healthy(settings.web_address)
                admin = next(each for each in sign_ins if each.handle == "guanli")
                yield Shown(settings.web_address, f"{settings.sandbox_address}/_sandbox/phone", admin, undecided[0])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def filled(theatre: Theatre) -> tuple[list[DemoSignIn], list[int]]:
    """The example brand with a fortnight planned and written, most of it approved; gives the sign-ins, and the posts still to be handed in."""
    opened = theatre.opened
    brand = set_up(opened, opened.settings.workspace, sandbox=True).brand.key
    sign_ins = example_people(opened, brand=brand)
    with act(opened.engine, brand=brand) as session:
        shelf, now = library(session), theatre.now
        for name, licence in shelf.photos.items():
            content = opened.files.get(shelf.pictures[name])
            keep_asset(
                session,
                opened.files,
                content,
                name=name,
                rights=rights_of(licence),
                by=Process.SET_UP,
                at=now,
                shows=licence.shows,
                tags=licence.tags,
            )
        plan = propose(session, shelf, first=OPENS.date(), days=DAYS, now=now)
        slots = fill_slots(session, shelf, plan.slots, files=opened.files, by=by_handle(session, "yunying"), at=now)
        coming = [slot for slot in slots if slot.planned_for > SEEN_AT + timedelta(days=1) and has_pictures(session, slot)]
        later = [slot.post_id for slot in sorted(coming, key=lambda slot: slot.product is None)[:UNDECIDED]]
        hand_in(session, opened.files, [slot.post_id for slot in slots if slot.post_id not in later], at=now)
        for submission in waiting(session):
            seen = page_now(session, submission, files=opened.files, at=now).seen
            approve_and_schedule(session, submission, seen=seen, files=opened.files, by=by_handle(session, "shenhe"), at=now)
    return sign_ins, later


def has_pictures(session: Session, slot: Slot) -> bool:
    version = latest(session, post(session, slot.post_id))
    return version is not None and any(variant.all_pictures for variant in version.body.values())


def left_undecided(theatre: Theatre, posts: list[int]) -> None:
    """Handed in this morning; the last one is sent back."""
    with act(theatre.opened.engine, brand=1) as session:
        hand_in(session, theatre.opened.files, posts, at=SEEN_AT - timedelta(minutes=95))
        reason = "第二句像公告，换成平时说话的样子；图上的字再大一点。"
        send_back(session, waiting(session)[-1], reason=reason, by=by_handle(session, "shenhe"), at=SEEN_AT - timedelta(minutes=20))


def hand_in(session: Session, files: Files, posts: Iterable[int], *, at: datetime) -> None:
    planner = by_handle(session, "yunying")
    for number, post_id in enumerate(posts):
        submit(session, post(session, post_id), files=files, by=planner, at=at + timedelta(seconds=number))


def take_all(browser: "Browser", shown: Shown, look: Look, folder: Path) -> None:
    """The sign-in page and every page of the menu, in one language on one screen."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height}, device_scale_factor=look.scale, locale="zh-CN" if look.language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai", is_mobile=look.name == "phone", has_touch=look.name == "phone", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{shown.address}/language?to={look.language}&next=/login")
    keep(page, folder / f"sign-in-{look.language}-{look.name}.png")
    page.fill("input[name=handle]", shown.sign_in.handle)
    page.fill("input[name=password]", shown.sign_in.password)
    page.press("input[name=password]", "Enter")
    for place in PLACES:
        page.goto(f"{shown.address}/{ADDRESSES.get(place.key, place.key).format(post=shown.post)}")
        settled(page)
        keep(page, folder / f"{place.key}-{look.language}-{look.name}.png")
    context.close()


def take_the_customers_side(browser: "Browser", phone: str, folder: Path) -> None:
    """What customers would see: the sandbox's phone."""
    context = browser.new_context(viewport={"width": 1440, "height": 960}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(phone)
    keep(page, folder / "customers-zh-desktop.png")
    context.close()


def settled(page: "Page") -> None:
    """Wait until the script has run, pictures and fonts are there, and nothing moves any more."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"] .topline')
    page.wait_for_function("document.fonts.status === 'loaded' && [...document.images].every(image => image.complete)")
    page.wait_for_timeout(1200)


def keep(page: "Page", path: Path) -> None:
    path.write_bytes(light(page.screenshot(animations="disabled", caret="hide")))
    print(f"{path.name}  {path.stat().st_size // 1000} KB")


def light(content: bytes) -> bytes:
    """The picture as it is, or with as many colours as fit the size that a README can carry."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    smaller = written(image)
    for colours in COLOURS:
        if len(smaller) <= LIGHT:
            break
        smaller = written(image.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE))
    return smaller


def written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def wait_until_healthy(address: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_MS / 1000:
        try:
            if httpx.get(f"{address}/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"{address} did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
