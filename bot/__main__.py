"""The commands ``python -m bot <command>``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "run": ("bot.run", "start the companion and keep it running"),
    "train": ("bot.training", "train Rasa's model if the content changed"),
    "lint": ("bot.lint.main", "check the content"),
    "understand": ("bot.understand", "find the topic of messages (JSON lines)"),
    "simulate": ("bot.simulate.main", "fill a store of its own with a made-up year"),
    "review": ("bot.review.command", "tell what is signed; signatures as a file"),
    "export-stats": ("bot.export_stats", "write the publishable tables (CSV)"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Hand the arguments to a command and return its exit code."""
    rows = "\n".join(f"  {name:<14}{text}" for name, (_, text) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Commands of the conversation.",
        epilog=f"commands:\n{rows}\n\nexample: python -m bot lint",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = sys.argv[1:] if argv is None else list(argv)
    args = parser.parse_args(given or ["--help"])
    module = importlib.import_module(COMMANDS[args.command][0])
    return int(module.main(args.rest) or 0)


if __name__ == "__main__":
    sys.exit(main())
