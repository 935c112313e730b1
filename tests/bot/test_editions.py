"""What is served: the working copy, or what is signed, language by language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import note
from bot import settings as config
from bot.content import hash_of, load
from bot.editions import Editions
from bot.errors import ContentError, SettingError
from bot.flow import Heard, Ref, next_step
from bot.review.gaps import made_whole
from bot.review.gate import core_gaps
from bot.review.signed import with_finnish
from tests.bot.sample import Folder, step, words
from tests.bot.signing import MONEY, PEOPLE, SLEEP, House, make_house

NEW = "Yö on pitkä.\nMitä nyt?"
Make = Callable[..., House]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Nothing signed; the working copy is served."""
    return make_house(tmp_path, monkeypatch)


@pytest.fixture
def signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """All signed, and only what is signed is served."""
    made = make_house(tmp_path, monkeypatch, RINNALLA_REVIEWED_ONLY="1")
    made.sign()
    return made


def first_words(editions: Editions, language: str, topic: str = "sleep") -> str:
    return "\n".join(
        editions.of(language).topics[topic].steps["start"].say[language][0]
    )


def ways(editions: Editions, language: str, at: str) -> list[str]:
    return [choice.to for choice in editions.of(language).step(at).choices]


# --- the working copy -----------------------------------------------------------


def test_the_working_copy_is_one_content_for_all_languages(house: House) -> None:
    editions = Editions(house.settings)
    assert editions.of("fi") is editions.of("sv") is editions.of("en")
    assert editions.of("de") is editions.of("fi")
    assert set(editions.of("fi").topics) == {"sleep", "money"}


def test_an_edit_is_served_when_the_files_are_looked_at(house: House) -> None:
    editions = Editions(house.settings)
    before = editions.of("fi")
    assert not editions.refresh()
    house.say("fi", NEW)

    assert editions.refresh()
    assert first_words(editions, "fi") == NEW
    assert editions.of("fi") is not before
    assert editions.working_hash == editions.of("fi").hash


