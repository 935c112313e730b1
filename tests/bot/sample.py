"""A small whole content folder that tests may spoil."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from bot.schema import FAREWELL, SWITCHED

LANGUAGES = ("fi", "sv", "en")
SERVICES = Path(__file__).parents[2] / "data" / "services.yml"
BUILT_IN = "listen back menu human end helped not_helped other ideas".split()
SAY = {
    "fi": ["Ilta on pitkä.\nMitä tehdään?", "Yö on vielä edessä.", "Kello on paljon."],
    "sv": ["Kvällen är lång.\nVad gör vi?", "Natten är kvar.", "Klockan är mycket."],
    "en": ["The evening is long.\nWhat now?", "The night is ahead.", "It is late."],
}


def words(text: str) -> dict[str, str]:
    """Return a text in three languages."""
    return {language: f"{text} {language}" for language in LANGUAGES}


def step(*choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a step that the loader takes."""
    rows = list(choices) or [{"to": "listen"}, {"to": "end"}]
    return {"say": copy.deepcopy(SAY), "choices": rows, **more}


def topic(name: str = "sleep", area: str = "everyday") -> dict[str, Any]:
    """Return a topic that the loader takes."""
    return {
        "id": name,
        "area": area,
        "names": words("Nimi"),
        "emoji": None,
        "sources": [{"title": "A", "url": "https://a.fi", "checked": "2026-11-22"}],
        "services": ["nyyti"],
        "cards": [],
        "own_words": {language: [f"{name}*"] for language in LANGUAGES},
        "examples": {
            language: [f"{name} {language} {number}" for number in range(3)]
            for language in LANGUAGES
        },
        "steps": {
            "start": step({"to": "listen"}, {"to": "ideas"}),
            "ideas": step({"to": "helped"}, {"to": "start", "label": words("Alkuun")}),
        },
    }


def farewell() -> dict[str, Any]:
    """Return words for the questions of the end."""
    named: dict[str, Any] = {"lead": words("Voit vastata")}
    for place, names in FAREWELL.items():
        if group := place.removeprefix("farewell").lstrip("."):
            named[group] = {name: words(name) for name in names}
    return named


class Folder:
    """A content folder: change ``files``, then ``write`` them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, Any] = {
            "replies.yml": {
                "labels": {name: words(name) for name in BUILT_IN},
                "intents": {"greet": {"examples": {k: ["moi"] for k in LANGUAGES}}},
                "replies": {"greet": step()},
                "pages": {
                    "notice": words("Botti"),
                    "unreviewed": words("Ei vielä"),
                    "chips": {"reads": {"label": words("Kuka?"), "text": words("Ei")}},
                    "farewell": farewell(),
                    **{
                        group: {name: words(name) for name in names}
                        for group, names in SWITCHED.items()
                    },
                },
            },
            "topics/everyday/sleep.yml": topic(),
            "crisis/suicide.yml": {
                "id": "suicide",
                "categories": ["suicide"],
                "steps": {"card": {"say": SAY}, "open_high": step(asks="plan")},
            },
        }

    @property
    def sleep(self) -> dict[str, Any]:
        return self.files["topics/everyday/sleep.yml"]

    def write(self) -> Path:
        """Write all files and return the folder."""
        for name, data in self.files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
            file.write_text(text.replace("'2026-11-22'", "2026-11-22"), "utf-8")
        if not (self.path / "services.yml").exists():
            (self.path / "services.yml").write_bytes(SERVICES.read_bytes())
        return self.path
