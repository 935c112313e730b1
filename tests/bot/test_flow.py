"""What is said next: paths, listening, back, shorter, not understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import flow
from bot.flow import Heard, Ref
from bot.model import Choice, Step

LANGUAGES = ("fi", "sv", "en")


def words(*variants: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        language: tuple((f"{language} {variant}", "?") for variant in variants)
        for language in LANGUAGES
    }


def label(text: str) -> dict[str, str]:
    return {language: f"{text}-{language}" for language in LANGUAGES}


def step(id: str, *choices: Choice, n_variants: int = 2) -> Step:
    return Step(id, words(*(f"{id} {n}" for n in range(n_variants))), choices)


class Topic:
    def __init__(self, id: str, area: str, steps: dict[str, Step]) -> None:
        self.id, self.area, self.steps, self.names = id, area, steps, label(id)
        self.sensitive = False
        self.own_words = {"fi": (id,), "sv": (), "en": ()}


class TinyContent:
    """As much of a content as the flow looks at."""

    labels = {
        name: label(name)
        for name in ("everyday", "study", "menu", "more_topics", "also")
    }
    replies = {
        name: step(f"replies.{name}", n_variants=6)
        for name in (
            *set(flow.REPLIES.values()),
            *flow.LISTENING_TURNS,
            *flow.IN_A_PATH.values(),
            "path_heard",
            "path_told",
            "path_guess",
            "path_asked",
            "path_what_if",
            "silence",
            "glad",
            "mash",
            "listen_on",
            "area",
            "back_nothing",
            "shorter_nothing",
            "repeat_nothing",
            "greet_again",
            "not_understood_1",
            "not_understood_2",
            "facts_old",
            "several",
        )
    }
    topics = {
        "sleep": Topic(
            "sleep",
            "everyday",
            {
                "start": step(
                    "sleep.start",
                    Choice("listen", label("listen")),
                    Choice("sleep.ideas", label("ideas")),
                ),
                "ideas": step(
                    "sleep.ideas",
                    Choice("sleep.dark", label("dark"), when=("affirm",)),
                    Choice("listen", label("listen"), when=("deny",)),
                ),
                "dark": step("sleep.dark", Choice("helped", label("helped"))),
            },
        ),
        "exams": Topic("exams", "study", {"start": step("exams.start")}),
    }


CONTENT = TinyContent()


def history(*steps: str) -> list[Ref]:
    return [Ref(at, f"{at}#0") for at in steps]


def reply(intent: str, past: list[Ref], language: str = "fi") -> flow.Reply:
    return flow.reply(CONTENT, Heard(intent), past, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("intent", "past", "expected"),
    [
        ("greet", [], "replies.greet"),
        ("greet", ["sleep.start"], "replies.greet_again"),
        ("talk_about_sleep", [], "sleep.start"),
        ("talk_about_exams", ["sleep.ideas"], "exams.start"),
        ("ask_for_ideas", ["sleep.start"], "sleep.ideas"),
        ("ask_for_ideas", [], "replies.ideas_which"),
        ("affirm", ["sleep.start", "sleep.ideas"], "sleep.dark"),
        ("affirm", ["sleep.start"], "sleep.start"),
        ("affirm", ["sleep.start", "replies.smalltalk"], "replies.affirm"),
        ("ask_to_repeat", ["crisis:suicide.open_high"], "replies.repeat_nothing"),
        ("deny", ["sleep.ideas"], "replies.listen_1"),
        ("go_back", ["sleep.start", "sleep.ideas"], "sleep.start"),
        ("go_back", ["sleep.start"], "replies.back_nothing"),
        ("go_back", ["sleep.start", "replies.menu"], "sleep.start"),
        ("nlu_fallback", [], "replies.not_understood_1"),
        ("nlu_fallback", ["replies.not_understood_1"], "replies.not_understood_2"),
        ("ask_for_shorter", [], "replies.shorter_nothing"),
        ("never_heard_of", [], "replies.not_understood_1"),
    ],
)
def test_next_step(intent: str, past: list[str], expected: str) -> None:
    assert reply(intent, history(*past)).ref.at == expected


def test_back_twice_does_not_go_in_circles() -> None:
    past = history("sleep.start", "sleep.ideas", "sleep.dark")
    first = reply("go_back", past)
    second = reply("go_back", [*past, first.ref])
    assert [first.ref.at, second.ref.at] == ["sleep.ideas", "sleep.start"]


def test_listening_gives_no_advice_for_three_turns() -> None:
    past = history("sleep.start")
    said = []
    for intent in (
        "ask_to_just_listen",
        "talk_about_sleep",
        "nlu_fallback",
        "smalltalk",
        "affirm",
    ):
        answer = reply(intent, past)
        past.append(answer.ref)
        said.append(answer.ref.at)
    expected = ["listen_1", "listen_2", "listen_3", "listen_on", "listen_3"]
    assert said == [f"replies.{name}" for name in expected]


def test_asking_for_ideas_leaves_listening_for_the_topic_of_before() -> None:
    past = [*history("sleep.start"), Ref("replies.listen_1", "replies.listen_1#0")]
    assert reply("ask_for_ideas", past).ref.at == "sleep.ideas"


def test_going_on_about_the_same_topic_is_heard_and_keeps_the_way_on() -> None:
    answer = reply("talk_about_sleep", history("sleep.start"))
    assert answer.ref.at == "sleep.start"
    assert answer.bubbles[0].startswith("fi replies.path_told")
    assert [button.title for button in answer.choices] == ["listen-fi", "ideas-fi"]


@pytest.mark.parametrize("intent", sorted(flow.IN_A_PATH))
def test_what_the_step_does_not_ask_is_heard_as_what_it_is(intent: str) -> None:
    answer = reply(intent, history("sleep.dark"))
    assert answer.ref.at == "sleep.dark"
    assert answer.bubbles[0].startswith(f"fi replies.{flow.IN_A_PATH[intent]}")


def test_what_fits_no_topic_belongs_to_the_path() -> None:
    answer = in_path("neljä tehtävää palauttamatta", "out_of_scope", 0.9)
    assert answer.ref.at == "sleep.ideas"
    assert answer.ref.said.startswith("replies.path_")
    assert reply("out_of_scope", []).ref.at == "replies.out_of_scope"


def test_a_question_in_a_path_is_not_heard_as_news() -> None:
    said = in_path("ja paljonko se maksaa sitte", "nlu_fallback", 0.2).ref.said
    assert said.startswith("replies.path_asked")


def test_easier_words_are_other_words_for_the_same_step() -> None:
    answer = reply(flow.EASIER, history("sleep.start"))
    assert (answer.ref.at, answer.ref.said) == ("sleep.start", "sleep.start#1")
    assert reply(flow.EASIER, history("replies.greet")).ref.at == "replies.easy_on"


def test_no_wording_twice_within_ten_turns() -> None:
    past: list[Ref] = []
    for _ in range(6):
        past.append(reply("thanks", past).ref)
    assert len({ref.said for ref in past}) == 6


def test_shorter_says_the_last_thing_shorter() -> None:
    past = history("sleep.start")
    answer = reply("ask_for_shorter", past)
    assert answer.ref.at == "sleep.start"
    assert answer.bubbles == ("?",)


def test_repeat_says_the_same_words() -> None:
    past = [Ref("sleep.start", "sleep.start#1")]
    assert reply("ask_to_repeat", past).ref.said == "sleep.start#1"


def guessed(**guesses: float) -> list[str]:
    heard = Heard("nlu_fallback", guesses=guesses)
    answer = flow.reply(CONTENT, heard, [], language="sv")  # type: ignore[arg-type]
    return [button.title for button in answer.choices]


def test_not_understood_offers_two_guesses_first() -> None:
    assert guessed(exams=0.3, unknown=0.2, sleep=0.1) == ["exams-sv", "sleep-sv"]


def test_a_weak_guess_names_no_sensitive_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONTENT.topics["exams"], "sensitive", True)
    assert guessed(exams=0.2, sleep=0.1) == ["sleep-sv"]
    assert guessed(exams=0.3, sleep=0.1) == ["exams-sv", "sleep-sv"]


def test_payload_reads_back_what_a_button_holds() -> None:
    heard = flow.parse_payload(flow.open_payload("sleep.ideas"))
    assert (heard.intent, dict(heard.entities)) == ("open", {"step": "sleep.ideas"})


def test_ideas_after_listening_are_those_of_the_topic() -> None:
    heard = Heard("open", {"step": "replies.ideas_which"})
    past = [*history("sleep.start"), Ref("replies.listen_on", "replies.listen_on#0")]
    answer = flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]
    assert answer.ref.at == "sleep.ideas"


def test_open_with_an_unknown_step_does_not_break() -> None:
    heard = Heard("open", {"step": "gone.start"})
    answer = flow.reply(CONTENT, heard, [], language="en")  # type: ignore[arg-type]
    assert answer.ref.at == "replies.another_topic"


@pytest.mark.parametrize(
    ("text", "has_step", "expected"),
    [
        ("my son is awake all night", True, "sleep.for_other"),
        ("my son is awake all night", False, "sleep.start"),
        ("i am awake all night", True, "sleep.start"),
    ],
)
def test_who_writes_for_another_is_spoken_to_as_a_helper(
    monkeypatch: pytest.MonkeyPatch, text: str, has_step: bool, expected: str
) -> None:
    if has_step:
        steps = CONTENT.topics["sleep"].steps
        monkeypatch.setitem(steps, "for_other", step("sleep.for_other"))
    heard = Heard("talk_about_sleep", text=text, language="en")
    assert flow.next_step(CONTENT, heard, []).at == expected  # type: ignore[arg-type]


def test_many_topics_come_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    n_topics = flow.TOPICS_A_PAGE + 2
    many = {f"t{n}": Topic(f"t{n}", "study", {}) for n in range(n_topics)}
    monkeypatch.setattr(CONTENT, "topics", many)
    seen: list[str] = []
    payload = '/open_area{"area":"study"}'
    for n_shown in (flow.TOPICS_A_PAGE, 2):
        heard = flow.parse_payload(payload)
        *topics, more = flow.reply(CONTENT, heard, [], language="fi").choices  # type: ignore[arg-type]
        assert len(topics) == n_shown
        seen += [button.title for button in topics]
        payload = more.payload
    assert seen == sorted(f"t{n}-fi" for n in range(n_topics))
    assert payload == '/open_area{"area":"study"}'


LAST_DAY = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("today", "said"),
    [(LAST_DAY, "exams.start"), (LAST_DAY + timedelta(days=1), "replies.facts_old")],
)
def test_facts_are_said_until_their_last_day_and_linked_always(
    monkeypatch: pytest.MonkeyPatch, today: date, said: str
) -> None:
    start = CONTENT.topics["exams"].steps["start"]
    dated = replace(start, valid_until=LAST_DAY, link="https://a.fi")
    monkeypatch.setitem(CONTENT.topics["exams"].steps, "start", dated)
    made = flow.compose(
        CONTENT, flow.Move("exams.start"), [], language="sv", today=today
    )  # type: ignore[arg-type]
    assert made.ref.said.partition("#")[0] == said
    assert (made.ref.at, made.link) == ("exams.start", "https://a.fi")


def several(first: str, *others: str) -> flow.Reply:
    heard = Heard(first, others=others)
    return flow.reply(CONTENT, heard, [], language="fi")  # type: ignore[arg-type]


def test_of_several_matters_one_is_begun_and_the_other_kept_in_view() -> None:
    said = several("talk_about_sleep", "exams", "sleep", "never_heard_of")
    assert said.ref.at == "sleep.start"
    assert said.bubbles[0].startswith("fi replies.several")
    assert said.left == ("exams",)
    assert said.choices[-1].payload == flow.open_payload("exams.start")
    assert said.choices[-1].title == "also-fi: exams-fi"


def test_the_gravest_matter_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "gravest_first", lambda topics: sorted(set(topics)))
    said = several("talk_about_sleep", "exams", "sleep")
    assert (said.ref.at, said.left) == ("exams.start", ("sleep",))


def test_one_part_alone_makes_no_several_matters() -> None:
    said = several("talk_about_sleep", "exams")
    assert (said.ref.at, said.left) == ("sleep.start", ())


def test_one_sure_part_tells_what_an_unclear_whole_is_about() -> None:
    heard = Heard("talk_about_sleep", others=["exams"], confidence=0.4, text="a b c d")
    past = history("sleep.start")
    said = flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]
    assert (said.ref.at, said.left) == ("exams.start", ())


def test_a_part_that_is_understood_helps_where_the_whole_is_not() -> None:
    said = several("nlu_fallback", "exams")
    assert (said.ref.at, said.left) == ("exams.start", ())
    assert len(said.bubbles) == 2  # one matter only: nothing is said of others


@pytest.mark.parametrize("intent", ["greet", "affirm", "stop"])
def test_parts_do_not_outweigh_an_answer(intent: str) -> None:
    assert several(intent, "exams").left == ()


@pytest.mark.parametrize("intent", ["thanks", "helped", "ask_for_another_topic"])
def test_what_was_left_is_offered_where_the_talk_is_open(intent: str) -> None:
    said = flow.reply(
        CONTENT,  # type: ignore[arg-type]
        Heard(intent),
        history("sleep.start"),
        language="fi",
        left=["exams", "gone"],
    )
    assert [b.payload for b in said.choices] == [flow.open_payload("exams.start")]


def in_path(text: str, intent: str, confidence: float, n_stays: int = 0) -> flow.Reply:
    past = [*history("sleep.start", "sleep.ideas")]
    past += [Ref("sleep.ideas", "replies.path_heard#0", "path")] * n_stays
    heard = Heard(intent, text=text, confidence=confidence)
    return flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "expected"),
    [
        ("en oo vielä aloittanut siihen lukemista ollenkaan", "exams", 0.9, "exams"),
        ("en oo vielä aloittanut siihen lukemista ollenkaan", "exams", 0.8, "sleep"),
        ("joku kolme viikkoa", "exams", 0.7, "sleep"),
        ("koe on huomenna", "exams", 0.95, "exams"),
    ],
)
def test_a_path_is_left_for_another_topic_when_that_is_sure(
    text: str, intent: str, confidence: float, expected: str
) -> None:
    said = in_path(text, f"talk_about_{intent}", confidence)
    assert said.ref.at.partition(".")[0] == expected


def test_a_topic_that_is_likely_is_asked_about() -> None:
    text, guesses = "en oo vielä aloittanut siihen lukemista", {"exams": 0.6}
    heard = Heard("talk_about_exams", text=text, confidence=0.6, guesses=guesses)
    said = flow.reply(CONTENT, heard, history("sleep.start"), language="fi")  # type: ignore[arg-type]
    assert said.ref.said.startswith("replies.path_guess#")
    assert (said.ref.at, said.choices[0].title) == ("sleep.start", "exams-fi")


@pytest.mark.parametrize(("sure", "is_offered"), [(0.4, True), (0.1, False)])
def test_a_topic_that_may_be_meant_is_offered_beside_the_path(
    sure: float, is_offered: bool
) -> None:
    text, guesses = "en oo vielä aloittanut siihen lukemista", {"exams": sure}
    heard = Heard("talk_about_exams", text=text, confidence=sure, guesses=guesses)
    past = history("sleep.start")
    said = flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]
    titles = [button.title for button in said.choices]
    assert titles == ["listen-fi", "ideas-fi", *["exams-fi"] * is_offered]


@pytest.mark.parametrize(("sure", "is_offered"), [(0.8, True), (0.4, False)])
def test_a_sensitive_topic_is_not_asked_about_only_offered_last(
    sure: float, is_offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CONTENT.topics["exams"], "sensitive", True)
    text, guesses = "en oo vielä aloittanut siihen lukemista", {"exams": sure}
    heard = Heard("talk_about_exams", text=text, confidence=sure, guesses=guesses)
    past = history("sleep.start")
    said = flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]
    assert said.ref.said.startswith("replies.path_heard#")
    titles = [button.title for button in said.choices]
    assert titles == ["listen-fi", "ideas-fi", *["exams-fi"] * is_offered]


def test_what_is_not_understood_in_a_path_is_heard_twice_then_asked_about() -> None:
    said = [in_path("joku kolme", "nlu_fallback", 0.2, n).ref.at for n in range(3)]
    assert said == ["sleep.ideas"] * 2 + ["replies.not_understood_1"]


def test_a_talk_about_the_chat_itself_holds_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "is_matter", lambda topic: topic != "sleep")
    said = in_path("en oo vielä aloittanut siihen lukemista", "talk_about_exams", 0.4)
    assert said.ref.at == "exams.start"


@pytest.mark.parametrize(
    ("text", "reply_to_it"),
    [("...", "silence"), ("?!", "silence"), ("😊", "glad"), ("asdkjfhasdkfj", "mash")],
)
def test_what_has_no_words_is_heard(text: str, reply_to_it: str) -> None:
    stays = in_path(text, "smalltalk", 0.9).ref
    assert (stays.at, stays.via) == ("sleep.ideas", "path")
    said = flow.reply(CONTENT, Heard("smalltalk", text=text), [], language="fi")  # type: ignore[arg-type]
    assert (said.ref.at, said.ref.said.partition("#")[0]) == (
        "replies.listen_2",
        f"replies.{reply_to_it}",
    )


def test_a_thumb_is_a_yes() -> None:
    assert in_path("👍", "smalltalk", 0.9).ref.at == "sleep.dark"


def known(text: str, *guesses: str, is_new: bool = False) -> flow.Reply:
    """Answer in the midst of sleep, after a talk about exams."""
    heard = Heard(
        f"talk_about_{guesses[0]}",
        guesses=dict.fromkeys(guesses, 0.2),
        known=["exams", "sleep"],
        named=["exams"] if "said" in text else [],
        confidence=0.6,
        text=text,
        is_new=is_new,
    )
    past = history("exams.start", "sleep.start")
    return flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "guesses", "expected"),
    [
        ("palataan siihen mistä puhuttiin", ["money"], "exams.start"),
        ("no se exams varmaan eka", ["sleep"], "exams.start"),
        ("se sleep varmaan eka", ["exams"], "sleep.start"),
        ("palataan nukkumiseen", ["sleep"], "sleep.start"),
        ("nyt taas se said", ["sleep"], "exams.start"),
        ("nyt taas se sleep said", ["sleep"], "sleep.start"),
        ("nyt se said", ["sleep"], "sleep.start"),
        ("se oli silloin viime viikolla kun exams", ["sleep"], "sleep.start"),
    ],
)
def test_the_way_back_to_a_matter_of_before(
    text: str, guesses: list[str], expected: str
) -> None:
    assert known(text, *guesses).ref.at == expected


@pytest.mark.parametrize("intent", ["thanks", "ask_for_human"])
def test_a_wish_is_no_way_back(intent: str) -> None:
    heard = Heard(intent, known=["exams", "sleep"], text="kiitos exams auttoi")
    said = flow.reply(CONTENT, heard, history("sleep.start"), language="fi")  # type: ignore[arg-type]
    assert said.ref.at == f"replies.{flow.REPLIES[intent]}"


def test_another_matter_begins_where_it_is_called_another() -> None:
    at = [known("siitä tentistä", "exams", is_new=new).ref.at for new in (False, True)]
    assert at == ["sleep.start", "exams.start"]


@pytest.mark.parametrize("aside", ["replies.smalltalk", "about.kept"])
def test_a_word_about_the_chat_ends_no_matter(
    aside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "is_matter", lambda topic: topic != "about")
    heard = Heard("talk_about_exams", text="no joo siis se juttu", confidence=0.3)
    past = history("sleep.start", aside)
    said = flow.reply(CONTENT, heard, past, language="fi")  # type: ignore[arg-type]
    assert (said.ref.at, said.ref.via) == ("sleep.start", "path")


def test_a_worry_how_it_goes_is_answered_as_one() -> None:
    said = in_path("entä jos se suuttuu", "not_dare", 0.9).ref.said
    assert said.partition("#")[0] == "replies.path_what_if"


def test_more_leads_on() -> None:
    first = reply("tell_more", history("sleep.start"))
    assert first.ref.at == "sleep.ideas"
    # The only way on from there answers a yes: more is not to be had.
    second = reply("tell_more", history("sleep.start", "sleep.ideas"))
    assert (second.ref.at, second.ref.via) == ("sleep.ideas", "path")


def test_shorter_shortens_the_step_not_what_was_heard() -> None:
    past = [*history("sleep.ideas"), Ref("sleep.ideas", "replies.path_heard#0", "path")]
    assert reply("ask_for_shorter", past).ref.said.startswith("sleep.ideas#")


def test_a_helper_stays_a_helper() -> None:
    steps = {**CONTENT.topics["sleep"].steps, "for_other": step("sleep.for_other")}
    content = TinyContent()
    content.topics = {**CONTENT.topics, "sleep": Topic("sleep", "everyday", steps)}
    heard = Heard("talk_about_sleep", text="valvoo", is_helper=True)
    said = flow.reply(content, heard, [], language="fi")  # type: ignore[arg-type]
    assert said.ref.at == "sleep.for_other"
    own = replace(heard, text="minä en itse nuku")
    said = flow.reply(content, own, [], language="fi")  # type: ignore[arg-type]
    assert said.ref.at == "sleep.start"


def test_ideas_for_a_helper_are_the_helpers() -> None:
    ways = (Choice("listen", label("listen")), Choice("sleep.dark", label("dark")))
    helping = step("sleep.for_other", *ways)
    content = TinyContent()
    steps = {**CONTENT.topics["sleep"].steps, "for_other": helping}
    content.topics = {"sleep": Topic("sleep", "everyday", steps)}
    past = history("sleep.for_other")
    said = flow.reply(content, Heard("ask_for_ideas"), past, language="fi")  # type: ignore[arg-type]
    assert said.ref.at == "sleep.dark"


@pytest.mark.parametrize(
    ("topic", "sure", "is_opened"),
    [("exams", 0.6, True), ("exams", 0.3, False), ("delicate", 0.6, False)],
)
def test_a_topic_opens_when_that_is_sure_enough(
    topic: str, sure: float, is_opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "is_delicate", lambda topic: topic == "delicate")
    heard = Heard(f"talk_about_{topic}", text="se meni niin", confidence=sure)
    said = flow.reply(CONTENT, heard, [], language="fi")  # type: ignore[arg-type]
    assert said.ref.at == (
        f"{topic}.start" if is_opened else "replies.not_understood_1"
    )


@pytest.mark.parametrize(
    ("intent", "expected"),
    [("talk_about_exams", "replies.goodbye"), ("greet", "replies.greet")],
)
def test_a_plan_and_a_goodbye_end_the_talk(intent: str, expected: str) -> None:
    heard = Heard(intent, text="soitan sinne aamulla, moi", confidence=0.99)
    said = flow.reply(CONTENT, heard, [], language="fi")  # type: ignore[arg-type]
    assert said.ref.at == expected


def test_a_check_passed_over_leaves_the_path_where_it_was() -> None:
    past = [*history("sleep.ideas"), Ref("crisis:soft_check.ask", "x")]
    assert reply("affirm", past).ref.at == "sleep.dark"


def test_what_did_not_work_leads_to_the_topics_own_step() -> None:
    content = TinyContent()
    other_way = {"did_not_work": step("sleep.did_not_work")}
    steps = {**CONTENT.topics["sleep"].steps, **other_way}
    content.topics = {"sleep": Topic("sleep", "everyday", steps)}
    past, heard = history("sleep.start"), Heard("did_not_work")
    said = flow.reply(content, heard, past, language="fi")  # type: ignore[arg-type]
    assert said.ref.at == "sleep.did_not_work"
    again = flow.reply(content, heard, [*past, said.ref], language="fi")  # type: ignore[arg-type]
    assert again.ref.via == "path"
