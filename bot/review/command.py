"""``python -m bot review``: who signed what, and signatures as a file.

  python -m bot review status        what is not signed yet, per language
  python -m bot review export FILE   write signatures and comments to a JSON file
  python -m bot review import FILE   take signatures from such a file; publish by them

Signing itself is done on the dashboard, by people who have logged in.

Example: python -m bot review status
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

from bot import settings as config
from bot.audit import Audit
from bot.errors import RinnallaError
from bot.model import LANGUAGES
from bot.review import gate
from bot.review.register import Register
from bot.review.state import State
from bot.review.units import units
from bot.settings import Settings

OPERATOR = "command-line"
"""Who exports and imports here: somebody with access to the machine."""


def main(argv: Sequence[str] = ()) -> int:
    """Do one of the three; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bot review",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = parser.add_subparsers(dest="what", required=True, metavar="what")
    parts.add_parser("status", help="tell what is not signed")
    for name in ("export", "import"):
        part = parts.add_parser(name, help=f"{name} signatures")
        part.add_argument("file", type=Path)
    args = parser.parse_args(list(argv))
    try:
        settings = config.load()
        done = _done(settings, args.what, getattr(args, "file", None))
        sys.stdout.write("".join(f"{line}\n" for line in done))
    except (RinnallaError, OSError) as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    return 0


def _done(settings: Settings, what: str, file: Path | None) -> Iterator[str]:
    register = Register(settings.published)
    if file is None:
        yield from status(settings, register)
    elif what == "export":
        file.write_bytes(register.export())
        _note(settings, "export", file.name)
        yield f"wrote {file}"
    else:
        now = datetime.now(timezone.utc)
        known = units(settings)
        n_new = register.import_(
            file.read_bytes(), known, signer=OPERATOR, role="admin", now=now
        )
        _note(settings, "import", file.name)
        yield f"{n_new} new, from {file}"


def _note(settings: Settings, act: str, subject: str) -> None:
    now = datetime.now(timezone.utc)
    Audit(settings.var).add(OPERATOR, OPERATOR, act, subject, now=now)


def status(settings: Settings, register: Register) -> Iterator[str]:
    """Yield a line a unit that lacks a signature, then how many do."""
    n_open = dict.fromkeys(LANGUAGES, 0)
    known = units(settings)
    for unit in known.values():
        states = [register.state(unit, language) for language in LANGUAGES]
        for state in states:
            n_open[state.language] += not state.is_signed
        if not all(state.is_signed for state in states):
            yield f"{unit.id:<44}" + "  ".join(map(_told, states))
    for line in register.damaged:
        yield f"register.jsonl:{line}: is damaged and counts for nothing"
    counted = ", ".join(f"{n} in {language}" for language, n in n_open.items())
    yield f"of {len(known)} not signed: {counted}"
    n_core = len(list(gate.core_gaps(settings)))
    yield (
        f"{gate.NAME}=1 needs {n_core} more"
        if n_core
        else f"{gate.NAME}=1 can be set: the core is signed"
    )


def _told(state: State) -> str:
    mark = f"{len(state.signed)}/{state.needs}"
    if state.is_sent_back:
        mark = "sent back"
    older = " (older served)" if state.published_version and not state.is_live else ""
    return f"{state.language} {'signed' if state.is_signed else mark}{older}"
