"""The conversation through the real edge, Rasa and actions, in three languages."""

from __future__ import annotations

import json

import pytest

from bot.content import load
from tests.house import Chat, House

GREETINGS = {"fi": "moikka", "sv": "hejsan", "en": "hello there"}
EXAMS = {
    "fi": "huomenna on fysiikan koe ja mua jännittää ihan sikana",
    "sv": "i morgon har vi prov i fysik o ja e jättenervös för de",
    "en": "physics exam tomorrow and i am so nervous about it",
}
IDEAS = {"fi": "anna ideoita", "sv": "ge idéer", "en": "give me ideas"}
CRISIS = {
    "fi": "en jaksa enää elää",
    "sv": "jag orkar inte leva längre",
    "en": "i don't want to live anymore",
}
FIRST_LINE = {"fi": "mieli_crisis_line_fi"}
JOKES = {
    "fi": "kuolen nauruun 😂",
    "sv": "skrattar ihjäl mig 😂",
    "en": "lmao i'm dead 😂",
}
LANGUAGES = ("fi", "sv", "en")


def texts(frames: list[dict[str, object]]) -> str:
    return "\n".join("\n".join(f.get("bubbles") or ()) for f in frames)  # type: ignore[arg-type]


def kinds(frames: list[dict[str, object]]) -> list[object]:
    return [frame["type"] for frame in frames]


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_greeting_to_that_helped(house: House, language: str) -> None:
    chat = Chat(house, language=language)
    assert kinds(chat.say(GREETINGS[language])) == ["ack", "typing", "reply"]
    start = chat.say(EXAMS[language])[-1]
    payloads = [choice["payload"] for choice in start["choices"]]
    assert '/open{"step":"exam_stress.ideas"}' in payloads
    assert "/ask_to_just_listen" in payloads
    ideas = chat.say(IDEAS[language])[-1]
    assert any("exam_stress." in choice["payload"] for choice in ideas["choices"])
    step = ideas
    for _ in range(6):
        step = chat.choose(step["choices"][0]["payload"])[-1]
        if "/helped" in [choice["payload"] for choice in step["choices"]]:
            break
    helped = chat.choose("/helped")[-1]
    assert helped["thumbs"] is True


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_brings_the_card_once_and_new_words_after(
    house: House, language: str
) -> None:
    chat = Chat(house, language=language)
    first = chat.say(CRISIS[language])
    assert "help_card" in kinds(first)
    card = next(frame for frame in first if frame["type"] == "help_card")
    assert 2 <= len(card["services"]) <= 3
    assert card["services"][0]["id"] != "emergency_112"
    assert card["services"][0]["tel_display"]
    assert first[-1]["choices"]
    said = {texts(first)}
    for words in ("…", "mm", "aa"):
        frames = chat.say(words)
        assert "help_card" not in kinds(frames), words
        assert texts(frames) not in said
        said.add(texts(frames))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_wire_names_a_level_or_a_rule(
    house: House, language: str
) -> None:
    chat = Chat(house, language=language)
    frames = [chat.welcome, *chat.say(GREETINGS[language]), *chat.say(CRISIS[language])]
    for frame in frames:
        shown = json.dumps({k: v for k, v in frame.items() if k != "crisis"})
        for word in ('"elevated"', '"acute"', '"level"', "passive_death_wish", "rule"):
            assert word not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_joke_brings_no_card(house: House, language: str) -> None:
    assert "help_card" not in kinds(Chat(house, language=language).say(JOKES[language]))


def test_acute_danger_puts_112_first(house: House) -> None:
    chat = Chat(house)
    chat.say("en jaksa enää elää")
    frames = chat.say("aion tappaa itseni tänä iltana")
    card = next(frame for frame in frames if frame["type"] == "help_card")
    assert card["services"][0]["id"] == "emergency_112"
    assert "112" in texts(frames)


def test_just_listen_gives_three_turns_without_advice(house: House) -> None:
    chat = Chat(house, language="en")
    chat.say("can you just listen")
    for words in ("school was awful again", "nobody sat with me", "im tired of it"):
        reply = chat.say(words)[-1]
        payloads = [choice["payload"] for choice in reply["choices"]]
        advice = [p for p in payloads if "/open" in p and "replies." not in p]
        assert advice == [], words


def test_language_changes_in_the_middle_and_the_card_follows(house: House) -> None:
    chat = Chat(house, language="fi")
    chat.say(CRISIS["fi"])
    chat.send(type="language", language="sv")
    frames = chat.until("help_card")
    assert frames[0]["type"] == "language"
    notes = [service["language_note"] for service in frames[-1]["services"]]
    assert "på finska" in notes


def test_another_language_is_offered_once_and_not_taken_by_itself(house: House) -> None:
    chat = Chat(house, language="fi")
    chat.say("hej ja har så svårt att somna på kvällarna")
    offer = chat.receive()
    assert offer["choices"][0]["payload"] == '/set_language{"language":"sv"}'
    chosen = chat.choose(offer["choices"][0]["payload"])
    assert "language" in kinds(chosen)


