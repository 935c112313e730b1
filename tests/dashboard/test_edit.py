"""The page where a professional changes words, pressed as she presses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from bot.audit import Audit
from bot.lint import lexicon
from bot.lint.findings import ERROR, WARNING, Finding
from bot.review.register import Register
from dashboard import editing
from dashboard.desk_edit.advice import finding_line
from dashboard.editing import Box, Draft
from dashboard.words import Words, load
from tests.bot.sample import Folder
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

SAY = ("steps", "ideas", "say", "fi")
LONG = (
    "Tämä lause on aivan liian pitkä ja siinä on sanoja sanojen perään aivan turhaan."
)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a small content folder that the dashboard edits."""
    folder = Folder(tmp_path / "data")
    folder.write()
    monkeypatch.setenv("RINNALLA_CONTENT", str(folder.path))
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path / "var"))
    use_provider(monkeypatch)
    return folder


@pytest.fixture
def sleep(house: Folder) -> Path:
    return house.path / "topics" / "everyday" / "sleep.yml"


def page(*roles: str, step: str = "ideas") -> AppTest:
    app = app_of(claims(*roles))
    app.query_params.update({"unit": "topics/everyday/sleep", "step": step})
    return at_page(app, "edit").run()


def type_in(app: AppTest, label: str, text: str) -> None:
    boxes = [*app.text_area, *app.text_input]
    next(box for box in boxes if box.label == label).set_value(text).run()
    assert not app.exception


def press(app: AppTest, label: str) -> None:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception


def shown(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.warning, app.info, app.success, app.code)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def acts(house: Folder) -> list[tuple[str, str]]:
    entries = Audit(house.path.parent / "var").entries()
    return [(e.act, e.subject) for e in reversed(entries) if e.act != "sign_in"]


def test_words_are_changed_and_saved_with_a_trace(house: Folder, sleep: Path) -> None:
    before = sleep.read_text("utf-8")
    app = page("professional")
    assert "Et ole muuttanut vielä mitään." in shown(app)
    type_in(app, "Botti sanoo 2", "Yö on lyhyt.")
    assert "-      - Yö on vielä edessä.\n+      - Yö on lyhyt." in shown(app)
    press(app, "Tallenna työkopioon")
    assert sleep.read_text("utf-8") == _put_last(before, "Yö on lyhyt.")
    assert "Tallennettu." in app.success[-1].value
    assert acts(house) == [("edit", "topics/everyday/sleep")]


def _put_last(text: str, new: str) -> str:
    """Return the file with the second thing that the last step says changed."""
    head, old, tail = text.rpartition("Yö on vielä edessä.")
    assert old
    return head + new + tail


def test_an_emptied_way_goes_and_a_new_one_comes(house: Folder, sleep: Path) -> None:
    app = page("professional")
    type_in(app, "Botti sanoo 3", "")
    press(app, "Lisää tapa sanoa")
    type_in(app, "Botti sanoo 4", "Kello käy.\n\n Mitä nyt? ")
    press(app, "Tallenna työkopioon")
    said = yaml.safe_load(sleep.read_text("utf-8"))["steps"]["ideas"]["say"]["fi"]
    assert said[1:] == ["Yö on vielä edessä.", "Kello käy.\nMitä nyt?"]


def test_a_new_error_keeps_words_from_being_saved(house: Folder, sleep: Path) -> None:
    before = sleep.read_bytes()
    app = page("professional")
    type_in(app, "Botti sanoo 2", LONG)
    assert "Lause on liian pitkä" in shown(app)
    assert app.button(key="edit_save").disabled
    assert sleep.read_bytes() == before
    type_in(app, "Botti sanoo 2", "Yö on lyhyt.")
    assert not app.button(key="edit_save").disabled


def test_what_the_loader_refuses_is_said_in_words(house: Folder, sleep: Path) -> None:
    before = sleep.read_bytes()
    app = page("professional")
    type_in(app, "Botti sanoo 2", "Kello on paljon.")
    press(app, "Tallenna työkopioon")
    assert "Sama tapa sanoa on kahdesti." in shown(app)
    assert sleep.read_bytes() == before
    assert acts(house) == []
    assert "Kello on paljon." in [box.value for box in app.text_area]


def test_words_are_kept_when_somebody_else_saved(house: Folder, sleep: Path) -> None:
    app = page("professional")
    type_in(app, "Botti sanoo 2", "Yö on lyhyt.")
    theirs = sleep.read_text("utf-8").replace("Nimi sv", "Namn")
    sleep.write_text(theirs, "utf-8")
    press(app, "Tallenna työkopioon")
    assert "Joku muu tallensi" in shown(app)
    assert sleep.read_text("utf-8") == theirs
    press(app, "Ota uusin pohjaksi")
    press(app, "Tallenna työkopioon")
    assert sleep.read_text("utf-8") == _put_last(theirs, "Yö on lyhyt.")


def test_drafts_stay_while_she_looks_elsewhere(house: Folder) -> None:
    app = page("professional")
    type_in(app, "Botti sanoo 2", "Yö on lyhyt.")
    app.selectbox(key="edit_group:topics/everyday/sleep").set_value("steps.start").run()
    assert "Yö on lyhyt." not in [box.value for box in app.text_area]
    app.selectbox(key="edit_group:topics/everyday/sleep").set_value("steps.ideas").run()
    assert "Yö on lyhyt." in [box.value for box in app.text_area]
    press(app, "Hylkää muutokset")
    assert "Yö on vielä edessä." in [box.value for box in app.text_area]


