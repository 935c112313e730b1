"""Write a text as YAML, so that it reads back as exactly that text."""

from __future__ import annotations

import json
import re

import yaml

# What YAML does not take as it is, and the ends of line that only some know.
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
# A plain text begins with a letter and holds nothing that YAML may read as a sign.
_PLAIN = re.compile(r"[^\W\d_](?:[^\n:#\[\]{},\"'`|>&*!%@\\]|:(?=\S))*")
_BLOCK = re.compile(r"[^\s](?:.|\n)*\S|\S")
_PLAIN_STYLES = (None, "")


def is_text(text: str) -> bool:
    """Tell whether a text can stand in a file: no half of a character is in it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def scalar(text: str, *, style: str | None, indent: int | None) -> str:
    """Return a text as a scalar, in the style it had wherever that can hold it.

    Args:
        style: The style of before, as PyYAML names it: "" or None (plain), "'", '"',
            "|" or ">".
        indent: Columns before each line of a block; None inside a flow collection,
            where there are no blocks.
    """
    wants_block = style == "|" or "\n" in text
    if indent is not None and wants_block and _fits_block(text):
        rows = text.split("\n")
        lines = (f"{' ' * indent}{row}" if row else "" for row in rows)
        return "|-\n" + "\n".join(lines)
    if style in _PLAIN_STYLES and _is_plain(text):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Return a text in double quotes."""
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _fits_block(text: str) -> bool:
    rows = text.split("\n")
    is_ragged = any(row != row.rstrip() or row.startswith("\t") for row in rows)
    return bool(
        _BLOCK.fullmatch(text) and not _UNPRINTABLE.search(text) and not is_ragged
    )


def _is_plain(text: str) -> bool:
    """Tell whether a text needs no quotes: a bare ``no`` or a date would."""
    if text != text.strip() or not _PLAIN.fullmatch(text) or " #" in text:
        return False
    if _UNPRINTABLE.search(text) or "\t" in text or text.endswith(":"):
        return False
    try:
        return bool(yaml.safe_load(text) == text)
    except yaml.YAMLError:
        return False
