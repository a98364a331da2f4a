"""Settings, read once from the environment or `.env`. The domain receives values, never this."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting carries the prefix ``YINLING_``; docs/settings.md describes each one."""

    model_config = SettingsConfigDict(env_prefix="YINLING_", env_file=".env", extra="ignore", frozen=True)

    telegram_token: SecretStr | None = None  #: the bot's token from @BotFather
    telegram_url: str = "https://api.telegram.org"  #: where the Bot API is
    database_url: str = "sqlite+aiosqlite:///yinling.db"
    admin_ids: Annotated[frozenset[int], NoDecode] = (
        frozenset()
    )  #: Telegram ids of the group's administrators

    http_client: Literal["aiohttp", "httpx"] = "aiohttp"
    webhook_url: str | None = None  #: public https address; polling where it is not set
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)

    tick_seconds: float = Field(default=15, gt=0, le=300)  #: how often "what is due?" is asked
    sends_per_second: float = Field(default=29, gt=0, le=1000)  #: Telegram allows about 30
    sends_in_flight: int = Field(default=3, ge=1, le=20)  #: at most this many can be in doubt after a crash
    lease_seconds: float = Field(default=60, ge=1, le=3600)  #: when a dead process's claims are taken over
    handlers_at_once: int = Field(default=32, ge=1, le=256)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    demo_port: int = Field(default=8080, ge=0, le=65535)

    @field_validator("admin_ids", mode="before")
    @classmethod
    def ids_are_separated_by_commas(cls, value: object) -> object:
        """``101, 102`` as people write it."""
        return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @model_validator(mode="after")
    def a_webhook_needs_its_secret(self) -> "Settings":
        """Without the secret anybody could post updates in Telegram's name."""
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("YINLING_WEBHOOK_URL needs YINLING_WEBHOOK_SECRET")
        return self
