"""The report's content: facts, measures and tables, in one language, without a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.content import Content
from bot.disclosure import Cell, rules
from bot.intervals import Estimate
from bot.model import LANGUAGES
from bot.report.measures import GAP_POINTS, Measure, Reader, measures
from bot.report.period import Period
from bot.report.tables import ALL, Row
from bot.report.values import KNOWN
from bot.report.words import Words

N_TOPICS = 10
KEPT_BY = ("small", "round", "share", "quarters")
NOT_IN_IT = ("helpful", "mode", "national", "scale", "wait", "missed", "available")


@dataclass(frozen=True)
class Table:
    """Rows of words under their heads; the first of a row names it."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Bar:
    """A count by its name, as long as what of it is shown."""

    name: str
    at: int
    words: str


@dataclass(frozen=True)
class Section:
    """A part of the report under its heading."""

    title: str
    says: Sequence[str] = ()
    bars: Sequence[Bar] = ()
    unit: str = ""
    tables: Sequence[Table] = ()
    points: Sequence[str] = ()
    terms: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Report:
    """A report; ``mark`` stands on every page of one on made-up chats."""

    language: str
    title: str
    subtitle: str
    mark: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    page_of: str


def build(
    made: Mapping[str, Sequence[Row]],
    period: Period,
    content: Content,
    language: str,
    *,
    simulated: bool,
) -> Report:
    """Tell the published tables of a period in words.

    Args:
        made: The protected tables; nothing else goes into the report.
    """
    words = Words(language)
    read = Reader(made)
    found = measures(made)
    return Report(
        language=language,
        title=words("title"),
        subtitle=_subtitle(words, period),
        mark=words("simulated") if simulated else "",
        facts=_facts(words, read),
        sections=(
            _key_measures(words, found),
            _parity(words, found),
            _use(words, read, period),
            _topics(words, read, content),
            _feelings(words, read),
            _safety(words, read),
            _helplines(words, read, content),
            _definitions(words, found),
            _left_out(words),
            _protected(words, period),
        ),
        page_of=words("page_of", page="{page}", pages="{pages}"),
    )


def _subtitle(words: Words, period: Period) -> str:
    days = words.days(period.since, period.until)
    return days if period.is_over else words("not_over", days=days)


def _facts(words: Words, read: Reader) -> list[tuple[str, str]]:
    counts = {
        "chats": read.cells("chats_by_month", period=ALL, language=ALL),
        "messages": read.cells("messages_by_month", period=ALL, language=ALL),
        "topics": read.cells("topics", topic=ALL, language=ALL),
    }
    return [(words(f"facts.{key}"), words.sum(cells)) for key, cells in counts.items()]


def _key_measures(words: Words, found: Sequence[Measure]) -> Section:
    heads = [words(f"heads.{key}") for key in ("measure", "value", "range", "n", "aim")]
    rows = [
        [words(f"measures.{one.id}.name"), *_estimate(words, one), words.aim(one.id)]
        for one in found
    ]
    table = Table(words("key.caption"), heads, rows)
    return Section(words("key.title"), [words("key.says")], tables=[table])


def _estimate(words: Words, one: Measure) -> list[str]:
    if one.whole is None:
        return [words("too_few"), "–", "–"]
    value = words.unit(one.whole.value, one.unit)
    between = words.between(one.whole.low, one.whole.high, one.unit)
    return [value, between, words.number(one.whole.n)]


def _parity(words: Words, found: Sequence[Measure]) -> Section:
    told = [one for one in found if one.by_language]
    heads = [words("heads.measure"), *(words(f"languages.{x}") for x in LANGUAGES)]
    rows = [
        [
            words(f"measures.{one.id}.name"),
            *(_of_language(words, one, one.by_language[x]) for x in LANGUAGES),
            _gap(words, one),
        ]
        for one in told
    ]
    table = Table(words("parity.caption"), [*heads, words("heads.gap")], rows)
    says = words("parity.says", gap=GAP_POINTS)
    return Section(words("parity.title"), [says], tables=[table])


def _of_language(words: Words, one: Measure, found: Estimate | None) -> str:
    if found is None:
        return words("too_few")
    return words(
        "with_n", value=words.unit(found.value, one.unit), n=words.number(found.n)
    )


def _gap(words: Words, one: Measure) -> str:
    if one.gap is None:
        return "–"
    gap = words.decimal(one.gap)
    return words("parity.defect", gap=gap) if one.gap > GAP_POINTS else gap


