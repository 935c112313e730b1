"""What the detector and the bot make of one message; nothing of it is kept."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import httpx

from bot import crisis, flow
from bot.content import Content
from bot.settings import Settings
from safety import Assessment, Level, assess
from safety.assessment import CATEGORIES, SUBJECTS
from safety.detector import detector
from safety.explain import Explanation, Reason, explain
from safety.labelled import LABELS
from safety.privacy import scrub
from safety.reader import Opinion, second_reader

__all__ = ["CATEGORIES", "LABELS", "SUBJECTS", "Seen", "Understood", "see"]

WAIT_S = 6
LEAST_CONFIDENCE = 0.1
"""The next best intent must be this sure, as in ``bot/dialogue/nlg.py``."""
UNSURE = "nlu_fallback"
COUNTS = "counts"
"""The effect of a signal that is neither denied, nor an exception, nor a saying."""


class RasaSilent(Exception):
    """Rasa did not answer; nothing of the message is in the error."""


@dataclass(frozen=True)
class Seen:
    """What the detector sees in a message that opens a chat.

    Attributes:
        assessment: With the second reader, as a chat gets it.
        by_rules: The same by the rules alone, with the reasons.
        opinion: What the second reader says; None where it is off or was not needed.
    """

    assessment: Assessment
    by_rules: Explanation
    opinion: Opinion | None

    @property
    def is_danger(self) -> bool:
        """Tell whether a help card is shown."""
        return self.assessment.level >= Level.ELEVATED

    @property
    def is_raised_by_likeness(self) -> bool:
        """Tell whether the level comes from the second reader."""
        return self.assessment.level > self.by_rules.assessment.level


def see(text: str, language: str) -> Seen:
    """Read a message for danger, and say why."""
    reader = second_reader()
    by_rules = explain(text, lang=language)
    assessment, _ = assess(text, lang=language, second=reader)
    is_asked = by_rules.assessment.level < Level.ELEVATED
    opinion = reader.read(text) if reader and is_asked else None
    return Seen(assessment, by_rules, opinion)


def in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Return each signal once: those that count first, the gravest first."""
    once = dict.fromkeys(reasons)
    return sorted(once, key=lambda one: (one.effect != COUNTS, -Level.parse(one.level)))


def check_at() -> float:
    """Return the value from which the second reader asks whether there is danger."""
    return detector().book.second.check_at


@dataclass(frozen=True)
class Understood:
    """What Rasa makes of a message.

    Attributes:
        intents: Name and confidence; the first one counts.
        topics: Topic and confidence, likeliest first.
    """

    intents: tuple[tuple[str, float], ...]
    topics: tuple[tuple[str, float], ...]

    @property
    def is_unsure(self) -> bool:
        """Tell whether the bot asks back."""
        return self.intent[0] == UNSURE

    @property
    def intent(self) -> tuple[str, float]:
        """The intent that leads: those of crisis mode count only there."""
        first, *others = self.intents or ((UNSURE, 0.0),)
        if first[0] not in flow.CRISIS_ONLY:
            return first
        free = (one for one in others if one[0] not in flow.CRISIS_ONLY)
        best = next(free, (UNSURE, 0.0))
        return best if best[1] >= LEAST_CONFIDENCE else (UNSURE, 0.0)


def understand(settings: Settings, text: str, language: str) -> Understood:
    """Ask the running Rasa; it keeps nothing of the message.

    Raises:
        RasaSilent: It is down, or the dashboard was started without it.
    """
    token = os.environ.get("RASA_CHANNEL_TOKEN")
    if not token:
        raise RasaSilent
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/understand",
            json={"text": text, "language": language},
            headers={"x-channel-token": token},
            timeout=WAIT_S,
            trust_env=False,
        )
        answer.raise_for_status()
        return _understood(answer.json())
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        raise RasaSilent from None


def _understood(data: dict[str, list[dict[str, object]]]) -> Understood:
    intents = tuple((str(i["name"]), _share(i)) for i in data["intents"])
    topics = tuple((str(t["topic"]), _share(t)) for t in data["ranking"])
    return Understood(intents, topics)


def _share(row: dict[str, object]) -> float:
    return float(str(row["confidence"]))


def answer(
    content: Content,
    seen: Seen,
    understood: Understood | None,
    text: str,
    language: str,
) -> flow.Reply | None:
    """Return what the bot says to this message at the beginning of a chat.

    None where that depends on Rasa, and Rasa is silent.
    """
    if seen.is_danger or seen.assessment.check:
        tags = crisis.context(seen.assessment, soft_check=not seen.is_danger)
        heard = flow.Heard("crisis", text=text, language=language)
        return crisis.reply(content, heard, {"crisis": tags, "language": language})
    if understood is None:
        return None
    name, confidence = understood.intent
    known = {t: share for t, share in understood.topics if t in content.topics}
    heard = flow.Heard(
        name, guesses=known, confidence=confidence, text=text, language=language
    )
    return flow.reply(content, heard, [], language=language)


@dataclass(frozen=True)
class Right:
    """What a professional says would be right."""

    level: str
    categories: Sequence[str]
    subject: str
    topic: str
    note: str


def test_case(text: str, language: str, right: Right) -> str:
    """Return a labelled message as a line of JSON, without personal data.

    The keys are those of ``tests/safety/data`` and ``tests/bot/data``: the line can be
    put into either.
    """
    row = {
        "id": f"{language}-t{secrets.token_hex(3)}",
        "lang": language,
        "text": scrub(" ".join(text.split()), language),
        "level": right.level,
        "categories": list(right.categories),
        "subject": right.subject,
        "topic": right.topic,
        "note": scrub(" ".join(right.note.split()), language),
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
