import asyncio

from bot.commands import doctor
from bot.settings import Settings
from bot.simulator.serving import running_simulator
from quizzes.storage import migrations

TOKEN = "123456:AAE-simulated"


def _settings(**values):
    return Settings(_env_file=None, **values)


def test_without_a_token_the_doctor_says_where_to_get_one():
    finding = doctor.check_token(_settings())
    assert not finding.well
    assert "YINLING_TELEGRAM_TOKEN" in finding.text


def test_a_database_without_migrations_is_found(tmp_path):
    settings = _settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    assert "yinling db upgrade" in doctor.check_database(settings).text
    migrations.upgrade(settings.database_url)
    assert doctor.check_database(settings).well


def test_a_database_that_cannot_be_opened_is_found_and_no_password_shown():
    finding = doctor.check_database(
        _settings(database_url="postgresql+psycopg://u:hunter2@127.0.0.1:1/none?connect_timeout=2")
    )
    assert not finding.well
    assert "hunter2" not in finding.text


def test_pictures_with_chinese_text_are_found_well():
    assert doctor.check_fonts(_settings()).well


async def test_a_token_telegram_knows_is_named_and_a_wrong_one_found():
    async with running_simulator() as simulator:
        await simulator.seed(bots=[{"token": TOKEN, "username": "yinling_test_bot"}])
        url = simulator.base_url.removesuffix("/bot")
        known = await asyncio.to_thread(doctor.check_token, _settings(telegram_token=TOKEN, telegram_url=url))
        wrong = await asyncio.to_thread(doctor.check_token, _settings(telegram_token="1:x", telegram_url=url))
        clock = await asyncio.to_thread(doctor.check_clock, _settings(telegram_url=url))
    assert known.well
    assert "@yinling_test_bot" in known.text
    assert not wrong.well
    assert TOKEN not in known.text + wrong.text
    assert clock.well


def test_an_unreachable_telegram_is_found():
    settings = _settings(telegram_token=TOKEN, telegram_url="http://127.0.0.1:1")
    assert "cannot be reached" in doctor.check_token(settings).text
    assert not doctor.check_clock(settings).well
