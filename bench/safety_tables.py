"""The tables of docs/safety-case.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.scores import (
    LANGUAGES,
    Case,
    Share,
    Test,
    alarm,
    as_acute,
    checked,
    right_category,
    right_subject,
    seen,
    seen_or_checked,
    severe,
    share,
    wilson,
)
from safety.assessment import CATEGORIES

HOWS = {"rules": "rules alone", "both": "with the second reader"}
DANGER, HARMLESS = ("acute", "elevated"), ("concern", "none")
KINDS = {
    "p": "danger, plainly said",
    "i": "danger, indirect",
    "h": "harmless, but sounds like danger",
    "o": "ordinary",
}
SPELLINGS = {
    "learner": "a learner of the language",
    "dyslex": "dyslexic spelling",
    "typo": "typing errors",
    "dialect": "dialect",
}
# Shares of the messages of a chat service (SAF-T2, source S12), the rest split evenly.
ATTEMPT, PLAN, SUICIDALITY = 0.0025, 0.01, 0.13
LOOKALIKES = 0.05
"""Share of harmless messages taken to sound like danger; an assumption."""


@dataclass(frozen=True)
class Group:
    """Messages that were seen, or not seen, by the same people.

    Attributes:
        topics: Share of everyday topic messages that raise an alarm, by reader.
    """

    name: str
    cases: tuple[Case, ...]

    def of(self, *labels: str, lang: str = "", kind: str = "") -> list[Case]:
        """Return the cases with one of the labels (of a language, of a kind)."""
        return [
            case
            for case in self.cases
            if case.label in labels
            and lang in ("", case.message.lang)
            and kind in ("", case.kind)
        ]


@dataclass(frozen=True)
class Noised:
    """One set with one noise: its danger seen, and its false alarms."""

    set_name: str
    noise: str
    plain: Mapping[str, Share]
    noised: Mapping[str, Share]
    alarms: Mapping[str, Share]
    by_language: Mapping[str, float] = field(default_factory=dict)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def both(cases: Sequence[Case], test: Test) -> list[Share]:
    """Return a share for the rules alone and with the second reader."""
    return [share(cases, test, how) for how in HOWS]


def glance(groups: Sequence[Group]) -> str:
    """Return the few figures to read first."""
    head = ["", "", "`acute` seen", "`elevated` seen", "danger seen or asked about"]
    head += ["false alarms on `none`", "`none` only asked about"]
    rows = []
    for group in groups:
        for how, told in HOWS.items():
            none = group.of("none")
            parts = [
                share(group.of("acute"), seen, how),
                share(group.of("elevated"), seen, how),
                share(group.of(*DANGER), seen_or_checked, how),
                share(none, alarm, how),
                share(none, checked, how),
            ]
            rows.append([group.name, told, *parts])
    return table(head, rows)


def levels(group: Group) -> str:
    """Return what became of each label in each language."""
    head = ["label", "", "n", "what is counted", *HOWS.values()]
    tests: dict[str, tuple[tuple[str, Test], ...]] = {
        "acute": (
            ("seen", seen),
            ("seen or asked about", seen_or_checked),
            ("as `acute`", as_acute),
        ),
        "elevated": (
            ("seen", seen),
            ("seen or asked about", seen_or_checked),
            ("called `acute` (less is better)", as_acute),
        ),
        "concern": (("false alarms", alarm), ("only asked about", checked)),
        "none": (
            ("false alarms", alarm),
            ("severe ones", severe),
            ("only asked about", checked),
        ),
    }
    rows = []
    for label, counted in tests.items():
        for lang in _languages(group):
            cases = group.of(label, lang=lang)
            rows += [
                [f"`{label}`", lang, len(cases), told, *both(cases, test)]
                for told, test in counted
                if cases
            ]
    return table(head, rows)


def _languages(group: Group) -> list[str]:
    present = {case.message.lang for case in group.cases}
    return [lang for lang in LANGUAGES if lang in present]


def named(group: Group) -> str:
    """Return how often the kind of danger and the person at risk are right."""
    rows: list[list[object]] = []
    for lang in _languages(group):
        cases = group.of(*DANGER, lang=lang)
        for told, test in (
            ("kind of danger", right_category),
            ("who is at risk", right_subject),
        ):
            parts = [
                share([c for c in cases if seen(c, getattr(c, how))], test, how)
                for how in HOWS
            ]
            rows.append([lang, told, *parts])
    return table(["", "right, of the danger seen", *HOWS.values()], rows)


def kinds(group: Group) -> str:
    """Return the figures by how a message is said; "" where the set does not tell."""
    rows: list[list[object]] = []
    for kind, told in KINDS.items():
        labels = DANGER if kind in "pi" else HARMLESS
        cases = group.of(*labels, kind=kind)
        if not cases:
            continue
        tests = (
            (("seen", seen), ("seen or asked about", seen_or_checked))
            if kind in "pi"
            else (
                ("false alarms", alarm),
                ("severe ones", severe),
                ("only asked about", checked),
            )
        )
        rows += [[told, len(cases), name, *both(cases, test)] for name, test in tests]
    if not rows:
        return ""
    return table(["kind", "n", "what is counted", *HOWS.values()], rows)


def parity(groups: Sequence[Group]) -> str:
    """Return how far the languages lie apart."""
    head = [
        "",
        "label",
        *(f"{how}: {x}" for how in HOWS.values() for x in ("by language", "gap")),
    ]
    rows = []
    for group in groups:
        for label in DANGER:
            row: list[object] = [group.name, f"`{label}`"]
            for how in HOWS:
                found = {
                    lang: share(group.of(label, lang=lang), seen, how)
                    for lang in _languages(group)
                }
                row.append(
                    ", ".join(f"{x} {100 * s.value:.1f} %" for x, s in found.items())
                )
                row.append(f"{100 * _gap(found.values()):.1f}")
            rows.append(row)
    return table(head, rows)


def _gap(shares: Iterable[Share]) -> float:
    values = [s.value for s in shares if s.n]
    return max(values, default=0.0) - min(values, default=0.0)


def by_category(groups: Sequence[Group]) -> str:
    """Return the danger seen for each kind of danger."""
    rows: list[list[object]] = []
    for group in groups:
        for name in CATEGORIES:
            cases = [c for c in group.of(*DANGER) if name in c.message.categories]
            if cases:
                row = [group.name, f"`{name}`", *both(cases, seen)]
                rows.append([*row, share(cases, seen_or_checked, "both")])
    head = ["", "kind of danger", *HOWS.values(), "with it, seen or asked about"]
    return table(head, rows)


def spelling(groups: Sequence[Group]) -> str:
    """Return the figures of messages that are spelled otherwise."""
    rows: list[list[object]] = []
    for group in groups:
        for word, told in SPELLINGS.items():
            noted = [c for c in group.cases if word in c.message.note.lower()]
            danger = [c for c in noted if c.is_danger]
            rest = [c for c in noted if not c.is_danger]
            if noted:
                parts = [*both(danger, seen), *both(rest, alarm)]
                rows.append([group.name, told, *parts])
    head = ["", "spelling", "danger seen: rules", "with the second reader"]
    return table([*head, "false alarms: rules", "with the second reader"], rows)


def noise(rows: Sequence[Noised]) -> str:
    """Return how much is still seen through each noise."""
    head = ["set", "noise", "rules: seen plain → noised", "kept"]
    head += ["with the second reader: seen plain → noised", "kept", "kept by language"]
    head += ["false alarms among the harmless, with the second reader"]
    lines = []
    for row in rows:
        line: list[object] = [f"`{row.set_name}`", row.noise]
        for how in HOWS:
            plain, noised = row.plain[how], row.noised[how]
            line.append(f"{plain.hits} → {noised.hits} of {plain.n}")
            line.append(f"{100 * kept(plain, noised):.1f} %")
        apart = (f"{x} {100 * v:.1f} %" for x, v in row.by_language.items())
        lines.append([*line, ", ".join(apart), row.alarms["both"]])
    return table(head, lines)


def kept(plain: Share, noised: Share) -> float:
    """Return the share of the plain form's recall that is left."""
    return noised.hits / plain.hits if plain.hits else 1.0


