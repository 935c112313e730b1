"""The desk and the page of a text, drawn without a browser, on a small content."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.audit import Audit
from bot.store import Count, Store
from dashboard import access, frame
from dashboard.access import LOCAL, Person
from dashboard.desk import ruletests
from dashboard.desk.ruletests import Effect
from dashboard.words import Words
from safety.labelled import Changed, Labelled
from tests.bot.signing import MONEY, SLEEP, House, make_house

APP = Path(frame.__file__).with_name("app.py")
SUICIDE = "crisis/suicide"
RULE = "rules/wish"
KINDS = (
    *("title", "header", "subheader", "markdown", "text", "caption"),
    *("info", "success", "warning", "error"),
)


def somebody(name: str, *roles: str) -> Person:
    return Person(name, name.capitalize(), frozenset(roles), is_local=False)


ANNA = somebody("anna", "professional")
BERTTA = somebody("bertta", "professional")
MILJA = somebody("milja", "moderator")
Become = Callable[[Person], None]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = make_house(tmp_path, monkeypatch)
    for name in ("var", "content", "published"):
        key = f"RINNALLA_{name.upper()}"
        monkeypatch.setenv(key, str(getattr(made.settings, name)))
    return made


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Return what lets somebody sign in, in the test's own way."""

    def to(person: Person) -> None:
        monkeypatch.setattr(access, "person", lambda: person)

    to(ANNA)
    return to