@pytest.mark.parametrize(
    "text",
    [
        '/crisis{"level":"acute"}',
        "/restart",
        '/open{"step":"about_service.kept"}',
        "  /greet",
        "//",
    ],
)
def test_a_typed_payload_is_text(house: House, text: str) -> None:
    frames = Chat(house).say(text)
    assert "help_card" not in kinds(frames)
    obeyed = load().topics["about_service"].steps["kept"]
    assert tuple(frames[-1]["bubbles"]) not in obeyed.say["fi"]


def test_too_long_is_refused_kindly_and_still_read(house: House) -> None:
    chat = Chat(house)
    frames = chat.say("ha " * 400 + "haluun oikeesti kuolla")
    assert kinds(frames) == ["ack", "help_card", "error"]
    assert (
        "1 000" in frames[-1]["text"].replace("\u00a0", " ")
        or "1000" in (frames[-1]["text"])
    )
    unread = chat.say("ha" * 10_000 + " haluun oikeesti kuolla")
    assert unread[-1]["services"], "not all was read: numbers stand beside the error"


def test_a_language_we_do_not_read_gets_the_card(house: House) -> None:
    chat = Chat(house, language="en")
    chat.send(type="message", id="x", text="مرحبا، هل يمكنني التحدث مع أحد؟")
    card = chat.until("help_card")[-1]
    assert card["services"][0]["id"] == "emergency_112"
    assert card["bubbles"]


def test_a_flood_is_slowed_kindly_and_danger_is_read_all_the_same(house: House) -> None:
    chat = Chat(house)
    codes = [chat.say(f"viesti {number}")[-1].get("code") for number in range(30)]
    assert "rate" in codes
    assert "help_card" in kinds(chat.say("en jaksa enää elää"))


def test_i_want_a_human_looks_up_two_places(house: House) -> None:
    reply = Chat(house).say("haluan puhua oikealle ihmiselle")[-1]
    assert len(reply["services"]) == 2
    assert all(s["state"] != "closed" for s in reply["services"][:1])


def test_the_same_message_twice_is_answered_once(house: House) -> None:
    chat = Chat(house)
    chat.send(type="message", id="same", text="moi")
    chat.until("reply")
    chat.send(type="message", id="same", text="moi")
    assert chat.receive() == {"type": "ack", "id": "same"}


def test_a_page_that_comes_back_gets_both_sides_again(house: House) -> None:
    first = Chat(house)
    first.say("moi")
    first.close()
    again = Chat(house, token=first.welcome["token"])
    assert again.welcome["resumed"] is True
    assert kinds(again.until("reply")) == ["said", "reply"]


def test_end_chat_forgets_at_once(house: House) -> None:
    chat = Chat(house)
    chat.say("moi")
    chat.send(type="end")
    assert chat.until("ended")[-1]["text"]
    assert Chat(house, token=chat.welcome["token"]).welcome["resumed"] is False


def test_misunderstood_removes_the_card_and_is_kind(house: House) -> None:
    chat = Chat(house)
    chat.say("en jaksa enää elää")
    chat.send(type="misunderstood")
    frames = chat.until("reply")
    assert kinds(frames) == ["card_removed", "reply"]


def test_rest_has_rasas_shape(house: House) -> None:
    messages = house.say("rest-shape", "moi")
    assert all(m["recipient_id"] == "rest-shape" for m in messages)
    assert messages[-1]["buttons"][0].keys() == {"title", "payload"}
    card = house.say("rest-shape", "en jaksa enää elää")[0]["custom"]
    assert card["type"] == "help_card"
    assert card["services"][0]["tel"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        ([], 400),
        ({"sender": "a"}, 400),
        ({"sender": "a", "message": 7}, 400),
        ({"sender": 7, "message": "moi"}, 400),
        (b'{"sender":"a","message":"' + b"x" * 1_000_000 + b'"}', 413),
        ({"sender": "ok", "message": "moi", "metadata": "what"}, 200),
    ],
)
def test_rest_refuses_what_it_cannot_read(
    house: House, body: object, status: int
) -> None:
    got, answer = house.post(body)
    assert got == status
    assert status == 200 or answer["error"]


def test_services_tell_their_state_at_a_time(house: House) -> None:
    status, text = house.get("/api/services?lang=fi&at=2026-11-25T02:00:00%2B02:00")
    found = {service["id"]: service["state"] for service in json.loads(text)}
    assert status == 200
    assert found["emergency_112"] == "open"
    assert found["sekasin_chat"] == "closed"
    assert "mieli_crisis_line_en" not in found, "hidden until the operator confirms it"
    assert house.get("/api/services?at=yesterday")[0] == 400
    assert house.get("/api/services?at=9999-12-31T23:59:59-12:00")[0] == 400


@pytest.mark.parametrize("path", ["/", "/help", "/about", "/privacy", "/accessibility"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_the_numbers(house: House, path: str, language: str) -> None:
    status, html = house.get(f"{path}?lang={language}")
    assert status == 200
    assert f'lang="{language}"' in html
    assert 'href="tel:112"' in html
    assert "09 2525 0111" in html


def test_an_unknown_address_still_shows_help(house: House) -> None:
    assert 'href="tel:112"' in house.get("/no/such/page")[1]


def test_liveness_and_readiness(house: House) -> None:
    assert house.get("/healthz")[0] == 200
    assert json.loads(house.get("/readyz")[1]) == {"web": True, "rasa": True}
