"""Which places answer now; no Rasa in here, so that it can be tested alone."""

from __future__ import annotations

from datetime import datetime

from bot.errors import ContentErrors
from bot.review.helplines import check_kept, read_services
from bot.review.signed import SettingsLike
from safety.level import Level
from safety.services import Services
from safety.triage import choose

# "There may be a queue, so here are two" (requirements/safety.md, SAF-C3).
N_PLACES = 2


class Places:
    """The helplines, as their file says now: an hour that was changed counts at once.

    Numbers and hours are shown signed or not; no words are taken from here.
    """

    def __init__(self, settings: SettingsLike) -> None:
        self._settings = settings
        self._services: Services | None = None

    def services(self) -> Services:
        """Return the helplines; while their file is broken, those of before.

        Raises:
            ContentErrors: It cannot be read and never was.
        """
        try:
            now = read_services(
                self._settings.content / "services.yml",
                confirmed=self._settings.confirmed_services,
                region=self._settings.county.region,
            )
            check_kept(self._services or now, now)
            self._services = now
        except ContentErrors:
            if self._services is None:
                raise
        return self._services


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