def test_examples_are_lines_of_one_box_and_ask_for_teaching(
    house: Folder, sleep: Path
) -> None:
    app = page("professional")
    app.selectbox(key="edit_group:topics/everyday/sleep").set_value("examples").run()
    box = app.text_area[0]
    assert box.value == "sleep fi 0\nsleep fi 1\nsleep fi 2"
    draft = app.session_state["edit.drafts"]["topics/everyday/sleep"]
    raw = draft.opened
    keys = ("examples", "fi")
    lines = Box(keys, "examples", ("sleep fi 0", "sleep fi 1", "sleep fi 2"), True)
    draft.put(lines, ["sleep fi 0", "valvon taas", "sleep fi 2"])
    assert yaml.safe_load(draft.written())["examples"]["fi"][1] == "valvon taas"
    assert yaml.safe_load(raw)["examples"]["fi"][1] == "sleep fi 1"


def test_a_step_is_hidden_and_comes_back(house: Folder) -> None:
    published = house.path.parent / "var" / "published"
    app = page("professional")
    press(app, "Piilota tämä kohta")
    assert Register(published).hidden() == {"topics/everyday/sleep": {"ideas"}}
    assert "Tämä kohta on nyt piilossa." in shown(app)
    press(app, "Palauta tämä kohta")
    assert not Register(published).hidden().get("topics/everyday/sleep")
    subjects = ["hide topics/everyday/sleep.ideas", "show topics/everyday/sleep.ideas"]
    assert acts(house) == [("hide", subject) for subject in subjects]


def test_a_first_step_is_hidden_with_its_topic_only(house: Folder) -> None:
    labels = [button.label for button in page("professional", step="start").button]
    assert "Piilota koko aihe" in labels
    assert "Piilota tämä kohta" not in labels


def test_a_moderator_sees_no_word_of_it(house: Folder) -> None:
    app = page("moderator")
    assert not app.text_area
    assert "Muokkaa" not in [title.value for title in app.title]


def test_rights_that_ended_meanwhile_end_the_act_too(
    house: Folder, sleep: Path
) -> None:
    before = sleep.read_bytes()
    app = page("professional")
    type_in(app, "Botti sanoo 2", "Yö on lyhyt.")
    app.user = claims("moderator")
    app.button(key="edit_save").click().run()
    assert sleep.read_bytes() == before
    assert acts(house) == []


def test_a_broken_file_is_named(house: Folder, sleep: Path) -> None:
    sleep.write_text("id: [", "utf-8")
    assert "topics/everyday/sleep.yml" in page("professional").error[0].value


# --- shaping ---------------------------------------------------------------------


def test_a_text_is_tidied_into_bubbles() -> None:
    assert editing.tidy("  Yö.  \n\n\tMitä   nyt?\n") == "Yö.\nMitä nyt?"


def test_what_was_not_touched_is_not_tidied() -> None:
    box = Box(("a", "fi"), "say", ("Kaksi  väliä", "toinen"), True)
    draft = Draft(b'a: {fi: ["Kaksi  v\xc3\xa4li\xc3\xa4", toinen]}\n')
    draft.put(box, ["Kaksi  väliä", "uusi"])
    assert draft.written().decode() == 'a: {fi: ["Kaksi  väliä", uusi]}\n'
    draft.put(box, ["Kaksi  väliä", "toinen"])
    assert draft.changes == {}


def finding(id: str, rule: str, text: str, severity: str = ERROR) -> Finding:
    return Finding("data/topics/everyday/sleep.yml", 1, id, severity, rule, text)


def test_findings_are_those_of_the_step_and_the_language() -> None:
    rows = [
        finding("sleep.start fi default", "negations", "1", WARNING),
        finding("sleep.start fi say as easy", "PL-J1", "2"),
        finding("sleep.start.choices[0] fi easy", "words per button", "3"),
        finding("sleep.start sv easy", "PL-J1", "4"),
        finding("sleep.ideas fi easy", "PL-J1", "5"),
        finding("sleep.examples.fi", "duplicate", "6"),
    ]
    assert [f.text for f in editing.about(rows, "steps.start", "fi")] == ["2", "3", "1"]
    assert [f.text for f in editing.about(rows, "examples", "fi")] == ["6"]


@pytest.mark.parametrize(
    ("rule", "text", "line"),
    [
        (
            "words per sentence, max",
            "14 (limit 12): split it: 'Yö on pitkä'",
            "**Korjaa.** Lause on liian pitkä. Jaa se kahdeksi. (14, raja 12) "
            "”Yö on pitkä”",
        ),
        (
            "VOICE-ORDER",
            "'pitäisi' is not said here: say 'you can', or ask 'do you want to'",
            "**Korjaa.** Älä määrää. Sano ”voit” tai kysy ”haluatko”. ”pitäisi”",
        ),
        ("a rule of tomorrow", "mend it", "**Korjaa.** Muu huomio. mend it"),
    ],
)
def test_a_finding_is_advice_in_words(rule: str, text: str, line: str) -> None:
    told = editing.told(finding("sleep.start fi easy", rule, text))
    assert finding_line(Words("fi"), told) == line


def test_every_rule_about_words_has_its_advice() -> None:
    rules = {ban.rule for lang in ("fi", "sv", "en") for ban in lexicon.banned(lang)}
    rules |= {one.rule for lang in ("fi", "sv", "en") for one in lexicon.patterns(lang)}
    source = Path(editing.__file__).parents[1] / "bot" / "lint" / "rules_plain.py"
    rows = r'^ +(?:ERROR|WARNING),\n +f?"([^"]+)",$'
    found = re.findall(rows, source.read_text("utf-8"), re.MULTILINE)
    named = [re.sub(r"\{.*?\}", "14", rule) for rule in found]
    assert len(named) == 8
    advice = load()["edit_rules"]
    for rule in (*rules, *named):
        assert editing.told(finding("x", rule, "")).key in advice, rule
