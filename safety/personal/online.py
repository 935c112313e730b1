"""Links, e-mail addresses and user names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .found import KEPT, Found, Span, separate
from .kept import HELP_LINKS, bare_link
from .words import either, is_in

# --- e-mail and links -------------------------------------------------------------

_HOST: Final = either("mail_hosts")
_DOT: Final = r" ?(?:\.|[(\[](?:dot|piste|punkt)[)\]]|dot|piste|punkt) ?"
_DOT_END: Final = rf"{_DOT}(?:com|fi|net|org|se)"
_WRITTEN_AT: Final = rf" ?(?:[(\[] ?(?:at|ät) ?[)\]]|{either('at_signs')}) ?"
_EMAIL: Final = re.compile(
    r"(?<![\w.+%\-])[\w.+%\-]+"
    rf"(?:@[\w\-]+(?:\.[\w\-]*\w)+|@{_HOST}(?!\w)"
    rf"|{_WRITTEN_AT}{_HOST}(?:{_DOT_END})?(?!\w)| (?:at|ät) {_HOST}{_DOT_END}(?!\w))",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s\x00<>\"]+"
    r"|(?<![\w@.\-])(?:[\w\-]{1,63}\.){1,6}"
    rf"(?:{either('domains')}(?![\w@\-]|\.\w)(?:/[^\s\x00<>]*)?"
    rf"|{either('domains_with_path')}/[^\s\x00<>]+)",
    re.IGNORECASE,
)
_LINK_END: Final = ".,;:!?)]}'\"*_…”’»"


def find_emails(work: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(work):
        yield Found("email", *match.span())


def find_links(work: str) -> Iterator[Found]:
    for match in _LINK.finditer(work):
        link = match[0].rstrip(_LINK_END)
        kind = KEPT if bare_link(link) in HELP_LINKS else "link"
        if "." in link:
            yield Found(kind, match.start(), match.start() + len(link))


# --- user names -------------------------------------------------------------------

_MARKED: Final = re.compile(
    r"(?<![\w@.])@(?=[\w.]{0,28}[^\W\d_])\w(?:[\w.]{0,28}\w)?"
    r"|(?<![\w.])\w[\w.]{1,31}#\d{4}(?!\w)"
)
_WITH_UNDERSCORE: Final = re.compile(r"(?<![\w.])[\w.]*_[\w.]*")
_USER: Final = r"@?(?P<user>[^\W\d_][\w.\-]{0,30}\w)"
_APP: Final = rf"(?<!\w){either('apps')}"
_ANY_APP: Final = rf"(?<!\w)(?:{either('apps')}|{either('apps_with_colon')})"
_IS: Final = either("is_words")
_AFTER_COLON: Final = re.compile(
    rf"{_ANY_APP} ?(?: {_IS} ?)?[:=] {{0,2}}{_USER}", re.IGNORECASE
)
_OWNED: Final = re.compile(
    rf"(?<!\w)(?:{either('owners')} {_ANY_APP} {_IS}"
    rf"|{either('adders')}(?: \w{{1,12}}){{0,3}} {_APP}) {_USER}",
    re.IGNORECASE,
)
_AFTER_APP: Final = re.compile(rf"{_APP},? (?:{_IS} )?{_USER}", re.IGNORECASE)
_CLAUSE_END: Final = re.compile(
    r"\s*(?:$|[\n.,;!?)(]|(?:ja|och|and|tai|or|eller)\b)", re.IGNORECASE
)


def find_handles(work: str) -> Iterator[Found]:
    spans = [match.span() for match in _MARKED.finditer(work)]
    spans += _words_with_underscore(work)
    spans += [match.span("user") for match in _told(work)]
    yield from separate("handle", spans)


def _words_with_underscore(work: str) -> Iterator[Span]:
    """Find ``sun_moon``, not ``_this_``."""
    for match in _WITH_UNDERSCORE.finditer(work):
        has_inside = "_" in match[0].strip("_.")
        if has_inside and sum(c.isalpha() for c in match[0]) >= 3:
            yield match.span()


def _told(work: str) -> Iterator[re.Match[str]]:
    """Find user names by the application named before them."""
    for match in _AFTER_COLON.finditer(work):
        if not is_in("not_handles", match["user"].lower()):
            yield match
    for match in _OWNED.finditer(work):
        is_word = is_in("not_handles", match["user"].lower())
        is_last = _CLAUSE_END.match(work, match.end("user"))
        if _is_made_up(match["user"]) or (is_last and not is_word):
            yield match
    for match in _AFTER_APP.finditer(work):
        if _is_made_up(match["user"]) and not match["user"].replace(".", "").isalpha():
            yield match


def _is_made_up(word: str) -> bool:
    """Tell a user name from a word: digits, underscores or dots among letters."""
    return len(word) > 3 and any(c.isdigit() or c in "_." for c in word)
