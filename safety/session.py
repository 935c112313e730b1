"""Add a message's signals to what the chat remembers (SAF-L2 to SAF-L4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from . import language as languages
from .assessment import Assessment
from .detector import Detector, Finding, Signals, detector
from .level import Level
from .questions import NO, OTHER, UNSURE, YES, Effect, is_clear, kinds, read_answer
from .state import DISTRESS_WINDOW, Contribution, SessionState

BUILD_UP = 3
FEWEST_LETTERS = 6
"""Shorter messages are left to the rules: there is nothing to compare."""
_UNCLEARABLE = {"method_question"}
_NEW = SessionState(turn=1)


class Opinion(Protocol):
    """What a second reader makes of a message (safety/reader)."""

    @property
    def danger(self) -> float: ...
    @property
    def urgency(self) -> float: ...
    @property
    def categories(self) -> tuple[str, ...]: ...


class Second(Protocol):
    """A second reader."""

    def read(self, text: str) -> Opinion:
        """Read one message."""


@dataclass(frozen=True)
class _Raise:
    """One reason for a level, from a rule, a combination or an answer."""

    rule_id: str
    level: Level
    categories: tuple[str, ...]
    subject: str


def assess(
    text: str,
    state: SessionState | None = None,
    *,
    asked: str | None = None,
    lang: str | None = None,
    by: Detector | None = None,
    second: Second | None = None,
    calm: bool = False,
) -> tuple[Assessment, SessionState]:
    """Read one message and say where it leaves the chat.

    Args:
        state: Of the chat before this message; None for a new chat.
        asked: Kind of the bot's last question (rules/questions.yml), if it asked.
        lang: Language of the chat, to read short answers by.
        by: Another detector than the one that ships, to compare rules with.
        second: The second reader; asked only where the rules raise nothing, so that
            it never delays a card. None: the rules read alone.
        calm: The talk is about a matter of everyday life. A line in the midst of it
            looks like danger more often than it is: the second reader must be surer.

    Returns:
        The assessment, and the state to pass with the next message.
    """
    state = replace(state, turn=state.turn + 1) if state else _NEW
    categories = state.categories if state.in_crisis else ()
    by = by or detector()
    signals = by.read(text, lang=lang, session=categories)
    language = signals.language
    answer = None
    if asked is not None:
        spoken = language if language in languages.LANGUAGES else lang or "fi"
        answer = read_answer(signals.folded, language=spoken)
        if answer is None and _answers_by_words(signals.folded, asked, by):
            answer = YES
    if asked is None and not signals.findings and second is None:
        subject = state.subject if state.level else "none"
        return _unchanged(state.level, state.categories, subject, language), state
    turn = _Turn(state, signals, asked, answer, language, by)
    if second is not None and turn.is_open(text):
        turn.opinion = _opinion(second, text)
        turn.calm = calm
    return turn.result()


def _opinion(second: Second, text: str) -> Opinion | None:
    try:
        return second.read(text)
    except Exception:  # its failure changes nothing else: the rules have read
        return None


@lru_cache(maxsize=256)
def _unchanged(
    level: Level, categories: tuple[str, ...], subject: str, language: str
) -> Assessment:
    """Return the assessment of a message that says nothing about danger."""
    return Assessment(level, Level.NONE, categories, subject=subject, language=language)


def _answers_by_words(folded: str, asked: str, by: Detector) -> bool:
    """Tell whether words such as 'tonight' answer a question for the time."""
    kind = kinds().get(asked)
    if kind is None or not kind.words:
        return False
    reading = by.reading(folded)
    return any(reading.has(name) for name in kind.words)


@dataclass
class _Turn:
    """One message on its way into the chat's state."""

    state: SessionState
    signals: Signals
    asked: str | None
    answer: str | None
    language: str
    by: Detector
    opinion: Opinion | None = None
    calm: bool = False

    def is_open(self, text: str) -> bool:
        """Tell whether the rules leave a second reader something to say."""
        if self.answer is not None or sum(map(str.isalpha, text)) < FEWEST_LETTERS:
            return False
        level = _level(self._raises())
        return level < Level.ELEVATED and not (
            self._is_explained(level) or self._is_denied(level)
        )

    def result(self) -> tuple[Assessment, SessionState]:
        raises = self._raises()
        message_level = _level(raises)
        if self._is_explained(message_level):
            return self._explained()
        if self._is_denied(message_level):
            return self._denied(raises)
        return self._added(raises, message_level)

    def _raises(self) -> list[_Raise]:
        asserted = [f for f in self.signals.findings if not f.negated]
        found = [_from_finding(f) for f in asserted]
        subject = self._spoken_of(asserted)
        for combined in self.signals.combinations:
            names = combined.categories or _categories(found)
            found.append(_Raise(combined.id, combined.level, names, subject))
        found += self._by_answer(subject)
        found += self._by_second_reader(subject)
        found += self._by_build_up(found)
        return sorted(found, key=lambda r: -r.level)

    def _by_second_reader(self, subject: str) -> list[_Raise]:
        """Raise where likeness and a word of the message mean the same danger."""
        opinion, rules = self.opinion, self.by.book.second
        least = rules.calm_raise_at if self.calm else rules.raise_at
        if opinion is None or opinion.danger < least:
            return []
        is_sure = opinion.danger >= rules.sure_at
        hints = self.by.hints(self.signals, common=is_sure)
        agreed = tuple(c for c in opinion.categories if c in hints)
        if not agreed:
            return []
        level = Level.HIGH if opinion.urgency >= 0 else Level.ELEVATED
        named = tuple(dict.fromkeys((*agreed, opinion.categories[0])))
        return [_Raise("second_reader.agrees", level, named, subject)]

    def _spoken_of(self, findings: list[Finding]) -> str:
        """Return whose signals these are, taken together."""
        told = [f for f in findings if f.subject != "none"]
        if told:
            # What weighs most says whose it is; 'it ends tonight' speaks of nobody.
            return min(told, key=_telling).subject
        return "other" if self.state.subject == "other" else "self"

    def _by_answer(self, subject: str) -> list[_Raise]:
        effect = self._effect()
        if effect is None or effect.level is None:
            return []
        if self.state.level < effect.from_level:
            return []
        names = (effect.category,) if effect.category else self.state.categories
        if self.state.in_crisis:
            subject = self.state.subject
        return [_Raise(f"answer.{self.asked}", effect.level, names[:1], subject)]

    def _effect(self) -> Effect | None:
        kind = kinds().get(self.asked or "")
        return kind.effects.get(self.answer or "") if kind else None

    def _by_build_up(self, found: list[_Raise]) -> list[_Raise]:
        """Raise distress that keeps piling up, unless danger was denied."""
        if self.state.denied or self.state.in_crisis or _level(found) < Level.CONCERN:
            return []
        piled = [*self._old_distress(), *self._new_distress()]
        signals, turns = {s for _, s in piled}, {t for t, _ in piled}
        if min(len(signals), len(turns)) < BUILD_UP or not self._new_distress():
            return []
        return [_Raise("distress.build_up", Level.ELEVATED, (), "self")]

    def _old_distress(self) -> tuple[tuple[int, str], ...]:
        oldest = self.state.turn - DISTRESS_WINDOW
        return tuple(d for d in self.state.distress if d[0] > oldest)

    def _new_distress(self) -> tuple[tuple[int, str], ...]:
        tags = (f.rule.distress for f in self.signals.findings if not f.negated)
        return tuple((self.state.turn, tag) for tag in sorted({t for t in tags if t}))

    def _is_explained(self, message_level: Level) -> bool:
        """Tell whether the message says that a phrase was meant otherwise."""
        themes = {f.rule.theme for f in self.signals.findings if not f.negated}
        if "explanation" not in themes or message_level >= Level.ELEVATED:
            return False
        raising = _last_raising(self.state)
        return bool(raising) and not any(self._is_unclearable(c) for c in raising)

    def _is_unclearable(self, contribution: Contribution) -> bool:
        theme = self.by.themes.get(contribution.rule_id)
        return theme in _UNCLEARABLE

    def _explained(self) -> tuple[Assessment, SessionState]:
        cleared = replace(self.state.misunderstood(), turn=self.state.turn)
        return self._assessment([], cleared, self.state), cleared

    def _is_denied(self, message_level: Level) -> bool:
        if message_level >= Level.ELEVATED or self.asked is None:
            return False
        if not is_clear(self.signals.folded) or self.answer == UNSURE:
            return False
        effect = self._effect()
        if effect is not None and effect.lowers and self.answer == NO:
            return True
        explicit = any(_is_denial(f) for f in self.signals.findings)
        kind = kinds().get(self.asked)
        lowering = kind is not None and any(e.lowers for e in kind.effects.values())
        return explicit and (lowering or self.asked == OTHER) and self.answer != "yes"

    def _denied(self, raises: list[_Raise]) -> tuple[Assessment, SessionState]:
        """Lower the chat one step; other dangers keep it at elevated."""
        state = self.state
        kind = self.asked or OTHER
        again = kind in state.denied
        level = state.level
        if state.in_crisis and not again:
            others = set(state.categories) - {"suicide"}
            floor = Level.ELEVATED if others else Level.CONCERN
            level = max(floor, level.lowered())
        level = max(level, _level(raises))
        denied = tuple(dict.fromkeys((*state.denied, kind)))
        lowered = replace(state, level=level, denied=denied)
        lowered = replace(lowered, distress=self._kept_distress())
        return self._assessment(raises, lowered, state), lowered

    def _added(
        self, raises: list[_Raise], message_level: Level
    ) -> tuple[Assessment, SessionState]:
        before = self.state
        level = max(before.level, message_level)
        categories = _merged(_categories(raises), before.categories)
        added = tuple(self._contributions(raises))
        after = replace(
            before,
            level=level,
            categories=categories,
            subject=self._session_subject(raises, message_level),
            contributions=(before.contributions + added)[-40:],
            distress=self._kept_distress(),
            denied=() if level > before.level else before.denied,
        )
        return self._assessment(raises, after, before), after

    def _contributions(self, raises: list[_Raise]) -> list[Contribution]:
        turn, before = self.state.turn, self.state.level
        return [
            Contribution(r.rule_id, r.level, category, r.subject, turn, before)
            for r in raises
            if r.level >= Level.CONCERN
            for category in (r.categories or (None,))
        ]

    def _kept_distress(self) -> tuple[tuple[int, str], ...]:
        return (*self._old_distress(), *self._new_distress())

    def _session_subject(self, raises: list[_Raise], level: Level) -> str:
        if any(f.rule.theme == "it_is_me" for f in self.signals.findings):
            return "self"
        if self.state.in_crisis and level < Level.ELEVATED:
            return self.state.subject
        return raises[0].subject if raises and level else self.state.subject

    def _assessment(
        self, raises: list[_Raise], after: SessionState, before: SessionState
    ) -> Assessment:
        told = [r for r in raises if r.level >= Level.CONCERN]
        new = set(_categories(r for r in told if r.level >= Level.ELEVATED))
        risen = after.level >= Level.ELEVATED and after.level > before.level
        fresh = bool(new - set(before.categories))
        themes = [f.rule.theme for f in self.signals.findings if not f.negated]
        names = _categories(told)
        return Assessment(
            level=after.level,
            message_level=_level(told),
            categories=_merged(names, after.categories),
            message_categories=names,
            subject=after.subject if after.level else "none",
            language=self.language,
            rules=tuple(dict.fromkeys(r.rule_id for r in told)),
            check=self._check(told),
            raised=risen or (fresh and after.level >= Level.ELEVATED),
            answer=self.answer,
            themes=tuple(dict.fromkeys(t for t in themes if t)),
            question=self._question(told),
        )

    def _question(self, told: list[_Raise]) -> str | None:
        """Return which check the second reader asks for, where nothing is raised."""
        opinion, rules = self.opinion, self.by.book.second
        least = rules.calm_check_at if self.calm else rules.check_at
        if opinion is None or opinion.danger < least:
            return None
        if _level(told) >= Level.ELEVATED or not opinion.categories:
            return None
        return rules.questions[opinion.categories[0]]

    def _check(self, told: list[_Raise]) -> bool:
        if self.signals.check or self._question(told) or self._is_sign(told):
            return True
        passive = any(
            f.rule.theme == "passive_death_wish" and f.level == Level.ELEVATED
            for f in self.signals.findings
        )
        return passive and self.signals.has("EMOJI_LAUGH")

    def _is_sign(self, told: list[_Raise]) -> bool:
        """Tell whether a knife, a coffin or the like stands beside distress."""
        signs = any(self.signals.has(name) for name in ("EMOJI_DANGER", "EMOJI_DEATH"))
        distress = any(r.rule_id.startswith("distress.") for r in told)
        return signs and distress and _level(told) == Level.CONCERN


def _telling(finding: Finding) -> tuple[bool, int, bool]:
    return finding.level < Level.ELEVATED, -finding.sure, finding.subject != "self"


def _from_finding(finding: Finding) -> _Raise:
    names = finding.rule.categories
    return _Raise(finding.rule.id, finding.level, names, finding.subject)


def _categories(raises: object) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for item in raises:  # type: ignore[attr-defined]
        if item.level >= Level.CONCERN:
            names.update(dict.fromkeys(item.categories))
    return tuple(names)


def _merged(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))


def _level(raises: list[_Raise]) -> Level:
    return max((r.level for r in raises), default=Level.NONE)


def _is_denial(finding: Finding) -> bool:
    if finding.rule.theme == "denial":
        return True
    return finding.negated and finding.rule.level >= Level.ELEVATED


def _last_raising(state: SessionState) -> list[Contribution]:
    raising = [c for c in state.contributions if c.level >= Level.ELEVATED]
    last = max((c.turn for c in raising), default=0)
    return [c for c in raising if c.turn == last]
