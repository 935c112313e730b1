"""Short answers in crisis mode, understood without Rasa."""

from __future__ import annotations

from pathlib import Path

import pytest

from safety.crisis_words import (
    ANSWERS_FILE,
    CrisisWordsError,
    crisis_intent,
    load_crisis_words,
    told_age_band,
)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "en mä voi soittaa, äiti nukkuu seinän takana se kuulee kaiken",
            "cannot_talk",
        ),
        ("kan int prata, nån hör", "cannot_talk"),
        ("I can't talk, they will hear", "cannot_talk"),
        ("en soita mihinkään hätänumeroon, ne vaa suuttuu", "refuse_to_call"),
        ("ja ringer int", "refuse_to_call"),
        ("I won't call anyone", "refuse_to_call"),
        ("okei herätin äidin. se istuu täs mun sängyllä", "someone_is_here"),
        ("istun nyt sen vieressä. se itkee mutta puhuu", "someone_is_here"),
        ("väckte mamma, hon sitter bredvid", "someone_is_here"),
        ("my mum is here now", "someone_is_here"),
        ("varattu", "line_was_busy"),
        ("det var upptaget", "line_was_busy"),
        ("nobody answered", "line_was_busy"),
        ("se on kiinni", "line_was_closed"),
        ("chatten är stängd", "line_was_closed"),
        ("it's closed", "line_was_closed"),
        ("entä jos se kertoo äidille", "ask_who_reads"),
        ("tänk om de berättar för mamma", "ask_who_reads"),
        ("what if she tells my mum", "ask_who_reads"),
        ("päästiin läpi siihen numeroon, äiti puhu ja mäki vähän", "got_help"),
        ("soitin. ne puhu mun kaa", "got_help"),
        ("mitä mä sanon sille", "ask_what_to_say"),
        ("va säger ja om ja ringer imorron", "ask_what_to_say"),
        ("what would I even say to a Finnish nurse", "ask_what_to_say"),
        ("mitä siellä tapahtuu jos mä soitan", "ask_what_happens"),
        ("kuka siihen koulusta auttaa huomenna", "ask_who_helps_tomorrow"),
        ("nä de blöder int längre. men ingen får veta", "ask_who_reads"),
        ("kan man chatta me nån på svenska nu?", "ask_in_swedish"),
        ("mä yritän nyt nukkua", "goodbye"),
        ("tack. ja ska försöka sova", "goodbye"),
        ("Kiitos!", "thanks"),
        ("puhutaan jostain muusta", "change_subject"),
        ("ootko sä vielä siinä", "ask_are_you_a_bot"),
        ("joo", "affirm"),
        ("Nä.", "deny"),
        ("emmä tiiä", "dont_know"),
        ("no oon mä miettiny sitä. aika paljonki", None),
        ("aion tehdä sen ennen ku äiti herää", None),
        ("istun tääl vessassa enkä uskalla lähtee", None),
        ("", None),
        ("مرحبا", None),
    ],
)
def test_crisis_intent(text: str, intent: str | None) -> None:
    assert crisis_intent(text) == intent


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("onks joku kenelle voi kirjottaa nyt, oon 13", "under_16"),
        ("ja e 17", "under_18"),
        ("I'm 19 and alone", "18_29"),
        ("olen 46", "over_29"),
        ("mun poika 16v ei oo tullu huoneestaan", "over_29"),
        ("min son är 15", "over_29"),
        ("my 15 year old daughter", "over_29"),
        ("mun poika jätti mut", None),
        ("oon 15 min myöhässä", None),
        ("jag är 20 minuter sen", None),
        ("en saa unta", None),
    ],
)
def test_told_age_band(text: str, band: str | None) -> None:
    assert told_age_band(text) == band


def test_loader_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    path.write_text("intents: {}", encoding="utf-8")
    with pytest.raises(CrisisWordsError, match="'ages'"):
        load_crisis_words(path)


def test_every_phrase_means_the_intent_it_stands_under() -> None:
    import yaml

    rows = yaml.safe_load(ANSWERS_FILE.read_text("utf-8"))["intents"]
    order = list(rows)
    for intent, row in rows.items():
        for places in row.values():
            for phrase in (p for phrases in places.values() for p in phrases):
                found = crisis_intent(phrase.rstrip("*"))
                assert found is not None, phrase
                assert order.index(found) <= order.index(intent), phrase
