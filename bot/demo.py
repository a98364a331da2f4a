"""The demonstration: simulator, chat page, bot and scheduler in one process, with invented people.

Two centres, every role, a week of past answers, and a newcomer with an invitation. The clock is the
simulator's; moving it wakes the schedule.
"""

import asyncio
import json
import random
import signal
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.running import running
from bot.settings import Settings
from bot.simulator.page import mount_page
from bot.simulator.people import start
from bot.simulator.server import SimulatorApp
from bot.simulator.serving import serving
from bot.simulator.world import World
from quizzes import answers, bank, calendar, invitations, people, questions, rounds
from quizzes.calendar import DEFAULT_TIMEZONE, Hours
from quizzes.people import CentreInfo, Person, Position, RoleKind
from quizzes.storage import Database, migrations

TOKEN = "1000001:demonstration-only-not-a-real-token"
USERNAME = "yinling_demo_bot"
DATABASE = Path("demo") / "yinling.db"
PAST_DAYS = 7
HOURS = Hours(timezone=DEFAULT_TIMEZONE, asks_at=time(8), closes_at=time(22), every_day=True)


@dataclass(frozen=True)
class Character:
    """Somebody invented; ``skill`` is how often they answered right in the past week."""

    telegram_id: int
    name: str
    centre: int | None
    position: Position | None
    role: RoleKind | None = None
    skill: float = 0.7
    language_code: str = "zh-hans"


CENTRES = (("青山影像中心", "Qingshan Imaging Centre"), ("江畔影像中心", "Jiangpan Imaging Centre"))
ADMINISTRATOR = Character(9001, "孟知行", None, None)
NEWCOMER = Character(9002, "白露", None, None)
CAST = (
    Character(1001, "周明远", 0, Position.CHIEF, RoleKind.DIRECTOR, 0.9),
    Character(1002, "林若雪", 0, Position.RADIOLOGIST, RoleKind.EDITOR, 0.85),
    Character(1003, "何晓舟", 0, Position.ASSISTANT, None, 0.55),
    Character(1004, "韩立", 0, Position.TECHNOLOGIST, None, 0.8),
    Character(1005, "苏晴", 0, Position.NURSE, None, 0.6),
    Character(2001, "郑文博", 1, Position.CHIEF, RoleKind.DIRECTOR, 0.8),
    Character(2002, "顾安", 1, Position.RADIOLOGIST, None, 0.75),
    Character(2003, "Emma Clark", 1, Position.TECHNOLOGIST, None, 0.7, "en"),
)


def show(settings: Settings) -> None:
    """Run the demonstration until the process is told to stop."""
    DATABASE.parent.mkdir(exist_ok=True)
    for leftover in DATABASE.parent.glob(f"{DATABASE.name}*"):
        leftover.unlink()
    url = f"sqlite+aiosqlite:///{DATABASE}"
    migrations.upgrade(url)
    asyncio.run(_show(settings, url))


async def _show(settings: Settings, database_url: str) -> None:
    world = World()
    world.add_bot(token=TOKEN, username=USERNAME, first_name="引领 Yinling")
    code = await _prepare(database_url, now=world.clock.now())
    _populate(world, code)
    app = SimulatorApp(world)
    mount_page(app)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with serving(app, settings.demo_port) as address:
        product_settings = settings.model_copy(
            update={
                "telegram_token": settings.model_validate({"telegram_token": TOKEN}).telegram_token,
                "telegram_url": address,
                "database_url": database_url,
                "admin_ids": frozenset({ADMINISTRATOR.telegram_id}),
                "webhook_url": None,
                "tick_seconds": 5.0,
            }
        )
        async with running(product_settings, now=world.clock.now) as product:
            jobs: set[asyncio.Task[None]] = set()

            def wake() -> None:
                job = asyncio.get_running_loop().create_task(product.schedule.tick())
                jobs.add(job)
                job.add_done_callback(jobs.discard)

            world.clock.on_jump(wake)
            typer.echo(f"引领演示已启动，请在浏览器打开 / The demonstration is running at {address}")
            await stopped.wait()


