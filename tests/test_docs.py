"""The papers: links lead somewhere, pointers hold, and each says its state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OPERATOR = ROOT / "docs" / "operator"
PAPERS = sorted(OPERATOR.glob("*.md"))
DOCS = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
STATEMENTS = sorted(OPERATOR.glob("accessibility-statement.*.md"))

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
POINTER = re.compile(
    r"`((?:bot|dashboard|data|docs|safety|tests|actions|deploy)/[\w./-]+)(?:::(\w+))?`"
)
SOURCE = re.compile(r"\b[RSQL]\d{1,2}\b")
# "**Draft, 2026-11-23.", "**Luonnos 23.11.2026.", "**Reviewed, 23 November 2027 …"
STATE = re.compile(r"^\*\*\w+,? (\d{4}-\d\d-\d\d|\d{1,2}(\.\d{1,2}\.| \w+ )\d{4})")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("doc", DOCS, ids=_name)
def test_links_lead_to_files_that_are_there(doc: Path) -> None:
    links = LINK.findall(doc.read_text("utf-8"))
    assert [link for link in links if not (doc.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_a_paper_points_at_files_and_tests_that_are_there(paper: Path) -> None:
    lost = [
        f"{path}::{test}"
        for path, test in POINTER.findall(paper.read_text("utf-8"))
        if not (ROOT / path).exists()
        or (test and f"def {test}(" not in (ROOT / path).read_text("utf-8"))
    ]
    assert lost == []


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_a_paper_opens_with_its_state_and_date(paper: Path) -> None:
    title, empty, opening, *_ = paper.read_text("utf-8").splitlines()
    assert title.startswith("# ")
    assert empty == ""
    assert STATE.match(opening)


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_every_source_that_a_paper_names_is_listed(paper: Path) -> None:
    listed = (OPERATOR / "sources.md").read_text("utf-8")
    named = set(SOURCE.findall(paper.read_text("utf-8")))
    assert {id for id in named if f"| {id} |" not in listed} == set()


def test_the_statement_has_the_same_parts_and_blanks_in_three_languages() -> None:
    texts = [path.read_text("utf-8") for path in STATEMENTS]
    assert len(texts) == 3
    for part in ("\n## ", "\n- ", "**", "["):
        assert len({text.count(part) for text in texts}) == 1, part
