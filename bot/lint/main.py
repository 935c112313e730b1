"""The command ``python -m bot lint``: read, check, tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot import settings
from bot.lint import checks, report
from bot.lint.findings import ERROR, INFO, WARNING, Finding
from bot.lint.limits import WARNING_SHARE
from bot.lint.texts import Texts

EXAMPLE = """\
example: python -m bot lint --file data/topics/everyday/sleep.yml
Exit code 1 when something must be mended; nothing is written but with --report."""


def main(argv: Sequence[str] | None = None) -> int:
    """Check the content and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bot lint",
        description="Check the content: schema, plain language, safety, services.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--file",
        type=Path,
        action="append",
        metavar="FILE",
        help="check only this file (again for more); the others may be missing",
    )
    parser.add_argument(
        "--content", type=Path, help="the content folder (default: RINNALLA_CONTENT)"
    )
    parser.add_argument(
        "--report", action="store_true", help="write var/plain-language.html as well"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="errors and the summary only"
    )
    args = parser.parse_args(argv)
    set_up = settings.load()
    root = args.content or set_up.content
    result = checks.files(args.file, root) if args.file else checks.everything(root)
    findings = sorted(set(result.findings), key=lambda f: (f.file, f.line, f.text))
    _write(str(f) for f in findings if f.severity == ERROR or not args.quiet)
    told = summary(findings, result.texts)
    _write([told])
    if args.report:
        page = set_up.var / "plain-language.html"
        report.write(page, result.texts, findings, told)
        _write([f"report: {page}"])
    return 1 if fails(findings, result.texts) else 0


def summary(findings: Sequence[Finding], texts: Iterable[Texts]) -> str:
    """Say in one line what was found."""
    counts = {
        severity: sum(f.severity == severity for f in findings)
        for severity in (ERROR, WARNING, INFO)
    }
    messages, warned = _messages(texts), _warned(findings)
    share = 100 * warned / messages if messages else 0
    verdict = "FAILED" if fails(findings, texts) else "passed"
    return (
        f"lint {verdict}: {counts[ERROR]} errors, {counts[WARNING]} warnings, "
        f"{counts[INFO]} notes; {messages} messages, {warned} with warnings "
        f"({share:.1f} %, limit {100 * WARNING_SHARE:.0f} %)"
    )


def fails(findings: Iterable[Finding], texts: Iterable[Texts]) -> bool:
    """Say whether the build fails (PL-6)."""
    findings = list(findings)
    if any(f.severity == ERROR for f in findings):
        return True
    return _warned(findings) > WARNING_SHARE * _messages(texts)


def _messages(texts: Iterable[Texts]) -> int:
    return sum(len(turn.bubbles) for text in texts for turn in text.turns)


def _warned(findings: Iterable[Finding]) -> int:
    warned = (f.message for f in findings if f.severity == WARNING)
    return len({message for message in warned if message is not None})


def _write(lines: Iterable[str] | Iterator[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
