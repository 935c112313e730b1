"""The report's files, for whom may publish them; each is written down when taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import Content
from bot.export_stats import files, zipped
from bot.report.build import Report, build
from bot.report.html import as_html
from bot.report.pdf import as_pdf
from bot.report.period import Period
from bot.report.tables import Row
from dashboard import access

ROLE = "moderator"
HTML, PDF, CSV = FORMS = ("html", "pdf", "csv")
MIME = {HTML: "text/html", PDF: "application/pdf", CSV: "application/zip"}


@dataclass(frozen=True)
class Release:
    """The protected tables of some quarters; nothing in it is secret."""

    tables: Mapping[str, list[Row]]
    period: Period
    content: Content
    is_simulated: bool

    def report(self, language: str) -> Report:
        """Return the report in fi, sv or en."""
        return build(
            self.tables,
            self.period,
            self.content,
            language,
            simulated=self.is_simulated,
        )

    def name(self, form: str, language: str) -> str:
        """Return the name of a file: ``rinnalla-2026-Q1-2026-Q2-fi.pdf``."""
        quarters = self.period.quarters
        ends = dict.fromkeys((quarters[0].name, quarters[-1].name))
        parts = ["simulated"] if self.is_simulated else []
        parts += ["rinnalla", *ends]
        parts += [] if form == CSV else [language]
        return f"{'-'.join(parts)}.{'zip' if form == CSV else form}"


def download(
    release: Release, form: str, language: str, claims: Mapping[str, Any]
) -> bytes:
    """Return a file for whom may have it, and write down who took it.

    Streamlit calls this outside of a run, when the button is pressed.

    Args:
        form: "html", "pdf" or "csv" (the tables, zipped).

    Raises:
        PermissionError: The role was taken away since the page was drawn.
        AuditError: It cannot be written down; then nothing is handed out.
    """
    reader = access.person(claims)
    if not reader.roles & access.ALSO[ROLE]:
        raise PermissionError("the report is for moderators")
    access.note("export", release.name(form, language), by=reader)
    make: dict[str, Callable[[], bytes]] = {
        HTML: lambda: as_html(release.report(language)).encode(),
        PDF: lambda: as_pdf(release.report(language)),
        CSV: lambda: zipped(
            files(release.tables, release.period, simulated=release.is_simulated)
        ),
    }
    return make[form]()
