"""Refuse to commit what looks like a secret. Usage: find_secrets.py FILE…"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a cloud access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token": re.compile(r"\b(ghp|gho|github_pat|xox[bp]|sk)_?-?[A-Za-z0-9_]{30,}\b"),
    "a password in an address": re.compile(r"[a-z]+://[^\s/:@]+:[^\s/:@${}]+@"),
    "a secret's value": re.compile(
        r"(?i)\b(secret|password|token)\s*[:=]\s*['\"][A-Za-z0-9+/_-]{20,}['\"]"
    ),
}
FORBIDDEN_NAMES = {".env", "uv.lock"}


def findings(path: Path) -> list[str]:
    """Return one line a finding in ``path``; never the secret itself."""
    if path.name in FORBIDDEN_NAMES:
        return [f"{path}: this file must not be committed"]
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError):
        return []
    return [
        f"{path}:{number}: looks like {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in PATTERNS.items()
        if pattern.search(line)
    ]


def main() -> int:
    """Check the files named on the command line; return the exit code."""
    found = [line for name in sys.argv[1:] for line in findings(Path(name))]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
