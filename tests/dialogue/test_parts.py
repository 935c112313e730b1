"""The parts that plug into Rasa. Runs in Rasa's environment: tests/test_rasa.py."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import flow
from bot.content import load
from bot.dialogue import channel, meaning, patches, tracker_store
from bot.dialogue.classifier import PiecesClassifier
from bot.dialogue.emoji_words import EmojiTokenizer
from bot.dialogue.importer import TopicImporter
from bot.dialogue.nlg import ContentNaturalLanguageGenerator
from bot.dialogue.pieces import PiecesFeaturizer
from bot.dialogue.reranker import MeaningReranker
from bot.dialogue.understand import answer
from bot.meanings import to_text
from safety import assess

DIALOGUE = Path(__file__).resolve().parents[2] / "bot" / "dialogue"


@pytest.fixture(scope="module")
def importer() -> TopicImporter:
    return TopicImporter(
        str(DIALOGUE / "config.yml"),
        str(DIALOGUE / "domain.yml"),
        [str(DIALOGUE / "rules.yml")],
    )


@pytest.fixture(scope="module")
def nlg() -> ContentNaturalLanguageGenerator:
    return ContentNaturalLanguageGenerator()


def tracker(intent: str, text: str = "x", **metadata: object) -> DialogueStateTracker:
    made = DialogueStateTracker.from_events("someone", [])
    ranking = [{"name": intent, "confidence": 0.9}]
    parsed = {"intent": ranking[0], "entities": [], "intent_ranking": ranking}
    made.update(
        UserUttered(
            text, intent=parsed["intent"], parse_data=parsed, metadata=dict(metadata)
        )
    )
    return made


def generate(
    nlg: ContentNaturalLanguageGenerator, made: DialogueStateTracker
) -> dict[str, object]:
    return asyncio.run(nlg.generate("utter_reply", made, "web"))


def test_every_topic_and_basic_is_an_intent_with_a_rule(
    importer: TopicImporter,
) -> None:
    content = load()
    wanted = {flow.TOPIC_INTENT + topic for topic in content.topics}
    wanted |= set(content.intents)
    assert wanted <= set(importer.get_domain().intents)
    rules = importer.get_stories().story_steps
    with_rule = {
        event.intent["name"]
        for step in rules
        for event in step.events
        if isinstance(event, UserUttered)
    }
    assert wanted <= with_rule


def test_every_example_reaches_the_training_data(importer: TopicImporter) -> None:
    texts = {m.get("text") for m in importer.get_nlu_data().intent_examples}
    content = load()
    for topic in content.topics.values():
        for examples in topic.examples.values():
            assert set(examples) <= texts, topic.id


def test_nlg_takes_words_and_buttons_from_the_content(
    nlg: ContentNaturalLanguageGenerator,
) -> None:
    said = generate(nlg, tracker("talk_about_sleep", language="sv"))
    step = load().topics["sleep"].steps["start"]
    assert tuple(said["text"].split("\n")) in step.say["sv"]
    assert said["custom"]["ref"]["at"] == "sleep.start"
    assert [b["title"] for b in said["buttons"]] == [
        choice.label["sv"] for choice in step.choices
    ]


def test_nlg_leads_a_crisis_by_tags_alone(
    nlg: ContentNaturalLanguageGenerator,
) -> None:
    from bot import crisis

    reading, _ = assess("en jaksa enää elää")
    tags = crisis.context(reading)
    said = generate(nlg, tracker("crisis", language="fi", crisis=tags))
    assert said["custom"]["ref"]["at"].startswith("crisis:")
    assert said["custom"]["asks"]


def test_tracker_store_keeps_the_last_events_only() -> None:
    store = tracker_store.ForgettingTrackerStore(Domain.empty())
    made = tracker("greet")
    for _ in range(200):
        made.update(UserUttered("x"))
    asyncio.run(store.save(made))
    kept = asyncio.run(store.retrieve("someone"))
    assert kept is not None
    assert len(kept.events) == tracker_store.MAX_EVENTS
    tracker_store.forget("someone")
    assert asyncio.run(store.retrieve("someone")) is None


def test_tracker_store_is_bounded_and_forgets_the_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = tracker_store.ForgettingTrackerStore(Domain.empty(), max_chats=3)
    for number in range(5):
        made = DialogueStateTracker.from_events(f"chat {number}", [])
        asyncio.run(store.save(made))
    assert list(asyncio.run(store.keys())) == ["chat 2", "chat 3", "chat 4"]
    later = time.monotonic() + 31 * 60
    monkeypatch.setattr(tracker_store.time, "monotonic", lambda: later)
    assert asyncio.run(store.retrieve("chat 4")) is None


def test_meanings_of_examples_are_cached_without_their_words(tmp_path: Path) -> None:
    first = meaning.cached_meanings(["en saa unta", "koe huomenna"], tmp_path)
    again = meaning.cached_meanings(["en saa unta"], tmp_path)
    assert np.array_equal(first["en saa unta"], again["en saa unta"])
    assert first["en saa unta"].shape == (384,)
    assert b"unta" not in (tmp_path / "examples.npz").read_bytes()


def test_a_broken_cache_is_computed_anew(tmp_path: Path) -> None:
    (tmp_path / "examples.npz").write_bytes(b"half a file")
    assert meaning.cached_meanings(["moi"], tmp_path)["moi"].shape == (384,)


def test_the_classifier_is_loaded_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SimpleNamespace(clf=SimpleNamespace(coef_=np.zeros((3, 5))))
    parent = PiecesClassifier.__mro__[1]
    monkeypatch.setattr(parent, "load", classmethod(lambda cls: whole))
    # So that nothing is copied for a message.
    assert PiecesClassifier.load().clf.coef_.T.flags.c_contiguous


def test_patched_validation_still_refuses_a_wrong_answer() -> None:
    patches.apply()
    action = RemoteAction("action_show_people", None)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(Exception, match="events"):
        action._validate_action_result({"events": "none"})


def test_understand_adds_up_the_basics_as_small_talk() -> None:
    ranking = [
        {"name": "greet", "confidence": 0.3},
        {"name": "talk_about_sleep", "confidence": 0.4},
        {"name": "thanks", "confidence": 0.2},
        {"name": "nlu_fallback", "confidence": 0.9},
    ]
    found = answer({"intent_ranking": ranking})
    assert [r["topic"] for r in found["ranking"]] == ["smalltalk", "sleep"]
    assert found["confidence"] == 0.5


# Reading a message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("😭😭", ["loudly_crying_face", "loudly_crying_face"]),
        ("moi 👍🏽", ["moi", "thumbs_up"]),
        ("en jaksa :(", ["en", "jaksa"]),
    ],
)
def test_emoji_are_read_as_words(text: str, words: list[str]) -> None:
    tokenizer = EmojiTokenizer(EmojiTokenizer.get_default_config())
    tokens = tokenizer.tokenize(Message({"text": text}), "text")
    assert [token.text for token in tokens] == words


def examples() -> TrainingData:
    """Return four examples of two intents; their meanings are two directions."""
    rows = [
        ("a", "en saa unta", (1, 0)),
        ("a", "valvon taas", (1, 0.1)),
        ("b", "vuokra on auki", (0, 1)),
        ("b", "rahat on loppu", (0.1, 1)),
    ]
    return TrainingData([message(text, row, intent) for intent, text, row in rows])


def message(text: str, row: tuple[float, float], intent: str | None = None) -> Message:
    made = Message({"text": text, **({"intent": intent} if intent else {})})
    tokens = [Token(word, 0) for word in text.split()]
    made.set("text_tokens", tokens)
    for kind in ("sequence", "sentence"):
        made.add_features(
            Features(np.array([row], np.float32), kind, "text", "meaning")
        )
    return made


def stored(tmp_path: Path) -> tuple[LocalModelStorage, Resource]:
    return LocalModelStorage(tmp_path), Resource("part")


def test_pieces_that_are_rare_count_more(tmp_path: Path) -> None:
    storage, resource = stored(tmp_path)
    config = {
        **PiecesFeaturizer.get_default_config(),
        **{
            "analyzer": "word",
            "min_ngram": 1,
            "max_ngram": 1,
            "weight": 2,
            "alias": "words",
        },
    }
    PiecesFeaturizer(config, "part", storage, resource).train(examples())
    context = ExecutionContext(GraphSchema({}), node_name="part")
    loaded = PiecesFeaturizer.load(config, storage, resource, context)
    said = message("vuokra on outo", (0, 1))
    loaded.process([said])
    sparse = said.get_sparse_features("text", ["words"])[1].features.tocsr()
    assert np.linalg.norm(sparse.data) == pytest.approx(2)
    column = loaded._pieces.vocabulary_
    weights = sparse.toarray()[0]
    # 'on' is in two examples.
    assert weights[column["vuokra"]] > weights[column["on"]] > 0


def test_near_examples_outweigh_a_narrow_guess(tmp_path: Path) -> None:
    storage, resource = stored(tmp_path)
    config = {**MeaningReranker.get_default_config(), "weight_of_nearness": 2}
    MeaningReranker(config, storage, resource).train(examples())
    context = ExecutionContext(GraphSchema({}), node_name="part")
    loaded = MeaningReranker.load(config, storage, resource, context)
    said = message("hereillä", (1, 0))
    ranking = [{"name": "b", "confidence": 0.55}, {"name": "a", "confidence": 0.45}]
    said.set("intent_ranking", ranking)
    loaded.process([said])
    assert said.get("intent")["name"] == "a"
    shares = [rank["confidence"] for rank in said.get("intent_ranking")]
    assert sum(shares) == pytest.approx(1) and shares == sorted(shares, reverse=True)


class Parser:
    """An agent that understands by one word."""

    def __init__(self, **topics: tuple[str, float]) -> None:
        self.topics, self.read = topics, list[str]()

    async def parse_message(self, text: str) -> dict[str, Any]:
        self.read.append(text)
        if "broken" in text:
            raise RuntimeError(text)
        for word, (name, confidence) in self.topics.items():
            if word in text:
                return {"intent": {"name": name, "confidence": confidence}}
        return {"intent": {"name": None}}


def matters_of(text: str, **metadata: Any) -> Any:
    parser = Parser(
        rent=("talk_about_housing", 0.9),
        exam=("talk_about_exam_stress", 0.4),
        sleep=("talk_about_sleep", 0.8),
        thanks=("thanks", 0.9),
    )
    body = {"message": text, "metadata": {"language": "en", **metadata}}
    asyncio.run(channel._find_matters(parser, body))
    return body["metadata"].get("matters")


def test_parts_of_a_message_are_understood_by_themselves() -> None:
    told = "my rent is late, an exam comes soon, i cannot sleep, many thanks to you"
    assert matters_of(told) == ["housing", "sleep"]
    assert matters_of("my rent is late") == []


def test_parts_are_not_read_in_danger_nor_in_a_payload() -> None:
    told = "my rent is late, i cannot sleep"
    assert matters_of(told, crisis={"raised": True}) is None
    assert matters_of("/crisis, my rent is late, and i cannot sleep") is None


def test_a_part_that_breaks_leaves_the_whole_and_no_words_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert matters_of("my rent is broken, i cannot sleep") is None
    assert "RuntimeError" in caplog.text and "rent" not in caplog.text


def test_a_meaning_that_the_edge_sends_is_not_computed_again(tmp_path: Path) -> None:
    storage, resource = stored(tmp_path)
    config = meaning.MeaningFeaturizer.get_default_config()
    config |= {"alias": "meaning", "weight": 1}
    part = meaning.MeaningFeaturizer(config, "meaning", storage, resource)
    sent = np.linspace(-1, 1, 384).astype(np.float32)
    said = Message({"text": "moi", "metadata": {"meaning": to_text(sent)}})
    other = Message({"text": "moi", "metadata": {"meaning": "no meaning"}})
    part.process([said, other])
    rows = [
        m.get_dense_features("text", ["meaning"])[1].features for m in (said, other)
    ]
    assert rows[0][0] == pytest.approx(sent, abs=0.001)
    assert rows[1][0] == pytest.approx(meaning.whole("moi"))
