"""The detector on the command line. Writes to standard output only; keeps nothing.

Examples:
    echo '{"text": "moi"}' | python -m safety assess
    python -m safety explain "kuolen nauruun"
    python -m safety diff old/rules safety/rules

``assess`` reads ``{"text": ...}`` or ``{"turns": [{"bot"?: ..., "text": ...}, ...]}``,
each with an optional ``"lang"``, and writes one JSON line for each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import assess
from .assessment import Assessment
from .detector import Detector
from .errors import InputError, SafetyError
from .explain import as_text, explain
from .labelled import changed, labelled_in
from .language import LANGUAGES
from .level import Level
from .loader import load
from .questions import question_kind
from .reader import second_reader
from .session import Second
from .state import SessionState

MESSAGES = Path("tests/safety/data")


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when every line was answered, 2 when what was given cannot be used.
    """
    options = _parser().parse_args(arguments)
    try:
        for line in options.run(options):
            sys.stdout.write(line)
            sys.stdout.flush()
    except SafetyError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m safety")
    commands = parser.add_subparsers(dest="command", required=True)
    reading = commands.add_parser(
        "assess", help="read JSON lines from standard input, write one for each"
    )
    reading.add_argument(
        "--rules-only", action="store_true", help="without the second reader"
    )
    reading.set_defaults(run=_assess)
    explaining = commands.add_parser("explain", help="say why a message gets its level")
    explaining.add_argument("text")
    explaining.add_argument("--lang", choices=LANGUAGES, help="language of the chat")
    explaining.set_defaults(run=_explain)
    comparing = commands.add_parser(
        "diff", help="list the labelled messages whose level two versions change"
    )
    comparing.add_argument("old", type=Path, help="a folder of rules")
    comparing.add_argument("new", type=Path, help="a folder of rules")
    comparing.add_argument(
        "--messages",
        type=Path,
        default=MESSAGES,
        help=f"a labelled .jsonl file, or a folder of them (default: {MESSAGES})",
    )
    comparing.set_defaults(run=_diff)
    return parser


def _assess(options: argparse.Namespace) -> Iterator[str]:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    second = None if options.rules_only else second_reader()
    for answer in answers(sys.stdin, second=second):
        yield json.dumps(answer, ensure_ascii=False) + "\n"


def _explain(options: argparse.Namespace) -> Iterator[str]:
    yield as_text(explain(options.text, lang=options.lang))


def _diff(options: argparse.Namespace) -> Iterator[str]:
    messages = labelled_in(options.messages)
    old, new = Detector(load(options.old)), Detector(load(options.new))
    n_changed = 0
    for change in changed(messages, old, new):
        n_changed += 1
        message = change.message
        text = message.text.replace("\n", " / ")
        yield f"{change.old} -> {change.new}  [{message.level}] {message.id}  {text}\n"
    yield f"{n_changed} of {len(messages)} labelled messages change their level.\n"


def answers(
    lines: Iterable[str], *, second: Second | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one answer for each line, in order."""
    for line in lines:
        try:
            yield _answer(line, second)
        except InputError as error:
            yield {"error": str(error)}


def _answer(line: str, second: Second | None) -> dict[str, Any]:
    data = _parsed(line)
    lang = data.get("lang")
    if lang not in (None, *LANGUAGES):
        raise InputError("'lang' is not one of fi, sv, en; leave it out if unknown")
    if "turns" in data:
        return {"turns": _dialogue(data["turns"], lang, second)}
    assessment, _ = assess(_text(data), lang=lang, second=second)
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


def _dialogue(
    turns: object, lang: str | None, second: Second | None
) -> list[dict[str, Any]]:
    if not isinstance(turns, list) or not all(isinstance(t, dict) for t in turns):
        raise InputError("'turns' is not a list of objects with 'text'")
    state = SessionState()
    rows = []
    for turn in turns:
        bot = turn.get("bot")
        asked = question_kind(bot) if isinstance(bot, str) else None
        assessment, state = assess(
            _text(turn), state, asked=asked, lang=lang, second=second
        )
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
