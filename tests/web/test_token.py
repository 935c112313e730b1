"""The signed token: crisis mode survives a restart, and nothing can be made up."""

from __future__ import annotations

import base64
import json

from bot.web import token
from safety import SessionState, assess

SECRET = "s" * 40
NOW = 1_800_000_000.0


def signed() -> tuple[str, SessionState]:
    _, state = assess("en jaksa enää elää")
    return token.sign(state, secret=SECRET, now=NOW), state


def test_token_brings_the_state_back() -> None:
    made, state = signed()
    assert token.read(made, secret=SECRET, now=NOW + 60) == state


def test_token_holds_no_word_of_the_person() -> None:
    made, _ = signed()
    body = base64.urlsafe_b64decode(made.partition(".")[0]).decode().casefold()
    assert not any(word in body for word in ("jaksa", "elää", "enää"))


def test_token_ends_after_twelve_hours() -> None:
    made, _ = signed()
    assert token.read(made, secret=SECRET, now=NOW + token.LIFETIME_S + 1) is None


def test_changed_or_foreign_tokens_are_refused() -> None:
    made, _ = signed()
    packed, _, signature = made.partition(".")
    body = json.loads(base64.urlsafe_b64decode(packed))
    body["until"] += 10**6
    forged = base64.urlsafe_b64encode(json.dumps(body).encode()).decode()
    for wrong in (f"{forged}.{signature}", packed, "", None, 7, "å.ö", made + "x"):
        assert token.read(wrong, secret=SECRET, now=NOW) is None
    assert token.read(made, secret="t" * 40, now=NOW) is None
