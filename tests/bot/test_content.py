"""The loader takes good content and names everything that is wrong in bad content."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from bot.content import ContentErrors, Step, load, variants
from bot.errors import ContentError, RinnallaError
from bot.marks import read
from tests.bot.sample import SERVICES, Folder, step, topic, words


def errors(folder: Folder) -> tuple[ContentError, ...]:
    with pytest.raises(ContentErrors) as caught:
        load(folder.write())
    return caught.value.errors


def test_load_returns_topics_replies_flows_and_services(folder: Folder) -> None:
    content = load(folder.write())
    assert set(content.topics) == {"sleep"}
    assert set(content.replies) == {"greet"}
    assert set(content.flows) == {"suicide"}
    assert content.services.get("nyyti").id == "nyyti"
    assert content.intents["greet"].examples["fi"] == ("moi",)
    assert content.pages["chips"]["reads"]["label"]["sv"] == "Kuka? sv"


def test_a_line_of_a_variant_is_a_bubble(folder: Folder) -> None:
    start = load(folder.write()).step("sleep.start")
    assert start.say["fi"][0] == ("Ilta on pitkä.", "Mitä tehdään?")


def test_a_choice_has_its_full_target_and_a_label(folder: Folder) -> None:
    content = load(folder.write())
    listen, ideas = content.step("sleep.start").choices
    assert (listen.to, ideas.to) == ("listen", "sleep.ideas")
    assert ideas.title("sv") == content.labels["ideas"]["sv"]


def test_replies_may_lie_in_several_files(folder: Folder) -> None:
    whole = folder.files.pop("replies.yml")
    for key in whole:
        folder.files[f"replies/{key}.yml"] = {key: whole[key]}
    content = load(folder.write())
    assert "greet" in content.replies and "greet" in content.intents
    assert {"replies/labels", "replies/intents"} <= set(content.hashes)


def test_a_topic_is_entered_by_those_who_write_for_another_too(folder: Folder) -> None:
    folder.sleep["steps"]["for_other"] = step()
    assert "for_other" in load(folder.write()).topics["sleep"].steps


def test_a_crisis_step_may_come_without_choices(folder: Folder) -> None:
    content = load(folder.write())
    assert content.flow_step("suicide.card").choices == ()
    assert content.flow_step("suicide.open_high").asks == "plan"


def test_a_crisis_step_may_lead_to_a_shared_step(folder: Folder) -> None:
    flow = folder.files["crisis/suicide.yml"]
    choice = {"to": "stay", "label": words("Jään")}
    flow["steps"]["open_high"]["choices"].append(choice)
    folder.files["crisis/general.yml"] = {
        "id": "general",
        "categories": [],
        "steps": {"stay": step()},
    }
    content = load(folder.write())
    assert content.flow_step("suicide.open_high").choices[-1].to == "general.stay"
    flow["steps"]["stay"] = step()
    content = load(folder.write())
    assert content.flow_step("suicide.open_high").choices[-1].to == "suicide.stay"


def test_confirmed_services_are_visible(folder: Folder) -> None:
    path = folder.write()
    hidden = next(s for s in load(path).services.services.values() if s.use != "ok")
    content = load(path, confirmed=frozenset({hidden.id}))
    assert content.services.is_visible(hidden.id)


def test_hash_is_stable_and_follows_every_file(folder: Folder) -> None:
    first = load(folder.write())
    assert load(folder.path).hash == first.hash
    folder.sleep["emoji"] = "🌙"
    second = load(folder.write())
    assert second.hash != first.hash
    changed = {key for key in first.hashes if first.hashes[key] != second.hashes[key]}
    assert changed == {"sleep"}


@pytest.mark.parametrize(
    ("easy", "language", "expected"),
    [(False, "fi", "a"), (True, "fi", "b"), (True, "sv", "c")],
)
def test_variants_fall_back_to_say(easy: bool, language: str, expected: str) -> None:
    say = {"fi": (("a",),), "sv": (("c",),)}
    one = Step(id="x.y", say=say, choices=(), easy={"fi": (("b",),)})
    assert variants(one, language, easy) == ((expected,),)


def _start(folder: Folder) -> dict[str, Any]:
    start: dict[str, Any] = folder.sleep["steps"]["start"]
    return start


LONG = "Tässä lauseessa on aivan liian monta sanaa yhdelle väsyneelle lukijalle tänään."
BAD: list[tuple[str, Any, str, object, str]] = [
    # what, how to spoil, id, value, remedy
    (
        "unknown key",
        lambda f: f.sleep.update(colour="red"),
        "sleep",
        "colour",
        "is not one of id, area",
    ),
    (
        "missing key",
        lambda f: f.sleep.pop("sources"),
        "sleep",
        "sources",
        "is missing: add it",
    ),
    (
        "id is not the file's name",
        lambda f: f.sleep.update(id="nap"),
        "sleep.id",
        "nap",
        "is not the name of the file",
    ),
    (
        "area is not the folder",
        lambda f: f.sleep.update(area="study"),
        "sleep.area",
        "study",
        "is not the name of the folder, everyday",
    ),
    (
        "unknown area",
        lambda f: f.sleep.update(area="space"),
        "sleep.area",
        "space",
        "is not one of everyday, study",
    ),
    (
        "name in two languages only",
        lambda f: f.sleep["names"].pop("sv"),
        "sleep.names",
        "sv",
        "is missing: write it",
    ),
    (
        "say in two languages only",
        lambda f: _start(f)["say"].pop("en"),
        "sleep.start.say",
        "en",
        "is missing: write it",
    ),
    (
        "a language we do not speak",
        lambda f: _start(f)["say"].update(de=["Hallo."]),
        "sleep.start.say",
        "de",
        "is not one of fi, sv, en",
    ),
    (
        "too few variants in the first step",
        lambda f: _start(f)["say"]["fi"].pop(),
        "sleep.start.say.fi",
        2,
        "write at least 3",
    ),
    (
        "too few variants elsewhere",
        lambda f: f.sleep["steps"]["ideas"]["say"].update(fi=["Yksi."]),
        "sleep.ideas.say.fi",
        1,
        "write at least 2",
    ),
    (
        "a variant twice",
        lambda f: _start(f)["say"]["fi"].append("Kello on paljon."),
        "sleep.start.say.fi",
        "Kello on paljon.",
        "is written twice",
    ),
    (
        "a long sentence without an easy version",
        lambda f: _start(f)["say"]["fi"].append(LONG),
        "sleep.start.easy.fi",
        "a sentence of 11 words (easy: 9)",
        "or add an easy version",
    ),
    (
        "unknown step",
        lambda f: _start(f)["choices"][1].update(to="dreams", label=words("Uni")),
        "sleep.start",
        "sleep.dreams",
        "leads nowhere",
    ),
    (
        "unknown topic",
        lambda f: _start(f)["choices"][1].update(to="dreams.start", label=words("Uni")),
        "sleep.start",
        "dreams.start",
        "leads nowhere",
    ),
    (
        "a target that is no id",
        lambda f: _start(f)["choices"][1].update(to="Uni nyt"),
        "sleep.start.choices[1]",
        "Uni nyt",
        "is no target",
    ),
    (
        "unreachable step",
        lambda f: f.sleep["steps"].update(lost=step()),
        "sleep.lost",
        None,
        "no choice leads here",
    ),
    (
        "no first step",
        lambda f: f.sleep["steps"].pop("start"),
        "sleep",
        "start",
        "every path begins here",
    ),
    (
        "a ring without a way out",
        lambda f: f.sleep["steps"].update(
            ideas=step(
                {"to": "ideas", "label": words("Uusi")},
                {"to": "ring", "label": words("Toinen")},
            ),
            ring=step(
                {"to": "ideas", "label": words("Uusi")},
                {"to": "ring", "label": words("Sama")},
            ),
        ),
        "sleep.ring",
        None,
        "every way from here comes back here",
    ),
    (
        "one choice",
        lambda f: _start(f)["choices"].pop(0),
        "sleep.start.choices",
        1,
        "give 2 to 4",
    ),
    (
        "five choices",
        lambda f: _start(f)["choices"].extend(
            {"to": to} for to in ("end", "menu", "human")
        ),
        "sleep.start.choices",
        5,
        "give 2 to 4",
    ),
    (
        "a choice without words",
        lambda f: f.sleep["steps"]["ideas"]["choices"][1].pop("label"),
        "sleep.ideas.choices[1].label",
        "fi",
        "is missing: write it",
    ),
    (
        "two buttons with the same words",
        lambda f: f.sleep["steps"]["ideas"]["choices"][1].update(label=words("helped")),
        "sleep.ideas.choices",
        "helped fi",
        "is on two buttons",
    ),
    (
        "unknown when",
        lambda f: _start(f)["choices"][0].update(when=["shrug"]),
        "sleep.start.choices[0].when",
        "shrug",
        "is not one of affirm",
    ),
    (
        "when on two choices",
        lambda f: [c.update(when=["affirm"]) for c in _start(f)["choices"]],
        "sleep.start.choices",
        "affirm",
        "picks two choices",
    ),
    (
        "unknown asks",
        lambda f: f.files["crisis/suicide.yml"]["steps"]["open_high"].update(
            asks="mood"
        ),
        "suicide.open_high.asks",
        "mood",
        "is not one of can_call",
    ),
    (
        "unknown service of a topic",
        lambda f: f.sleep.update(services=["nowhere"]),
        "sleep.services",
        "nowhere",
        "is no id of data/services.yml",
    ),
    (
        "unknown service of a step",
        lambda f: _start(f).update(services=["nyyti", "nowhere"]),
        "sleep.start.services",
        "nowhere",
        "is no id of data/services.yml",
    ),
    (
        "four services in a step",
        lambda f: _start(f).update(
            services=["nyyti", "zekki", "peluuri", "emergency_112"]
        ),
        "sleep.start",
        4,
        "at most 3",
    ),
    (
        "a card that nobody made",
        lambda f: f.sleep.update(cards=["breathing"]),
        "sleep.cards",
        "breathing",
        "is no id of media/cards.yml",
    ),
    (
        "a source without a day",
        lambda f: f.sleep["sources"][0].update(checked="last week"),
        "sleep.sources[0]",
        "last week",
        "write the day it was checked",
    ),
    (
        "a built-in button without words",
        lambda f: f.files["replies.yml"]["labels"].pop("human"),
        "labels",
        "human",
        "has no words yet",
    ),
    (
        "a page text that is not written",
        lambda f: f.files["replies.yml"]["pages"].pop("notice"),
        "pages",
        "notice",
        "has no words yet",
    ),
    (
        "a page text in two languages only",
        lambda f: f.files["replies.yml"]["pages"]["chips"]["reads"]["text"].pop("sv"),
        "pages.chips.reads.text",
        "sv",
        "is missing: write it",
    ),
    (
        "an answer at the end without words",
        lambda f: f.files["replies.yml"]["pages"]["farewell"]["feeling"].pop("worse"),
        "pages.farewell.feeling",
        "worse",
        "has no words yet",
    ),
    (
        "an empty example",
        lambda f: f.sleep["examples"]["fi"].append("  "),
        "sleep.examples.fi[3]",
        "  ",
        "is no text",
    ),
    (
        "a word that YAML reads as a truth",
        lambda f: f.sleep["examples"]["fi"].append(False),
        "sleep.examples.fi[3]",
        False,
        "is no text",
    ),
    (
        "a last day without a link",
        lambda f: _start(f).update(valid_until=date(2027, 1, 1)),
        "sleep.start",
        date(2027, 1, 1),
        "go together",
    ),
    (
        "a link that is no source",
        lambda f: _start(f).update(valid_until=date(2027, 1, 1), link="https://b.fi"),
        "sleep.start",
        "https://b.fi",
        "none of the sources",
    ),
    (
        "a last day that is none",
        lambda f: _start(f).update(valid_until="spring", link="https://a.fi"),
        "sleep.start.valid_until",
        "spring",
        "is not a date",
    ),
    (
        "own words in two languages only",
        lambda f: f.sleep["own_words"].pop("sv"),
        "sleep.own_words",
        "sv",
        "is missing: write it",
    ),
    (
        "the same id in two areas",
        lambda f: f.files.update({"topics/study/sleep.yml": topic(area="study")}),
        "sleep",
        "sleep",
        "is also the id of",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "id", "value", "remedy"),
    [row[1:] for row in BAD],
    ids=[r[0] for r in BAD],
)
def test_load_refuses(
    folder: Folder, spoil: Any, id: str, value: object, remedy: str
) -> None:
    spoil(folder)
    found = [e for e in errors(folder) if (e.id, e.value) == (id, value)]
    assert len(found) == 1
    assert remedy in found[0].remedy
    assert found[0].file.startswith("data/")
    assert str(found[0]).startswith(f"{found[0].file}:{found[0].line}: {id}: ")


def test_all_problems_come_together_in_order(folder: Folder) -> None:
    folder.sleep.update(services=["nowhere"], colour="red")
    folder.files["replies.yml"]["labels"].pop("end")
    found = errors(folder)
    assert {e.value for e in found} >= {"nowhere", "red", "colour", "end"} - {"red"}
    assert [(e.file, e.line) for e in found] == sorted((e.file, e.line) for e in found)


def test_the_exception_carries_the_first_problem(folder: Folder) -> None:
    folder.sleep.update(colour="red")
    with pytest.raises(
        RinnallaError, match="data/topics/everyday/sleep.yml:"
    ) as caught:
        load(folder.write())
    assert isinstance(caught.value, ContentError)
    assert (caught.value.id, caught.value.value) == ("sleep", "colour")


def test_a_key_written_twice_is_refused(folder: Folder) -> None:
    file = folder.write() / "topics/everyday/sleep.yml"
    file.write_text(file.read_text("utf-8") + "emoji: null\n", "utf-8")
    with pytest.raises(ContentErrors, match="'emoji' is written twice"):
        load(folder.path)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("id: [", "is not YAML here"), ("- a\n", "is not a list of keys")],
)
def test_a_file_that_is_no_topic_is_refused(
    folder: Folder, text: str, remedy: str
) -> None:
    (folder.write() / "topics/everyday/sleep.yml").write_text(text, "utf-8")
    with pytest.raises(ContentErrors, match=remedy):
        load(folder.path)


def test_missing_replies_and_services_are_named(folder: Folder) -> None:
    del folder.files["replies.yml"]
    path = folder.write()
    (path / "services.yml").unlink()
    with pytest.raises(ContentErrors) as caught:
        load(path)
    assert {e.file for e in caught.value.errors} >= {
        "data/replies.yml",
        "data/services.yml",
    }


def test_lines_point_at_the_words(tmp_path: Any) -> None:
    file = tmp_path / "a.yml"
    file.write_text("a:\n  b:\n    - |-\n      first\n      second\n    - 'x'\n")
    document = read(file)
    assert document.line("a", "b", 0) == 4
    assert document.line("a", "b", 1) == 6
    assert document.line("a", "b", 7, "nothing") == document.line("a", "b")


def test_services_file_of_the_repository_is_whole() -> None:
    assert yaml.load(SERVICES.read_bytes(), Loader=yaml.CSafeLoader)["services"]
