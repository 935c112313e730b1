"""What nobody does, and what is told of another world, counts for nothing."""

from __future__ import annotations

import pytest

from safety import Level, assess

DENIED = [
    "kukaan ei lyö mua",
    "vanhemmat riitelee kovaa, ei ne lyö tai mitään, mut mua ahistaa",
    "ingen slår mej",
    "pappa slår mej int",
    "int e de nån som slår nån här hemma",
    "no one hits me at home",
    "my parents argue but nobody gets hit",
]
SAID = [
    "kukaan ei tiedä et isä lyö mua",
    "isä löi mua, mut kukaan ei usko",
    "ingen vet att pappa slår mej",
    "nobody knows my dad hits me",
    "nobody helps when he hits me",
]
ELSEWHERE = [
    "mitä sana raiskaus tarkottaa ruotsiks",
    "vi hade utrymningsövning å nån låtsades va medvetslös",
    "i play the corpse in the school play and i get strangled",
    "the nurse asked if i ever cut myself, i ticked no to everything",
    "at the helpline training we practised asking about suicide",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_nobody_does_raises_nothing(text: str) -> None:
    assert assess(text)[0].level <= Level.CONCERN


@pytest.mark.parametrize("text", SAID)
def test_nobody_who_knows_or_helps_denies_nothing(text: str) -> None:
    assert assess(text)[0].level >= Level.ELEVATED


@pytest.mark.parametrize("text", ELSEWHERE)
def test_word_role_course_and_form_raise_nothing(text: str) -> None:
    assert assess(text)[0].level <= Level.CONCERN
