"""Helplines: one door to their data, their hours and their states."""

from __future__ import annotations

from .hours import HELSINKI, State, state, state_text
from .service_data import (
    ALWAYS,
    REGIONS,
    Channel,
    Service,
    Services,
    ServicesError,
    Situation,
    Span,
    load_services,
)

__all__ = [
    "ALWAYS",
    "HELSINKI",
    "REGIONS",
    "Channel",
    "Service",
    "Services",
    "ServicesError",
    "Situation",
    "Span",
    "State",
    "load_services",
    "state",
    "state_text",
]