def _use(words: Words, read: Reader, period: Period) -> Section:
    months = [
        (words.label(x), [read.month("chats_by_month", x, language=ALL)])
        for one in period.quarters
        for x in one.labels
    ]
    rows = [
        [
            words(f"languages.{x}"),
            words.sum(read.cells("chats_by_month", period=ALL, language=x)),
        ]
        for x in LANGUAGES
    ]
    heads = [words("heads.language"), words("units.chats")]
    return Section(
        words("use.title"),
        bars=_bars(words, months),
        unit=words("units.chats"),
        tables=[Table(words("use.languages"), heads, rows)],
    )


def _topics(words: Words, read: Reader, content: Content) -> Section:
    cells = [
        (topic.names[words.language], read.cells("topics", topic=id, language=ALL))
        for id, topic in content.topics.items()
    ]
    bars = [bar for bar in _bars(words, cells) if bar.at]
    bars.sort(key=lambda bar: (-bar.at, bar.name))
    return Section(
        words("topics.title"),
        [words("topics.says", n=N_TOPICS) if bars else words("topics.none")],
        bars=bars[:N_TOPICS],
        unit=words("units.topics"),
    )


def _feelings(words: Words, read: Reader) -> Section:
    cells = [
        (words(f"feelings.{x}"), read.cells("feeling", language=ALL, feeling=x))
        for x in KNOWN["feeling"]
    ]
    return Section(
        words("feelings.title"),
        [words("feelings.says")],
        bars=_bars(words, cells),
        unit=words("units.answers"),
    )


def _safety(words: Words, read: Reader) -> Section:
    levels = [
        [
            words(f"levels.{x}"),
            words.sum(read.cells("levels_by_month", period=ALL, level=x)),
        ]
        for x in KNOWN["level"]
    ]
    domains = [
        [
            words(f"domains.{x}"),
            words.sum(read.cells("domains", period=ALL, category=x)),
        ]
        for x in KNOWN["category"]
    ]
    alarms = words.sum(read.cells("false_alarms", period=ALL, category=ALL))
    of_level = [words("heads.level"), words("units.messages")]
    of_domain = [words("heads.domain"), words("units.cards")]
    return Section(
        words("safety.title"),
        [words("safety.says"), words("safety.alarms", n=alarms)],
        tables=[
            Table(words("safety.levels"), of_level, levels),
            Table(words("safety.domains"), of_domain, domains),
        ],
    )


def _helplines(words: Words, read: Reader, content: Content) -> Section:
    outcomes = KNOWN["services.outcome"]
    rows = []
    for id, service in content.services.services.items():
        cells = [read.cells("helplines", service=id, outcome=x) for x in outcomes]
        if any(cell.n for cell in cells[0]):
            most = sum(cell.n or 0 for cell in cells[0])
            rows.append(
                (-most, [service.names[words.language], *map(words.sum, cells)])
            )
    heads = [words("heads.helpline"), *(words(f"outcomes.{x}") for x in outcomes)]
    lines = [row for _, row in sorted(rows)]
    tables = [Table(words("helplines.caption"), heads, lines)] if rows else []
    says = words("helplines.says") if rows else words("helplines.none")
    return Section(words("helplines.title"), [says], tables=tables)


def _definitions(words: Words, found: Iterable[Measure]) -> Section:
    terms = [
        (words(f"measures.{one.id}.name"), words(f"measures.{one.id}.means"))
        for one in found
    ]
    return Section(words("definitions"), terms=terms)


def _left_out(words: Words) -> Section:
    points = [words(f"left_out.{key}") for key in NOT_IN_IT]
    return Section(words("left_out.title"), [words("left_out.says")], points=points)


def _protected(words: Words, period: Period) -> Section:
    merged = ", ".join(words.label(x) for x in period.merged)
    left_out = ", ".join(words.label(x) for x in period.left_out)
    fields = {
        "floor": rules().floor,
        "sensitive_floor": rules().sensitive_floor,
        "round_to": rules().round_to,
        "share": rules().share_of_at_least,
        "month": rules().month_sessions,
    }
    points = [
        words(f"protected.{key}", **fields) for key in ("small", "round", "share")
    ]
    points += [words("protected.merged", which=merged, **fields)] if merged else []
    points += [words("protected.left_out", which=left_out)] if left_out else []
    return Section(words("protected.title"), [words("protected.says")], points=points)


def _bars(words: Words, counts: Iterable[tuple[str, Sequence[Cell]]]) -> list[Bar]:
    return [
        Bar(name, sum(cell.n or 0 for cell in cells), words.sum(cells))
        for name, cells in counts
    ]
