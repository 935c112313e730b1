"""What needs a look, in which order, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from dashboard.desk import queue
from dashboard.desk.queue import CHANGED, HALF, NEVER, SENT_BACK, SIGNED, Filter, Row


@dataclass(frozen=True)
class By:
    signer: str


@dataclass(frozen=True)
class State:
    is_signed: bool = False
    is_sent_back: bool = False
    is_hidden: bool = False
    published_version: str | None = None
    signed: tuple[By, ...] = ()


@dataclass(frozen=True)
class Unit:
    id: str = "topics/everyday/sleep"
    kind: str = "topic"
    needs: int = 1
    sensitive: bool = False


@dataclass
class Desk:
    """Rows as the desk makes them."""

    rows: list[Row] = field(default_factory=list)

    def add(
        self, name: str, state: State | None = None, *, used: int = 0, **unit: object
    ) -> Row:
        one = Unit(id=name, **unit)  # type: ignore[arg-type]
        found = state or State()
        made = queue.row(
            one, lambda _: found, name=name, used=used, changed=date(2026, 11, 1)
        )
        self.rows.append(made)
        return made

    @property
    def names(self) -> list[str]:
        return [row.name for row in queue.in_order(self.rows)]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State(), NEVER),
        (State(published_version="a"), CHANGED),
        (State(signed=(By("a"),)), HALF),
        (State(is_sent_back=True, published_version="a"), SENT_BACK),
        (State(is_signed=True, published_version="a"), SIGNED),
    ],
)
def test_a_state_has_one_word(state: State, word: str) -> None:
    assert queue.state_of(state) == word


def test_danger_comes_first_then_what_is_delicate_then_use_decides() -> None:
    desk = Desk()
    desk.add("uni", used=900)
    desk.add("suru", sensitive=True, used=1)
    desk.add("rahat", used=5)
    desk.add("rules/violence", kind="rules", needs=2, sensitive=True)
    desk.add("crisis/violence", kind="crisis", needs=2, sensitive=True)
    desk.add("crisis/suicide", kind="crisis", needs=2, sensitive=True)
    desk.add("crisis/general", kind="crisis", needs=2, sensitive=True)
    assert desk.names == [
        "crisis/general",
        "crisis/suicide",
        "crisis/violence",
        "rules/violence",
        "suru",
        "uni",
        "rahat",
    ]


def test_what_is_signed_comes_last_and_is_left_out_of_what_waits() -> None:
    desk = Desk()
    desk.add("valmis", State(is_signed=True), kind="crisis", needs=2)
    desk.add("uni")
    assert desk.names == ["uni", "valmis"]
    assert [row.name for row in queue.chosen(desk.rows, Filter())] == ["uni"]


def test_a_filter_by_state_kind_area_and_name() -> None:
    desk = Desk()
    desk.add("Uni", State(is_sent_back=True))
    desk.add("Univelka")
    desk.add("crisis/suicide", kind="crisis", needs=2)

    def found(**wanted: str) -> list[str]:
        return [row.name for row in queue.chosen(desk.rows, Filter(**wanted))]

    assert found(state=SENT_BACK) == ["Uni"]
    assert found(kind="crisis") == ["crisis/suicide"]
    assert found(text=" univ") == ["Univelka"]
    assert found(area="study") == []
    assert found(language="sv", state=NEVER) == ["Univelka", "crisis/suicide"]


def test_the_summary_counts_texts_not_languages() -> None:
    desk = Desk()
    desk.add("crisis/suicide", kind="crisis", needs=2)
    desk.add("rules/violence", kind="rules", needs=2)
    desk.add("uni", State(is_sent_back=True))
    desk.add("rahat", State(is_signed=True))
    counted = queue.summary(desk.rows)
    assert counted == {"crisis": 1, "rules": 1, "other": 1, SENT_BACK: 1}


def test_nobody_is_led_to_what_she_signed_or_what_waits_for_its_writer() -> None:
    desk = Desk()
    half = State(signed=(By("anna"),))
    desk.add("crisis/suicide", half, kind="crisis", needs=2)
    desk.add("suru", State(is_sent_back=True), sensitive=True)
    desk.add("uni")
    first, others = (queue.first_for(desk.rows, signer=who) for who in ("anna", "bo"))
    assert first is not None
    assert first[0].name == "uni"
    assert others is not None
    assert others[0].name == "crisis/suicide"
    assert queue.first_for([], signer="anna") is None
