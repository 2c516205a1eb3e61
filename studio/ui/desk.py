"""Who sits at the screen, and for which brand: asked once per run and handed to the page."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, tzinfo

import streamlit as st
from sqlmodel import Session, col, select

from studio.brands.account import accounts
from studio.brands.brand import Brand
from studio.channels.registry import open_channel
from studio.database import act, look
from studio.files import Files
from studio.people import person as people
from studio.people.person import Person, Role
from studio.publishing.desk import Desk as PublishingDesk
from studio.ui.start_up import House, house
from studio.ui.words import LANGUAGES


@dataclass(frozen=True)
class Desk:
    """Who sits here. Times on screen go through `local`; every act goes through `act()`, and happens when it is asked for."""

    house: House
    person: Person
    brand: Brand
    brands: tuple[Brand, ...]
    roles: frozenset[Role]
    in_sandbox: bool

    @property
    def now(self) -> datetime:
        """The time at this moment: a click may come hours after its page was drawn."""
        return self.house.settings.clock.now()

    @property
    def zone(self) -> tzinfo:
        return self.brand.zone_info

    @property
    def files(self) -> Files:
        return self.house.files

    def act(self) -> AbstractContextManager[Session]:
        """One act in the brand, one transaction."""
        return act(self.house.engine, brand=self.brand.key)

    def local(self, moment: datetime) -> datetime:
        """The moment on the brand's clock."""
        return moment.astimezone(self.zone)

    def look(self) -> AbstractContextManager[Session]:
        """Reading in the brand, without waiting for writers."""
        return look(self.house.engine, brand=self.brand.key)

    def may(self, *any_of: Role) -> bool:
        return bool(self.roles & set(any_of))


def sit_down() -> Desk | None:
    """The desk of this run, kept for the page; None when nobody is signed in or the person has no brand.

    The desk of the run before stays until it is known who sits here now: a click may come in the middle, and its act asks the rights anyway.
    """
    desk = _seated()
    if desk is None:
        st.session_state.pop("desk", None)
    else:
        st.session_state["desk"] = desk
    return desk


def _seated() -> Desk | None:
    handle = str(st.user.to_dict().get("handle") or "")
    home = house()
    with look(home.engine) as session:
        person = session.exec(select(Person).where(Person.handle == handle, col(Person.left_at).is_(None))).first()
        st.session_state["known"] = person is not None
        if person is None:
            return None
        brands = tuple(brand for key in people.brands_of(session, person) if (brand := session.get(Brand, key)))
        st.session_state.setdefault("language", person.language if person.language in LANGUAGES else "zh")
        if not brands:
            return None
        brand = _chosen(brands)
        roles = frozenset(people.roles(session, person, brand=brand.key))
    with look(home.engine, brand=brand.key) as session:
        in_sandbox = any(account.sandbox for account in accounts(session))
    return Desk(home, person, brand, brands, roles, in_sandbox)


def here() -> Desk:
    """The desk that the frame sat down at for this run."""
    desk = st.session_state["desk"]
    assert isinstance(desk, Desk)
    return desk


def publishing_desk(desk: Desk) -> PublishingDesk:
    """What the screens need to call a platform."""
    house = desk.house
    return PublishingDesk(
        house.engine, house.files, house.vault, house.settings.clock, opener=open_channel, name=f"screen:{desk.person.handle}"
    )


def speak(desk: Desk, language: str) -> None:
    """Change the language of the screens, for this person and from now on."""
    st.session_state["language"] = language
    with act(desk.house.engine) as session:
        session.add(desk.person)
        desk.person.language = language


def move_to_chosen() -> None:
    """Work for the brand that was chosen in the top line; the address remembers it."""
    slug = st.session_state["brand_choice"]
    st.session_state["brand"] = slug
    st.query_params.from_dict({"brand": slug})  # what else stood there belongs to the other brand


def _chosen(brands: tuple[Brand, ...]) -> Brand:
    """The brand that the address names, else the one worked for before; where there is a choice, the address says which it is."""
    known = {one.slug: one for one in brands}
    brand = known.get(st.query_params.get("brand", "")) or known.get(st.session_state.get("brand", "")) or brands[0]
    st.session_state["brand"] = brand.slug
    if len(brands) > 1 and st.query_params.get("brand") != brand.slug:
        st.query_params["brand"] = brand.slug
    return brand
