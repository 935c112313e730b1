"""Take the words from ``data/`` instead of Rasa's domain file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import crisis, flow
from bot import settings as config
from bot.content import Content
from bot.editions import Editions
from bot.languages import named_language

DEFAULT_LANGUAGE = "fi"
# 'Can you do my English homework' names a language and wishes for something else.
SURE_OF_A_WISH, WORDS_OF_A_WISH = 0.7, 7
N_LIKELY = 10
# A part's topic is a matter of its own only if the whole message speaks of it too.
N_LIKELY_MATTERS = 4
# The second best intent gets less of the probability than FallbackClassifier asks.
LEAST_CONFIDENCE = 0.1


class ContentNaturalLanguageGenerator(NaturalLanguageGenerator):
    """Answer every ``utter_…`` with a reply of ``bot.flow`` or ``bot.crisis``."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Any = None
    ) -> None:
        self._editions = Editions(config.load())

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return one bot message: text (a line a bubble), buttons and ``custom``.

        Args:
            kwargs: ``services`` (ids) and ``count`` where an action looked them up.
        """
        self._editions.refresh_beside()
        metadata = tracker.latest_message.metadata or {}
        content = self._editions.of(metadata.get("language") or DEFAULT_LANGUAGE)
        heard = _served(content, _heard(tracker, metadata))
        if _speaks_of_the_present_language(heard):
            heard = replace(heard, intent=flow.EASIER)
        is_led = crisis.leads(metadata.get("crisis"), heard, content)
        # A new language or easy words count from this very answer.
        changes = _settings(heard, tracker.latest_message.text or "")
        if is_led:
            reply = crisis.reply(content, heard, metadata)
        else:
            reply = self._reply(heard, {**metadata, **changes})
        custom = reply.to_custom()
        if not is_led:
            custom["services"] = kwargs.get("services") or custom["services"]
            custom["thumb"] = kwargs.get("thumb")
        custom["intent"] = heard.intent
        custom["topics"] = _likely_topics(tracker)
        custom.update(changes)
        return {
            "text": "\n".join(reply.bubbles),
            "buttons": [vars(button) for button in reply.choices],
            "custom": custom,
        }

    def _reply(self, heard: flow.Heard, metadata: dict[str, Any]) -> flow.Reply:
        language = metadata.get("language") or DEFAULT_LANGUAGE
        return flow.reply(
            self._editions.of(language),
            heard,
            [flow.Ref.from_json(ref) for ref in metadata.get("history") or ()],
            language=language,
            easy=bool(metadata.get("easy")),
            left=metadata.get("left") or (),
        )


def _heard(tracker: DialogueStateTracker, metadata: dict[str, Any]) -> flow.Heard:
    message = tracker.latest_message
    ranking = message.parse_data.get("intent_ranking") or []
    names = [rank["name"] or "" for rank in ranking]
    intent = message.intent.get("name") or "nlu_fallback"
    if intent in flow.CRISIS_ONLY and not metadata.get("crisis"):
        intent = _next_best(ranking)
    return flow.Heard(
        intent=intent,
        entities={e["entity"]: e["value"] for e in message.entities},
        guesses={
            name[len(flow.TOPIC_INTENT) :]: float(rank["confidence"])
            for name, rank in zip(names, ranking, strict=True)
            if name.startswith(flow.TOPIC_INTENT)
        },
        others=[
            topic
            for topic in metadata.get("matters") or ()
            if flow.TOPIC_INTENT + topic in names[:N_LIKELY_MATTERS]
        ],
        known=metadata.get("known") or (),
        named=metadata.get("named") or (),
        is_new=bool(metadata.get("is_new")),
        confidence=float(message.intent.get("confidence") or 0.0),
        is_helper=bool(metadata.get("is_helper")),
        text=message.text or "",
        language=metadata.get("language") or DEFAULT_LANGUAGE,
    )


def _served(content: Content, heard: flow.Heard) -> flow.Heard:
    """Return what was understood; a topic that is not served was not placed."""
    topic = heard.intent.removeprefix(flow.TOPIC_INTENT)
    if topic == heard.intent or topic in content.topics:
        return heard
    return replace(heard, intent="nlu_fallback")


def _likely_topics(tracker: DialogueStateTracker) -> dict[str, float]:
    """Return the likeliest topics with their confidence, for the search."""
    ranking = tracker.latest_message.parse_data.get("intent_ranking") or []
    topics = [
        (str(rank["name"])[len(flow.TOPIC_INTENT) :], rank["confidence"])
        for rank in ranking
        if str(rank["name"]).startswith(flow.TOPIC_INTENT)
    ]
    return {topic: round(confidence, 3) for topic, confidence in topics[:N_LIKELY]}


def _next_best(ranking: list[dict[str, Any]]) -> str:
    """Return the best intent that is not for crisis mode, if it is likely enough."""
    for rank in ranking:
        if rank["name"] not in flow.CRISIS_ONLY:
            sure = rank["confidence"] >= LEAST_CONFIDENCE
            return str(rank["name"]) if sure else "nlu_fallback"
    return "nlu_fallback"


def _speaks_of_the_present_language(heard: flow.Heard) -> bool:
    """'My English is not so good' in English: easier words are of more use."""
    return heard.intent == "change_language" and (
        named_language(heard.text) == heard.language
    )


def _settings(heard: flow.Heard, text: str) -> dict[str, Any]:
    """Return what the person asked to change: the language, or easy words."""
    is_wish = heard.intent == "change_language" and heard.confidence >= SURE_OF_A_WISH
    is_short = len(text.split()) <= WORDS_OF_A_WISH
    if is_wish and is_short and (language := named_language(text)):
        return {"language": language}
    return {"easy": True} if heard.intent == "use_easy_language" else {}
