"""What the linter finds, as advice beside the boxes."""

from __future__ import annotations

import streamlit as st

from bot.lint.findings import ERROR, Finding
from bot.review import saving
from bot.review.units import Unit
from dashboard import editing, frame
from dashboard.editing import Told
from dashboard.words import Words

KEPT, MOST_KEPT = "edit.linted", 20


def linted(unit: Unit, raw: bytes) -> list[Finding]:
    """Return what the linter says of a file's texts, read once."""
    kept = st.session_state.setdefault(KEPT, {})
    key = (unit.id, hash(raw))
    if key not in kept:
        if len(kept) > MOST_KEPT:
            kept.clear()
        content = frame.settings().content
        kept[key] = saving.findings(content, unit.path, raw, is_quick=True)
    found: list[Finding] = kept[key]
    return found


def worse(before: list[Finding], after: list[Finding]) -> list[Finding]:
    if not saving.is_worse(before, after):
        return []
    known = {(one.id, one.rule, one.text) for one in before}
    return [
        one
        for one in after
        if one.severity == ERROR and (one.id, one.rule, one.text) not in known
    ]


def draw_findings(words: Words, found: list[Finding]) -> None:
    """Show the findings about these boxes."""
    st.subheader(words("edit.findings"), anchor=False)
    st.markdown(words("edit.findings_note"))
    if not found:
        st.success(words("edit.no_findings"))
    for finding in found:
        draw_finding(words, editing.told(finding))


def draw_finding(words: Words, told: Told) -> None:
    """Show one finding as advice."""
    show = {"error": st.error, "warning": st.warning}.get(told.severity, st.info)
    show(finding_line(words, told))


def finding_line(words: Words, told: Told) -> str:
    """Return a finding in words: what to do, what was measured, which words."""
    advice = words.of("edit_rules", told.key)
    if advice == told.key:
        advice = f"{words('edit_rules.other')} {told.text}"
    head = words.of("edit_severities", told.severity)
    if told.variant:
        head = f"{head}, {words('edit.variant', n=told.variant).lower()}"
    line = f"**{head}.** {advice}"
    if told.measured:
        n, limit = (number.replace(".", ",") for number in told.measured)
        line += f" ({words('edit.measured', n=n, limit=limit)})"
    quotes = "; ".join(f"”{plain(quote)}”" for quote in told.quotes)
    return f"{line} {quotes}" if quotes else line


def plain(text: str) -> str:
    """Return words so that Markdown shows them as they are."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|<>~$:" else c for c in text)