def _populate(world: World, code: str) -> None:
    """Everybody's Telegram account; members have started the bot, the newcomer has only a link."""
    for character in CAST:
        assert character.centre is not None
        assert character.position is not None
        world.add_person(
            id=character.telegram_id,
            first_name=character.name,
            language_code=character.language_code,
            centre=CENTRES[character.centre][0],
            role=POSITIONS[character.position] + ROLES[character.role],
        )
        start(world, character.telegram_id)
    world.add_person(id=ADMINISTRATOR.telegram_id, first_name=ADMINISTRATOR.name, role="集团管理员")
    start(world, ADMINISTRATOR.telegram_id)
    world.add_person(
        id=NEWCOMER.telegram_id,
        first_name=NEWCOMER.name,
        role="新同事，收到了邀请链接",
        link=f"https://t.me/{USERNAME}?start={code}",
    )


POSITIONS = {
    Position.CHIEF: "影像主任",
    Position.RADIOLOGIST: "诊断医师",
    Position.ASSISTANT: "助理医师",
    Position.TECHNOLOGIST: "技师",
    Position.NURSE: "护士",
}
ROLES = {None: "", RoleKind.DIRECTOR: " · 中心主任", RoleKind.EDITOR: " · 编辑"}


async def _prepare(database_url: str, *, now: datetime) -> str:
    """Fill an empty database: the shipped bank, the cast, a week of answers; the newcomer's code."""
    database = Database(database_url)
    try:
        async with database.write() as session:
            await questions.store(session, bank.load_bank(), now=now)
            centres = [
                await people.add_centre(session, name=zh, name_en=en, hours=HOURS, now=now)
                for zh, en in CENTRES
            ]
            for character in CAST:
                await _enrol(session, character, centres, now=now - timedelta(days=PAST_DAYS + 1))
            invitation = await invitations.invite(
                session, by=None, centre_id=centres[0].id, position=Position.TECHNOLOGIST, now=now
            )
        for days in range(PAST_DAYS, 0, -1):
            for centre in centres:
                async with database.write() as session:
                    await _live_through(session, centre, now - timedelta(days=days))
    finally:
        await database.close()
    return invitation.code


async def _enrol(
    session: AsyncSession, character: Character, centres: list[CentreInfo], *, now: datetime
) -> None:
    assert character.centre is not None
    assert character.position is not None
    centre_id = centres[character.centre].id
    member_id = await people.meet(
        session,
        telegram_id=character.telegram_id,
        name=character.name,
        language="en" if character.language_code == "en" else "zh",
        now=now,
    )
    await people.join(
        session, member_id=member_id, centre_id=centre_id, position=character.position.value, now=now
    )
    if character.role is not None:
        await people.grant(session, member_id=member_id, kind=character.role, centre_id=centre_id, now=now)


async def _live_through(session: AsyncSession, centre: CentreInfo, day: datetime) -> None:
    """One past day of a centre: opened, answered by most, closed. Nothing is sent for it."""
    local = calendar.local_date(day, centre.hours.timezone)
    opens_at, closes_at = calendar.window(local, centre.hours)
    await rounds.open_round(session, centre=centre, day=local, now=opens_at)
    for character in CAST:
        person = await people.find_person(session, telegram_id=character.telegram_id)
        if person is not None and person.centre == centre:
            await _answer(session, person, character.skill, opens_at + timedelta(minutes=30))
    for round_id in await rounds.due_to_close(session, now=closes_at):
        await rounds.close_round(session, round_id=round_id, now=closes_at)


async def _answer(session: AsyncSession, person: Person, skill: float, at: datetime) -> None:
    """Answer as somebody of this skill would; about one day in eight they miss."""
    chance = random.Random(f"{person.telegram_id}:{at.date()}")
    if chance.random() < 0.12:
        return
    assignment_id = await rounds.todays(session, who=person.enrolled(), now=at)
    given = await answers.given(session, assignment_id=assignment_id, member_id=person.id)
    await answers.submit(
        session,
        person=person,
        assignment_id=assignment_id,
        response=_response(given, right=chance.random() < skill),
        update_id=-assignment_id,  # below every number Telegram gives
        received_at=at,
    )


def _response(given: answers.Given, *, right: bool) -> bank.Answer:
    full = bank.full_answer(given.question, given.variant, "zh")
    if right:
        return full
    if isinstance(given.question, bank.SingleChoice | bank.MultipleChoice):
        return [next(p for p in range(len(given.variant.order)) if p not in full)]
    if isinstance(given.question, bank.Staged):
        return json.dumps(["0"] * len(given.question.stages))
    return "0" if isinstance(full, str) else [*full][::-1]
