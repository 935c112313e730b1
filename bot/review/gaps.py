"""Content with something missing, made whole: nothing in it leads to what is not there.

A topic that nobody signed, or that is hidden, is as if it had never been: no menu lists
it and no button opens it. A step may end up with fewer buttons; words can be typed at
any step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.content import Content
from bot.model import BUILT_IN, Flow, Step, Topic
from bot.review.state import Hidden

TOPICS, MEDIA = "topics/", "media/"


def made_whole(content: Content, hidden: Hidden) -> Content:
    """Return the content without what is hidden and without ways that lead nowhere.

    Where nothing is missing, the very same steps come back.

    Args:
        hidden: Unit id to names of hidden steps, "" for the whole unit.
    """
    topics = _shown(content.topics, hidden)
    gone = {unit for unit, steps in hidden.items() if "" in steps}
    cards = {k: card for k, card in content.cards.items() if MEDIA + k not in gone}
    known = {step.id for topic in topics.values() for step in topic.steps.values()}
    known |= {step.id for step in content.replies.values()}
    mend = _Mending(known, content.services.services, cards)
    flows = content.flows.values()
    in_danger = {step.id for flow in flows for step in flow.steps.values()}
    mend_flow = _Mending(in_danger, content.services.services, cards)
    return replace(
        content,
        topics={id: mend.topic(topic) for id, topic in topics.items()},
        replies=mend.steps(content.replies),
        flows={id: mend_flow.flow(flow) for id, flow in content.flows.items()},
        cards=cards,
    )


def _shown(topics: Mapping[str, Topic], hidden: Hidden) -> dict[str, Topic]:
    by_topic = {
        unit.rpartition("/")[2]: steps
        for unit, steps in hidden.items()
        if unit.startswith(TOPICS)
    }
    return {
        id: _without(topic, by_topic.get(id, frozenset()))
        for id, topic in topics.items()
        if "" not in by_topic.get(id, ())
    }


def _without(topic: Topic, steps: Collection[str]) -> Topic:
    if not steps:
        return topic
    kept = {name: step for name, step in topic.steps.items() if name not in steps}
    return replace(topic, steps=kept)


class _Mending:
    """Takes out of steps what is not there.

    Args:
        known: Full ids of the steps that a button may open.
        services, cards: The ids that a step may name.
    """

    def __init__(
        self, known: Collection[str], services: Collection[str], cards: Collection[str]
    ) -> None:
        self._targets = BUILT_IN.union(known)
        self._services, self._cards = services, cards

    def topic(self, topic: Topic) -> Topic:
        steps = self.steps(topic.steps)
        services = _kept(topic.services, self._services)
        cards = _kept(topic.cards, self._cards)
        now = (topic.steps, topic.services, topic.cards)
        if (steps, services, cards) == now:
            return topic
        return replace(topic, steps=steps, services=services, cards=cards)

    def flow(self, flow: Flow) -> Flow:
        return replace(flow, steps=self.steps(flow.steps))

    def steps(self, steps: Mapping[str, Step]) -> dict[str, Step]:
        return {name: self._step(step) for name, step in steps.items()}

    def _step(self, step: Step) -> Step:
        choices = tuple(c for c in step.choices if c.to in self._targets)
        services = _kept(step.services, self._services)
        cards = _kept(step.cards, self._cards)
        if (choices, services, cards) == (step.choices, step.services, step.cards):
            return step
        return replace(step, choices=choices, services=services, cards=cards)


def _kept(ids: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id in known)
