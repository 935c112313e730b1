"""Who signed which version of what: a register that only grows, and what it publishes.

``register.jsonl`` in the published folder holds one event a line. Once enough different
people have signed one version of a unit in one language, the file as it is goes to
``<published>/<language>/<unit>.yml``. Every version that anybody signed stays in
``<published>/history/<language>/<unit>/<version>.yml``, to be restored or compared.

A person is known here by the opaque id that the login gives. Whether she may sign is
for the caller to know (``dashboard/access.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.model import LANGUAGES
from bot.review import state as told
from bot.review import transfer
from bot.review.acts import act_of, at_step, event_of, with_words
from bot.review.archive import Archive
from bot.review.assembly import can_be_read
from bot.review.errors import ReviewError
from bot.review.log import Event, Log
from bot.review.projection import shape_of
from bot.review.state import Hidden, State
from bot.review.units import Unit, raw_of, versions, versions_of

__all__ = ["Event", "Hidden", "Register", "ReviewError", "State"]

HIDEABLE = frozenset({"topic", "video"})
"""No text of crisis mode, no helpline and no basic of the talk may be hidden."""
FIRST_STEP = "start"


class Register:
    """The register of one installation.

    Several processes may use it at once: each sees what the others wrote, and one at a
    time writes.

    Args:
        published: The folder of signed versions; made when something is written.
    """

    def __init__(self, published: Path) -> None:
        self._log = Log(published / "register.jsonl")
        self._archive = Archive(published)

    # --- reading ----------------------------------------------------------------

    def state(self, unit: Unit, language: str) -> State:
        """Return how far the review of a unit is, in one language."""
        return self._state(unit, language, versions(unit)[language])

    def _state(self, unit: Unit, language: str, version: str) -> State:
        events = self._log.of(unit.id, language)
        live = told.last_publish(events)
        hidden = told.hidden(events).get(unit.id, frozenset())
        return State(
            unit=unit.id,
            language=language,
            version=version,
            signed=told.signatures(events, version),
            needs=unit.needs,
            published_version=live.version if live else None,
            published_at=live.at if live else None,
            sent_back=told.sent_back(events, version),
            is_hidden="" in hidden,
            hidden_steps=hidden - {""},
        )

    def history(
        self, unit: Unit | str | None = None, language: str | None = None
    ) -> tuple[Event, ...]:
        """Return what was done, newest first.

        Args:
            unit: With one unit; None tells of all.
            language: In one language (what holds for all is told too); None: in each.
        """
        return tuple(reversed(self._log.of(_id(unit), language)))

    def comments(
        self, unit: Unit | str, language: str | None = None
    ) -> tuple[Event, ...]:
        """Return the comments, and why it was sent back, oldest first."""
        events = self._log.of(_id(unit), language)
        return tuple(e for e in events if e.act in ("comment", "send_back"))

    def hidden(self) -> Hidden:
        """Return what is hidden now: unit id to its steps, "" for the whole unit."""
        return told.hidden(self._log.events())

    def was_signed(self, unit: Unit, language: str, version: str) -> bool:
        """Tell whether a version was published here after enough people signed it.

        A version that was sent back later was signed all the same: to take it from the
        chat it is hidden, or another one is restored.
        """
        events = self._log.of(unit.id, language)
        return told.was_published(events, version, unit.needs)

    def serves(self, unit: Unit, language: str, version: str) -> bool:
        """Tell whether a version is what is live here, signed by enough people."""
        live = told.last_publish(self._log.of(unit.id, language))
        is_live = live is not None and live.version == version
        return is_live and self.was_signed(unit, language, version)

    def published_units(self, language: str) -> frozenset[str]:
        """Return the ids of the units that were ever published in a language."""
        events = self._log.of(None, language)
        return frozenset(event.unit for event in events if event.act == "publish")

    def published_text(self, unit: Unit | str, language: str) -> bytes | None:
        """Return the raw file of the signed version that is live, or None."""
        return self._archive.live(_id(unit) or "", language)

    def text_at(self, unit: Unit | str, language: str, version: str) -> bytes | None:
        """Return the raw file of any version that somebody signed, or None."""
        return self._archive.kept(_id(unit) or "", language, version)

    def stamp(self) -> tuple[int, int]:
        """Return what changes when the register does, without reading it."""
        return self._log.stamp()

    @property
    def damaged(self) -> tuple[int, ...]:
        """Numbers of the register's lines that hold no event and count for nothing."""
        self._log.events()
        return self._log.damaged

    # --- writing ----------------------------------------------------------------

    def sign(
        self,
        unit: Unit,
        language: str,
        *,
        expected_version: str,
        signer: str,
        role: str,
        now: datetime,
    ) -> State:
        """Sign the version that was read; publish it when enough people have.

        Raises:
            ReviewError: ``kind`` is "stale" (the words changed since they were read),
                "twice" (the same person signed this version before), "unreadable" (the
                file is gone, or the loader would refuse it) or "nobody" (no signer).
        """
        event = event_of("sign", unit, language, expected_version, role, signer, now)
        with self._log.writing():
            raw = raw_of(unit)
            version = versions_of(raw)[language]
            if raw is None or not version or not can_be_read(unit.id, raw):
                raise ReviewError("unreadable", unit.id, language)
            if version != expected_version:
                raise ReviewError("stale", unit.id, language)
            signed = self._state(unit, language, version).signed
            if signer in [one.signer for one in signed]:
                raise ReviewError("twice", unit.id, language)
            self._archive.keep(unit.id, language, version, raw)
            self._log.add(event)
            self._publish(unit, language, raw, event)
            return self._state(unit, language, version)

    def send_back(
        self,
        unit: Unit,
        language: str,
        *,
        words: str,
        signer: str,
        role: str,
        now: datetime,
        step: str = "",
    ) -> State:
        """Send the working copy back: the signatures of this version count no more.

        What is published stays; to take it from the chat, hide it or restore another.

        Raises:
            ReviewError: "unreadable", "nobody", "step", "empty" or "long" (words).
        """
        version = versions(unit)[language]
        if not version:
            raise ReviewError("unreadable", unit.id, language)
        event = event_of("send_back", unit, language, version, role, signer, now)
        self._write(with_words(event, words, step))
        return self._state(unit, language, version)

    def comment(
        self,
        unit: Unit,
        language: str,
        step: str,
        words: str,
        *,
        signer: str,
        role: str,
        now: datetime,
    ) -> Event:
        """Keep a comment on a step ("" for the whole unit) in one language.

        Raises:
            ReviewError: "unreadable", "nobody", "step", "empty" or "long" (words).
        """
        version = versions(unit)[language]
        if not version:
            raise ReviewError("unreadable", unit.id, language)
        event = event_of("comment", unit, language, version, role, signer, now)
        event = with_words(event, words, step)
        self._write(event)
        return event

    def hide(
        self, unit: Unit, step: str | None, *, signer: str, role: str, now: datetime
    ) -> None:
        """Take a topic, a media card, or one step of a topic out of the chat, at once.

        It holds in every language, whether only what is reviewed is served or not.

        Raises:
            ReviewError: "nobody", "step" (the first step: hide the topic), or
                "not_hideable" (a text of crisis mode, a basic, helplines, rules).
        """
        if unit.kind not in HIDEABLE or (step and unit.kind != "topic"):
            raise ReviewError("not_hideable", unit.id)
        if step == FIRST_STEP:
            raise ReviewError("step", unit.id)
        event = event_of("hide", unit, "", "", role, signer, now)
        self._write(at_step(event, step or ""))

    def show(
        self, unit: Unit, step: str | None, *, signer: str, role: str, now: datetime
    ) -> None:
        """Take the hiding of a unit, or of one step, back.

        Raises:
            ReviewError: "nobody" or "step".
        """
        event = event_of("show", unit, "", "", role, signer, now)
        self._write(at_step(event, step or ""))

    def restore(
        self,
        unit: Unit,
        language: str,
        version: str,
        *,
        signer: str,
        role: str,
        now: datetime,
    ) -> State:
        """Publish an older signed version again; the working copy stays as it is.

        Raises:
            ReviewError: "unknown_version" (it was never published in this language, or
                its file is gone or changed), "nobody".
        """
        event = event_of("publish", unit, language, version, role, signer, now)
        with self._log.writing():
            raw = self._archive.kept(unit.id, language, version)
            is_true = raw is not None and versions_of(raw)[language] == version
            if not is_true or not self.was_signed(unit, language, version):
                raise ReviewError("unknown_version", unit.id, language)
            assert raw is not None
            self._archive.publish(unit.id, language, raw)
            self._log.add(event)
        return self.state(unit, language)

    def export(self) -> bytes:
        """Return signatures, comments and what was sent back, as a JSON file."""
        return transfer.packed(self._log.events())

    def import_(
        self,
        data: bytes,
        known: Mapping[str, Unit],
        *,
        signer: str,
        role: str,
        now: datetime,
    ) -> int:
        """Take the events of an exported file that are new; publish what is signed now.

        Signatures of another version than the working copy publish nothing.
        Taking the same file again changes nothing.

        Args:
            known: The units of this installation.

        Returns:
            How many events were new.

        Raises:
            ReviewError: "not_ours" (no such file, or a row of it is damaged), "nobody".
        """
        done = act_of("import", role, signer, now)
        rows = transfer.unpacked(data)
        with self._log.writing():
            here = set(self._log.events())
            new = [event for event in dict.fromkeys(rows) if event not in here]
            if new:
                self._log.add(*new, replace(done, words=str(len(new))))
                self._publish_all(new, known, done)
        return len(new)

    def _publish_all(
        self, new: Iterable[Event], known: Mapping[str, Unit], by: Event
    ) -> None:
        for id, language in dict.fromkeys((e.unit, e.language) for e in new):
            unit = known.get(id)
            raw = raw_of(unit) if unit else None
            if unit and raw is not None:
                here = replace(by, unit=id, language=language)
                self._publish(unit, language, raw, here)

    def _publish(self, unit: Unit, language: str, raw: bytes, by: Event) -> None:
        """Publish a file if enough people signed just this version of it.

        New words in one language go out alone. A change of what all languages share (a
        step, a service, a fact) goes out in all that are published, together.
        """
        versions = versions_of(raw)
        together = [language, *self._parted(unit, language, raw)]
        states = [self._state(unit, one, versions[one]) for one in together]
        if not all(state.is_signed for state in states):
            return
        for state in states:
            if not state.is_live and can_be_read(unit.id, raw):
                self._archive.keep(unit.id, state.language, state.version, raw)
                self._archive.publish(unit.id, state.language, raw)
                event = replace(by, act="publish", version=state.version)
                self._log.add(replace(event, language=state.language))

    def _parted(self, unit: Unit, language: str, raw: bytes) -> list[str]:
        """Return the other languages in which something else is shared just now."""
        shape = shape_of(raw)
        live = {one: self.published_text(unit, one) for one in LANGUAGES}
        return [
            one
            for one, text in live.items()
            if one != language and text is not None and shape_of(text) != shape
        ]

    def _write(self, event: Event) -> None:
        with self._log.writing():
            self._log.add(event)


def _id(unit: Unit | str | None) -> str | None:
    return unit.id if isinstance(unit, Unit) else unit