@dataclass(frozen=True)
class Mix:
    """What 1,000 messages of a chat service would bring."""

    alarms: float
    right: float
    first_112: float
    checks: float

    @property
    def ppv(self) -> float:
        """The share of alarms that are for danger."""
        return self.right / self.alarms if self.alarms else 0.0


def natural_mix(group: Group, how: str, *, end: str = "") -> Mix:
    """Weigh the group's shares as in a chat service.

    Args:
        end: "bad": every share at the worse end of its interval; "good": the better.
    """

    def rate(cases: Sequence[Case], test: Test, *, better: str) -> float:
        found = share(cases, test, how)
        low, high = wilson(found.hits, found.n)
        if not end:
            return found.value
        return high if (better == "high") == (end == "good") else low

    suicide = [c for c in group.of(*DANGER) if "suicide" in c.message.categories]
    acute = [c for c in suicide if c.label == "acute"]
    elevated = [c for c in suicide if c.label == "elevated"]
    urgent = ATTEMPT + PLAN
    weights = ((acute, urgent, "high"), (elevated, SUICIDALITY - urgent, "high"))
    rest = [(cases, weight, "low") for cases, weight in _harmless_mix(group)]

    def total(parts: Iterable[tuple[Sequence[Case], float, str]], test: Test) -> float:
        return sum(1000 * w * rate(c, test, better=b) for c, w, b in parts)

    right = total(weights, alarm)
    every = (*weights, *rest)
    return Mix(
        right + total(rest, alarm), right, total(every, severe), total(every, checked)
    )


