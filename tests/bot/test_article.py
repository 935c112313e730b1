"""A topic as an article: what is told, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.article import Article, Section, article, is_readable
from bot.content import Content, load
from bot.model import LANGUAGES, Choice, Step, Topic, Words

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


def words(text: str) -> Words:
    return dict.fromkeys(LANGUAGES, text)


def way(to: str, label: str = "", *when: str) -> Choice:
    """Return a choice; a short name is a step of the made-up topic."""
    is_own = label and "." not in to
    return Choice(f"walks.{to}" if is_own else to, words(label or to), when=when)


def step(name: str, said: Sequence[str], *ways: Choice, **more: object) -> Step:
    """Return a step with one variant a text; a line is a bubble."""
    variants = tuple(tuple(text.split("\n")) for text in said)
    say = dict.fromkeys(LANGUAGES, variants)
    return replace(Step(f"walks.{name}", say, ways), **more)  # type: ignore[arg-type]


def topic(*steps: Step, **more: object) -> Topic:
    made = Topic(
        id="walks",
        area="everyday",
        names=words("Kävely"),
        emoji=None,
        sensitive=False,
        sources=(),
        services=(),
        cards=(),
        own_words={},
        examples={},
        steps={step.id.partition(".")[2]: step for step in steps},
        path=Path("walks.yml"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def read(content: Content, *steps: Step, today: date = TODAY) -> Article:
    return article(content, topic(*steps), "fi", today=today)


def headings(sections: Sequence[Section]) -> list[str]:
    return [section.heading for section in sections]


def lines(section: Section) -> list[tuple[str, bool]]:
    return [(line, block.is_quote) for block in section.blocks for line in block.lines]


def test_the_question_goes_and_ready_words_are_quoted(content: Content) -> None:
    said = 'Lähde ulos. 🌱\nSano: "Tuletko mukaan?"\nKävele 10 minuuttia. Sopiiko?'
    made = read(
        content,
        step("start", ["Olet sisällä.\nMitä tehdään?"], way("out", "Ulos")),
        step("out", [said], way("end")),
    )
    assert made.opening[0].lines == ("Olet sisällä.",)
    assert lines(made.sections[0]) == [
        ("Lähde ulos. Sano:", False),
        ("Tuletko mukaan?", True),
        ("Kävele 10 minuuttia.", False),
    ]


def test_what_follows_a_yes_stands_under_the_same_heading(content: Content) -> None:
    made = read(
        content,
        step("start", ["Hei."], way("rain", "Sataa")),
        step("rain", ["Sade estää.\nHaluatko keinon?"], way("coat", "Kyllä", "affirm")),
        step("coat", ["Ota takki."], way("end")),
    )
    assert headings(made.sections) == ["Sataa"]
    assert lines(made.sections[0]) == [("Sade estää.", False), ("Ota takki.", False)]


def test_a_step_stands_inside_the_one_that_every_way_leads_through(
    content: Content,
) -> None:
    made = read(
        content,
        step("start", ["Hei."], way("rain", "Sataa"), way("dark", "On pimeää")),
        step("rain", ["Sade."], way("coat", "Ota takki"), way("friend", "Seuraa")),
        step("dark", ["Pimeä."], way("friend", "Seuraa")),
        step("coat", ["Takki."], way("end")),
        step("friend", ["Kaveri."], way("end")),
    )
    assert headings(made.sections) == ["Sataa", "On pimeää", "Seuraa"]
    assert headings(made.sections[0].parts) == ["Ota takki"]


def test_goodbyes_and_steps_in_passing_are_left_out(content: Content) -> None:
    made = read(
        content,
        step("start", ["Hei."], way("ideas", "Anna ideoita")),
        step("ideas", ["Keinoja on."], way("out", "Ulos")),
        step(
            "out", ["Lähde."], way("planned", "Lähden"), way("not_dare", "En uskalla")
        ),
        step("planned", ["Hienoa."], way("end"), way("ideas", "Toinen keino")),
        step("not_dare", ["Askel on iso."], way("out", "Ulos")),
    )
    assert headings(made.sections) == ["Ulos"]
    assert made.sections[0].parts == ()


def test_a_heading_of_its_own_wins_over_the_buttons(content: Content) -> None:
    about = words("Mitä puen")
    made = read(
        content,
        step("start", ["Hei."], way("coat", "Ei ole", "deny"), way("end")),
        step("coat", ["Ota takki."], way("end"), heading=about),
    )
    assert headings(made.sections) == ["Mitä puen"]


def test_people_who_help_come_last(content: Content) -> None:
    made = read(
        content,
        step("start", ["Hei."], way("who", "Kuka auttaa"), way("out", "Ulos")),
        step("who", ["Ohjaaja."], way("end"), services=("nyyti",)),
        step("out", ["Lähde."], way("sleep.start", "En saa unta"), way("end")),
    )
    assert headings(made.sections) == ["Ulos", "Kuka auttaa"]
    assert (made.services, made.related) == (("nyyti",), ("sleep",))


def test_a_short_step_links_to_where_it_leads(content: Content) -> None:
    ways = (way("listen"), way("coat", "Sataa"), way("sleep.start", "Väsyttää"))
    made = read(
        content,
        step("start", ["Hei."], way("bad", "Huono ilma"), way("coat", "Mitä puen")),
        step("bad", ["Ilma on huono."], *ways, way("self_harm.start", "Muu")),
        step("coat", ["Ota takki."], way("end")),
    )
    onward = [(way.topic, way.section, way.label) for way in made.sections[0].onward]
    assert onward == [(None, "coat", "Mitä puen"), ("sleep", None, "Väsyttää")]


def test_facts_past_their_day_are_not_told_but_their_source_stays(
    content: Content,
) -> None:
    steps = (
        step("start", ["Hei."], way("price", "Hinta")),
        step(
            "price",
            ["Se maksaa 5 euroa."],
            way("end"),
            valid_until=TODAY,
            link="https://a.fi",
        ),
    )
    today, later = (
        read(content, *steps, today=day).sections[0]
        for day in (TODAY, TODAY + timedelta(days=1))
    )
    assert lines(today) == [("Se maksaa 5 euroa.", False)]
    assert "5 euroa" not in str(later.blocks)
    assert later.blocks and later.link == today.link == "https://a.fi"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_readable_topic_makes_a_whole_article(
    content: Content, language: str
) -> None:
    poor = []
    for one in filter(is_readable, content.topics.values()):
        made = article(content, one, language, today=TODAY)
        parts = [part for section in made.sections for part in section.parts]
        every = [*made.sections, *parts]
        ids = [section.id for section in every]
        leads = [way.section for s in every for way in s.onward if way.section]
        if len(made.sections) < 4 or not made.opening or len(set(ids)) < len(ids):
            poor.append((one.id, "sections"))
        if not set(leads) <= set(ids):
            poor.append((one.id, "leads nowhere"))
        poor += [(one.id, s.id) for s in every if not (s.blocks or s.parts)]
        poor += [
            (one.id, s.id, line)
            for s in every
            for line, is_quote in lines(s)
            if line.endswith("?") and not is_quote
        ]
    assert poor == []


def test_sensitive_topics_and_what_is_only_talked_about_have_no_page(
    content: Content,
) -> None:
    left = {id for id, one in content.topics.items() if not is_readable(one)}
    sensitive = {id for id, one in content.topics.items() if one.sensitive}
    assert left == sensitive | {"housing", "just_talk"}
    assert {"self_harm", "suicidal_thoughts", "grief"} <= sensitive
