"""Who may do what: the person of this run, roles, signing in, the audit log.

Every run asks anew: the claims of the sign-in, its age and the file of roles. What
somebody may not, no page shows and no callback does, whatever address or message
brought her there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import streamlit as st
from streamlit import config as streamlit_config
from streamlit.runtime.scriptrunner import StopException

from bot import settings as config
from bot.audit import Audit
from bot.settings import LOOPBACK, Settings
from dashboard import roles
from dashboard.roles import ROLES
from dashboard.words import Words

__all__ = ["ROLES", "Forbidden", "Person", "can_sign", "may", "person", "require"]

# A role that another one brings along.
ALSO = {
    "moderator": frozenset({"moderator", "professional", "admin"}),
    "professional": frozenset({"professional", "admin"}),
    "admin": frozenset({"admin"}),
}
# Streamlit's own cookie lasts 30 days.
SIGNED_IN_FOR = timedelta(hours=12)
CLOCKS_APART = timedelta(minutes=5)
NOTED = "access.noted"
NO_ROLE = "no role"
LANGUAGE = "language"


class Forbidden(StopException):
    """Somebody may not do this; the run ends here and kind words were shown.

    Streamlit's own way to end a run: no page can catch it by ``except Exception``.
    """


@dataclass(frozen=True)
class Person:
    """Who this run is for.

    Attributes:
        id: Stable and opaque, made from the provider's name and the subject.
        is_local: Nobody signed in; it is whoever sits at this machine.
        since: When the person signed in; None for a local person.
    """

    id: str
    name: str
    roles: frozenset[str]
    is_local: bool
    since: datetime | None = None


LOCAL = Person("local", "local", frozenset(ROLES), is_local=True)
NOBODY = Person("", "", frozenset(), is_local=False)


def now() -> datetime:
    """Return the time, by which a sign-in grows old."""
    return datetime.now(timezone.utc)


def settings() -> Settings:
    """Read the settings without making the installation's secret."""
    return config.load({**os.environ, "RINNALLA_SECRET": "-" * 32})


def person(claims: Mapping[str, Any] | None = None) -> Person:
    """Return the person of this run; ``NOBODY`` where nobody is signed in.

    Args:
        claims: What ``st.user`` said in a run, for work that is done after it.

    Raises:
        SettingError: The settings cannot be read, so nobody gets in.
    """
    known = settings()
    if known.oidc is None:
        return LOCAL if _is_for_this_machine() else NOBODY
    claims = st.user.to_dict() if claims is None else claims
    since = _signed_in_at(claims)
    if since is None:
        return NOBODY
    given = roles.of(
        claims, claim=known.oidc.role_claim, people=roles.read(known.roles_file)
    )
    return Person(_id(claims), _name(claims), given, is_local=False, since=since)


def _is_for_this_machine() -> bool:
    return streamlit_config.get_option("server.address") in LOOPBACK


def _signed_in_at(claims: Mapping[str, Any]) -> datetime | None:
    """Return when somebody signed in, or None when nobody did or long ago."""
    at = claims.get("iat")
    if claims.get("is_logged_in") is not True or not claims.get("sub"):
        return None
    if isinstance(at, bool) or not isinstance(at, int | float):
        return None
    since = datetime.fromtimestamp(at, timezone.utc)
    is_fresh = -CLOCKS_APART <= now() - since < SIGNED_IN_FOR
    return since if is_fresh else None


def _id(claims: Mapping[str, Any]) -> str:
    """Return an id that tells nothing by itself: a subject may be an address."""
    whole = f"{claims.get('iss', '')}\n{claims['sub']}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _name(claims: Mapping[str, Any]) -> str:
    for claim in ("name", "preferred_username", "email"):
        if isinstance(claims.get(claim), str) and claims[claim].strip():
            return str(claims[claim]).strip()
    return str(claims["sub"])


def may(role: str) -> bool:
    """Tell whether the person of this run may do what a role may."""
    return bool(person().roles & ALSO[role])


def require(role: str) -> Person:
    """Return the person of this run; end the run where she may not.

    Raises:
        Forbidden: She may not; kind words stand on the page.
    """
    found = person()
    if not found.roles & ALSO[role]:
        st.info(_words()(f"access.forbidden.{role}"))
        raise Forbidden
    return found


def can_sign(person: Person) -> bool:
    """Tell whether a signature of this person counts: a professional's, in her name."""
    return not person.is_local and "professional" in person.roles


def note(act: str, subject: str, *, by: Person | None = None) -> None:
    """Write into the audit log what the person of this run does.

    Args:
        by: Who did it, for work that is done after a run.

    Raises:
        AuditError: It cannot be written; then the act must not be done.
        Forbidden: Nobody is signed in.
    """
    found = by or person()
    if not found.roles:
        raise Forbidden
    log().add(found.id, found.name, act, subject, now=now())


def log() -> Audit:
    """Return the audit log of this installation."""
    return Audit(settings().var)


def note_sign_in(found: Person) -> None:
    """Write down a sign-in, once, however many tabs it opens."""
    if found.since is None or st.session_state.get(NOTED) == found.since:
        return
    audit = log()
    if not audit.has(found.id, "sign_in", since=found.since):
        subject = ", ".join(sorted(found.roles)) or NO_ROLE
        audit.add(found.id, found.name, "sign_in", subject, now=now())
    st.session_state[NOTED] = found.since


def _words() -> Words:
    return Words(str(st.session_state.get(LANGUAGE, "fi")))


# --- what stands around the pages ------------------------------------------------


def enter() -> Person:
    """Return who comes in, written down where she signed in; she may have no role.

    Raises:
        AuditError: The sign-in cannot be written down, so nobody gets in.
    """
    found = person()
    note_sign_in(found)
    return found


def draw_door(found: Person) -> None:
    """Show the way to sign in, or that somebody who did has no role."""
    words = _words()
    if found == NOBODY:
        _ask_to_sign_in(words)
    else:
        _say_no_role(words, found)


def _ask_to_sign_in(words: Words) -> None:
    st.title(words("app.title"))
    if settings().oidc is None:
        st.error(words("access.not_local"))
        return
    is_old = st.user.to_dict().get("is_logged_in") is True
    st.markdown(words("access.too_old" if is_old else "access.sign_in_text"))
    st.button(words("access.sign_in"), type="primary", on_click=st.login, key="sign_in")
    st.markdown(words("access.sign_in_note"))


def _say_no_role(words: Words, found: Person) -> None:
    st.title(words("access.no_role_title"))
    st.markdown(words("access.no_role", name=plain(found.name)))
    # What the operator writes into the file of roles.
    st.code(str(st.user.to_dict()["sub"]), language=None)
    st.markdown(words("access.no_role_after"))
    st.button(words("access.sign_out"), on_click=st.logout, key="sign_out")


def show_person(words: Words, found: Person) -> None:
    """Say in the sidebar who is signed in; the way out stands below it."""
    if found.is_local:
        return
    names = ", ".join(
        words(f"access.roles.{role}") for role in ROLES if role in found.roles
    )
    st.sidebar.markdown(
        words("access.signed_in_as", name=plain(found.name), roles=names)
    )
    st.sidebar.button(words("access.sign_out"), on_click=st.logout, key="sign_out")


def show_local(words: Words, found: Person) -> None:
    """Say on every page that anybody at this machine is let in."""
    if found.is_local:
        st.markdown(words("access.local"))


def plain(text: str) -> str:
    """Return a text of somebody's own so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>~$:" else c for c in text)
