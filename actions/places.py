"""Which places answer now; no Rasa in here, so that it can be tested alone."""

from __future__ import annotations

from datetime import datetime

from safety.level import Level
from safety.services import Services
from safety.triage import choose

# "There may be a queue, so here are two" (requirements/safety.md, SAF-C3).
N_PLACES = 2


def places_now(
    services: Services,
    *,
    language: str,
    at: datetime,
    age_band: str | None = None,
    n_places: int = N_PLACES,
) -> list[str]:
    """Return the ids of places where a person answers, open ones first.

    Args:
        language: fi, sv or en.
        at: An aware time.
    """
    chosen = choose(
        services,
        categories=(),
        level=Level.NONE,
        subject="none",
        language=language,
        age_band=age_band,
        at=at,
    )
    return [service.id for service in chosen[:n_places]]
