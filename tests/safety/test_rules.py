"""Every rule finds its own examples and lets the others go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from safety.detector import detector
from safety.errors import RuleError
from safety.loader import RULES, load_yaml, rule_book
from safety.rules_model import Combination, Rule


def fired(text: str) -> set[str]:
    signals = detector().read(text)
    found = {f.rule.id for f in signals.findings if not f.negated}
    return found | {combination.id for combination in signals.combinations}


def idioms_in(text: str) -> set[str]:
    signals = detector()
    reading = signals.reading(signals.fold(text))
    return {
        idiom.id
        for idiom in rule_book().idioms
        for pattern in idiom.patterns
        if pattern.possible(reading.have) and pattern.spans(reading)
    }


def cases(kind: str) -> Iterator[tuple[str, str]]:
    items: tuple[Rule | Combination, ...] = (
        *rule_book().rules,
        *rule_book().combinations,
    )
    for item in items:
        for texts in getattr(item, kind).values():
            for text in texts:
                yield item.id, text


@pytest.mark.parametrize(("rule", "text"), [*cases("must_match")])
def test_rule_finds_its_example(rule: str, text: str) -> None:
    assert rule in fired(text)


@pytest.mark.parametrize(("rule", "text"), [*cases("must_not_match")])
def test_rule_lets_go_what_it_must(rule: str, text: str) -> None:
    raised = {
        f.rule.id
        for f in detector().read(text).findings
        if not f.negated and f.level > 1
    }
    assert rule not in raised


IDIOMS = [
    (idiom.id, text)
    for idiom in rule_book().idioms
    for texts in idiom.must_match.values()
    for text in texts
]


@pytest.mark.parametrize(("idiom", "text"), IDIOMS)
def test_idiom_is_known_and_raises_nothing(idiom: str, text: str) -> None:
    assert idiom in idioms_in(text)
    levels = [f.level for f in detector().read(text).findings if not f.negated]
    assert max(levels, default=0) <= 1


def test_rules_have_examples_in_three_languages() -> None:
    rules = [r for r in rule_book().rules if r.level >= 2]
    missing = {r.id: {"fi", "sv", "en"} - set(r.must_match) for r in rules}
    assert not {k: v for k, v in missing.items() if v}


def test_missing_rule_file_names_the_file() -> None:
    with pytest.raises(RuleError, match=r"safety/rules/nowhere.yml: file: cannot"):
        load_yaml("nowhere.yml", RULES)