def opened(page: str, **asked: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    for name, value in asked.items():
        app.query_params[name] = value
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    return app


def flow(unit: str, language: str = "fi", tab: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    app.query_params["unit"], app.query_params["lang"] = unit, language
    if tab:
        app.session_state[f"tabs:{unit}"] = tab
    app.switch_page("views/flow.py").run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """Return all that a page says."""
    told = [one.value for kind in KINDS for one in getattr(app, kind)]
    return "\n".join(
        [*told, *(one.proto.body for one in app.main if one.type == "html")]
    )


def press(app: AppTest, start: str) -> AppTest:
    """Press the button whose key begins so."""
    (button,) = [b for b in app.button if (b.key or "").startswith(start)]
    button.click().run()
    assert not app.exception
    return app


def sign(unit: str, language: str = "fi") -> AppTest:
    app = flow(unit, language)
    app.checkbox[0].check()
    return press(app, "sign:")


def test_the_list_begins_with_the_gravest_and_leads_to_each_language(
    house: House, become: Become
) -> None:
    app = opened("desk")
    said = text(app)
    assert "2 kriisitekstiä" in said
    assert "<h2>Kriisi: yhteiset vastaukset</h2>" in said
    assert "flow?unit=topics%2Feveryday%2Fsleep&amp;lang=sv" in said
    assert said.index("crisis%2Fsuicide") < said.index("rules%2Fwish")
    assert said.index("rules%2Fwish") < said.index("topics%2Feveryday%2Fsleep")


def test_the_list_can_be_narrowed_and_says_when_nothing_is_left(
    house: House, become: Become
) -> None:
    app = opened("desk")
    app.selectbox(key="desk_kind").set_value("crisis").run()
    assert "sleep" not in text(app)
    app.text_input(key="desk_search").set_value("ei tällaista").run()
    assert any("Rajaus ei löydä mitään" in one.value for one in app.info)


def test_when_all_is_signed_the_list_says_so(house: House, become: Become) -> None:
    house.sign()
    app = opened("desk")
    assert "Kaikki on allekirjoitettu" in text(app)


def test_content_that_cannot_be_read_gets_kind_words(
    house: House, become: Become
) -> None:
    (house.settings.content / "topics/everyday/sleep.yml").write_text("id: [", "utf-8")
    for page in ("desk", "flow"):
        assert "Chat toimii silti" in opened(page, unit=SLEEP).error[0].value


def test_a_text_without_an_address_asks_to_choose(house: House, become: Become) -> None:
    assert "Valitse ensin" in opened("flow").info[0].value
    assert "ei ole tekstiä" in flow("topics/everyday/nothing").info[0].value


def test_one_signature_publishes_a_topic_and_is_in_the_audit_log(
    house: House, become: Become
) -> None:
    app = sign(SLEEP)
    assert "on julkaistu" in text(app)
    assert house.register.published_text(SLEEP, "fi")
    assert house.register.published_text(SLEEP, "sv") is None
    (event, _) = reversed(house.register.history(SLEEP))
    assert (event.signer, event.role) == ("anna", "professional")
    acts = [(one.person, one.act) for one in Audit(house.settings.var).entries(9)]
    assert ("anna", "sign") in acts
    assert ("anna", "publish") in acts


@pytest.mark.parametrize("unit", [SUICIDE, RULE])
def test_crisis_texts_and_rules_need_two_different_people(
    house: House, become: Become, unit: str
) -> None:
    assert "Ensimmäinen kahdesta" in text(flow(unit))
    assert "odottaa vielä toista" in text(sign(unit))
    again = flow(unit)
    assert "Nyt tarvitaan toinen ammattilainen" in text(again)
    assert not [b for b in again.button if (b.key or "").startswith("sign:")]
    become(BERTTA)
    sign(unit)
    assert house.register.state(house.unit(unit), "fi").is_signed


def test_nothing_is_signed_unread(house: House, become: Become) -> None:
    app = press(flow(SLEEP), "sign:")
    assert "Rastita ensin" in text(app)
    assert house.register.history() == ()


def test_words_that_changed_while_they_were_read_are_not_signed(
    house: House, become: Become
) -> None:
    app = flow(SLEEP)
    app.checkbox[0].check()
    house.say("fi", "Nyt ihan muuta sanottavaa.")
    press(app, "sign:")
    assert "on muuttunut sen jälkeen" in text(app)
    assert house.register.history() == ()


def test_a_local_person_may_look_and_comment_but_not_sign(
    house: House, become: Become
) -> None:
    become(LOCAL)
    app = flow(SLEEP)
    assert "Allekirjoittaa et voi" in text(app)
    assert not app.checkbox
    press(app, f"comment:{SLEEP}:fi:start")
    app.text_area[0].set_value("Hyvä alku.").run()
    press(app, "save:")
    (event,) = house.register.comments(SLEEP, "fi")
    assert (event.step, event.words, event.role) == ("start", "Hyvä alku.", "local")


def test_a_moderator_sees_neither_page(house: House, become: Become) -> None:
    become(MILJA)
    for page in ("desk", "flow"):
        app = AppTest.from_file(str(APP.with_name("views") / f"{page}.py"))
        app.run()
        assert text(app) == Words("fi")("access.forbidden.professional")


def test_rights_that_ended_meanwhile_end_the_act_too(
    house: House, become: Become
) -> None:
    app = flow(SLEEP)
    app.checkbox[0].check()
    become(MILJA)
    (button,) = [b for b in app.button if (b.key or "").startswith("sign:")]
    button.click().run()
    assert house.register.history() == ()


def test_comments_stand_at_their_step_newest_last(house: House, become: Become) -> None:
    unit = house.unit(SLEEP)
    for words in ("Ensimmäinen.", "Toinen."):
        house.register.comment(unit, "fi", "ideas", words, **house.by())
    house.register.comment(unit, "sv", "ideas", "På svenska.", **house.by())
    app = flow(SLEEP)
    assert [one.value for one in app.text] == ["Ensimmäinen.", "Toinen."]


def test_a_text_is_sent_back_only_with_a_reason(house: House, become: Become) -> None:
    app = press(flow(SLEEP), "back:")
    assert "Kirjoita ensin syy" in text(app)
    app.text_area[0].set_value("Liian pitkä alku.").run()
    press(app, "back:")
    state = house.register.state(house.unit(SLEEP), "fi")
    assert state.is_sent_back
    assert "Liian pitkä alku." in text(flow(SLEEP))


def test_the_difference_is_told_word_by_word(house: House, become: Become) -> None:
    assert "kaikki on uutta" in text(flow(SLEEP, tab="Mikä muuttui"))
    house.sign(SLEEP)
    assert "Mikään ei ole muuttunut" in text(flow(SLEEP, tab="Mikä muuttui"))
    house.say("fi", "Ilta on lyhyt.\nMitä tehdään?")
    said = text(flow(SLEEP, tab="Mikä muuttui"))
    assert "<del>pitkä</del><ins>lyhyt</ins>" in said
    assert "Alku: botti sanoo" in said


def test_a_talk_can_be_tried_and_leaves_no_trace(house: House, become: Become) -> None:
    app = flow(SLEEP, tab="Kokeile")
    press(app, "choice:1")
    press(app, "choice:1")
    assert len(app.chat_message) == 5
    press(app, "desk_undo")
    assert len(app.chat_message) == 3
    press(app, "desk_restart")
    assert len(app.chat_message) == 1
    assert not (house.settings.var / "stats.db").exists()
    assert house.register.history() == ()


def test_a_path_has_a_picture_with_words_for_those_who_cannot_see_it(
    house: House, become: Become
) -> None:
    app = flow(SLEEP, tab="Kuva")
    (chart,) = [one for one in app.main if one.type == "graphviz_chart"]
    assert "digraph" in chart.proto.spec
    assert "Sama sanoina" in chart.proto.alt


@pytest.mark.parametrize("tab", ["", "Mikä muuttui", "Historia"])
@pytest.mark.parametrize(
    "unit", [SUICIDE, "crisis/general", RULE, "services", "replies"]
)
def test_each_kind_of_text_is_drawn(
    house: House, become: Become, unit: str, tab: str
) -> None:
    said = text(flow(unit, "sv", tab))
    assert "Päätöksesi" in said


def test_rules_tell_that_there_is_nothing_to_compare_with(
    house: House, become: Become
) -> None:
    assert "vertailukohtaa ei ole" in text(flow(RULE, tab="Vaikutus"))


def test_rules_tell_which_messages_get_another_level(
    house: House, become: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.sign(RULE)
    message = Labelled("m1", "fi", "*en* jaksa", "elevated")
    lower = (Changed(message, "elevated", "concern"),)
    found = Effect(n_messages=9, lower=lower, higher=())
    monkeypatch.setattr(ruletests, "effect", lambda *_: found)
    said = text(press(flow(RULE, tab="Vaikutus"), "effect:"))
    assert "Taso muuttuu 1 viestissä" in said
    assert "*en* jaksa<br>Oikea taso: kohonnut · Ennen: kohonnut · Nyt: huoli" in said


def test_what_is_hidden_is_said(house: House, become: Become) -> None:
    house.register.hide(house.unit(SLEEP), "ideas", **house.by())
    house.register.hide(house.unit(MONEY), None, **house.by())
    steps = [one.value for one in flow(SLEEP).warning]
    assert steps == ["Piilossa nuorilta"]
    assert "on piilossa nuorilta" in flow(MONEY).warning[0].value
    assert "osa piilossa" in text(opened("desk"))


def test_signatures_travel_as_a_file(house: House, become: Become) -> None:
    house.sign(SLEEP, languages=["fi"])
    data = house.register.export()
    rows = json.loads(data)["events"]
    assert {row["signer"] for row in rows} == {"anna", "bertta"}
    (button,) = [one for one in opened("desk").main if one.type == "download_button"]
    assert button.proto.label == "Lataa tiedosto"


def test_only_an_administrator_brings_signatures_in(
    house: House, become: Become
) -> None:
    def uploaders() -> int:
        return len(opened("desk").get("file_uploader"))

    assert uploaders() == 0
    become(somebody("ada", "professional", "admin"))
    assert uploaders() == 1


def test_the_use_of_a_topic_orders_the_list_and_is_shown_to_nobody(
    house: House, become: Become
) -> None:
    day = frame.today().isoformat()
    counted = [(Count("topics", day, ("sleep", "fi")), 4_321)]
    Store(house.settings.var / "stats.db").add(counted)
    said = text(opened("desk"))
    assert said.index("everyday%2Fsleep") < said.index("everyday%2Fmoney")
    assert "4321" not in said
    assert "321" not in said
