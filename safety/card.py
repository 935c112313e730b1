"""The help card: chosen services in the young person's language, nothing else in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .hours import HELSINKI, State, service_words, state, state_text
from .service_data import Channel, Service, Services, Texts
from .triage import EMERGENCY

Entry = dict[str, Any]


def help_card(
    services: Services,
    chosen: Sequence[Service],
    *,
    language: str,
    at: datetime,
    writes: bool = False,
) -> dict[str, Any]:
    """Return the card as plain JSON types, the first choice first.

    An empty ``chosen`` gives a card with 112: a card is never empty.

    Args:
        language: fi, sv or en; any other is shown in English.
        at: An aware time.
        writes: The person cannot speak aloud: a chat stands before the phone.
    """
    shown = list(chosen) or [services.get(EMERGENCY)]
    entries = [entry(service, language, at, writes=writes) for service in shown]
    entries[0]["primary"] = True
    return {"type": "help_card", "services": entries}


def entry(
    service: Service, language: str, at: datetime, *, writes: bool = False
) -> Entry:
    """Return one service as the page shows it.

    ``state`` is that of the main channel; ``chat_state`` that of the chat, so that a
    closed chat never looks open beside an open phone line. ``chat_first`` says that
    the person writes rather than calls.
    """
    language = language if language in service.names else "en"
    found = state(service, at, language=language)
    main, chat = _main(service, language), service.channel("chat", language=language)
    return {
        "id": service.id,
        "name": service.names[language],
        "description": service.description[language],
        "languages": list(service.languages),
        "language_note": _language_note(service, language),
        "tel": _dialled(main),
        "tel_display": main.display,
        "url": service.url or main.url,
        "chat_url": chat.url if chat else None,
        **_state(found, language, at),
        **(_chat_state(service, language, at) if chat and chat is not main else {}),
        "cost": _text(service.cost, language),
        "anonymous": service.anonymous,
        "anonymous_text": _anonymous(service, language),
        **({"chat_first": True} if writes and chat and chat is not main else {}),
        "queue_note": _text(service.queue_note, language),
        "note": _text(main.note, language),
        "primary": False,
    }


def _main(service: Service, language: str) -> Channel:
    return service.channel(service.main.kind, language=language) or service.main


def _dialled(channel: Channel) -> str | None:
    """Return the digits for ``tel:``, as dialled in Finland.

    Free numbers (0800, 080) do not always answer to their international form.
    """
    if channel.display is None:
        return channel.tel
    return "".join(filter(str.isdigit, channel.display))


def _state(found: State, language: str, at: datetime) -> Entry:
    return {
        "state": found.name,
        "state_text": state_text(found, language, at),
        "opens_at": _iso(found.opens_at),
    }


def _chat_state(service: Service, language: str, at: datetime) -> Entry:
    found = state(service, at, language=language, kinds=("chat",))
    text = state_text(found, language, at)
    return {"chat_state": found.name, "chat_state_text": text}


def _language_note(service: Service, language: str) -> str | None:
    """Name the language of the help; left out where it goes without saying."""
    if language in service.languages:
        return None if language == "fi" else _in_language(language, language)
    return _in_language(service.languages[0], language)


def _in_language(spoken: str, language: str) -> str | None:
    words = service_words()["in_language"].get(spoken)
    return words[language] if words else None


def _anonymous(service: Service, language: str) -> str | None:
    # "Not anonymous" is known of no service: null means not known, so nothing is said.
    return service_words()["anonymous"][language] if service.anonymous else None


def _text(texts: Texts | None, language: str) -> str | None:
    return texts[language] if texts else None


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(HELSINKI).isoformat() if moment else None