def _harmless_mix(group: Group) -> list[tuple[list[Case], float]]:
    """Return harmless cases with their weights: half distress, half ordinary."""
    parts = []
    for label in HARMLESS:
        weight = (1 - SUICIDALITY) / 2
        by_kind = [group.of(label, kind=kind) for kind in "oh"]
        if all(by_kind):
            shares = (1 - LOOKALIKES, LOOKALIKES)
            parts += [(c, weight * s) for c, s in zip(by_kind, shares, strict=True)]
        else:
            parts.append((group.of(label), weight))
    return parts


def mixes(groups: Sequence[Group]) -> str:
    """Return alarms per 1,000 messages, and how many of them are right."""
    rows = []
    for group in groups:
        for how, told in HOWS.items():
            mix = natural_mix(group, how)
            bad = natural_mix(group, how, end="bad")
            good = natural_mix(group, how, end="good")
            rows.append(
                [
                    *(group.name, told, f"{mix.alarms:.0f}", f"{mix.first_112:.0f}"),
                    *(f"{mix.checks:.0f}", f"{100 * mix.ppv:.0f} %"),
                    f"{100 * bad.ppv:.0f}–{100 * good.ppv:.0f} %",
                ]
            )
    head = ["", "", "help cards per 1,000 messages", "of them with 112 first"]
    head += [
        "only asked about",
        "cards that are right",
        "if all shares were off at once",
    ]
    return table(head, rows)


def ordinary(groups: Sequence[Group]) -> str:
    """Return false alarms per 1,000 harmless messages that nobody made tricky."""
    rows = []
    for group in groups:
        for lang in _languages(group):
            cases = group.of("none", lang=lang, kind="o")
            for how, told in HOWS.items():
                found, asked = share(cases, alarm, how), share(cases, checked, how)
                low, high = wilson(found.hits, found.n)
                rate = f"{1000 * found.value:.1f} ({1000 * low:.1f}–{1000 * high:.1f})"
                if cases:
                    rows.append([group.name, lang, told, len(cases), rate, asked])
    head = ["", "", "", "n", "false alarms per 1,000", "only asked about"]
    return table(head, rows)
