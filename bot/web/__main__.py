"""``python -m bot.web``: serve the edge."""

from __future__ import annotations

import functools
import os
import resource
import sys

import uvicorn
from prometheus_client import start_http_server

from bot import settings as config
from bot.editions import Editions
from bot.errors import RinnallaError
from bot.search import Shelf
from bot.settings import Settings
from bot.store import Store
from bot.switches import Reader
from bot.web.app import create_app
from bot.web.counters import Counters
from bot.web.rasa import RasaClient
from bot.web.session import Sessions
from bot.web.turn import Edge
from safety import assess
from safety.reader import second_reader


def build_edge(settings: Settings) -> Edge:
    """Put the parts of the edge together from the settings."""
    # The rules are loaded now: the first message must not wait for them.
    assess("")
    rasa = RasaClient(
        f"http://127.0.0.1:{settings.rasa_port}",
        os.environ.get("RASA_CHANNEL_TOKEN", ""),
        timeout_s=settings.rasa_timeout_s,
    )
    editions = Editions(settings)
    return Edge(
        content=editions.of("fi"),
        editions=editions,
        rasa=rasa,
        sessions=Sessions(),
        counters=Counters(Store(settings.var / "stats.db")),
        secret=settings.secret.reveal(),
        assess=functools.partial(assess, second=second_reader()),
        search=Shelf(settings.var, editions.working_hash),
        switches=Reader(settings.var),
    )


def main() -> int:
    """Serve until stopped."""
    # Here too, for who starts the edge alone: no words of chats in a core dump.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        settings = config.load()
        config.check_review(settings)
        app = create_app(settings, build_edge(settings))
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    start_http_server(settings.metrics_port, addr="127.0.0.1")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.web_port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=1_000_000,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
