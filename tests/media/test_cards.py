"""The media cards: the loader, and the linter in both directions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import media
from bot.content import load
from bot.errors import ContentErrors
from bot.lint import checks
from bot.lint.findings import ERROR
from bot.lint.rules_media import check_media
from bot.lint.texts import DEFAULT, EASY, collect
from bot.marks import read
from tests.bot.sample import LANGUAGES, Folder, step, words

SOURCE = {"title": "A", "url": "https://a.fi", "checked": "2026-11-22"}
Change = Callable[["Media"], Any]


def card(name: str, kind: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "title": words("Ilta"),
        "description": words("Näin ilta menee."),
        "topics": ["sleep"],
        "languages": list(LANGUAGES),
        "sign_language": {},
        "sources": [dict(SOURCE)],
    }


class Media(Folder):
    """A content folder with a media folder beside it: one video and one exercise."""

    def __init__(self, path: Path) -> None:
        super().__init__(path / "data")
        self.media = path / "media"
        self.evening, self.breath = card("evening", "video"), card("breath", "exercise")
        self.cards = [self.evening, self.breath]
        scene = {"seconds": 3, "says": words("Hei."), "shows": words("Lamppu.")}
        self.script: Any = {"id": "evening", "scenes": [scene, {**scene, "seconds": 4}]}
        move = {"move": "in", "seconds": 4, "says": words("Hengitä.")}
        self.exercise: dict[str, Any] = {
            "shape": "box",
            "seconds": 60,
            "rounds": 2,
            "first": words("Istu."),
            "steps": [move],
            "last": words("Valmis."),
        }
        self.files_there = {
            "videos/evening.mp4",
            "posters/evening.webp",
            *(f"captions/evening.{language}.vtt" for language in LANGUAGES),
        }
        self.sleep["cards"] = ["evening", "breath"]
        self.sleep["steps"]["start"]["cards"] = ["evening", "breath"]

    def write(self) -> Path:
        for name in self.files_there:
            (self.media / name).parent.mkdir(parents=True, exist_ok=True)
            (self.media / name).write_bytes(b"")
        self._put("cards.yml", {"cards": self.cards})
        self._put("exercises.yml", {"exercises": {"breath": self.exercise}})
        self._put("scripts/evening.yml", self.script)
        return super().write()

    def _put(self, name: str, data: object) -> None:
        path = self.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        path.write_text(text.replace("'2026-11-22'", "2026-11-22"), "utf-8")

    def told(self) -> list[str]:
        """Return what the linter tells of the media."""
        root = self.write()
        topics = [
            read(path, root=root.parent) for path in (root / "topics").glob("*/*.yml")
        ]
        return [str(found) for found in check_media(self.media, topics)]


@pytest.fixture
def folder(tmp_path: Path) -> Media:
    return Media(tmp_path)


def test_cards_come_with_the_content(folder: Media) -> None:
    content = load(folder.write())
    assert content.topics["sleep"].steps["start"].cards == ("evening", "breath")
    evening, breath = content.cards["evening"], content.cards["breath"]
    assert evening.seconds == 7
    assert evening.scenes[0].says["sv"] == "Hei. sv"
    assert set(evening.files.values()) == folder.files_there
    assert breath.exercise and breath.exercise.steps[0].seconds == 4
    assert (breath.seconds, breath.files) == (60, {})


def test_without_a_folder_beside_it_content_gets_the_repositorys_cards(
    tmp_path: Path,
) -> None:
    plain = Folder(tmp_path / "data")
    plain.sleep["steps"]["start"]["cards"] = ["winding_down"]
    assert "winding_down" in load(plain.write()).cards


REFUSED: list[tuple[str, Change, str, str]] = [
    ("a kind that is none", lambda f: f.evening.update(kind="film"),
     "evening.kind", "is not one of video, exercise"),
    ("a long title", lambda f: f.evening.update(title=words("a b c d e f")),
     "evening.title.fi", "at most 6 words"),
    ("a language too few", lambda f: f.evening.update(languages=["fi", "sv"]),
     "evening.languages", "is missing"),
    ("a title in two languages", lambda f: f.evening["title"].pop("en"),
     "evening.title", "is missing"),
    ("no source", lambda f: f.evening.update(sources=[]),
     "evening", "has no source"),
    ("a key that is none", lambda f: f.evening.update(review="ok"),
     "cards", "is not one of"),
    ("a signed version of elsewhere",
     lambda f: f.evening.update(sign_language={"fi": "../evening.mp4"}),
     "evening.sign_language.fi", "is no name of a file"),
    ("one id twice", lambda f: f.cards.append(f.evening),
     "evening", "is the id of two cards"),
    ("an exercise without words", lambda f: f.breath.update(id="calm"),
     "calm", "has no words yet"),
    ("a shape that is none", lambda f: f.exercise.update(shape="star"),
     "breath.shape", "is not one of box, dots, squeeze"),
    ("a move of another shape", lambda f: f.exercise.update(shape="squeeze"),
     "breath.steps[0].move", "is not one of tense, release"),
    ("a step without an end", lambda f: f.exercise["steps"][0].pop("seconds"),
     "breath.steps[0].seconds", "is no number above 0"),
    ("a card that nobody made", lambda f: f.sleep["steps"]["start"].update(cards=["x"]),
     "sleep.start.cards", "is no id of media/cards.yml"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "id", "remedy"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_load_refuses(folder: Media, change: Change, id: str, remedy: str) -> None:
    change(folder)
    with pytest.raises(ContentErrors) as caught:
        load(folder.write())
    told = [(error.id, str(error)) for error in caught.value.errors]
    assert any(at == id and remedy in text for at, text in told), told


def test_a_broken_script_keeps_nobody_from_help(folder: Media) -> None:
    del folder.script["scenes"][0]["says"]["sv"]
    assert load(folder.write()).cards["evening"].scenes == ()
    found = checks.everything(folder.path).findings
    assert any("evening.scenes[0].says" in str(one) for one in found)


AGREE: list[tuple[str, Change, str]] = [
    ("a video that is not there",
     lambda f: f.files_there.remove("videos/evening.mp4"), "does not exist"),
    ("captions of one language that are not there",
     lambda f: f.files_there.remove("captions/evening.sv.vtt"), "does not exist"),
    ("a signed version that is not there",
     lambda f: f.evening.update(sign_language={"fi": "a.mp4"}), "does not exist"),
    ("a file without a card",
     lambda f: f.files_there.add("videos/other.mp4"), "has no card"),
    ("a topic that the card does not name",
     lambda f: f.evening.update(topics=[]), "must name each other"),
    ("a card that the topic does not name",
     lambda f: f.evening["topics"].append("calm"), "must name each other"),
    ("a card at a step alone",
     lambda f: f.sleep.update(cards=["breath"]), "in the topic's own list"),
    ("a card at no step",
     lambda f: f.sleep["steps"]["start"].update(cards=["breath"]), "at a step"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"), [row[1:] for row in AGREE], ids=[row[0] for row in AGREE]
)
def test_the_linter_checks_both_directions(
    folder: Media, change: Change, told: str
) -> None:
    change(folder)
    assert any(told in text for text in folder.told())


def test_cards_that_agree_are_not_spoken_of(folder: Media) -> None:
    assert folder.told() == []


def test_a_card_may_be_shown_in_a_crisis_flow_alone(folder: Media) -> None:
    folder.sleep["cards"] = folder.sleep["steps"]["start"]["cards"] = ["evening"]
    folder.breath["topics"] = []
    steps = folder.files["crisis/suicide.yml"]["steps"]
    steps["open_high"] = step(asks="plan", cards=["breath"])
    root = folder.write()
    files = [*root.glob("topics/*/*.yml"), *root.glob("crisis/*.yml")]
    documents = [read(path, root=root.parent) for path in files]
    assert list(check_media(folder.media, documents)) == []


def test_words_of_media_go_through_the_linter(folder: Media) -> None:
    folder.script["scenes"][0]["says"]["fi"] = "Rauhoitu nyt ja soita 09 2525 0111."
    root = folder.write()
    found = {f.rule for f in checks.everything(root).findings if f.severity == ERROR}
    assert {"PL-T8", "phone number"} <= found


def test_captions_are_easy_and_what_is_seen_has_everyday_limits(folder: Media) -> None:
    folder.write()
    turns = collect(read(folder.media / "scripts" / "evening.yml")).turns
    assert {turn.place.mode for turn in turns if "says" in turn.place.step} == {EASY}
    assert {turn.place.mode for turn in turns if "shows" in turn.place.step} == {
        DEFAULT
    }
    listed = collect(read(folder.media / media.CARDS)).turns
    assert {turn.place.step.split(".")[-1] for turn in listed} == {
        "title",
        "description",
    }
