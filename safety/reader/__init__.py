"""The second reader: likeness to labelled messages, where no word gives a signal.

It reads beside the rules and may only raise (safety.md SAF-D10): alone it asks for a
check, together with a danger's word in the message (rules/hints.yml) it raises. It may
be switched off or missing; then the rules read alone.
"""

from .second import Opinion, SecondReader, second_reader

__all__ = ["Opinion", "SecondReader", "second_reader"]
