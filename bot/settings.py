"""All settings, read in one place: environment, then ``.env``, then default.

``.env.example`` names each of them. A value that cannot be read stops the start with
an error that names its key.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingError

REPO = Path(__file__).resolve().parents[1]
OPERATORS = {
    "fi": "tiimi, joka vasta testaa sitä",
    "sv": "ett team som ännu testar den",
    "en": "a team that is still testing it",
}
"""Who runs the service, as said until RINNALLA_OPERATOR names an organisation.

It completes a sentence: "It is run by …".
"""

EXIT_URL = "https://www.ilmatieteenlaitos.fi/"
"""Where quick exit leads: the weather, an everyday page that raises no question."""

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


class Secret:
    """A text that does not show itself in logs, errors and debuggers."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text; call this only where it is used."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return secrets.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __bool__(self) -> bool:
        return bool(self._value)


@dataclass(frozen=True)
class Settings:
    """The settings of one installation.

    Attributes:
        content: Folder of the working copy of the content.
        published: Folder of the signed versions.
        reviewed_only: Serve only what professionals have signed.
        serve_unreviewed: Serve unsigned words on a public address all the same.
        confirmed_services: Ids of ``check_first`` services the operator has confirmed.
        var: Folder of run-time files.
        operator: Who runs the service, per language; completes "It is run by …".
        secret: Signs the crisis tokens; random per installation.
    """

    content: Path
    published: Path
    reviewed_only: bool
    serve_unreviewed: bool
    confirmed_services: frozenset[str]
    var: Path
    host: str
    web_port: int
    dashboard_port: int
    rasa_port: int
    actions_port: int
    metrics_port: int
    operator: Mapping[str, str]
    exit_url: str
    secret: Secret

    def operator_name(self, language: str) -> str:
        """Return who runs the service, in one language."""
        return self.operator[language]


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def check_review(settings: Settings) -> None:
    """Refuse to show unreviewed words to the public by accident.

    Raises:
        SettingError: The message names the setting and what it does.
    """
    if settings.reviewed_only:
        remedy = "nothing has been signed yet, so there is nothing to serve: leave it 0"
        raise SettingError("RINNALLA_REVIEWED_ONLY", "1", remedy)
    if settings.host not in LOOPBACK and not settings.serve_unreviewed:
        remedy = (
            "would show words that no professional has reviewed to everybody: keep "
            "127.0.0.1, or set RINNALLA_SERVE_UNREVIEWED=1 to do it all the same"
        )
        raise SettingError("RINNALLA_HOST", settings.host, remedy)


def load(
    environ: Mapping[str, str] | None = None, *, dotenv: Path | None = REPO / ".env"
) -> Settings:
    """Read the settings, making the installation's secret on the first run.

    Args:
        environ: Instead of the process's environment.
        dotenv: The file read second; None reads none.

    Raises:
        SettingError: A value cannot be read; the message names its key.
    """
    values = {**(_read_dotenv(dotenv) if dotenv else {})}
    values.update(os.environ if environ is None else environ)
    var = _path(values, "RINNALLA_VAR", REPO / "var")
    return Settings(
        content=_path(values, "RINNALLA_CONTENT", REPO / "data"),
        published=_path(values, "RINNALLA_PUBLISHED", var / "published"),
        reviewed_only=_flag(values, "RINNALLA_REVIEWED_ONLY"),
        serve_unreviewed=_flag(values, "RINNALLA_SERVE_UNREVIEWED"),
        confirmed_services=_ids(values, "RINNALLA_CONFIRMED_SERVICES"),
        var=var,
        host=values.get("RINNALLA_HOST") or "127.0.0.1",
        web_port=_port(values, "WEB_PORT", 8000),
        dashboard_port=_port(values, "DASHBOARD_PORT", 8501),
        rasa_port=_port(values, "RASA_PORT", 5005),
        actions_port=_port(values, "ACTIONS_PORT", 5055),
        metrics_port=_port(values, "METRICS_PORT", 9464),
        operator=_operator(values),
        exit_url=_https(values, "RINNALLA_EXIT_URL", EXIT_URL),
        secret=_secret(values, var),
    )


def _read_dotenv(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    values = {}
    for number, row in enumerate(text.splitlines(), start=1):
        row = row.strip()
        if not row or row.startswith("#"):
            continue
        key, equals, value = row.partition("=")
        if not equals:
            remedy = "write KEY=value"
            raise SettingError(f"{path.name}:{number}", row.split()[0], remedy)
        values[key.removeprefix("export ").strip()] = _unquoted(value.strip())
    return values


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()


def _path(values: Mapping[str, str], name: str, default: Path) -> Path:
    value = values.get(name)
    return Path(value).expanduser().resolve() if value else default


def _flag(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "").strip().casefold()
    if value not in _TRUE | _FALSE:
        raise SettingError(name, value, "write 1 or 0")
    return value in _TRUE


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    value = values.get(name) or str(default)
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise SettingError(name, value, "write a port, 1 to 65535")
    return int(value)


def _ids(values: Mapping[str, str], name: str) -> frozenset[str]:
    ids = (one.strip() for one in values.get(name, "").split(","))
    return frozenset(one for one in ids if one)


def _https(values: Mapping[str, str], name: str, default: str) -> str:
    value = values.get(name) or default
    if not value.startswith("https://"):
        raise SettingError(name, value, "write an address that begins with https://")
    return value


def _operator(values: Mapping[str, str]) -> Mapping[str, str]:
    name = values.get("RINNALLA_OPERATOR", "").strip()
    return dict.fromkeys(OPERATORS, name) if name else OPERATORS


def _secret(values: Mapping[str, str], var: Path) -> Secret:
    if value := values.get("RINNALLA_SECRET"):
        if len(value) < 32:
            raise SettingError("RINNALLA_SECRET", "…", "give at least 32 characters")
        return Secret(value)
    return Secret(_stored_secret(var / "secret"))


def _stored_secret(path: Path) -> str:
    """Return the secret of this installation, made once even by two processes.

    It is written whole under another name and linked into place, so that nobody reads
    half of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its secret counts
        finally:
            draft.unlink()
    value = path.read_text(encoding="utf-8").strip()
    if len(value) < 32:
        raise SettingError("RINNALLA_SECRET", "…", f"{path} is damaged: delete it")
    return value
