"""Forms of words: what stands for a Finnish verb in the lexicon."""

from __future__ import annotations

import pytest

from safety.grammar import verb_forms

GO = "lähte lähde lähti lähdi lähteny"


@pytest.mark.parametrize(
    ("stems", "person", "form"),
    [
        (GO, "1", "lahden"),
        (GO, "1", "lahtisin"),  # its conditional drops the e of the stem
        (GO, "3", "lahtevatkin"),
        (GO, "neg", "lahtis"),
        (GO, "ptc", "lahteneet"),
        (GO, "inf", "lahtemaan"),
        (GO, "2", "lahtisitko"),
        ("sano sano sano sano sanonu", "1", "sanoisin"),
        ("voi voi voi voi voinu vo", "1", "voisin"),
    ],
)
def test_verb_forms_hold_what_is_said(stems: str, person: str, form: str) -> None:
    assert form in verb_forms("x", stems)[person]


def test_forms_of_one_person_are_not_those_of_another() -> None:
    forms = verb_forms("lähteä", GO)
    assert "lahden" not in forms["3"] and "lahtee" not in forms["1"]
