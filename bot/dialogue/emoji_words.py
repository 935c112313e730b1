"""A tokenizer that reads emoji: 😭 is as much of a message as its words.

Rasa's own drops them; a message of emoji alone was then understood as nothing.
"""

from __future__ import annotations

import re

import emoji
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

_SKIN = re.compile(r"_(?:medium|light|dark|medium-light|medium-dark)_skin_tone")


def in_words(text: str) -> str:
    """Return a text with each emoji as its name: "moi 👍🏽" → "moi thumbs_up"."""
    if not emoji.emoji_count(text):
        return text
    return _SKIN.sub("", emoji.demojize(text, delimiters=(" ", " ")))


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False
)
class EmojiTokenizer(WhitespaceTokenizer):
    """Split a message at spaces, its emoji read as words."""

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of the message as it is read aloud."""
        text = in_words(str(message.get(attribute)))
        return super().tokenize(Message({attribute: text}), attribute)
