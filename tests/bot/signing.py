"""A small content folder whose core two people have signed, for tests of the gate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import settings as config
from bot.model import LANGUAGES
from bot.review import units as module
from bot.review.log import Event, moment
from bot.review.register import Register
from bot.review.transfer import FORMAT
from bot.review.units import Unit, units, versions
from bot.settings import Settings
from tests.bot.sample import SERVICES, Folder, topic, words

MORNING = datetime(2026, 11, 25, 8, tzinfo=timezone.utc)
PEOPLE = ("anna", "bertta")
SLEEP, MONEY = "topics/everyday/sleep", "topics/everyday/money"
FEW = ("emergency_112", "mieli_crisis_line_fi", "nyyti")
RULES = {"rules": [{"id": "a.b", "level": "high", "must_match": {"fi": ["a"]}}]}


@dataclass
class House:
    """A content folder, what is published of it, and the settings for both."""

    folder: Folder
    settings: Settings
    register: Register
    n_done: int = 0

    def by(self, signer: str = "anna") -> dict[str, Any]:
        self.n_done += 1
        now = MORNING + timedelta(minutes=self.n_done)
        return {"signer": signer, "role": "professional", "now": now}

    def unit(self, id: str) -> Unit:
        return units(self.settings)[id]

    def sign(self, *ids: str, languages: Iterable[str] = LANGUAGES) -> None:
        """Let two people sign the working copy of these units, or of all."""
        known = units(self.settings)
        at = moment(self.by()["now"])
        signed = Event(at, "sign", role="professional")
        rows = [
            replace(signed, unit=id, language=language, signer=name, version=version)
            for id in ids or known
            for language in languages
            if (version := versions(known[id])[language])
            for name in PEOPLE
        ]
        data = {"format": FORMAT, "events": [asdict(row) for row in rows]}
        self.register.import_(json.dumps(data).encode(), known, **self.by("cecilia"))

    def say(self, language: str, text: str, id: str = SLEEP) -> None:
        """Change the first words of a topic in the working copy."""
        start = self.folder.files[f"{id}.yml"]["steps"]["start"]
        start["say"][language][0] = text
        self.folder.write()


@cache
def few_services() -> dict[str, Any]:
    """Return some of the real helplines: all of them take long to read."""
    data = yaml.load(SERVICES.read_text("utf-8"), Loader=yaml.CSafeLoader)
    kept = [row for row in data["services"] if row["id"] in FEW]
    when = {"any": {"when": "always", "first": FEW[0]}}
    return {"checked": data["checked"], "services": kept, "situations": when}


def make_house(tmp_path: Path, monkeypatch: Any, **environ: str) -> House:
    """Write a content with two topics that lead to each other, and a rule."""
    folder = Folder(tmp_path / "data")
    folder.files["topics/everyday/money.yml"] = topic("money")
    ways = folder.sleep["steps"]["start"]["choices"]
    ways.append({"to": "money.start", "label": words("Rahat")})
    ways = folder.files["topics/everyday/money.yml"]["steps"]["start"]["choices"]
    ways.append({"to": "sleep.ideas", "label": words("Uneen")})
    general = dict(folder.files["crisis/suicide.yml"], id="general", categories=[])
    folder.files["crisis/general.yml"] = general
    folder.files["services.yml"] = few_services()
    content = folder.write()
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "wish.yml").write_text(yaml.safe_dump(RULES), "utf-8")
    monkeypatch.setattr(module, "RULES", rules)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "cards.yml").write_text("cards: []\n", "utf-8")
    places = {
        "RINNALLA_VAR": str(tmp_path / "var"),
        "RINNALLA_CONTENT": str(content),
        "RINNALLA_PUBLISHED": str(tmp_path / "published"),
    }
    settings = config.load({**places, **environ}, dotenv=None)
    return House(folder, settings, Register(settings.published))
