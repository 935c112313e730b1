"""Measures per file and language, as a page to read: told, never a gate (PL-6, V7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from jinja2 import Environment

from bot.lint.findings import Finding
from bot.lint.limits import LANGUAGES
from bot.lint.measure import measure
from bot.lint.texts import Texts

HEAD = (
    "file",
    "language",
    "mode",
    "messages",
    "words a sentence",
    "letters a word",
    "LIX",
    "grade",
    "passives a message",
    "examples",
)
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Plain language</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; }
table { border-collapse: collapse; }
th, td { padding: .2rem .7rem; text-align: left; border-bottom: 1px solid #ccc; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
th { position: sticky; top: 0; background: #fff; }
</style></head><body>
<h1>Plain language</h1>
<p>{{ summary }}</p>
<h2>Measures per file and language</h2>
<p>Readability formulas measure the surface; whether a text is clear is for its readers
to say.</p>
<table><thead><tr>{% for name in head %}<th scope="col">{{ name }}</th>{% endfor %}</tr>
</thead><tbody>
{% for row in rows %}<tr>{% for cell in row.cells -%}
<td{% if not loop.first %} class="n"{% endif %}>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table>
<h2>Findings by rule</h2>
<table><tbody>{% for (severity, rule), n in rules %}
<tr><td>{{ severity }}</td><td>{{ rule }}</td><td class="n">{{ n }}</td></tr>
{% endfor %}</tbody></table>
<h2>All findings</h2>
<ol>{% for finding in findings %}<li>{{ finding }}</li>{% endfor %}</ol>
</body></html>
"""


@dataclass(frozen=True)
class Row:
    """One line of the table: a file in one language and mode."""

    cells: tuple[str, ...]


def write(
    path: Path, texts: Iterable[Texts], findings: Sequence[Finding], summary: str
) -> None:
    """Write the page."""
    rules = Counter((f.severity, f.rule) for f in findings)
    page = Environment(autoescape=True).from_string(PAGE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        page.render(
            summary=summary,
            head=HEAD,
            rows=rows(texts),
            rules=sorted(rules.items(), key=lambda item: -item[1]),
            findings=findings,
        ),
        "utf-8",
    )


def rows(texts: Iterable[Texts]) -> list[Row]:
    """Return one row a file, language and mode."""
    return [
        _row(text, language, mode, bubbles)
        for text in texts
        for language in LANGUAGES
        for mode in ("say", "easy")
        if (bubbles := _bubbles(text, language, mode))
    ]


def _bubbles(text: Texts, language: str, mode: str) -> list[str]:
    """Return the messages a reader of this mode sees."""
    return [
        bubble
        for turn in text.turns
        if turn.place.language == language
        and (turn.place.shared or (turn.place.mode == "easy") == (mode == "easy"))
        for bubble in turn.bubbles
    ]


def _row(text: Texts, language: str, mode: str, bubbles: list[str]) -> Row:
    whole = measure("\n".join(bubbles), language)
    passives = fmean(len(measure(row, language).passives) for row in bubbles)
    n_examples = sum(example.language == language for example in text.examples)
    return Row(
        (
            text.document.path.stem,
            language,
            mode,
            str(len(bubbles)),
            f"{whole.sentence_mean:.1f}",
            f"{whole.mean_word:.1f}",
            f"{whole.lix:.0f}",
            "–" if whole.grade is None else f"{whole.grade:.1f}",
            f"{passives:.2f}",
            str(n_examples),
        )
    )
