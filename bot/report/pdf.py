"""The report as a PDF, tagged for screen readers (PDF/UA-1), made in process."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import typst

from bot.report.build import Report

HERE = Path(__file__).parent
TEMPLATE = HERE / "report.typ"
FONTS = HERE / "fonts"
ACCESSIBLE: typst.PDFStandard = "ua-1"


def as_pdf(report: Report) -> bytes:
    """Return the PDF; its fonts are ours, so it is the same on every machine."""
    data = json.dumps(dataclasses.asdict(report), ensure_ascii=False)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    found = typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=fonts,
        sys_inputs={"report": data},
        pdf_standards=ACCESSIBLE,
    )
    assert isinstance(found, bytes)
    return found
