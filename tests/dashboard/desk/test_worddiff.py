"""What changed between two versions, word by word."""

from __future__ import annotations

import pytest

from dashboard.desk.worddiff import (
    ADDED,
    REMOVED,
    SAME,
    Piece,
    as_html,
    changes,
    count,
    lines,
)

SIX = "yksi kaksi kolme neljä viisi kuusi"


def test_a_changed_word_is_marked_alone() -> None:
    (line,) = lines("Nukut tosi huonosti.", "Nukut nyt huonosti.")
    assert line == (
        Piece(SAME, "Nukut "),
        Piece(REMOVED, "tosi"),
        Piece(ADDED, "nyt"),
        Piece(SAME, " huonosti."),
    )


def test_a_line_of_other_words_is_one_gone_and_one_new() -> None:
    found = lines("Mene nukkumaan heti.", "Kerro siitä jollekin.")
    assert [[piece.kind for piece in line] for line in found] == [[REMOVED], [ADDED]]


def test_a_line_put_between_leaves_the_others_as_they_were() -> None:
    found = lines("a b c\nd e f", f"a b c\n{SIX}\nd e f")
    kinds = [[piece.kind for piece in line] for line in found]
    assert kinds == [[SAME], [ADDED], [SAME]]


@pytest.mark.parametrize(
    ("old", "new"),
    [("", "uusi teksti"), ("vanha teksti", ""), ("a b\nc d", "c d\na b"), (SIX, SIX)],
)
def test_both_versions_can_be_read_off_the_marks(old: str, new: str) -> None:
    found = lines(old, new)
    after = ["".join(p.text for p in row if p.kind != REMOVED) for row in found]
    before = ["".join(p.text for p in row if p.kind != ADDED) for row in found]
    assert [row for row in after if row] == new.splitlines()
    assert [row for row in before if row] == old.splitlines()


def test_a_new_first_variant_moves_no_other() -> None:
    old = "steps.start.say[0]: Hei sinä.\nsteps.start.say[1]: Miten menee?"
    new = (
        "steps.start.say[0]: Kerro vain rauhassa.\nsteps.start.say[1]: Hei sinä.\n"
        "steps.start.say[2]: Miten menee?"
    )
    (one,) = changes(old, new)
    assert one.part == "steps.start.say"
    assert count(one.lines) == (3, 0)


def test_only_parts_that_changed_are_told() -> None:
    old = "names: Uni\nsteps.a.say[0]: Yksi.\nsteps.gone.say[0]: Pois."
    new = "names: Uni\nsteps.a.say[0]: Kaksi.\nsteps.new.say[0]: Uusi."
    parts = [one.part for one in changes(old, new)]
    assert parts == ["steps.a.say", "steps.new.say", "steps.gone.say"]
    assert changes(old, old) == []


def test_marks_are_elements_and_the_words_are_escaped() -> None:
    (line,) = lines("sano <b>moi</b>", "sano <i>moi</i>")
    text = as_html(line)
    assert "<ins>" in text
    assert "<del>" in text
    assert "<b>" not in text
    assert "&lt;" in text
