"""Read and check rules/*.yml; refuse to start on the first thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from spacy.matcher import PhraseMatcher
from spacy.vocab import Vocab

from .assessment import CATEGORIES
from .errors import RuleError
from .level import Level
from .lexicon import Classes, Lexicon
from .patterns import Compiler, Pattern, Sequence_, read
from .rules_model import Cases, Combination, Frame, Rule, SecondReaderRules

RULES = Path(__file__).with_name("rules")
_NOT_RULES = {
    "lexicon",
    "frames",
    "combinations",
    "answers",
    "questions",
    "languages",
    "ordinary",
    "second_reader",
}
_KEYS = {
    "id",
    "level",
    "category",
    "categories",
    "theme",
    "distress",
    "check",
    "negation",
    "subject",
    "levels",
    "in_session",
    "patterns",
    "not",
    "must_match",
    "must_not_match",
    "source",
    "why",
}
_FRAME_KEYS = {"patterns", "scope", "why"}
_COMBINATION_KEYS = {
    "id",
    "themes",
    "level",
    "category",
    "categories",
    "in_session",
    "must_match",
    "must_not_match",
    "source",
    "why",
}
_SUBJECTS = {"auto", "victim", "patient", "self", "other", "none"}
_SCOPES = {"near", "sentence", "message"}
Key = TypeVar("Key", int, str)
Entries = tuple[tuple[Key, Pattern], ...]
Index = Mapping[Classes, tuple[tuple[Classes, Entries[Key]], ...]]
"""Patterns, each with a key: by every signature that may be what they need first, then
by what they need second."""


@dataclass(frozen=True)
class RuleBook:
    """All that the detector knows, ready to use.

    Attributes:
        by_anchor: Patterns of the rules, with the rule's number; likewise of idioms,
            and of frames with their names.
        phrases: The set phrases; `phrase_words` are the words in them.
    """

    lexicon: Lexicon
    vocab: Vocab
    rules: tuple[Rule, ...]
    idioms: tuple[Rule, ...]
    frames: Mapping[str, Frame]
    combinations: tuple[Combination, ...]
    phrases: PhraseMatcher
    phrase_words: frozenset[str]
    by_anchor: Index[int]
    idioms_by_anchor: Index[int]
    frames_by_anchor: Index[str]
    second: SecondReaderRules


class _Reader:
    """Reads rules; compiles patterns once all words are known."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.vocab = Vocab()
        self.signatures: frozenset[Classes] = frozenset()
        self._sequences: dict[str, list[Sequence_]] = {}

    def note(self, file: str, where: str, texts: Iterable[str]) -> None:
        for text in texts:
            try:
                self._sequences[text] = read(text, self.lexicon)
            except (ValueError, RuleError) as error:
                raise RuleError(file, where, f"pattern '{text}': {error}") from error

    def close(self) -> None:
        self.lexicon.freeze()
        tables = (self.lexicon.exact, self.lexicon.prefixes)
        found = {signature for table in tables for signature in table.values()}
        found |= {self.lexicon.signature(str(number)) for number in range(401)}
        found |= {signature - self.lexicon.ambiguous for signature in found}
        self.signatures = frozenset(found)
        self.compiler = Compiler(self.lexicon, self.vocab)

    def patterns(self, texts: Iterable[str]) -> tuple[Pattern, ...]:
        return tuple(
            self.compiler.compile(sequence)
            for text in texts
            for sequence in self._sequences[text]
        )


