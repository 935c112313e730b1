"""Keep the deprecation warnings of Rasa's frozen libraries out of its logs.

Python imports a module of this name by itself when its folder is on PYTHONPATH
(bot/training.py puts it there for the parts it starts). PYTHONWARNINGS does not
help: Sanic switches deprecation warnings on again. All other warnings are shown.
"""

from __future__ import annotations

import warnings
from typing import Any

_show = warnings.showwarning


def _show_but_deprecations(
    message: Warning | str, category: type[Warning], *args: Any, **kwargs: Any
) -> None:
    if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning)):
        _show(message, category, *args, **kwargs)


warnings.showwarning = _show_but_deprecations
