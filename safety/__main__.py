"""Read JSON lines, write one JSON line for each: ``python -m safety assess``.

Example:
    echo '{"text": "moi"}' | python -m safety assess

In: ``{"text": ...}`` or ``{"turns": [{"bot"?: ..., "text": ...}, ...]}``, each with
an optional ``"lang"``. Writes to standard output only; keeps nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from . import assess
from .assessment import Assessment
from .errors import InputError
from .language import LANGUAGES
from .level import Level
from .questions import question_kind
from .state import SessionState


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; exit code 0 means every line was answered."""
    parser = argparse.ArgumentParser(
        prog="python -m safety", description="Assess messages: JSON lines in and out."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "assess",
        help="read JSON lines from standard input",
        epilog="""example: echo '{"text": "moi"}' | python -m safety assess""",
    )
    parser.parse_args(arguments)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for answer in answers(sys.stdin):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield one answer for each line, in order."""
    for line in lines:
        try:
            yield _answer(line)
        except InputError as error:
            yield {"error": str(error)}


def _answer(line: str) -> dict[str, Any]:
    data = _parsed(line)
    lang = data.get("lang")
    if lang not in (None, *LANGUAGES):
        raise InputError("'lang' is not one of fi, sv, en; leave it out if unknown")
    if "turns" in data:
        return {"turns": _dialogue(data["turns"], lang)}
    assessment, _ = assess(_text(data), lang=lang)
    return _row(assessment, assessment.message_level, assessment.message_categories)


def _parsed(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("the line is not JSON; send one object a line") from None
    if not isinstance(data, dict):
        raise InputError('the line is not a JSON object; send {"text": ...}')
    return data


def _text(data: dict[str, Any]) -> str:
    text = data.get("text")
    if not isinstance(text, str):
        raise InputError("'text' is missing or no string; send {\"text\": ...}")
    return text


def _dialogue(turns: object, lang: str | None) -> list[dict[str, Any]]:
    if not isinstance(turns, list) or not all(isinstance(t, dict) for t in turns):
        raise InputError("'turns' is not a list of objects with 'text'")
    state = SessionState()
    rows = []
    for turn in turns:
        bot = turn.get("bot")
        asked = question_kind(bot) if isinstance(bot, str) else None
        assessment, state = assess(_text(turn), state, asked=asked, lang=lang)
        if assessment.language in LANGUAGES:
            lang = lang or assessment.language
        names = assessment.message_categories or assessment.categories
        row = _row(assessment, assessment.level, names)
        rows.append({**row, "message_level": assessment.message_level.label})
    return rows


def _row(
    assessment: Assessment, level: Level, names: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "level": level.label,
        "categories": list(names),
        "subject": assessment.subject,
        "language": assessment.language,
        "rules": list(assessment.rules),
        "check": assessment.check,
    }


if __name__ == "__main__":
    raise SystemExit(main())