def load_yaml(name: str, folder: Path = RULES) -> dict[Any, Any]:
    """Read one rule file.

    Raises:
        RuleError: No such file, no YAML in it, or no keys with values.
    """
    path = folder / name
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_YAML_LOADER)
    except OSError as error:
        raise RuleError(name, "file", "cannot be read") from error
    except yaml.YAMLError as error:
        raise RuleError(name, "file", f"is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise RuleError(name, "file", "holds no keys with values")
    return data


_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """Return the rules that ship with the package, read once."""
    return load(RULES)


def load(folder: Path) -> RuleBook:
    """Read every rule file of a folder.

    Raises:
        RuleError: Names file, rule, value and what is allowed.
    """
    if not (folder / "lexicon.yml").is_file():
        raise RuleError(folder.name, "folder", "is no folder of rules")
    ordinary = load_yaml("ordinary.yml", folder)
    files = {path.name: load_yaml(path.name, folder) for path in _rule_files(folder)}
    lexicon = Lexicon.load(load_yaml("lexicon.yml", folder), ordinary)
    for file, data in files.items():
        lexicon.extend(data.get("classes", {}), file=file)
    reader = _Reader(lexicon)
    frames = load_yaml("frames.yml", folder)["frames"]
    raw = _raw_rules(files)
    _check(raw, frames)
    for file, rule in raw:
        texts = [*rule["patterns"], *rule.get("not", ())]
        reader.note(file, f"rule '{rule['id']}'", texts)
    for name, frame in frames.items():
        reader.note("frames.yml", f"frame '{name}'", frame["patterns"])
    second = _second(lexicon, folder)
    reader.close()
    return _book(reader, raw, frames, folder, second)


def _book(
    reader: _Reader,
    raw: list[tuple[str, dict[str, Any]]],
    frames: Mapping[str, Any],
    folder: Path,
    second: SecondReaderRules,
) -> RuleBook:
    rules = [_rule(file, rule, reader) for file, rule in raw]
    read_frames = {name: _frame(name, f, reader) for name, f in frames.items()}
    signals = tuple(r for r in rules if r.file != "idioms.yml")
    idioms = tuple(r for r in rules if r.file == "idioms.yml")
    return RuleBook(
        lexicon=reader.lexicon,
        vocab=reader.vocab,
        rules=signals,
        idioms=idioms,
        frames=read_frames,
        combinations=_combinations(folder, signals),
        phrases=reader.compiler.phrases,
        phrase_words=frozenset(reader.compiler.phrase_words),
        by_anchor=_by_anchor(_numbered(signals), reader.signatures),
        idioms_by_anchor=_by_anchor(_numbered(idioms), reader.signatures),
        frames_by_anchor=_by_anchor(
            ((name, p) for name, frame in read_frames.items() for p in frame.patterns),
            reader.signatures,
        ),
        second=second,
    )


def _rule_files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.glob("*.yml")) if p.stem not in _NOT_RULES]


