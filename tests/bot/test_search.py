"""Passages are found by their words and their meaning, and never past their day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlite_utils import Database

from bot import search
from bot.content import LANGUAGES, Content, load
from bot.search import Index, Shelf, Vector
from tests.bot.sample import Folder, step, topic, words

MEANINGS = ("rent", "vuokra", "hyra", "sleep", "nukku", "sov")


def embed(text: str) -> Vector:
    """Return a meaning that knows two matters by a few words, of length one."""
    low = text.casefold()
    found = [float(low.count(word)) for word in MEANINGS]
    vector = np.array([sum(found[:3]), sum(found[3:]), 0.1], dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def said(fi: str, sv: str, en: str) -> dict[str, list[str]]:
    texts = {"fi": fi, "sv": sv, "en": en}
    return {lang: [f"{text} {n}." for n in range(3)] for lang, text in texts.items()}


@pytest.fixture
def content(folder: Folder) -> Content:
    rent = topic("money", "everyday")
    late = step({"to": "helped"}, {"to": "end"})
    late["say"] = said("Vuokra voi odottaa", "Hyran kan vänta", "The rent can wait")
    rent["steps"]["late"] = late
    row = {"to": "late", "label": words("Vuokra hyra rent")}
    rent["steps"]["start"]["choices"].append(row)
    folder.files["topics/everyday/money.yml"] = rent
    folder.sleep["names"] = {"fi": "Uni", "sv": "Sömn", "en": "Sleep"}
    return load(folder.write())


@pytest.fixture
def path(content: Content, tmp_path: Path) -> Path:
    made = search.path_of(tmp_path, content)
    search.build(made, content, embed)
    return made


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "vuokraa en pysty maksamaan"),
        ("sv", "kan inte betala hyran"),
        ("en", "cannot pay my rents"),
    ],
)
def test_an_inflected_word_finds_its_passage(
    path: Path, content: Content, language: str, text: str
) -> None:
    hits = Index(path, content, embed).find(text, language)
    assert hits[0].step == "money.late"
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)


def test_steps_in_passing_are_not_found(path: Path, content: Content) -> None:
    hits = Index(path, content, embed).find("ideas please", "en", n=50)
    assert {hit.step for hit in hits} == {"money.start", "money.late", "sleep.start"}


def test_a_topic_can_be_looked_through_alone(path: Path, content: Content) -> None:
    hits = Index(path, content, embed).find("sleep", "en", topics=["money"])
    assert [hit.step for hit in hits] == ["money.late"]


@pytest.mark.parametrize("text", ["", "???", '" OR *', "😭", "NEAR(a b)"])
def test_any_text_is_taken(path: Path, content: Content, text: str) -> None:
    assert len(Index(path, content, embed).find(text, "fi")) == 3


def test_old_facts_are_not_found(folder: Folder, tmp_path: Path) -> None:
    start = folder.sleep["steps"]["start"]
    start |= {"valid_until": date(2027, 1, 1), "link": "https://a.fi"}
    content = load(folder.write())
    made = search.path_of(tmp_path / "var", content)
    search.build(made, content, embed)
    index = Index(made, content, embed)
    assert index.find("sleep", "en", today=date(2027, 1, 1))
    assert not index.find("sleep", "en", today=date(2027, 1, 2))


def test_a_new_content_keeps_the_meanings_it_knows(
    path: Path, content: Content, folder: Folder, tmp_path: Path
) -> None:
    folder.sleep["names"]["en"] = "Rest"
    changed = load(folder.write())
    asked: list[str] = []

    def counted(text: str) -> Vector:
        asked.append(text)
        return embed(text)

    newer = search.path_of(tmp_path, changed)
    search.build(newer, changed, counted)
    assert [text.split(".")[0] for text in asked] == ["Rest"]
    assert list(newer.parent.iterdir()) == [newer]


def test_a_shelf_without_an_index_finds_nothing(
    content: Content, tmp_path: Path
) -> None:
    assert Shelf(tmp_path, content.hash).find("vuokra", "fi", content=content) == []


def test_a_broken_index_finds_nothing(content: Content, tmp_path: Path) -> None:
    broken = search.path_of(tmp_path, content)
    broken.parent.mkdir()
    broken.write_text("no database")
    assert Shelf(tmp_path, content.hash).find("vuokra", "fi", content=content) == []


def test_an_index_of_an_older_version_gives_no_meanings(tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    Database(older).table("passages").insert({"step": "money.late"})
    assert list(search.meanings(older)) == []


def test_a_question_leads_to_the_step_that_it_was_written_for(
    folder: Folder, tmp_path: Path
) -> None:
    rent = topic("money", "everyday")
    rent["steps"]["late"] = step({"to": "helped"}, {"to": "end"})
    rent["steps"]["late"]["asked"] = {lang: ["sov nukku sleep"] for lang in LANGUAGES}
    rent["steps"]["start"]["choices"].append({"to": "late", "label": words("x")})
    folder.files["topics/everyday/money.yml"] = rent
    content = load(folder.write())
    made = search.path_of(tmp_path, content)
    search.build(made, content, embed)
    for language in LANGUAGES:
        hits = Index(made, content, embed).find("sleep sov nukku", language)
        assert hits[0].step == "money.late"
