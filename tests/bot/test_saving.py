"""Saving a changed file: whole or not at all, and nobody's words are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import files
from bot.content import load
from bot.review import saving, writer
from bot.review.saving import SaveError
from tests.bot.sample import Folder

WORDS = ("steps", "start", "say", "fi", 1)


@pytest.fixture
def sleep(folder: Folder) -> Path:
    return folder.write() / "topics" / "everyday" / "sleep.yml"


def everything(folder: Folder) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in folder.path.rglob("*") if p.is_file()}


def test_a_good_change_is_saved_and_told(folder: Folder, sleep: Path) -> None:
    old = sleep.read_bytes()
    sleep.chmod(0o640)
    new = writer.changed(old, WORDS, "Yö on lyhyt.")
    told = saving.save(folder.path, sleep, old, new)
    assert told.splitlines()[0] == "--- topics/everyday/sleep.yml"
    assert "+      - Yö on lyhyt." in told.splitlines()
    assert sleep.read_bytes() == new
    assert sleep.stat().st_mode & 0o777 == 0o640
    assert load(folder.path).topics["sleep"].steps["start"].say["fi"][1] == (
        "Yö on lyhyt.",
    )


def test_what_would_not_load_is_refused_in_words(folder: Folder, sleep: Path) -> None:
    before = everything(folder)
    old = sleep.read_bytes()
    same = writer.texts(old)
    twice = next(p.text for p in same if p.keys == (*WORDS[:-1], 2))
    with pytest.raises(SaveError) as refused:
        saving.save(folder.path, sleep, old, writer.changed(old, WORDS, twice))
    assert refused.value.kind == "refused"
    told = refused.value.problems[0]
    assert (told.file, told.id) == (
        "data/topics/everyday/sleep.yml",
        "sleep.start.say.fi",
    )
    assert "is written twice" in told.remedy
    assert everything(folder) == before


def test_words_saved_by_another_meanwhile_are_kept(folder: Folder, sleep: Path) -> None:
    old = sleep.read_bytes()
    theirs = writer.changed(old, WORDS, "Yö on kaunis.")
    saving.save(folder.path, sleep, old, theirs)
    with pytest.raises(SaveError, match="changed"):
        saving.save(folder.path, sleep, old, writer.changed(old, WORDS, "Yö."))
    assert sleep.read_bytes() == theirs
    assert [p.name for p in sleep.parent.iterdir()] == ["sleep.yml"]


def test_a_file_that_was_taken_away_is_not_made_again(
    folder: Folder, sleep: Path
) -> None:
    old = sleep.read_bytes()
    sleep.unlink()
    with pytest.raises(SaveError, match="changed"):
        saving.save(folder.path, sleep, old, old)
    assert not sleep.exists()


@pytest.mark.parametrize("name", ["../other.yml", "county.txt", "../data.yml"])
def test_no_file_outside_the_content_is_written(folder: Folder, name: str) -> None:
    with pytest.raises(SaveError, match="outside"):
        saving.save(folder.write(), folder.path / name, b"", b"a: b\n")


def test_a_folder_that_cannot_be_written_is_told(
    folder: Folder, sleep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: int) -> None:
        raise OSError("no space left")

    old = sleep.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", no_room)
        with pytest.raises(SaveError, match="read_only"):
            saving.save(folder.path, sleep, old, writer.changed(old, WORDS, "Yö."))
    assert sleep.read_bytes() == old
    assert [p.name for p in sleep.parent.iterdir()] == ["sleep.yml"]


def test_the_linter_reads_a_draft_that_is_nowhere_yet(
    folder: Folder, sleep: Path
) -> None:
    old = sleep.read_bytes()
    long = "Tämä lause on aivan liian pitkä ja " + "vielä " * 12 + "pidempi."
    before = saving.findings(folder.path, sleep, old, is_quick=True)
    changed = writer.changed(old, WORDS, long)
    after = saving.findings(folder.path, sleep, changed, is_quick=True)
    whole = saving.findings(folder.path, sleep, changed)
    new = set(after) - set(before)
    assert "words per sentence, max" in {one.rule for one in new}
    assert all(one.file == "data/topics/everyday/sleep.yml" for one in new)
    assert set(after) <= set(whole)
    assert saving.is_worse(before, after)
    assert not saving.is_worse(after, before)
    assert sleep.read_bytes() == old
