"""All settings, read in one place: environment, then ``.env``, then default.

``.env.example`` names each of them. A value that cannot be read stops the start with
an error that names its key. What a county's communications people set stands in
``data/county.yml`` (``bot.county``).
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import overload

from bot import county
from bot.county import County
from bot.errors import SettingError
from bot.review import gate

REPO = Path(__file__).resolve().parents[1]
_ORIGIN = re.compile(
    r"(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[1-9]\d{0,4})?"
)
_METADATA_URL = re.compile(
    r"(https://[A-Za-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[1-9]\d{0,4})?/\S*"
)
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
class Oidc:
    """Where people sign in to the dashboard (OpenID Connect).

    Attributes:
        metadata_url: The provider's ``/.well-known/openid-configuration``.
        role_claim: The claim that names somebody's roles; dots lead into it.
    """

    metadata_url: str
    client_id: str
    client_secret: Secret
    role_claim: str


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
        named_operator: Who runs the service, over what the county's file says.
        named_exit_url: Where quick exit leads, over what the county's file says.
        embed_origins: Sites whose pages may show the chat in a frame.
        rasa_timeout_s: Seconds a turn waits for Rasa; then the edge answers.
        public_url: The address that posters show; None: what the request says.
        oidc: Where people sign in to the dashboard; None: nobody can.
        roles_file: Who has which role there, beside what the provider says.
        dashboard_host: Where the dashboard listens.
        named_dashboard_url: The address at which people open it.
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
    rasa_timeout_s: float
    metrics_port: int
    named_operator: str | None
    named_exit_url: str | None
    embed_origins: tuple[str, ...]
    public_url: str | None
    oidc: Oidc | None
    roles_file: Path | None
    dashboard_host: str
    named_dashboard_url: str | None
    secret: Secret

    @cached_property
    def county(self) -> County:
        """The county's own settings, read when they are first asked for.

        Only what shows them asks: a mistake there stops no other part.

        Raises:
            ContentError: The file cannot be used; every problem with its line.
        """
        read = county.load(self.content)
        if self.named_operator:
            operator = dict.fromkeys(read.operator, self.named_operator)
            read = replace(read, operator=operator)
        return replace(read, exit_url=self.named_exit_url or read.exit_url)

    @property
    def dashboard_url(self) -> str:
        """The address at which people open the dashboard, without a page."""
        return self.named_dashboard_url or f"http://127.0.0.1:{self.dashboard_port}"

    @property
    def operator(self) -> Mapping[str, str]:
        """Who runs the service, per language; completes "It is run by …"."""
        return self.county.operator

    @property
    def exit_url(self) -> str:
        """Where quick exit leads."""
        return self.county.exit_url

    def operator_name(self, language: str) -> str:
        """Return who runs the service, in one language."""
        return self.operator[language]


# "Rasa's answer within 3 s or a kind fallback"; with some room for the way back.
RASA_TIMEOUT_S = 2.8
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def check_review(settings: Settings) -> None:
    """Refuse to show unreviewed words to the public by accident.

    With ``RINNALLA_REVIEWED_ONLY`` that is: refuse before the core is signed, or when
    rules of the detector run that were not (``bot.review.gate``).

    Raises:
        SettingError: The message names the setting and what it does.
    """
    if settings.reviewed_only:
        gate.check(settings)
    elif settings.host not in LOOPBACK and not settings.serve_unreviewed:
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
        rasa_timeout_s=_seconds(values, "RINNALLA_RASA_TIMEOUT_S", RASA_TIMEOUT_S),
        metrics_port=_port(values, "METRICS_PORT", 9464),
        named_operator=values.get("RINNALLA_OPERATOR", "").strip() or None,
        named_exit_url=_https(values, "RINNALLA_EXIT_URL"),
        embed_origins=_origins(values, "RINNALLA_EMBED_ORIGINS"),
        public_url=_public_url(values, "RINNALLA_PUBLIC_URL", "chat"),
        oidc=_oidc(values),
        roles_file=_path(values, "RINNALLA_ROLES", None),
        dashboard_host=values.get("RINNALLA_DASHBOARD_HOST") or "127.0.0.1",
        named_dashboard_url=_public_url(values, "RINNALLA_DASHBOARD_URL", "dashboard"),
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


@overload
def _path(values: Mapping[str, str], name: str, default: Path) -> Path: ...


@overload
def _path(values: Mapping[str, str], name: str, default: None) -> Path | None: ...


def _path(values: Mapping[str, str], name: str, default: Path | None) -> Path | None:
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


def _seconds(values: Mapping[str, str], name: str, default: float) -> float:
    value = values.get(name) or str(default)
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0
    if not 0.1 <= seconds <= 60:
        raise SettingError(name, value, "write seconds, 0.1 to 60, like 2.8")
    return seconds


def _ids(values: Mapping[str, str], name: str) -> frozenset[str]:
    ids = (one.strip() for one in values.get(name, "").split(","))
    return frozenset(one for one in ids if one)


def _https(values: Mapping[str, str], name: str) -> str | None:
    value = values.get(name) or None
    if value and not value.startswith("https://"):
        raise SettingError(name, value, "write an address that begins with https://")
    return value


def _origins(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = (one.strip().lower() for one in values.get(name, "").split(","))
    found = tuple(dict.fromkeys(one for one in origins if one))
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            remedy = (
                "write the site without a page and without *, like "
                "https://www.county.fi (http:// only for localhost), commas between"
            )
            raise SettingError(name, origin, remedy)
    return found


def _public_url(values: Mapping[str, str], name: str, what: str) -> str | None:
    value = values.get(name, "").strip().rstrip("/").lower() or None
    if value and not _ORIGIN.fullmatch(value):
        remedy = (
            f"write the address of the {what} without a page, like "
            f"https://{what}.county.fi (http:// only for localhost)"
        )
        raise SettingError(name, value, remedy)
    return value


OIDC_KEYS = (
    "RINNALLA_OIDC_METADATA_URL",
    "RINNALLA_OIDC_CLIENT_ID",
    "RINNALLA_OIDC_CLIENT_SECRET",
)


def _oidc(values: Mapping[str, str]) -> Oidc | None:
    """Return where people sign in; all of it is told, or nothing."""
    told = {key: values.get(key, "").strip() for key in OIDC_KEYS}
    if not any(told.values()):
        return None
    for key, value in told.items():
        if not value:
            remedy = f"signing in needs {', '.join(OIDC_KEYS)}; this one is missing"
            raise SettingError(key, value, remedy)
    address, client_id, client_secret = told.values()
    if not _METADATA_URL.fullmatch(address):
        remedy = (
            "write the address of the provider's metadata, like https://login.county.fi"
            "/.well-known/openid-configuration (http:// only for localhost)"
        )
        raise SettingError(OIDC_KEYS[0], address, remedy)
    claim = values.get("RINNALLA_OIDC_ROLE_CLAIM", "").strip() or "roles"
    return Oidc(address, client_id, Secret(client_secret), claim)


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
