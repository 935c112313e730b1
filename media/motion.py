"""How a picture moves: every scene says how things stand, and they ease into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from media.script import Script, ScriptError

OVER_S = 1.4  # what a change takes, if the script does not say


@dataclass(frozen=True)
class Between:
    """A word on its way to another, such as a mood: ``share`` of the new is there."""

    old: str
    new: str
    share: float


@dataclass(frozen=True)
class Key:
    """From ``start`` on, within ``over`` seconds, a part comes to stand like this."""

    start: float
    over: float
    values: Mapping[str, Any]


def ease(share: float) -> float:
    """Start and end gently: 0 to 1, flat at both ends."""
    share = min(1.0, max(0.0, share))
    return share * share * share * (share * (6 * share - 15) + 10)


def mix(old: Any, new: Any, share: float) -> Any:
    """Return what is ``share`` of the way from old to new."""
    if share <= 0 or old == new:
        return old
    if share >= 1:
        return new
    if isinstance(old, Between):
        old = old.new
    if isinstance(new, str):
        return Between(old, new, share)
    if isinstance(new, (list, tuple)):
        return [mix(a, b, share) for a, b in zip(old, new, strict=True)]
    return old + (new - old) * share


def timeline(
    script: Script, defaults: Callable[[str], dict[str, Any]]
) -> dict[str, list[Key]]:
    """Collect for every part its keys, in the order in which parts appear.

    A part keeps what a later scene does not name. ``shown`` rises from 0 when it
    appears, falls to 0 when the script takes it away; in the first picture it is there.
    """
    parts: dict[str, list[Key]] = {}
    for scene in script.scenes:
        for name, changes in scene.picture.items():
            for change in changes if isinstance(changes, list) else [changes]:
                _add(parts.setdefault(name, []), change, scene.start, defaults(name))
    return parts


def _add(
    keys: list[Key],
    change: Mapping[str, Any] | None,
    scene_start: float,
    defaults: Mapping[str, Any],
) -> None:
    """Add what one change of a part means."""
    values = dict(change or {})
    start = scene_start + values.pop("after", 0)
    over = values.pop("over", OVER_S)
    before = keys[-1].values if keys else defaults
    if unknown := set(values) - set(defaults):
        raise ScriptError(f"a part has no {', '.join(sorted(unknown))}: {change}")
    if change is None:
        keys.append(Key(start, over, {**before, "shown": 0.0}))
    elif keys and before["shown"]:
        keys.append(Key(start, over, {**before, **values}))
    else:
        fresh = {**defaults, **values}
        keys.append(Key(start, 0, {**fresh, "shown": float(start == 0)}))
        keys.append(Key(start, over, fresh))


def at(keys: list[Key], seconds: float) -> dict[str, Any]:
    """Return how a part stands at a moment; empty while it is not to be seen."""
    values: dict[str, Any] = {}
    for key in keys:
        if key.start > seconds:
            break
        share = ease((seconds - key.start) / key.over) if key.over else 1.0
        values = {
            name: mix(values.get(name, new), new, share)
            for name, new in key.values.items()
        }
    return values if values.get("shown") else {}
