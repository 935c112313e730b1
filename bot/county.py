"""What a county sets for itself: its name, contact, logo, colours, exit and region.

All of it stands in ``data/county.yml``; ``docs/county.md`` explains it to those who
write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import logo
from bot.colours import MODES, Shades, clashes, is_colour
from bot.errors import ContentErrors
from bot.logo import Logo
from bot.marks import Keys, read
from bot.model import Words
from bot.schema import Reader
from safety.services import REGIONS

FILE = "county.yml"
OPERATORS = {
    "fi": "tiimi, joka vasta testaa sitä",
    "sv": "ett team som ännu testar den",
    "en": "a team that is still testing it",
}
"""Who runs the service, as said until an organisation is named.

It completes a sentence: "It is run by …".
"""

EXIT_URL = "https://www.ilmatieteenlaitos.fi/"
"""Where quick exit leads: the weather, an everyday page that raises no question."""

_OPTIONAL = "operator contact logo colours exit_url region".split()
_EMAIL = re.compile(r"[^@\s:/?&]+@[^@\s:/?&]+\.[a-z]{2,}", re.IGNORECASE)
_ADDRESS = re.compile(r"https://[\w-]+(\.[\w-]+)+(/\S*)?")


@dataclass(frozen=True)
class County:
    """The settings of one county; what is left out stays as it was.

    Attributes:
        operator: Who runs the service, per language; completes "It is run by …".
        contact: An e-mail or web address for questions about privacy and accessibility.
        colours: Tokens that replace those of ``tokens.css``, by "light" and "dark".
        exit_url: Where quick exit leads.
        region: Local services of this region only are shown; of None all.
    """

    operator: Words = field(default_factory=OPERATORS.copy)
    contact: str | None = None
    logo: Logo | None = None
    colours: Mapping[str, Shades] | None = None
    exit_url: str = EXIT_URL
    region: str | None = None

    @property
    def contact_link(self) -> str | None:
        """The contact as the address of a link."""
        if self.contact and "@" in self.contact and not _is_address(self.contact):
            return f"mailto:{self.contact}"
        return self.contact


def load(folder: Path) -> County:
    """Read and check the county's file; without one everything stays as it was.

    Raises:
        ContentError: The file is no YAML.
        ContentErrors: Everything that is wrong in it, each with line, key, value and
            remedy.
    """
    file = folder / FILE
    if not file.exists():
        return County()
    reader = _Reader(read(file, root=folder.parent))
    county = reader.county()
    if reader.problems:
        raise ContentErrors(reader.problems)
    return county


class _Reader(Reader):
    """Reads the values of the county's file; problems collect in ``problems``."""

    def county(self) -> County:
        self._keys((), "county", "county", _OPTIONAL)
        default = County()
        return County(
            operator=self._operator() or default.operator,
            contact=self._contact(),
            logo=self._logo(),
            colours=self._colours(),
            exit_url=self._exit_url() or default.exit_url,
            region=self._region(),
        )

    def _operator(self) -> Words:
        if self.document.get("operator") is None:
            return {}
        names = self.words(("operator",), "operator")
        for language, name in names.items():
            if name.rstrip().endswith("."):
                remedy = "ends in a full stop: leave it out, the sentence goes on"
                self.problem(
                    ("operator", language), f"operator.{language}", name, remedy
                )
        return names

    def _contact(self) -> str | None:
        value = self._maybe(("contact",), "county", str)
        if value and not (_EMAIL.fullmatch(value) or _is_address(value)):
            remedy = "is no e-mail and no address that begins with https://: write one"
            self.problem(("contact",), "contact", value, remedy)
        return value

    def _exit_url(self) -> str | None:
        value = self._maybe(("exit_url",), "county", str)
        if value and not _is_address(value):
            remedy = "is no web address: write one that begins with https://"
            self.problem(("exit_url",), "exit_url", value, remedy)
        return value

    def _region(self) -> str | None:
        value = self._maybe(("region",), "county", str)
        if value and value not in REGIONS:
            self.problem(
                ("region",), "region", value, "is not one of " + ", ".join(REGIONS)
            )
        return value

    def _logo(self) -> Logo | None:
        if self.document.get("logo") is None:
            return None
        self._keys(("logo",), "logo", "logo")
        alt = self.words(("logo", "alt"), "logo.alt")
        name = self._maybe(("logo", "file"), "logo", str) or ""
        path = self.document.path.with_name(Path(name).name or "-")
        suffix = path.suffix.lower()
        if suffix not in logo.TYPES or path.name != name:
            self._wrong_logo(name, "is no name of an SVG or PNG file: write logo.svg")
            return None
        try:
            data = path.read_bytes()
        except OSError:
            self._wrong_logo(name, f"is not beside {FILE}: put the file there")
            return None
        for remedy in logo.problems(data, suffix):
            self._wrong_logo(name, remedy)
        return Logo(data, logo.TYPES[suffix], alt)

    def _wrong_logo(self, name: str, remedy: str) -> None:
        self.problem(("logo", "file"), "logo.file", name, remedy)

    def _colours(self) -> Mapping[str, Shades] | None:
        if self.document.get("colours") is None:
            return None
        self._keys(("colours",), "colours", "colours")
        return {mode: self._shades(mode) for mode in MODES}

    def _shades(self, mode: str) -> Shades:
        keys: Keys = ("colours", mode)
        id = f"colours.{mode}"
        given = self._keys(keys, "shades", id, ("ground", "surface"))
        for name, value in given.items():
            if not is_colour(value):
                remedy = 'is no colour: write it in quotes, as "#1d5f57"'
                self.problem((*keys, name), f"{id}.{name}", value, remedy)
        shades = {name: value for name, value in given.items() if is_colour(value)}
        for clash in clashes(shades, mode):
            name = clash.front if clash.front in shades else clash.back
            # Cut, not rounded: 4.499 must not be shown as the 4.50 that it misses.
            ratio = int(clash.ratio * 100) / 100
            remedy = (
                f"have a contrast of {ratio:.2f}:1, and at least {clash.limit:g}:1 is "
                "needed: make the lighter one lighter or the darker one darker"
            )
            pair = f"{clash.front} on {clash.back}"
            self.problem((*keys, name), id, pair, remedy)
        return shades


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text))