def test_a_broken_copy_leaves_what_is_served_and_names_only_the_file(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    editions = Editions(house.settings)
    before = editions.of("fi")
    house.folder.sleep["steps"]["start"]["say"]["fi"][0] = 7
    house.folder.sleep["emoji"] = ["salaisuus"]
    house.folder.write()

    assert not editions.refresh() and not editions.refresh()
    assert editions.of("fi") is before
    told = capsys.readouterr().err
    assert "data/topics/everyday/sleep.yml:" in told and "sleep" in told
    assert "salaisuus" not in told
    house.folder.sleep["emoji"] = None
    house.say("fi", NEW)
    assert editions.refresh() and first_words(editions, "fi") == NEW


def test_a_hidden_topic_is_as_if_it_were_not_there(house: House) -> None:
    editions = Editions(house.settings)
    house.register.hide(house.unit(MONEY), None, **house.by())
    assert editions.refresh()
    assert set(editions.of("sv").topics) == {"sleep"}
    assert ways(editions, "sv", "sleep.start") == ["listen", "sleep.ideas"]

    house.register.show(house.unit(MONEY), None, **house.by())
    assert editions.refresh() and "money" in editions.of("sv").topics


def test_no_button_leads_to_a_hidden_step(house: House) -> None:
    house.register.hide(house.unit(SLEEP), "ideas", **house.by())
    editions = Editions(house.settings)
    assert set(editions.of("fi").topics["sleep"].steps) == {"start"}
    assert ways(editions, "fi", "sleep.start") == ["listen", "money.start"]
    assert ways(editions, "fi", "money.start") == ["listen", "money.ideas"]


def test_a_helpline_that_a_help_card_needs_is_not_lost_by_an_edit(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    editions = Editions(house.settings)
    rows = house.folder.files["services.yml"]["services"]
    kept = [row for row in rows if row["id"] != "mieli_crisis_line_fi"]
    less = house.folder.files["services.yml"] | {"services": kept}
    file = house.settings.content / "services.yml"
    file.write_text(yaml.safe_dump(less), "utf-8")

    assert not editions.refresh()
    assert "mieli_crisis_line_fi" in editions.of("fi").services.services
    assert "services.yml:0: mieli_crisis_line_fi" in capsys.readouterr().err


def test_the_hash_is_known_without_loading(house: House) -> None:
    content = house.settings.content
    assert hash_of(content) == load(content).hash


# --- only what is signed --------------------------------------------------------


def test_the_old_words_are_served_until_the_new_ones_are_signed(signed: House) -> None:
    editions = Editions(signed.settings)
    signed.say("fi", NEW)
    editions.refresh()
    before = first_words(editions, "fi")
    signed.sign(SLEEP, languages=["fi"])

    assert before.startswith("Ilta on pitkä.")
    assert editions.refresh() and first_words(editions, "fi") == NEW


def test_each_language_gets_what_is_signed_in_it(signed: House) -> None:
    signed.say("sv", "Natten är lång.\nVad nu?")
    signed.say("fi", NEW)
    signed.sign(SLEEP, languages=["sv"])
    editions = Editions(signed.settings)

    assert first_words(editions, "sv") == "Natten är lång.\nVad nu?"
    assert first_words(editions, "fi").startswith("Ilta on pitkä.")


def test_what_did_not_change_is_not_read_again(signed: House) -> None:
    editions = Editions(signed.settings)
    money = editions.of("fi").topics["money"]
    signed.say("fi", NEW)
    signed.sign(SLEEP, languages=["fi"])
    assert editions.refresh()
    assert editions.of("fi").topics["money"] is money


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The core is signed, and one topic, in Finnish only."""
    made = make_house(tmp_path, monkeypatch, RINNALLA_REVIEWED_ONLY="1")
    made.sign(*{gap.name for gap in core_gaps(made.settings)})
    made.sign(SLEEP, languages=["fi"])
    return made


def test_a_topic_that_nobody_signed_is_in_no_menu_and_behind_no_button(
    half: House,
) -> None:
    editions = Editions(half.settings)
    assert set(editions.of("fi").topics) == {"sleep"}
    assert ways(editions, "fi", "sleep.start") == ["listen", "sleep.ideas"]
    assert dict(editions.of("sv").topics) == {}
    assert editions.of("sv").labels["listen"]["sv"] == "listen sv"


def test_what_is_hidden_is_not_served_signed_or_not(signed: House) -> None:
    editions = Editions(signed.settings)
    signed.register.hide(signed.unit(MONEY), None, **signed.by())
    assert editions.refresh()
    assert "money" not in editions.of("en").topics


def test_a_restored_version_is_served_again(signed: House) -> None:
    unit = signed.unit(SLEEP)
    old = signed.register.state(unit, "fi").version
    signed.say("fi", NEW)
    signed.sign(SLEEP)
    editions = Editions(signed.settings)
    signed.register.restore(unit, "fi", old, **signed.by())
    assert editions.refresh()
    assert first_words(editions, "fi").startswith("Ilta on pitkä.")


def test_a_broken_working_copy_does_not_keep_signed_words_from_being_served(
    signed: House,
) -> None:
    for name in ("services.yml", "replies.yml", "topics/everyday/sleep.yml"):
        (signed.settings.content / name).write_text("a: [", encoding="utf-8")
    editions = Editions(signed.settings)
    assert first_words(editions, "fi").startswith("Ilta on pitkä.")
    assert editions.of("fi").services.is_visible("emergency_112")
    config.check_review(signed.settings)


def test_numbers_are_todays_and_words_are_those_that_were_signed(signed: House) -> None:
    file = signed.settings.content / "services.yml"
    text = file.read_text("utf-8").replace("Hätänumero 112", "Uusi nimi")
    file.write_text(text.replace("+358925250111", "+35899"), "utf-8")
    services = Editions(signed.settings).of("fi").services

    assert services.get("mieli_crisis_line_fi").channels[0].tel == "+35899"
    assert services.get("emergency_112").names["fi"] == "Hätänumero 112"
    signed.sign("services")
    services = Editions(signed.settings).of("fi").services
    assert services.get("emergency_112").names["fi"] == "Uusi nimi"


def test_the_note_is_in_signed_words_its_finnish_too(signed: House) -> None:
    found = Editions(signed.settings).note("sv")
    assert found["page"]["title"]["sv"] == note.load()["page"]["title"]["sv"]


def test_finnish_beside_another_language_is_the_signed_one() -> None:
    said = {"a": {"say": {"fi": "uusi", "sv": "ny"}}, "b": {"fi": "x", "sv": "y"}}
    told = with_finnish(said, {"a": {"say": {"fi": "vanha"}}, "b": "?"}, "sv")
    assert told == {
        "a": {"say": {"fi": "vanha", "sv": "ny"}},
        "b": {"fi": "y", "sv": "y"},
    }


# --- what is not as it was signed -----------------------------------------------


def published(house: House, name: str) -> Path:
    return house.settings.published / name


def test_a_topic_that_was_changed_after_signing_is_not_served(
    signed: House, capsys: pytest.CaptureFixture[str]
) -> None:
    file = published(signed, f"fi/{SLEEP}.yml")
    file.write_text(file.read_text("utf-8").replace("Ilta", "Aamu"), "utf-8")
    editions = Editions(signed.settings)

    assert "sleep" not in editions.of("fi").topics
    assert "sleep" in editions.of("sv").topics
    assert f"fi/{SLEEP}.yml" in capsys.readouterr().err


def test_a_file_that_was_put_there_by_hand_is_not_served(
    half: House, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = published(half, f"sv/{SLEEP}.yml")
    by_hand.parent.mkdir(parents=True)
    by_hand.write_bytes((half.settings.content / f"{SLEEP}.yml").read_bytes())
    assert "sleep" not in Editions(half.settings).of("sv").topics
    assert f"sv/{SLEEP}.yml" in capsys.readouterr().err


def test_a_version_of_before_put_back_by_hand_is_not_served(signed: House) -> None:
    old = published(signed, f"fi/{SLEEP}.yml").read_bytes()
    signed.say("fi", NEW)
    signed.sign(SLEEP)
    published(signed, f"fi/{SLEEP}.yml").write_bytes(old)
    assert "sleep" not in Editions(signed.settings).of("fi").topics


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("id: x")])
def test_a_text_of_crisis_mode_that_was_changed_keeps_the_edition_of_before(
    signed: House, spoil: Callable[[Path], Any]
) -> None:
    editions = Editions(signed.settings)
    before = editions.of("fi")
    spoil(published(signed, "fi/crisis/suicide.yml"))

    assert editions.refresh()
    assert editions.of("fi") is before
    assert editions.of("sv").flows.keys() == before.flows.keys()
    with pytest.raises(ContentError, match="crisis/suicide"):
        Editions(signed.settings)
    with pytest.raises(SettingError, match="crisis/suicide"):
        config.check_review(signed.settings)


# --- the gate -------------------------------------------------------------------


def test_nothing_but_signed_words_can_be_served_once_the_core_is_signed(
    half: House,
) -> None:
    config.check_review(half.settings)
    config.check_review(replace(half.settings, host="0.0.0.0"))


@pytest.mark.parametrize("change", ["rule", "reply", "label", "page", "one signature"])
def test_the_gate_names_what_lacks_a_signature(
    signed: House, tmp_path: Path, change: str
) -> None:
    replies = signed.folder.files["replies.yml"]
    if change == "rule":
        (tmp_path / "rules" / "wish.yml").write_text("rules: [{id: a.c}]", "utf-8")
    if change == "reply":
        replies["replies"]["thanks"] = step()
    if change == "label":
        replies["labels"]["also"] = words("Myös")
    if change == "page":
        replies["pages"]["chips"]["told"] = replies["pages"]["chips"]["reads"]
    if change == "one signature":
        new = signed.folder.files["crisis/suicide.yml"] | {"id": "violence"}
        signed.folder.files["crisis/violence.yml"] = new
    signed.folder.write()
    if change == "one signature":
        unit = signed.unit("crisis/violence")
        read = signed.register.state(unit, "fi").version
        signed.register.sign(unit, "fi", expected_version=read, **signed.by(PEOPLE[0]))

    named = {
        "rule": "rules/wish",
        "reply": "replies.thanks",
        "label": "labels.also",
        "page": "pages.chips.told",
        "one signature": "crisis/violence",
    }[change]
    with pytest.raises(SettingError, match=f"(1|3) in en .{named}[,)]"):
        config.check_review(signed.settings)


def test_new_words_that_wait_for_signatures_do_not_stop_a_start(signed: House) -> None:
    signed.folder.files["replies.yml"]["labels"]["end"] = words("Loppu")
    signed.folder.files["crisis/suicide.yml"]["steps"]["card"]["asks"] = "plan"
    signed.folder.write()
    config.check_review(signed.settings)


# --- gaps -----------------------------------------------------------------------


def test_a_content_without_gaps_comes_back_with_the_very_same_steps(
    folder: Folder,
) -> None:
    content = load(folder.write())
    whole = made_whole(content, {})
    assert whole.topics["sleep"] is content.topics["sleep"]
    assert whole.replies["greet"] is content.replies["greet"]


def test_services_and_cards_that_are_gone_are_taken_out(folder: Folder) -> None:
    folder.sleep["steps"]["start"]["services"] = ["nyyti"]
    content = load(folder.write())
    kept = {k: s for k, s in content.services.services.items() if k != "nyyti"}
    less = replace(content, services=replace(content.services, services=kept))
    topic = made_whole(less, {}).topics["sleep"]
    assert topic.services == () and topic.steps["start"].services == ()


@pytest.mark.parametrize("intent", ["go_back", "ask_to_repeat", "nlu_fallback", "deny"])
def test_a_chat_at_a_step_that_is_no_more_goes_on(folder: Folder, intent: str) -> None:
    content = load(folder.write())
    history = [Ref(at, f"{at}#0") for at in ("gone.start", "gone.ideas", "sleep.gone")]
    move = next_step(content, Heard(intent), history)
    assert move.at.startswith("replies.")
