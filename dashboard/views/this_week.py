"""This week: what a moderator does now, each thing one click from where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from bot.content import Content
from bot.disclosure import Cell, protect
from bot.errors import SettingError
from bot.model import LANGUAGES
from bot.review.register import Register
from bot.review.units import units
from bot.store import SERVICE_OUTCOMES, StoreError, StoreNotFound
from dashboard import access, frame, queries, rising, shaping, verified, walked
from dashboard.desk.names import titles
from dashboard.frame import Page
from dashboard.tasks import Facts, Risen, Task, tasks
from dashboard.verified import VerifiedError
from dashboard.words import Words

WEEKS = 4
# A failure of longer ago is no task any more.
FRESH_WEEKS = 2
# Pages that only professionals have.
PROFESSIONAL = frozenset({"desk", "edit"})


def main() -> None:
    """Draw the page."""
    words = frame.start("this_week")
    try:
        draw(words, *gathered(words))
    except SettingError as error:
        st.error(words("error.setting", name=error.name))
    except VerifiedError as error:
        st.error(words("helplines.no_days", path=error))


def gathered(words: Words) -> tuple[Facts, Content | None]:
    """Return what is known: of the content, and of the counts where there are any."""
    content = frame.content(frame.settings().content)
    facts = written(content)
    try:
        with frame.opened(words, weeks=WEEKS) as page:
            return counted(facts, page), content
    except StoreNotFound:
        st.markdown(words("this_week.no_counts"))
    except StoreError:
        st.error(words("error.store", path=frame.store()))
    return facts, content


def written(content: Content | None) -> Facts:
    """Return what follows from the content alone."""
    known = frame.settings()
    if content is None:
        return Facts(frame.today())
    services = content.services.services.values()
    own = verified.read(known.var)
    checked = content.services.checked
    return Facts(
        frame.today(),
        services=list(services),
        confirmed=known.confirmed_services,
        verified={one.id: max(checked, own.get(one.id, checked)) for one in services},
        topics=list(content.topics.values()),
        n_unsigned=n_unsigned(),
    )


def n_unsigned() -> int:
    """Return how many crisis texts lack a signature in some language."""
    known = frame.settings()
    register = Register(known.published)
    crisis = [one for one in units(known).values() if one.kind == "crisis"]
    return sum(
        not all(register.state(unit, language).is_signed for language in LANGUAGES)
        for unit in crisis
    )


def counted(facts: Facts, page: Page) -> Facts:
    """Add what follows from the counts, as they may be shown."""
    until = page.window.until
    fresh = shaping.window(until, weeks=FRESH_WEEKS)
    failures = shaping.one_way(
        queries.by(page.db, "failures", "part", fresh), floor=lambda _: page.floor()
    )
    searches = shaping.one_way(
        queries.by(page.db, "searches", "outcome", page.window),
        floor=lambda _: page.floor(),
    )
    return replace(
        facts,
        failures=failures.cells,
        told=told(page),
        risen=risen(page, until),
        searches=searches.cells,
        n_searches=searches.total,
        left_at=left_at(page),
    )


def told(page: Page) -> Mapping[str, Mapping[str, Cell]]:
    """Return what became of helplines, protected as on the page of helplines."""
    found = queries.two_way(page.db, "services", "service", "outcome", page.window)
    services = {service for service, _ in found}
    full = {(s, o): found.get((s, o), 0) for s in services for o in SERVICE_OUTCOMES}
    safe = protect(
        full, floor=lambda *_: page.floor(table="services"), totals=("columns",)
    )
    return {service: safe.row(service) for service in services}


def risen(page: Page, day: date) -> list[Risen]:
    """Return what rose, the surest first; what rises right now before last week's."""
    found = rising.risen(page, day).rises
    ordered = sorted(found, key=lambda one: not one.is_early)
    return [Risen(one.kind == rising.TOPIC, one.id, one.low) for one in ordered]


def left_at(page: Page) -> list[tuple[str, int]]:
    """Return the steps at which many stop, over all paths, the worst first."""
    found = [one for path in walked.paths(page).values() for one in path.left_at()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def draw(words: Words, facts: Facts, content: Content | None) -> None:
    """Draw the list, or say that there is nothing to do."""
    found = tasks(facts)
    if not found:
        st.success(words("this_week.nothing"))
    for number, task in enumerate(found, 1):
        with st.container(border=True):
            st.markdown(f"**{number}.** {sentence(words, task, content)}")
            link(words, task)
    since = shaping.window(facts.today, weeks=WEEKS).since
    st.markdown(words("this_week.how", since=words.day(since), n=WEEKS))


def sentence(words: Words, task: Task, content: Content | None) -> str:
    """Return a task in words."""
    names = {field: name(words, content, field, id) for field, id in task.ids.items()}
    key = "one" if task.n == 1 else "many"
    return words(
        f"this_week.tasks.{task.kind}.{key}",
        n=words.number(task.n),
        low=task.low,
        **names,
    )


def name(words: Words, content: Content | None, field: str, id: str) -> str:
    """Return what an id is called in the reader's language."""
    if field == "part":
        return words.of("parts", id)
    if field == "category":
        return words.of("categories", id)
    if content is None:
        return id
    if field == "service":
        return content.services.get(id).names[words.language]
    topic = content.topics.get(id.partition(".")[0])
    if topic is None:
        return id
    return (
        titles(words, topic.steps)[id]
        if field == "step"
        else (topic.names[words.language])
    )


def link(words: Words, task: Task) -> None:
    """Show the way to where the task is done, or who does it."""
    if task.page in PROFESSIONAL and not access.may("professional"):
        st.markdown(words("this_week.for_professionals"))
        return
    st.page_link(
        f"views/{task.page}.py",
        label=f"**{words(f'this_week.go.{task.kind}')} →**",
        query_params=dict(task.query) or None,
    )


main()
