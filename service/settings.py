"""The settings, read once from the environment and frozen."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "UNDERSIGNED_"
SECRETS = ("database_url", "smtp_url", "keys")
"""Settings that may also stand in a file, named by the same setting with _FILE."""

DRIVERS = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg", "sqlite": "sqlite"}
NO_PROXY = "none"
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class SettingsError(Exception):
    """Settings with which the service cannot start; each line names one and says what to do."""


class Settings(BaseSettings):
    """What an operator can choose. Each field is the setting UNDERSIGNED_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    data: Path = Field(Path("undersigned-data"), description="Folder for the embedded database and the keys.")
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql://user:password@host/name. Without it: SQLite in the data folder."
    )
    base_url: str = Field("http://localhost:8000", description="The address that visitors and links use.")
    smtp_url: SecretStr = Field(
        SecretStr("smtp://localhost:25"),
        description="smtp://, smtp+starttls:// or smtps:// user:password@host:port of the mail server.",
    )
    mail_from: str = Field("", description="The sender of mails. Without it: undersigned@ the base URL's host.")
    keys: SecretStr = Field(
        SecretStr(""), description="Master keys, newest first. Without it: the file keys in the data folder."
    )
    trusted_proxies: str = Field(
        "127.0.0.1 ::1",
        description="Addresses or networks of reverse proxies whose X-Forwarded-For is believed, by commas.",
    )

    @field_validator("base_url")
    @classmethod
    def _check_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("write an address like https://letters.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("leave out everything after the host; the service lives at the root of its host")
        default = ":443" if parts.scheme == "https" else ":80"
        return f"{parts.scheme}://{parts.netloc.lower().removesuffix(default)}"

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url:
            return value
        scheme, separator, rest = url.partition("://")
        scheme = DRIVERS.get(scheme, scheme)
        if not separator or scheme not in DRIVERS.values():
            raise ValueError("write an address like postgresql://user:password@host/name")
        return SecretStr(f"{scheme}://{rest}")

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in SMTP_SCHEMES or not parts.hostname:
            raise ValueError("write an address like smtp+starttls://user:password@mail.example.org:587")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _check_trusted_proxies(cls, value: str) -> str:
        if value != NO_PROXY:
            for part in value.replace(",", " ").split():
                ip_network(part)
        return value

    @property
    def proxies(self) -> list[str]:
        """Each trusted proxy or network of them."""
        return [] if self.trusted_proxies == NO_PROXY else self.trusted_proxies.replace(",", " ").split()

    @property
    def database(self) -> str:
        """The database's URL with its driver."""
        chosen = self.database_url.get_secret_value()
        return chosen or f"sqlite:///{self.data.resolve() / 'undersigned.sqlite'}"

    @property
    def keys_file(self) -> Path:
        return self.data / "keys"

    @property
    def host(self) -> str:
        """Host and port as a browser sends them."""
        return urlsplit(self.base_url).netloc

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def sender(self) -> str:
        return self.mail_from or f"undersigned@{urlsplit(self.base_url).hostname}"


def load(environ: Mapping[str, str] | None = None, **chosen: Any) -> Settings:
    """The settings in an environment, with those chosen elsewhere above them. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    values = {name: text for name, text in environ.items() if name.startswith(PREFIX) and text}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    files = {f"{PREFIX}{name.upper()}_FILE": name for name in SECRETS}
    unknown = sorted(set(values) - known - set(files))
    if unknown:
        raise SettingsError(
            "\n".join(f"{name}: there is no such setting. See docs/settings.md." for name in unknown)
        )
    read = {name: _read_secret(setting, values[setting]) for setting, name in files.items() if setting in values}
    plain = {name.removeprefix(PREFIX).lower(): text for name, text in values.items() if name in known}
    try:
        return Settings(**{**plain, **read, **chosen})
    except ValidationError as error:
        lines = [
            f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None


def _read_secret(setting: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SettingsError(f"{setting}: the file cannot be read: {error.strerror}.") from error
