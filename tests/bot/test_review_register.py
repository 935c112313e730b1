"""The register: who may sign what, what is published, and what travels."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.model import LANGUAGES
from bot.review.register import Event, Register, ReviewError, State
from bot.review.units import Unit, raw_of, text_of, units, version_of
from tests.bot.sample import Folder, step

MORNING = datetime(2026, 11, 25, 8, tzinfo=timezone.utc)
SLEEP, SUICIDE = "topics/everyday/sleep", "crisis/suicide"


class Desk:
    """A content folder, its register, and a clock that goes on."""

    def __init__(self, folder: Folder, published: Path) -> None:
        self.folder = folder
        self.content = folder.write()
        self.register = Register(published)
        self.n_done = 0

    def unit(self, id: str) -> Unit:
        return units(self.content)[id]

    def by(self, signer: str) -> dict[str, Any]:
        self.n_done += 1
        now = MORNING + timedelta(minutes=self.n_done)
        return {"signer": signer, "role": "professional", "now": now}

    def sign(self, id: str, language: str = "fi", *, by: str = "anna") -> State:
        unit = self.unit(id)
        version = self.register.state(unit, language).version
        return self.register.sign(
            unit, language, expected_version=version, **self.by(by)
        )

    def state(self, id: str, language: str = "fi") -> State:
        return self.register.state(self.unit(id), language)

    def say(self, language: str, text: str) -> None:
        """Change the first words of the topic."""
        self.folder.sleep["steps"]["start"]["say"][language][0] = text
        self.folder.write()


@pytest.fixture
def desk(folder: Folder, tmp_path: Path) -> Desk:
    return Desk(folder, tmp_path / "published")


def test_a_topic_needs_one_signature_and_is_published_by_it(desk: Desk) -> None:
    before = desk.state(SLEEP)
    after = desk.sign(SLEEP)

    assert (before.is_signed, before.published_version) == (False, None)
    assert after.is_signed and after.is_live
    assert after.published_at == "2026-11-25T08:01:00.000000+00:00"
    unit = desk.unit(SLEEP)
    assert desk.register.published_text(unit, "fi") == unit.path.read_bytes()


def test_a_new_service_waits_for_all_languages_that_are_published(desk: Desk) -> None:
    desk.sign(SLEEP, "fi")
    desk.sign(SLEEP, "sv")
    desk.say("fi", "Uusi sana.")
    assert desk.sign(SLEEP, "fi").is_live, "words alone go out alone"

    desk.folder.sleep["services"] = []
    desk.folder.write()
    waiting = desk.sign(SLEEP, "fi")
    assert waiting.is_signed and not waiting.is_live
    assert desk.sign(SLEEP, "sv").is_live
    assert desk.state(SLEEP, "fi").is_live
    assert desk.state(SLEEP, "en").published_version is None

    assert desk.sign(SLEEP, "en").is_live


def test_a_text_of_crisis_mode_needs_two_different_people(desk: Desk) -> None:
    first = desk.sign(SUICIDE, by="anna")
    with pytest.raises(ReviewError) as refused:
        desk.sign(SUICIDE, by="anna")
    second = desk.sign(SUICIDE, by="bertta")

    assert refused.value.kind == "twice"
    assert (first.is_signed, first.published_version) == (False, None)
    assert second.is_live and [e.signer for e in second.signed] == ["anna", "bertta"]


def test_what_changed_since_it_was_read_cannot_be_signed(desk: Desk) -> None:
    unit = desk.unit(SLEEP)
    read = desk.state(SLEEP).version
    desk.say("fi", "Yö on pitkä.\nMitä nyt?")

    with pytest.raises(ReviewError) as refused:
        desk.register.sign(unit, "fi", expected_version=read, **desk.by("anna"))
    assert refused.value.kind == "stale"
    assert desk.register.published_text(unit, "fi") is None


def test_a_language_is_signed_alone(desk: Desk) -> None:
    desk.sign(SLEEP, "fi")
    desk.sign(SLEEP, "sv")
    desk.say("sv", "Natten är lång.\nVad gör vi?")

    assert desk.state(SLEEP, "fi").is_signed
    assert not desk.state(SLEEP, "sv").is_signed
    assert desk.state(SLEEP, "en").published_version is None


def test_the_old_version_stays_published_until_the_new_one_is_signed(
    desk: Desk,
) -> None:
    old = desk.sign(SLEEP).version
    desk.say("fi", "Yö on pitkä.\nMitä nyt?")
    changed = desk.state(SLEEP)
    live = desk.register.published_text(SLEEP, "fi")
    new = desk.sign(SLEEP)

    assert changed.published_version == old and not changed.is_live
    assert b"Ilta on" in (live or b"")
    assert new.is_live and new.version != old


def test_an_older_version_can_be_restored(desk: Desk) -> None:
    old = desk.sign(SLEEP).version
    desk.say("fi", "Yö on pitkä.\nMitä nyt?")
    new = desk.sign(SLEEP).version
    unit = desk.unit(SLEEP)
    restored = desk.register.restore(unit, "fi", old, **desk.by("bertta"))

    assert restored.published_version == old and restored.version == new
    live = desk.register.published_text(unit, "fi")
    assert live == desk.register.text_at(unit, "fi", old)
    assert version_of(live, "fi") == old
    assert desk.register.restore(unit, "fi", new, **desk.by("bertta")).is_live


@pytest.mark.parametrize("version", ["0" * 16, "../../../note", ""])
def test_a_version_that_nobody_published_is_not_restored(
    desk: Desk, version: str
) -> None:
    desk.sign(SUICIDE)  # one of two
    unit = desk.unit(SUICIDE)
    for asked in (version, desk.state(SUICIDE).version):
        with pytest.raises(ReviewError) as refused:
            desk.register.restore(unit, "fi", asked, **desk.by("anna"))
        assert refused.value.kind == "unknown_version"


def test_sending_back_takes_the_signatures_of_the_version_away(desk: Desk) -> None:
    desk.sign(SUICIDE, by="anna")
    back = desk.register.send_back(
        desk.unit(SUICIDE), "fi", words="Liian pitkä.", **desk.by("bertta")
    )
    again = desk.sign(SUICIDE, by="bertta")

    assert back.is_sent_back and back.signed == ()
    assert back.sent_back is not None and back.sent_back.words == "Liian pitkä."
    assert not again.is_sent_back and not again.is_signed
    assert desk.sign(SUICIDE, by="anna").is_live


def test_what_is_sent_back_after_publishing_stays_published(desk: Desk) -> None:
    version = desk.sign(SLEEP).version
    unit = desk.unit(SLEEP)
    back = desk.register.send_back(unit, "fi", words="Ei näin.", **desk.by("bertta"))

    assert back.published_version == version and not back.is_signed
    assert desk.register.was_signed(unit, "fi", version)


def test_comments_are_kept_by_step_and_language(desk: Desk) -> None:
    unit, add = desk.unit(SLEEP), desk.register.comment
    add(unit, "fi", "start", " Pehmeämmin? ", **desk.by("anna"))
    add(unit, "sv", "", "Bra.", **desk.by("bertta"))

    told = [(e.step, e.words, e.signer) for e in desk.register.comments(unit, "fi")]
    assert told == [("start", "Pehmeämmin?", "anna")]
    assert len(desk.register.comments(SLEEP)) == 2
    assert desk.register.history(SLEEP)[0].words == "Bra."


@pytest.mark.parametrize(
    ("words", "step", "kind"),
    [("  ", "start", "empty"), ("a" * 4_001, "start", "long"), ("Ei", "../x", "step")],
)
def test_a_comment_without_sense_is_refused(
    desk: Desk, words: str, step: str, kind: str
) -> None:
    with pytest.raises(ReviewError) as refused:
        desk.register.comment(desk.unit(SLEEP), "fi", step, words, **desk.by("anna"))
    assert refused.value.kind == kind


def test_a_signature_is_somebodys(desk: Desk) -> None:
    with pytest.raises(ReviewError) as refused:
        desk.sign(SLEEP, by=" ")
    assert refused.value.kind == "nobody"


def test_what_the_loader_would_refuse_cannot_be_signed(desk: Desk) -> None:
    desk.folder.sleep["steps"]["start"]["chocies"] = []
    desk.folder.write()
    with pytest.raises(ReviewError) as refused:
        desk.sign(SLEEP)
    assert refused.value.kind == "unreadable"


def test_a_file_that_cannot_be_read_cannot_be_signed(desk: Desk) -> None:
    unit = desk.unit(SLEEP)
    unit.path.write_text("steps: [", encoding="utf-8")
    with pytest.raises(ReviewError) as refused:
        desk.register.sign(unit, "fi", expected_version="", **desk.by("anna"))
    assert refused.value.kind == "unreadable"
    unit.path.unlink()
    assert desk.register.state(unit, "fi").version == ""


def test_topics_and_their_steps_can_be_hidden_and_shown(desk: Desk) -> None:
    unit, register = desk.unit(SLEEP), desk.register
    register.hide(unit, None, **desk.by("anna"))
    register.hide(unit, "ideas", **desk.by("anna"))
    hidden = desk.state(SLEEP, "sv")
    register.show(unit, None, **desk.by("anna"))

    assert hidden.is_hidden and hidden.hidden_steps == {"ideas"}
    assert register.hidden() == {SLEEP: frozenset({"ideas"})}
    register.show(unit, "ideas", **desk.by("anna"))
    assert register.hidden() == {}


@pytest.mark.parametrize(
    ("id", "step", "kind"),
    [
        (SUICIDE, None, "not_hideable"),
        ("replies", "greet", "not_hideable"),
        ("services", None, "not_hideable"),
        (SLEEP, "start", "step"),
    ],
)
def test_help_and_the_basics_cannot_be_hidden(
    desk: Desk, id: str, step: str | None, kind: str
) -> None:
    with pytest.raises(ReviewError) as refused:
        desk.register.hide(desk.unit(id), step, **desk.by("anna"))
    assert refused.value.kind == kind


# --- files ----------------------------------------------------------------------


def test_signatures_travel_as_a_file_and_publish_where_they_arrive(
    desk: Desk, tmp_path: Path
) -> None:
    desk.sign(SLEEP)
    desk.sign(SUICIDE, by="anna")
    desk.sign(SUICIDE, by="bertta")
    sent, there = desk.register.export(), Register(tmp_path / "elsewhere")
    known = units(desk.content)
    first = there.import_(sent, known, **desk.by("cecilia"))
    second = there.import_(sent, known, **desk.by("cecilia"))

    assert (first, second) == (3, 0)
    assert there.state(known[SUICIDE], "fi").is_live
    assert there.state(known[SLEEP], "fi").is_live
    assert there.state(known[SLEEP], "sv").published_version is None
    assert there.export() == sent


def test_a_signature_of_other_words_publishes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.sign(SLEEP)
    sent, there = desk.register.export(), Register(tmp_path / "elsewhere")
    desk.say("fi", "Yö on pitkä.\nMitä nyt?")
    known = units(desk.content)

    assert there.import_(sent, known, **desk.by("cecilia")) == 1
    assert there.published_text(SLEEP, "fi") is None


def row(**changed: Any) -> dict[str, Any]:
    at = "2026-11-25T08:01:00.000000+00:00"
    said = {"at": at, "act": "sign", "unit": SLEEP, "language": "fi"}
    return {**said, "version": "0" * 16, "signer": "anna", **changed}


@pytest.mark.parametrize(
    "rows",
    [
        [row(act="publish")],
        [row(act="hide")],
        [row(unit="../../etc/passwd")],
        [row(version="../x")],
        [row(language="de")],
        [row(at="yesterday")],
        [row(signer="")],
        [row(more="x")],
        [row(words=1)],
        [row(), 3],
        "sign",
    ],
)
def test_a_file_with_a_damaged_row_is_refused_whole(desk: Desk, rows: Any) -> None:
    data = json.dumps({"format": "rinnalla-signatures-1", "events": rows}).encode()
    with pytest.raises(ReviewError) as refused:
        desk.register.import_(data, units(desk.content), **desk.by("anna"))
    assert refused.value.kind == "not_ours"
    assert desk.register.history() == ()


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"format": "other"}'])
def test_a_file_of_something_else_is_refused(desk: Desk, data: bytes) -> None:
    with pytest.raises(ReviewError):
        desk.register.import_(data, units(desk.content), **desk.by("anna"))


def test_many_may_write_at_once(desk: Desk, tmp_path: Path) -> None:
    version = desk.state(SLEEP).version
    unit = desk.unit(SLEEP)

    def sign(number: int) -> bool:
        register = Register(tmp_path / "published")
        who = {"signer": f"p{number % 10}", "role": "professional", "now": MORNING}
        try:
            register.sign(unit, "fi", expected_version=version, **who)
        except ReviewError as error:
            return error.kind != "twice"
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(sign, range(20)))

    events = desk.register.history(SLEEP)
    assert sum(done) == 10
    assert sorted(e.signer for e in events if e.act == "sign") == [
        f"p{n}" for n in range(10)
    ]
    assert sum(e.act == "publish" for e in events) == 1


def test_a_line_that_was_cut_off_spoils_no_other(desk: Desk, tmp_path: Path) -> None:
    desk.sign(SLEEP, "fi")
    file = tmp_path / "published" / "register.jsonl"
    with file.open("ab") as end:
        end.write(b'{"at": "2026')
    desk.sign(SLEEP, "sv")

    assert desk.state(SLEEP, "fi").is_live and desk.state(SLEEP, "sv").is_live
    assert desk.register.damaged == (3,)


def test_a_register_without_a_folder_is_empty(tmp_path: Path) -> None:
    register = Register(tmp_path / "nowhere")
    assert register.history() == () and register.stamp() == (0, 0)
    assert json.loads(register.export())["events"] == []
    assert not (tmp_path / "nowhere").exists()


# --- units ----------------------------------------------------------------------


def test_every_file_with_words_is_a_unit() -> None:
    known = units(Path(__file__).parents[2] / "data")
    ids = set(known)
    assert {SLEEP, SUICIDE, "replies/replies", "services", "note", "triage"} <= ids
    assert {"rules/suicide_wish", "media/starting", "media/box_breathing"} <= ids
    assert "replies/intents/affirm" not in ids
    two = {unit.kind for unit in known.values() if unit.needs == 2}
    assert two == {"crisis", "rules", "video"}
    assert known["media/calling_a_crisis_line"].needs == 2
    assert known["media/starting"].needs == 1
    assert known["topics/mental_health/self_harm"].sensitive


def test_a_text_is_read_in_one_language(desk: Desk) -> None:
    text = text_of(raw_of(desk.unit(SLEEP)), "sv")
    assert "steps.start.say[0]: Kvällen är lång. ⏎ Vad gör vi?" in text.splitlines()
    assert "steps.start.choices[0].to: listen" in text.splitlines()
    assert "Ilta" not in text and "evening" not in text


@pytest.mark.parametrize(
    "change",
    [
        lambda sleep: sleep["examples"]["fi"].append("en saa unta"),
        lambda sleep: sleep["own_words"]["fi"].append("nuku*"),
        lambda sleep: sleep["sources"][0].update(checked="2026-11-23"),
        lambda sleep: sleep["steps"]["start"].update(asked={"fi": ["Miksi?"]}),
        lambda sleep: sleep["steps"]["start"]["say"]["sv"].append("Ja."),
    ],
)
def test_what_is_not_said_in_a_language_leaves_its_version(
    desk: Desk, change: Any
) -> None:
    before = desk.state(SLEEP, "fi").version
    change(desk.folder.sleep)
    desk.folder.write()
    assert desk.state(SLEEP, "fi").version == before


@pytest.mark.parametrize(
    "change",
    [
        lambda sleep: sleep["steps"]["start"]["say"]["fi"].append("No niin."),
        lambda sleep: sleep["steps"]["start"]["choices"].reverse(),
        lambda sleep: sleep["steps"]["start"].update(services=["nyyti"]),
        lambda sleep: sleep.update(sensitive=True),
        lambda sleep: sleep["names"].update(fi="Uni"),
        lambda sleep: sleep["steps"].update(asked=step(), checked=step()),
    ],
)
def test_what_somebody_is_shown_makes_a_new_version(desk: Desk, change: Any) -> None:
    before = desk.state(SLEEP, "fi").version
    change(desk.folder.sleep)
    desk.folder.write()
    assert desk.state(SLEEP, "fi").version != before


def test_the_names_of_languages_are_read_in_one_language() -> None:
    raw = b"in_language:\n  fi: {fi: suomeksi, sv: pa finska, en: in Finnish}\n"
    assert text_of(raw, "sv") == "in_language.fi: pa finska"


def test_a_value_and_a_word_that_looks_like_it_are_two_versions() -> None:
    assert version_of(b"check: false", "fi") != version_of(b'check: "false"', "fi")


@pytest.mark.parametrize("raw", [None, b"", b"a: [", b"\xff\xfe"])
def test_what_is_no_content_has_no_version(raw: bytes | None) -> None:
    assert [version_of(raw, language) for language in LANGUAGES] == ["", "", ""]
    assert text_of(raw, "fi") == ""


def test_an_event_is_read_as_it_was_written(desk: Desk) -> None:
    desk.sign(SLEEP)
    last = Register(desk.register._archive._folder).history(SLEEP)[-1]
    assert last == Event(
        at="2026-11-25T08:01:00.000000+00:00",
        act="sign",
        unit=SLEEP,
        language="fi",
        version=desk.state(SLEEP).version,
        role="professional",
        signer="anna",
    )
