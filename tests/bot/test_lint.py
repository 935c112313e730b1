"""Each rule of the linter, with rows that it takes and rows that it refuses."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.lint import (
    checks,
    lexicon,
    limits,
    rules_examples,
    rules_services,
)
from bot.lint.findings import ERROR, INFO, WARNING, Finding
from bot.lint.main import main
from bot.lint.measure import measure, syllables
from bot.lint.rules_emoji import found
from bot.lint.rules_plain import easy_breaks
from bot.lint.texts import Example, collect
from bot.marks import read
from tests.bot.sample import LANGUAGES, Folder, step, words

# Measuring


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Yksi kaksi. Kolme!", [2, 1]),
        ("Yksi\nkaksi kolme", [1, 2]),
        ("Kello on 16.30 nyt.", [4]),
        ("Tule 3.5.2027. Nähdään.", [2, 1]),
        ("Se maksaa 20. Toinen ei.", [3, 2]),
        ("Can't you? It's Kela:n Sekasin-chat.", [2, 3]),
        ('Sano näin: "Voin huonosti. Käyn ulkona."', [2, 2, 2]),
        ('Sana "apu" on lyhyt.', [4]),
        ("Hyvä. 🌱", [1]),
        ("Hmm… ehkä.", [1, 1]),
        ("", []),
    ],
)
def test_sentences_and_words(text: str, sizes: list[int]) -> None:
    assert [len(words) for words in measure(text, "fi").tokens] == sizes


def test_the_words_before_a_quoted_sentence_belong_to_it() -> None:
    assert measure('Voit sanoa: "Minulla on paha olla." Kerro.', "fi").n_sentences == 2


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("fi", "En tiedä, enkä halua. Ei.", 3),
        ("fi", "Nyt on ilta.", 0),
        ("sv", "Det är inte lätt, aldrig.", 2),
        ("en", "I don't know. You cannot, not now.", 3),
        ("en", "Nothing here.", 0),
    ],
)
def test_negations(language: str, text: str, count: int) -> None:
    assert measure(text, language).negations == count


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("fi", "Käyt siellä joka päivä, kun voit.", 1),
        ("fi", "Tiedän, että jaksat, kun lepäät.", 2),
        ("sv", "Att vänta på att bli vald är svårt.", 0),
        ("sv", "Jag vet att du vill, när du orkar.", 2),
        ("sv", "Därför hjälper det att sova.", 0),
        ("en", "That is hard. Rest for a while.", 0),
        ("en", "Where shall we start?", 0),
        ("en", "I cannot see who or where you are.", 1),
        ("sv", "Du skrev om det här fast det är svårt.", 1),
        ("en", "I think that you know, if you try.", 2),
    ],
)
def test_subordinate_clauses(language: str, text: str, count: int) -> None:
    assert measure(text, language).subordinate_max == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Haluaisitko, vai voisiko joku?", ("Haluaisitko", "voisiko")),
        ("Kaverisi ja parisi tulevat iltaisin.", ()),
        ("Olisi hyvä, jos menisit.", ("Olisi", "menisit")),
        ("Tunteisiisi ja viisi kurssisi.", ()),
    ],
)
def test_finnish_conditionals(text: str, found: tuple[str, ...]) -> None:
    assert measure(text, "fi").conditionals == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("fi", "terveydenhoitajalle", ("terveydenhoitajalle",)),
        ("fi", "ahdistaa", ()),
        ("fi", "Mielenterveystalosta", ()),  # a name
        ("sv", "hälsovårdaren", ("hälsovårdaren",)),
        ("en", "information", ("information",)),
        ("en", "step-by-step-words", ()),
    ],
)
def test_long_words(language: str, text: str, found: tuple[str, ...]) -> None:
    assert measure(text, language).long_words == found


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("yö", "fi", 1),
        ("ahdistaa", "fi", 3),
        ("hauen", "fi", 2),
        ("terveydenhoitaja", "fi", 6),
        ("sleep", "en", 1),
        ("evening", "en", 3),
        ("late", "en", 1),
        ("table", "en", 2),
    ],
)
def test_syllables(word: str, language: str, count: int) -> None:
    assert syllables(word, language) == count


def test_readability_measures_of_an_easy_text() -> None:
    easy = measure("Ilta on pitkä. Mitä tehdään?", "fi")
    hard = measure("Terveydenhoitajan vastaanottoajankohta vaihtelee.", "fi")
    assert easy.lix < hard.lix
    assert easy.grade is not None and hard.grade is not None
    assert easy.grade < hard.grade
    assert measure("Natten är lång.", "sv").grade is None
    assert measure("", "en").lix == 0


@pytest.mark.parametrize(
    ("bubbles", "reason"),
    [
        (("Ilta on pitkä.", "Mitä tehdään?"), None),
        (("a b c d e f g h i j.",), "a sentence of 10 words (easy: 9)"),
        (("a b c d e. " * 7,), "a message of 35 words (easy: 30)"),
        (("a b c d e. " * 5,) * 2, "a turn of 50 words (easy: 45)"),
    ],
)
def test_easy_breaks(bubbles: tuple[str, ...], reason: str | None) -> None:
    assert easy_breaks(bubbles, "fi") == reason


def test_every_language_has_limits_in_every_mode() -> None:
    assert set(limits.TABLE) == {(k, m) for k in LANGUAGES for m in limits.MODES}


# Rules over one text


def lint(folder: Folder, name: str = "topics/everyday/sleep.yml") -> list[Finding]:
    document = read(folder.write() / name, root=folder.path.parent)
    return list(checks.check_texts(collect(document)))


def said(folder: Folder, language: str, text: str, **more: Any) -> list[Finding]:
    """Lint a topic whose first step says one text, in default and easy mode apart."""
    start = folder.sleep["steps"]["start"]
    start["say"][language] = [text]
    start["easy"] = {language: ["Ok."]}
    folder.sleep.update(more)
    return [f for f in lint(folder) if f.id == f"sleep.start {language} default"]


def in_crisis(folder: Folder, language: str, text: str) -> list[Finding]:
    steps = folder.files["crisis/suicide.yml"]["steps"]
    steps["open_high"]["say"] = {**steps["open_high"]["say"], language: [text]}
    found = lint(folder, "crisis/suicide.yml")
    return [f for f in found if f.id == f"suicide.open_high {language} crisis"]


SENTENCE = "Yksi kaksi kolme neljä viisi kuusi"
LONG = "terveydenhoitaja"
CLAUSES = "subordinate clauses in a sentence"
BAD_TEXTS = [
    # language, text, severity, rule, part of what is told
    ("fi", f"{SENTENCE} {SENTENCE} nyt.", ERROR, "words per sentence, max", "13"),
    ("sv", "ett " * 15 + "slut.", ERROR, "words per sentence, max", "limit 14"),
    ("en", "one " * 16 + "end.", ERROR, "words per sentence, max", "limit 15"),
    ("fi", "Yksi kaksi kolme. " * 14, ERROR, "words per message", "42 (limit 40)"),
    ("fi", "Mitä? Miksi?", ERROR, "questions per turn", "2 (limit 1)"),
    ("fi", "Mitä?\nMiksi?", ERROR, "questions per turn", "2 (limit 1)"),
    ("fi", f"{SENTENCE} a b c.", WARNING, "words per sentence, mean", "9"),
    ("fi", "Yksi. " * 6, WARNING, "sentences per message", "6 (limit 5)"),
    ("fi", "En tiedä, en jaksa, en voi.", WARNING, "negations", "3 (limit 2)"),
    ("fi", f"{LONG}, {LONG}.", WARNING, "words of 14 letters or more", "2"),
    ("fi", "Haetaan tukea ja mietitään sitä.", WARNING, "passive verbs", "Haetaan"),
    ("fi", "Se, että jaksat, kun lepäät.", WARNING, CLAUSES, "2 (limit 1)"),
    ("fi", ("Yksi kaksi. " * 10 + "\n") * 4, WARNING, "words per turn", "80"),
    ("fi", "Lepää nukkuessasi.", WARNING, "PL-F1", "nukkuessasi"),
    ("fi", "Lepää jaksaaksesi.", WARNING, "PL-F1", "jaksaaksesi"),
    ("fi", "Mene ystävinesi.", WARNING, "PL-F3", "ystävinesi"),
    ("fi", "Täyttäminen ja hakeminen.", WARNING, "PL-F4", "hakeminen"),
    ("fi", "Lepää (hetki).", WARNING, "PL-F7", "two sentences"),
    ("fi", "Lepää – se auttaa.", WARNING, "PL-F7", "two sentences"),
    ("fi", "Haluaisitko, että auttaisin?", WARNING, "PL-F8", "one conditional"),
    ("fi", "Lepää esim. nyt.", ERROR, "abbreviation", "esim."),
    ("fi", "Tule 16:30.", ERROR, "abbreviation", "16.30"),
    ("sv", "Vila t.ex. nu.", ERROR, "abbreviation", "write it out"),
    ("en", "Rest, e.g. now.", ERROR, "abbreviation", "e.g"),
    ("sv", "Gå dit vid öppnandet.", WARNING, "PL-S2", "use a verb"),
    ("fi", "Rauhoitu nyt.", ERROR, "PL-T8", "Rauhoitu"),
    ("fi", "Älä huoli.", ERROR, "PL-T8", "Älä huoli"),
    ("sv", "Oroa dig inte.", ERROR, "PL-T8", "Oroa dig inte"),
    ("en", "Don't worry.", ERROR, "PL-T8", "Don't worry"),
    ("fi", "Sinun pitäisi nukkua.", ERROR, "VOICE-ORDER", "pitäisi"),
    ("sv", "Du borde sova.", ERROR, "VOICE-ORDER", "borde"),
    ("en", "You should sleep.", ERROR, "VOICE-ORDER", "should"),
    ("sv", "Jag finns alltid här.", ERROR, "VOICE-PROMISE", "only what is true"),
    ("en", "You are so strong.", ERROR, "VOICE-FLATTERY", "so strong"),
    ("fi", "Olet masentunut.", ERROR, "PL-V4", "experience"),
    ("fi", "Tämä on diagnoosi.", ERROR, "REG-2", "diagnoosi"),
    ("sv", "Det är en behandling.", ERROR, "REG-2", "behandling"),
    ("en", "This is therapy.", ERROR, "REG-2", "therapy"),
    ("en", "He committed suicide.", ERROR, "SAF-6.3-WORDS", "died by suicide"),
    ("sv", "Hon begick självmord.", ERROR, "SAF-6.3-WORDS", "begick självmord"),
    ("fi", "Viiltely on tapa.", ERROR, "SAF-6.3-METHOD", "leave the method out"),
    ("en", "Think of your family.", ERROR, "SAF-6.3-GUILT", "guilt"),
    ("fi", "Apu on matkalla.", ERROR, "SAF-6.3-CLAIM", "Apu on matkalla"),
    ("en", "What is your name?", ERROR, "SAF-6.3-ASK", "do not ask"),
    ("fi", "Hanki lähete.", ERROR, "PL-V1", "paperi, jolla pääset hoitoon"),
    ("fi", "Mieti voimavaroja.", ERROR, "PL-V1", "say: voimat"),
    ("sv", "Gå till vårdcentralen.", ERROR, "PL-V1", "hälsostation"),
    ("en", "Ask the curator.", ERROR, "PL-V1", "social worker"),
    ("fi", "Soita 116 117.", ERROR, "phone number", "only 112 is typed"),
    ("fi", "Soita 09 2525 0111.", ERROR, "phone number", "09 2525 0111"),
    ("en", "Call +358 9 2525 0111 now.", ERROR, "phone number", "+358"),
    ("en", "Call 0800147111.", ERROR, "phone number", "0800147111"),
    ("fi", "Ilta 🌙 on.", ERROR, "PL-J1", "at the end of the line"),
    ("fi", "Ilta on. 💀", ERROR, "PL-J1", "not one of"),
    ("fi", "Ilta. 🌙\nYö. 🌱", ERROR, "PL-J1", "2 in one turn"),
    ("fi", "Ilta on :)", ERROR, "PL-J1", "no emoticons"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "severity", "rule", "told"), BAD_TEXTS)
def test_a_rule_finds(
    folder: Folder, language: str, text: str, severity: str, rule: str, told: str
) -> None:
    found = [f for f in said(folder, language, text) if f.rule == rule]
    assert found, "the rule found nothing"
    assert {f.severity for f in found} == {severity}
    assert told in found[0].text
    assert found[0].file == "data/topics/everyday/sleep.yml"
    assert found[0].line > 1
    assert found[0].message is not None


GOOD_TEXTS = [
    ("fi", "Koe on jo huomenna, ja se painaa kovasti.\nMikä auttaisi sinua nyt? 📚"),
    ("fi", "En tiedä mitään. Korttiin tuli viestiin vastaus. Huomisen on valmista."),
    ("sv", "Det känns som om du orkar."),
    ("fi", "Ihminen kuuntelee. Huoneessasi on pimeää. Viimeinen ilta."),
    ("fi", "Äitisi ja kaverisi ovat mielessäsi päivisin."),
    ("fi", "Paine ja aineen määrä."),
    ("fi", 'Sano opettajalle: "Voin huonosti. Käyn ulkona."'),
    ("fi", "Pyydä lähete. Se on paperi, jolla pääset hoitoon."),
    ("fi", "Soita 112 nyt. Valitse 20 minuuttia ja 1 200 euroa."),
    ("fi", "Olen botti. En tee diagnooseja."),
    ("fi", "Hoitaja auttaa. Hengitys rauhoittuu."),
    ("fi", "Tule klo 16.30 tai 3.5.2027."),
    ("sv", "Du blev illa behandlad. Det är inte ditt fel."),
    ("sv", "Hälsovårdaren lyssnar. Du trivs inte, och det känns."),
    ("en", "You can rest. It's late."),
    ("en", "Ask the curator, a social worker at school."),
    ("en", 'You can say: "I am your friend, and hers too."'),
    ("en", "Kela, the benefits office, answers."),
]


@pytest.mark.parametrize(("language", "text"), GOOD_TEXTS)
def test_good_texts_pass(folder: Folder, language: str, text: str) -> None:
    assert [str(f) for f in said(folder, language, text)] == []


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "It's a start.", "PL-E1"),
        ("fi", "Soita Nollalinjaan.", "service named"),
        ("fi", "Voisit soittaa.", "PL-5"),
        ("en", "You could call 112.", "PL-5"),
        ("sv", "Ring 112. 🌱", "PL-J1"),
        ("fi", "Yksi kaksi kolme. " * 16, "words per turn"),
        ("fi", f"{SENTENCE} {SENTENCE}.", "words per sentence, max"),
    ],
)
def test_crisis_texts_are_read_more_strictly(
    folder: Folder, language: str, text: str, rule: str
) -> None:
    assert ERROR in {
        f.severity for f in in_crisis(folder, language, text) if f.rule == rule
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Luin viestisi ja otan sen tosissani.\nOletko turvassa juuri nyt?"),
        ("sv", "Ring 112 nu. Du kan prata tyst.\nKan du ringa?"),
        ("en", "I take it seriously.\nIt is that person's fault.\nAre you safe?"),
    ],
)
def test_good_crisis_texts_pass(folder: Folder, language: str, text: str) -> None:
    assert in_crisis(folder, language, text) == []


def test_a_text_without_easy_version_is_read_by_the_easy_limits(folder: Folder) -> None:
    start = folder.sleep["steps"]["start"]
    start["say"]["fi"] = ["Yksi kaksi kolme neljä viisi kuusi seitsemän."]
    found = [f for f in lint(folder) if f.id == "sleep.start fi say as easy"]
    assert [f.rule for f in found] == ["words per sentence, mean"]
    assert "write an easy version" in found[0].text
    start["easy"] = {"fi": ["Yksi kaksi."]}
    assert [f for f in lint(folder) if f.line == found[0].line] == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Rinnalla on botti. Nimeä ei kysytä. Täältä ei voi lähettää apua.", []),
        ("Yksi kaksi kolme. " * 21, {"words per message", "sentences per message"}),
        ("Botti. 🌙", {"PL-J1"}),
        ("Lupaan sen.", {"VOICE-PROMISE"}),
    ],
)
def test_texts_of_the_start_screen(folder: Folder, text: str, rules: Any) -> None:
    folder.files["replies.yml"]["pages"]["notice"]["fi"] = text
    found = lint(folder, "replies.yml")
    assert {f.rule for f in found if f.id == "pages.notice fi page"} >= set(rules)
    assert rules or not [f for f in found if f.id == "pages.notice fi page"]


def test_sensitive_topics_show_no_emoji(folder: Folder) -> None:
    assert [f.rule for f in said(folder, "fi", "Ilta. 🌙")] == []
    assert [f.rule for f in said(folder, "fi", "Ilta. 🌙", sensitive=True)] == ["PL-J1"]


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({"emoji": "🌙"}, []),
        ({"emoji": None}, []),
        ({"emoji": "💀"}, ["PL-J3"]),
        ({"emoji": "🌙", "sensitive": True}, ["PL-J3"]),
    ],
)
def test_emoji_of_a_topic(
    folder: Folder, more: dict[str, Any], rules: list[str]
) -> None:
    folder.sleep.update(more)
    assert [f.rule for f in lint(folder) if f.rule == "PL-J3"] == rules


def test_at_most_one_message_of_three_has_an_emoji(folder: Folder) -> None:
    for one in folder.sleep["steps"].values():
        one["say"]["fi"] = ["Ilta. 🌙", "Yö. 🌱"]
    found = [f for f in lint(folder) if "one of three" in f.text]
    assert [(f.id, f.severity) for f in found] == [("sleep fi say", WARNING)]


@pytest.mark.parametrize(
    ("label", "easy", "rules"),
    [
        ("Kerro lisää", None, []),
        ("Kerro siitä vielä lisää", None, ["words per button"]),
        ("Kerro siitä vielä lisää", "Kerro lisää", []),
        ("Kerro siitä nyt vielä lisää", "Kerro lisää", ["words per button"]),
        ("🌙", None, ["PL-J1", "PL-J1"]),
        ("Ilta 🌙", None, ["PL-J1"]),
        ("Mitä minun pitäisi", None, ["VOICE-ORDER"]),
    ],
)
def test_buttons(
    folder: Folder, label: str, easy: str | None, rules: list[str]
) -> None:
    choice = {"to": "ideas", "label": {**words("Kerro"), "fi": label}}
    if easy:
        choice["easy_label"] = {"fi": easy}
    folder.sleep["steps"]["start"]["choices"][1] = choice
    found = [f.rule for f in lint(folder) if "choices[1] fi" in f.id]
    assert found == rules


@pytest.mark.parametrize(
    ("text", "n_errors"),
    [("Natten är lång.", 0), ("Natten är lång och mörk. " * 4, 1)],
)
def test_languages_are_of_about_the_same_length(
    folder: Folder, text: str, n_errors: int
) -> None:
    folder.sleep["steps"]["ideas"]["say"]["sv"] = [text, text + "Du är vaken."]
    found = [f for f in lint(folder) if f.rule == "PL-X1"]
    assert len(found) == n_errors
    assert all("limit 150 %" in f.text for f in found)


def test_the_first_step_offers_both_doors(folder: Folder) -> None:
    folder.sleep["steps"]["start"]["choices"] = [{"to": "end"}, {"to": "menu"}]
    found = [f.text for f in lint(folder) if f.rule == "PL-T2"]
    assert len(found) == 2 and "'listen'" in found[0]


def test_easy_mode_has_room_for_three_buttons(folder: Folder) -> None:
    assert "answer buttons" not in {f.rule for f in lint(folder)}
    folder.sleep["steps"]["ideas"]["choices"] += [{"to": "end"}, {"to": "menu"}]
    found = [f for f in lint(folder) if f.rule == "answer buttons"]
    assert [(f.severity, f.id) for f in found] == [(INFO, "sleep")]


# The word lists


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_banned_phrase_is_found_and_has_a_remedy(language: str) -> None:
    for ban in lexicon.banned(language):
        text = f"Ja {ban.phrase.replace('*', 'x')} nyt."
        assert ban.find.search(text), ban.phrase
        assert ban.say and ban.where in ("all", "crisis")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_replaces_a_hard_word_is_not_hard_or_banned_itself(language: str) -> None:
    for word in lexicon.hard_words(language):
        others = [w for w in lexicon.hard_words(language) if w.word != word.word]
        assert not [w.word for w in others if w.find.search(word.say) and not w.once]
        assert not [
            b.phrase for b in lexicon.banned(language) if b.find.search(word.say)
        ]


def test_the_list_of_emoji_is_short() -> None:
    rules = lexicon.emoji_rules()
    assert 0 < len(rules.allowed) <= 20
    assert all(found(one) == [one] for one in rules.allowed)


# Training examples


def examples(*texts: str, language: str = "fi", owner: str = "sleep") -> list[Example]:
    return [Example("a.yml", n, owner, language, t) for n, t in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        (["valvon yöt", "herään aina neljältä"], []),
        (["Valvon yöt!", "valvon  yöt"], ["duplicate"]),
        (["valvon taas koko yön läpi", "valvon taas koko yön läp"], ["near-duplicate"]),
        (["oon hereillä", "oon väsyny"], []),
    ],
)
def test_duplicate_examples(rows: list[str], rules: list[str]) -> None:
    found = rules_examples.check_duplicates(examples(*rows))
    assert [f.rule for f in found] == rules


def test_duplicates_are_found_across_topics_not_across_languages() -> None:
    rows = examples("en jaksa") + examples("en jaksa", owner="low_mood")
    other = examples("en jaksa", language="sv", owner="low_mood")
    assert [f.id for f in rules_examples.check_duplicates(rows + other)] == [
        "low_mood.examples.fi"
    ]


@pytest.mark.parametrize(
    ("n", "n_naming", "rules"),
    [
        (80, 26, []),
        (79, 0, ["training examples"]),
        (82, 29, ["topic's own word"]),
    ],
)
def test_examples_of_a_topic(
    folder: Folder, n: int, n_naming: int, rules: list[str]
) -> None:
    rows = [f"en saa unta {i}" for i in range(n_naming)]
    rows += [f"valvon taas {i}" for i in range(n - n_naming)]
    folder.sleep["own_words"]["fi"] = ["uni", "unta"]
    folder.sleep["examples"]["fi"] = rows
    found = [f for f in lint(folder) if f.id == "sleep.examples.fi"]
    assert [f.rule for f in found] == rules


def questions(folder: Folder, *texts: str) -> list[Finding]:
    """Return what is told of the questions of a step that can be found."""
    folder.sleep["steps"]["late"] = step({"to": "helped"}, {"to": "end"})
    folder.sleep["steps"]["start"]["choices"].append(
        {"to": "late", "label": words("Myöhään")}
    )
    asked = {language: [f"{t} {language}" for t in texts] for language in LANGUAGES}
    if texts:
        folder.sleep["steps"]["late"]["asked"] = asked
    return [f for f in lint(folder) if f.id.startswith("sleep.late.asked")]


def test_a_step_that_can_be_found_tells_what_it_is_asked_for(folder: Folder) -> None:
    assert [f.rule for f in questions(folder)] == ["questions"] * 3
    assert [f.rule for f in questions(folder, "miksi valvon")] == ["questions"] * 3
    assert questions(folder, "miksi valvon", "kauanko se kestää") == []


def test_dangerous_examples_are_the_detectors() -> None:
    rows = examples("valvon yöt", "danger here")
    found = list(rules_examples.check_danger(rows, lambda text: "danger" in text))
    assert [(f.line, f.severity) for f in found] == [(2, ERROR)]


# Services and media


def test_old_contacts_are_told_not_failed(folder: Folder) -> None:
    found = list(
        rules_services.check_services(folder.write(), today=date(2026, 11, 22))
    )
    assert [f.severity for f in found] == [INFO]


# The command


@pytest.fixture
def whole(folder: Folder) -> Folder:
    """Return a folder that passes: enough examples, steps and words."""
    pairs = list(permutations("abcdefghij", 2))
    folder.sleep["examples"] = {
        language: [f"{3 * one} {4 * other}" for one, other in pairs]
        for language in LANGUAGES
    }
    rows = [{"to": f"s{n}", "label": words(f"Askel {n}")} for n in range(3)]
    folder.sleep["steps"]["ideas"]["choices"] = [*rows, {"to": "helped"}]
    questions = (["kkk lll", "mmm nnn"], ["ppp qqq", "rrr sss"], ["ttt uu", "vv wwww"])
    for n, asked in enumerate(questions):
        rows = dict.fromkeys(LANGUAGES, asked)
        folder.sleep["steps"][f"s{n}"] = step(asked=rows)
    return folder


def test_command_passes_good_content_and_writes_the_report(
    whole: Folder,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    assert main(["--content", str(whole.write()), "--report"]) == 0
    assert "lint passed: 0 errors" in capsys.readouterr().out
    page = (tmp_path / "plain-language.html").read_text("utf-8")
    assert all(f'<td>sleep</td><td class="n">{lang}</td>' in page for lang in LANGUAGES)


def test_command_fails_and_says_where(
    whole: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    whole.sleep["steps"]["s0"]["say"]["fi"][1] = "Rauhoitu nyt."
    assert main(["--content", str(whole.write())]) == 1
    line = next(r for r in capsys.readouterr().out.splitlines() if "Rauhoitu" in r)
    assert line.startswith("data/topics/everyday/sleep.yml:")
    assert ": error: sleep.s0 fi say as easy: PL-T8: " in line


def test_command_fails_over_five_percent_of_warnings(
    whole: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = whole.write()
    assert main(["--content", str(path)]) == 0
    for name in ("s0", "s1", "s2"):
        say = ["En tiedä enkä voi.", "En jaksa enkä voi.", "En osaa enkä voi."]
        whole.sleep["steps"][name]["say"]["fi"] = say
    assert main(["--content", str(whole.write())]) == 1
    assert "lint FAILED: 0 errors" in capsys.readouterr().out


def test_command_checks_one_file_without_the_others(
    whole: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    choices = whole.sleep["steps"]["s0"]["choices"]
    choices.append({"to": "anxiety.start", "label": words("Huoli")})
    path = whole.write()
    (path / "replies.yml").unlink()
    file = path / "topics/everyday/sleep.yml"
    assert main(["--file", str(file), "--content", str(path)]) == 0
    assert "warning: sleep: link: 'anxiety.start' does not exist" in (
        capsys.readouterr().out
    )


def test_command_checks_replies_and_crisis_files(whole: Folder) -> None:
    path = whole.write()
    for name in ("replies.yml", "crisis/suicide.yml"):
        assert main(["--file", str(path / name), "--content", str(path)]) == 0
