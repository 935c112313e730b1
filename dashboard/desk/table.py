"""Parts of the desk's pages as HTML that flows with the window, and reads aloud well.

Streamlit's tables are drawn on a canvas or too wide for a phone. All text is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from bot.languages import LANGUAGES
from dashboard.desk.queue import Row
from dashboard.words import Words

MARKS = {
    "signed": "✓",
    "half": "½",
    "sent_back": "↩",
    "changed": "≠",
    "never": "–",
}
"""Beside the words of a state, so that a column can be scanned; never alone."""

STYLE = """<style>
.desk table {border-collapse: collapse; width: 100%; font-size: 1rem}
.desk th, .desk td {text-align: left; vertical-align: top;
  padding: .55rem .75rem .55rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent)}
.desk a, .desk a:visited {color: inherit; text-decoration: underline;
  text-underline-offset: .15em}
.desk .label {display: none}
.desk .now a {font-weight: 600}
@media (max-width: 700px) {
  .desk thead {position: absolute; clip-path: inset(50%)}
  .desk tr {display: block; padding: .6rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent)}
  .desk th, .desk td {display: block; border: 0; padding: .1rem 0}
  .desk td {display: inline-block; margin-right: 1.25rem; min-height: 24px}
  .desk .label {display: inline}
}
</style>"""


def address(unit: str, language: str, reader: str) -> str:
    """Return the address of a text's page, in the reader's language."""
    asked = urlencode({"unit": unit, "lang": language, "language": reader})
    return f"flow?{asked}"


def rows(words: Words, shown: Iterable[Row], *, caption: str) -> str:
    """Return the table of texts, each state a link to the text in that language."""
    names = [words.of("languages", language) for language in LANGUAGES]
    head = [words("desk.name"), words("desk.kind"), *names, words("desk.changed")]
    cells = "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    body = "".join(_row(words, one, head) for one in shown)
    return (
        f'{STYLE}<div class="desk"><table aria-label="{html.escape(caption)}">'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(words: Words, row: Row, head: Sequence[str]) -> str:
    name = f'<span class="now">{_link(words, row, _first(row), row.name)}</span>'
    if row.is_hidden:
        name += f" ({_text(words('desk.hidden'))})"
    states = [_state(words, row, language) for language in LANGUAGES]
    day = words.day(row.changed) if row.changed else ""
    cells = [_text(words.of("desk_kinds", row.kind)), *states, _text(day)]
    told = "".join(
        f'<td><span class="label">{_text(label)}: </span>{cell}</td>'
        for label, cell in zip(head[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{name}</th>{told}</tr>'


def _first(row: Row) -> str:
    """Return the language that a row's name leads to: the first that needs a look."""
    return next((one for one in LANGUAGES if row.states[one] != "signed"), "fi")


def _state(words: Words, row: Row, language: str) -> str:
    state = row.states[language]
    named = words.of("desk_states", state)
    return f'<span aria-hidden="true">{MARKS[state]}</span> ' + _link(
        words, row, language, named
    )


def _link(words: Words, row: Row, language: str, text: str) -> str:
    where = html.escape(address(row.id, language, words.language))
    return f'<a href="{where}" target="_self">{_text(text)}</a>'


def _text(text: str) -> str:
    return html.escape(text)