def _raw_rules(files: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    raw = []
    for file, data in files.items():
        defaults = data.get("defaults", {})
        for rule in _listed(file, "rules", data):
            merged = {**defaults, **rule}
            merged["levels"] = {**_rest(defaults, rule), **rule.get("levels", {})}
            raw.append((file, merged))
    return raw


def _rest(defaults: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, str]:
    """Return the default frames that the rule does not set itself, before its own."""
    own = rule.get("levels", {})
    return {k: v for k, v in defaults.get("levels", {}).items() if k not in own}


def _check(raw: list[tuple[str, dict[str, Any]]], frames: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for file, rule in raw:
        where = f"rule '{rule.get('id')}'"
        problems: list[tuple[set[Any], str]] = [
            *_wrong_keys(rule, _KEYS, {"id", "level", "patterns", "must_match"}),
            ({rule.get("id")} & seen, "is there twice"),
            (set(_categories(rule)) - set(CATEGORIES), "has unknown categories"),
            (set(rule["levels"]) - set(frames), "has unknown frames"),
            ({rule.get("subject", "auto")} - _SUBJECTS, "has an unknown subject"),
            ({rule.get("negation", "drop")} - {"drop", "own"}, "has negation"),
        ]
        _refuse(file, where, problems)
        for key in ("patterns", "not"):
            if not isinstance(rule.get(key, []), list):
                raise RuleError(file, where, f"{key} is no list")
        if not rule["patterns"]:
            raise RuleError(file, where, "has no pattern")
        examples = rule["must_match"]
        if not isinstance(examples, dict) or not any(examples.values()):
            raise RuleError(file, where, "has no example in must_match, by language")
        seen.add(rule["id"])
    for name, frame in frames.items():
        _refuse("frames.yml", name, _wrong_keys(frame, _FRAME_KEYS, {"patterns"}))
        if frame.get("scope", "sentence") not in _SCOPES:
            raise RuleError("frames.yml", name, f"scope is not one of {_SCOPES}")


def _wrong_keys(
    entry: Mapping[str, Any], known: set[str], needed: set[str]
) -> list[tuple[set[Any], str]]:
    keys = set(entry)
    return [(keys - known, "has unknown keys"), (needed - keys, "lacks keys")]


def _refuse(file: str, where: str, problems: Iterable[tuple[set[Any], str]]) -> None:
    for found, problem in problems:
        if found:
            raise RuleError(file, where, f"{problem}: {sorted(map(str, found))}")


def _listed(file: str, key: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RuleError(file, key, "is no list of entries with keys")
    return rows


def _categories(rule: Mapping[str, Any]) -> tuple[str, ...]:
    if "categories" in rule:
        return tuple(rule["categories"])
    return (rule["category"],) if rule.get("category") else ()


def _rule(file: str, rule: Mapping[str, Any], reader: _Reader) -> Rule:
    where = f"rule '{rule['id']}'"
    return Rule(
        id=rule["id"],
        level=_level(file, where, rule["level"]),
        categories=_categories(rule),
        file=file,
        source=rule.get("source", ""),
        patterns=reader.patterns(rule["patterns"]),
        unless=reader.patterns(rule.get("not", ())),
        theme=rule.get("theme"),
        distress=rule.get("distress"),
        check=bool(rule.get("check", False)),
        negation=rule.get("negation", "drop"),
        subject=rule.get("subject", "auto"),
        levels=_levels(file, where, rule["levels"]),
        in_session=_levels(file, where, rule.get("in_session", {})),
        must_match=_cases(rule["must_match"]),
        must_not_match=_cases(rule.get("must_not_match", {})),
    )


def _levels(file: str, where: str, raw: Mapping[str, str]) -> dict[str, Level]:
    return {key: _level(file, where, label) for key, label in raw.items()}


def _level(file: str, where: str, label: str) -> Level:
    try:
        return Level.parse(label)
    except ValueError as error:
        raise RuleError(file, where, str(error)) from error


def _cases(raw: Mapping[str, Iterable[str]]) -> Cases:
    return {language: tuple(texts) for language, texts in raw.items()}


def _frame(name: str, raw: Mapping[str, Any], reader: _Reader) -> Frame:
    patterns = reader.patterns(raw["patterns"])
    return Frame(name, raw.get("scope", "sentence"), patterns)


def _combinations(folder: Path, rules: tuple[Rule, ...]) -> tuple[Combination, ...]:
    file = "combinations.yml"
    themes = {rule.theme for rule in rules}
    made = []
    for raw in _listed(file, "combinations", load_yaml(file, folder)):
        needed = {"id", "themes", "level", "must_match"}
        problems = _wrong_keys(raw, _COMBINATION_KEYS, needed)
        _refuse(file, str(raw.get("id")), problems)
        groups = tuple(frozenset(group.split()) for group in raw["themes"])
        unknown = frozenset().union(*groups) - themes
        if unknown:
            raise RuleError(file, raw["id"], f"has unknown themes: {sorted(unknown)}")
        made.append(
            Combination(
                id=raw["id"],
                groups=groups,
                level=_level(file, raw["id"], raw["level"]),
                categories=_categories(raw),
                in_session=raw.get("in_session"),
                must_match=_cases(raw["must_match"]),
                must_not_match=_cases(raw.get("must_not_match", {})),
                source=raw.get("source", ""),
            )
        )
    return tuple(made)


_THRESHOLDS = ("check_at", "raise_at", "sure_at", "calm_check_at", "calm_raise_at")


def _second(lexicon: Lexicon, folder: Path) -> SecondReaderRules:
    file = "second_reader.yml"
    raw = load_yaml(file, folder)
    named = [name for names in raw["questions"].values() for name in names]
    wrong = set(raw["words"]) ^ set(CATEGORIES) | set(named) ^ set(CATEGORIES)
    if wrong:
        raise RuleError(file, "words", f"not once for each category: {sorted(wrong)}")
    unknown = set(raw["common_words"]) - set(CATEGORIES)
    if unknown:
        raise RuleError(file, "common_words", f"no categories: {sorted(unknown)}")
    words, common_words = (
        {name: _joined(lexicon, text) for name, text in raw[key].items()}
        for key in ("words", "common_words")
    )
    return SecondReaderRules(
        **{name: float(raw[name]) for name in _THRESHOLDS},
        words=words,
        common_words=common_words,
        questions={
            category: question
            for question, names in raw["questions"].items()
            for category in names
        },
    )


def _joined(lexicon: Lexicon, words: str) -> Classes:
    """Return classes (in capitals) and literal words together."""
    names = [word for word in words.split() if word.isupper()]
    literal = (lexicon.word(word) for word in words.split() if not word.isupper())
    return lexicon.classes(names).union(literal)


def _numbered(rules: tuple[Rule, ...]) -> Iterator[tuple[int, Pattern]]:
    for number, rule in enumerate(rules):
        for pattern in rule.patterns:
            yield number, pattern


def _by_anchor(
    patterns: Iterable[tuple[Key, Pattern]], signatures: Iterable[Classes]
) -> Index[Key]:
    by_class: dict[int, list[tuple[Key, Pattern]]] = {}
    for key, pattern in patterns:
        for number in pattern.needs[0]:
            by_class.setdefault(number, []).append((key, pattern))
    index = {s: _entries(s, by_class) for s in signatures}
    return {key: entries for key, entries in index.items() if entries}


def _entries(
    signature: Classes, by_class: Mapping[int, list[tuple[Key, Pattern]]]
) -> tuple[tuple[Classes, Entries[Key]], ...]:
    found = {
        id(entry[1]): entry
        for number in sorted(signature)
        for entry in by_class.get(number, ())
    }
    by_second: dict[Classes, list[tuple[Key, Pattern]]] = {}
    for key, pattern in found.values():
        second = pattern.needs[:2][-1]  # of a single word that word
        by_second.setdefault(second, []).append((key, pattern))
    return tuple((second, tuple(entries)) for second, entries in by_second.items())
