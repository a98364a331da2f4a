import pytest
from pydantic import ValidationError

from bot.settings import Settings


def test_administrators_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("YINLING_ADMIN_IDS", "101, 102")
    assert Settings(_env_file=None).admin_ids == {101, 102}
    monkeypatch.setenv("YINLING_ADMIN_IDS", "")
    assert Settings(_env_file=None).admin_ids == frozenset()


def test_a_webhook_without_its_secret_is_refused(monkeypatch):
    monkeypatch.setenv("YINLING_WEBHOOK_URL", "https://example.org")
    with pytest.raises(ValidationError, match="YINLING_WEBHOOK_SECRET"):
        Settings(_env_file=None)


def test_the_token_does_not_show_when_settings_are_printed(monkeypatch):
    monkeypatch.setenv("YINLING_TELEGRAM_TOKEN", "123456:very-secret")
    assert "very-secret" not in repr(Settings(_env_file=None))
