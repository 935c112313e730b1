"""The script and the picture of a path: nothing of the file is missing in them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from bot.content import DATA, Content, Flow, Topic
from bot.languages import LANGUAGES
from bot.model import BUILT_IN
from bot.review.units import units
from dashboard.desk import names, picture, reading, script
from dashboard.words import Words

DAY = date(2026, 11, 23)


def paths(content: Content) -> list[Topic | Flow]:
    """Return all that has a picture."""
    return [*content.topics.values(), *content.flows.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_button_of_every_path_is_in_its_script(
    content: Content, language: str
) -> None:
    own = Words(language)
    for holder in paths(content):
        found = script.passages(own, content, holder.steps)
        assert {one.name for one in found} == set(holder.steps)
        for one in found:
            step = holder.steps[one.name]
            assert one.says == step.say[language]
            assert [way.label for way in one.ways] == [
                choice.label[language] for choice in step.choices
            ]


def test_a_script_begins_where_a_talk_does_and_each_title_is_there_once(
    content: Content, words: Words
) -> None:
    found = script.passages(words, content, content.topics["sleep"].steps)
    assert [one.name for one in found][:3] == ["start", "for_other", "ideas"]
    titles = [one.title for one in found]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_is_an_id(content: Content, language: str) -> None:
    own = Words(language)
    for topic in paths(content):
        for title in names.titles(own, topic.steps).values():
            assert not re.search("[a-z]_[a-z]", title)


def test_each_unit_has_a_written_name(content: Content) -> None:
    for language in LANGUAGES:
        own = Words(language)
        for id in units(DATA):
            name = names.unit_name(own, content, id)
            assert name
            is_id = name == names.plain(id.rpartition("/")[2])
            assert not (is_id and language == "fi")


def test_a_name_is_readable_without_content_too(words: Words) -> None:
    assert names.unit_name(words, None, "topics/everyday/free_time") == "Free time"


def test_the_picture_holds_every_step_and_every_way(
    content: Content, words: Words
) -> None:
    for topic in content.topics.values():
        drawn = picture.picture(words, content, topic.steps)
        ways = {(edge.source, edge.target) for edge in drawn.edges}
        for step in topic.steps.values():
            for choice in step.choices:
                assert choice.to in BUILT_IN or (step.id, choice.to) in ways
        boxes = {node.id for node in drawn.nodes}
        assert {end for way in ways for end in way} <= boxes


def test_a_link_to_another_topic_is_dashed_and_named_by_it(
    content: Content, words: Words
) -> None:
    drawn = picture.picture(words, content, content.topics["sleep"].steps)
    others = [node for node in drawn.nodes if node.kind == picture.ELSEWHERE]
    assert others
    for node in others:
        assert node.title.startswith(
            content.topics[node.id.partition(".")[0]].names["fi"]
        )
    text = picture.dot(drawn, ink="#000000")
    assert text.count("dashed") == len(others)


def test_a_crisis_flow_goes_on_from_its_card_by_a_dotted_arrow(
    content: Content, words: Words
) -> None:
    drawn = picture.picture(words, content, content.flows["self_harm"].steps)
    dotted = [edge for edge in drawn.edges if edge.is_dotted]
    assert ("self_harm.card", "self_harm.open_high") in [
        (edge.source, edge.target) for edge in dotted
    ]


def test_around_a_step_stand_only_its_neighbours(
    content: Content, words: Words
) -> None:
    whole = picture.picture(words, content, content.topics["sleep"].steps)
    near = picture.around(whole, "sleep.ideas")
    assert 1 < len(near.nodes) < len(whole.nodes)
    assert all("sleep.ideas" in (edge.source, edge.target) for edge in near.edges)


def test_quotation_marks_do_not_break_a_picture() -> None:
    node = picture.Node('a"b', 'Sano "moi" \\ nyt', ends=("<&>",))
    text = picture.dot(picture.Picture((node,), ()), ink="#000000")
    inside = text.replace("\\\\", "").replace('\\"', "")
    for start, end in pairwise(re.finditer('"', inside)):
        assert start.start() < end.start()
    assert inside.count('"') % 2 == 0


def test_a_fact_that_is_over_says_so(content: Content, words: Words) -> None:
    dated = [
        one
        for topic in content.topics.values()
        for one in script.passages(words, content, topic.steps)
        if one.valid_until
    ]
    one = dated[0]
    assert one.valid_until
    late = date(one.valid_until.year + 1, 1, 2)
    assert "on voimassa" in reading.passage(words, one, one.valid_until)
    assert "oli voimassa" in reading.passage(words, one, late)


def test_words_of_a_script_are_escaped_and_marked_with_their_language() -> None:
    own = Words("sv")
    one = script.Passage(
        name="start",
        title="<b>",
        says=(("<script>alert(1)</script>",),),
        easy=(),
        ways=(script.Way("<u>", "<s>", "<i>", "x", script.HERE, ("affirm",)),),
        services=("<em>",),
        cards=(),
        valid_until=None,
        link=None,
        asked=("<q>",),
    )
    text = reading.passage(own, one, DAY)
    assert 'lang="sv"' in text
    for tag in ("<script>", "<u>", "<s>", "<i>", "<em>", "<q>"):
        assert tag not in text
