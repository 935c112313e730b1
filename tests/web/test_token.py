"""The sealed token: crisis mode survives a restart, and nothing can be made up."""

from __future__ import annotations

import base64

from bot.web import token
from safety import SessionState, assess

SECRET = "s" * 40
NOW = 1_800_000_000.0


def sealed() -> tuple[str, SessionState]:
    _, state = assess("en jaksa enää elää")
    return token.seal(state, secret=SECRET, now=NOW), state


def test_token_brings_the_state_back() -> None:
    made, state = sealed()
    assert token.read(made, secret=SECRET, now=NOW + 60) == state


def test_token_tells_nothing_to_who_holds_it() -> None:
    made, _ = sealed()
    body = base64.urlsafe_b64decode(made).decode("latin-1").casefold()
    said, found = ("jaksa", "elää", "enää"), ("suicide", "level", "until")
    assert not any(word in body for word in (*said, *found))
    assert sealed()[0] != made, "two tokens of one state cannot be told to be alike"


def test_token_ends_after_twelve_hours() -> None:
    made, _ = sealed()
    assert token.read(made, secret=SECRET, now=NOW + token.LIFETIME_S + 1) is None


def test_changed_or_foreign_tokens_are_refused() -> None:
    made, _ = sealed()
    changed = bytearray(base64.urlsafe_b64decode(made))
    changed[-1] ^= 1
    forged = base64.urlsafe_b64encode(changed).decode()
    for wrong in (forged, made[:-8], made + "x", "", None, 7, "å.ö", "a.\ud800"):
        assert token.read(wrong, secret=SECRET, now=NOW) is None
    assert token.read(made, secret="t" * 40, now=NOW) is None
