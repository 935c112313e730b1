"""Checks of everything people write: schema, plain language, safety wording.

``bot.lint.measure`` counts, ``bot.lint.limits`` holds the numbers, ``bot.lint.main``
is the command ``python -m bot lint``. Lists of words live in ``data/lexicons/``.
"""
