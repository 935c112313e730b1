"""The readable script as HTML, in the language of its words. All text is escaped."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from bot.model import Source, Variant
from bot.review.projection import LINE_BREAK
from dashboard.desk.cards import Contact, Helpline, Showing
from dashboard.desk.rulebook import Signal
from dashboard.desk.script import ELSEWHERE, Passage, Script, Way
from dashboard.desk.worddiff import Change, as_html
from dashboard.words import Words

STYLE = """<style>
.script {max-width: 70rem; overflow-wrap: anywhere}
.script .sides {display: grid; gap: 0 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr))}
.script .says {border-left: 4px solid #0072B2; padding: .1rem 0 .1rem .9rem;
  margin: .5rem 0}
.script .says p {margin: .15rem 0}
.script h2 {font-size: 1.5rem; font-weight: 600; margin: 1.2rem 0 0; padding: 0}
.script h3 {font-size: 1rem; font-weight: 600; margin: .8rem 0 .2rem; padding: 0}
.script ul {margin: .2rem 0 .2rem 1.2rem; padding: 0}
.script ins {text-decoration: underline; font-weight: 700;
  background: color-mix(in srgb, #0072B2 18%, transparent)}
.script del {text-decoration: line-through;
  background: color-mix(in srgb, #D55E00 18%, transparent)}
.script summary {cursor: pointer; padding: .3rem 0}
.script .badge {border: 1px solid currentColor; border-radius: .3rem;
  padding: 0 .35rem; font-size: .9rem; white-space: nowrap}
.script .quiet {font-size: .9rem}
.script .file {white-space: pre-wrap; font-family: monospace; font-size: .85rem}
</style>"""


def heading(text: str, language: str) -> str:
    """Return the heading of a part, in its language, below the title of the page."""
    return block(f"<h2>{escaped(text)}</h2>", language)


def block(body: str, language: str) -> str:
    """Return a part of a script, marked with the language of its words."""
    return f'{STYLE}<div class="script" lang="{language}">{body}</div>'


def passage(words: Words, one: Passage, today: date) -> str:
    """Return a step: what is said, what can be chosen, what is shown.

    Args:
        words: In the language of the script.
    """
    parts = [
        _said(words, one),
        _ways(words, one.ways),
        _listed(words("flow.shows"), one.services),
        _listed(words("flow.offers"), one.cards),
        _until(words, one, today),
        _folded(words("flow.asked"), one.asked),
    ]
    return block("".join(parts), words.language)


def _said(words: Words, one: Passage) -> str:
    several = len(one.says) > 1
    title = words("flow.one_of" if several else "flow.says")
    sides = [_side(title, one.says)]
    if one.easy:
        sides.append(_side(words("flow.easy"), one.easy))
    return f'<div class="sides">{"".join(sides)}</div>'


def _side(title: str, variants: Sequence[Variant]) -> str:
    return f"<div>{_title(title)}{''.join(map(_variant, variants))}</div>"


def _variant(bubbles: Variant) -> str:
    rows = "".join(f"<p>{escaped(bubble)}</p>" for bubble in bubbles)
    return f'<div class="says">{rows}</div>'


def _ways(words: Words, ways: Sequence[Way]) -> str:
    if not ways:
        return f"<p>{escaped(words('flow.no_choices'))}</p>"
    rows = "".join(f"<li>{_way(words, way)}</li>" for way in ways)
    return f"{_title(words('flow.answers'))}<ul>{rows}</ul>"


def _way(words: Words, way: Way) -> str:
    told = [f"<strong>{escaped(way.label)}</strong>"]
    if way.easy_label:
        told.append(escaped(words("flow.easy_label", label=way.easy_label)))
    if way.leads_to not in ("", way.label):
        to = escaped(words("flow.leads_to", to=way.leads_to))
        told.append(f"→ {to}" if way.kind == ELSEWHERE else to)
    if way.also:
        said = ", ".join(words.of("desk_answers", id) for id in way.also)
        told.append(f"({escaped(words('flow.also', said=said))})")
    return " ".join(told)


def _until(words: Words, one: Passage, today: date) -> str:
    if one.valid_until is None:
        return ""
    key = "flow.until" if today <= one.valid_until else "flow.until_over"
    link = f" {escaped(one.link)}" if one.link else ""
    day = f"{one.valid_until:%d.%m.%Y}"
    return f"<p><strong>{escaped(words(key, day=day))}</strong>{link}</p>"


def about(words: Words, script: Script) -> str:
    """Return what stands around the steps of a topic: services and sources."""
    rows = [_source(words, one) for one in script.sources]
    services = _listed(words("flow.topic_services"), script.services)
    return block(services + _list(words("flow.sources"), rows), words.language)


def _source(words: Words, one: Source) -> str:
    checked = words("flow.checked", day=_day(one.checked))
    small = f"<small>{escaped(one.url)}</small>"
    return f"{escaped(one.title)} ({escaped(checked)})<br>{small}"


def plain_list(words: Words, texts: Iterable[str]) -> str:
    """Return some lines as a list."""
    rows = "".join(f"<li>{escaped(text)}</li>" for text in texts)
    return block(f"<ul>{rows}</ul>", words.language)


def named_lines(words: Words, parts: Mapping[str, Sequence[str]]) -> str:
    """Return lines under the names of their places."""
    body = "".join(_listed(name, texts) for name, texts in parts.items())
    return block(body, words.language)


def events(rows: Iterable[tuple[str, str]], language: str) -> str:
    """Return what was done: each a line, with the words that were written."""
    told = (
        f"<li>{escaped(line)}{f'<br>{escaped(words)}' if words else ''}</li>"
        for line, words in rows
    )
    return block(f"<ul>{''.join(told)}</ul>", language)


# --- rules ------------------------------------------------------------------------


def signal(words: Words, one: Signal) -> str:
    """Return a rule: what it finds, what it must not, and at which level."""
    level = words.of("levels", one.level) if one.level else words("flow.theme_only")
    about_ = ", ".join(words.of("categories", id) for id in one.categories)
    head = (
        f'<span class="badge">{escaped(words("flow.level"))}: {escaped(level)}</span>'
    )
    told = [f"<p>{head} {escaped(about_)}</p>"]
    if one.yes:
        told.append(f'<p class="quiet">{escaped(one.id)}</p>')
    if one.why:
        told.append(f"<p>{escaped(words('flow.why'))}: {escaped(one.why)}</p>")
    if one.asks_first:
        told.append(f"<p>{escaped(words('flow.asks_first'))}</p>")
    sides = (("yes_examples", one.yes), ("no_examples", one.no))
    columns = "".join(
        f"<div>{_title(words(f'flow.{name}'))}{_examples(words, cases)}</div>"
        for name, cases in sides
        if cases
    )
    told.append(f'<div class="sides">{columns}</div>')
    return block("".join(told), words.language)


def _examples(words: Words, cases: Mapping[str, Sequence[str]]) -> str:
    """Return examples, those in the language of the text first."""
    rows = "".join(
        f'<li lang="{language}">{escaped(text)}</li>'
        for language in sorted(cases, key=lambda one: one != words.language)
        for text in cases[language]
    )
    return f"<ul>{rows}</ul>"


def signal_in_file(words: Words, one: Signal) -> str:
    """Return how a rule stands in its file: patterns, frames, source."""
    frames = [f"{name}: {words.of('levels', level)}" for name, level in one.frames]
    looked = [f"<code>{escaped(pattern)}</code>" for pattern in one.patterns]
    unless = [f"<code>{escaped(pattern)}</code>" for pattern in one.unless]
    parts = [
        _list(words.of("desk_parts", "patterns"), looked),
        _list(words.of("desk_parts", "not"), unless),
        _listed(words("flow.frames"), frames),
        f"<p>{escaped(words('flow.source'))}: {escaped(one.source)}</p>",
    ]
    return block("".join(parts), words.language)


def in_file(text: str) -> str:
    """Return a part of a file as it stands there."""
    return block(f'<div class="file">{escaped(text)}</div>', "en")


# --- helplines and videos ---------------------------------------------------------


def helpline(words: Words, one: Helpline) -> str:
    """Return a service: what it is, how to reach it, when."""
    told = [f"<p>{escaped(one.description)}</p>"]
    if not one.is_shown:
        told.append(f"<p><strong>{escaped(words('flow.unconfirmed'))}</strong></p>")
    facts = [words("flow.ages", ages=one.ages) if one.ages else "", one.cost]
    if one.confirmed:
        facts.append(words("flow.confirmed", day=_month(one.confirmed)))
    told.append(f"<p>{escaped(' · '.join(filter(None, facts)))}</p>")
    rows = [_contact(words, contact) for contact in one.contacts]
    told.append(_list("", rows))
    sources = [f"{day} {url}".strip() for day, url in one.sources]
    told.append(_folded(words("flow.sources"), sources))
    return block("".join(told), words.language)


def _contact(words: Words, one: Contact) -> str:
    as_of = words("flow.hours_as_of", day=_month(one.as_of)) if one.as_of else ""
    where, hours = ", ".join(one.where), "; ".join(one.hours)
    facts = " · ".join(filter(None, [where, hours, as_of, one.note]))
    return f"<strong>{escaped(one.kind)}</strong> {escaped(facts)}"


def scenes(words: Words, shown: Showing) -> str:
    """Return a video's scenes: what is seen, and its caption."""
    rows = [
        f"<p><strong>{escaped(words('flow.scene', n=n))}</strong><br>"
        f"{escaped(words('flow.seen'))}: {escaped(seen)}<br>"
        f"{escaped(words('flow.caption'))}: {escaped(says)}</p>"
        for n, (seen, says) in enumerate(shown.scenes, start=1)
    ]
    return block("".join(rows), words.language)


# --- what changed -----------------------------------------------------------------


def change(one: Change, language: str) -> str:
    """Return a part that changed, with what is new and what is gone marked."""
    rows = "".join(f"<li>{_broken(as_html(line))}</li>" for line in one.lines)
    return block(f"<ul>{rows}</ul>", language)


def _broken(line: str) -> str:
    """Return a line with its bubbles below each other."""
    return line.replace(LINE_BREAK.strip(), "<br>")


def legend(words: Words) -> str:
    """Return what the marks of a change mean; its words hold the marks themselves."""
    return block(f"<p>{words('flow.diff_legend')}</p>", words.language)


def _listed(title: str, texts: Iterable[str]) -> str:
    return _list(title, [escaped(text) for text in texts])


def _list(title: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f"{_title(title) if title else ''}<ul>{items}</ul>"


def _folded(title: str, texts: Sequence[str]) -> str:
    """Return a list that is closed until somebody wants to read it."""
    if not texts:
        return ""
    head = f"<summary>{escaped(title)} ({len(texts)})</summary>"
    return f"<details>{head}{_listed('', texts)}</details>"


def _title(text: str) -> str:
    return f"<h3>{escaped(text)}</h3>"


def _month(day: date) -> str:
    """Return a month and its year: many sources tell no day."""
    return f"{day.month}/{day.year}"


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


escaped: Callable[[str], str] = html.escape
