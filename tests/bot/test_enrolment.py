from quizzes import invitations, people
from quizzes.people import Position
from tests.bot.conftest import ADMINISTRATOR, DIRECTOR, OUTSIDER, TECHNOLOGIST, invitation_code, labels


async def test_a_link_enrols_a_newcomer_and_says_when_questions_come(chat):
    welcome = await chat.starts(OUTSIDER, await invitation_code(chat))
    assert "欢迎您，白露" in welcome["text"]
    assert "青山影像中心" in welcome["text"]
    assert "08:00" in welcome["text"]
    assert labels(welcome) == ["今日一题", "先练一题"]


async def test_without_an_invitation_one_is_told_how_to_get_one(chat):
    assert "邀请" in (await chat.starts(OUTSIDER))["text"]
    assert "邀请" in (await chat.says(OUTSIDER, "你好"))["text"]
    assert "邀请" in (await chat.says(OUTSIDER, "/today"))["text"]


async def test_a_typed_code_enrols_in_any_case_width_and_spacing(chat):
    code = await invitation_code(chat)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    answer = await chat.says(OUTSIDER, f"{wide[:5]} {wide[5:]}")
    assert "欢迎您" in answer["text"]


async def test_a_member_moves_by_a_typed_code_and_an_answer_that_looks_like_one_is_an_answer(chat):
    async with chat.database.write() as session:
        other = await people.add_centre(
            session, name="江畔影像中心", name_en="Jiangpan", hours=chat.centre.hours, now=chat.clock.now()
        )
        made = await invitations.invite(
            session, by=None, centre_id=other.id, position=Position.NURSE, now=chat.clock.now()
        )
    assert "查不到" not in (await chat.says(TECHNOLOGIST, "hypertense"))["text"]
    assert "江畔影像中心" in (await chat.says(TECHNOLOGIST, made.code))["text"]


async def test_a_wrong_code_and_a_spent_one_are_told_apart(chat):
    assert "查不到" in (await chat.says(OUTSIDER, "ABCDEFGHJK"))["text"]
    assert "查不到" in (await chat.starts(OUTSIDER, "not-a-code"))["text"]
    code = await invitation_code(chat, uses=1)
    await chat.starts(OUTSIDER, code)
    assert "名额已用完" in (await chat.starts(ADMINISTRATOR, code))["text"]


async def test_a_name_full_of_markup_and_emoji_shows_as_it_is(chat):
    await chat.starts(OUTSIDER, await invitation_code(chat))
    answer = await chat.says(OUTSIDER, "/name <b>白&露</b> 😀 {0}")
    assert "<b>白&露</b> 😀 {0}" in answer["text"]
    welcome = await chat.starts(OUTSIDER)
    assert "<b>白&露</b> 😀 {0}" in welcome["text"]


async def test_leaving_asks_first_and_an_invitation_brings_back(chat):
    ask = await chat.says(TECHNOLOGIST, "/leave")
    assert "不退出" in labels(ask)
    stayed = await chat.taps(TECHNOLOGIST, ask, "不退出")
    assert "下一题" in stayed["text"]
    ask = await chat.says(TECHNOLOGIST, "/leave")
    await chat.taps(TECHNOLOGIST, ask, "退出")
    assert "还没有加入" in (await chat.says(TECHNOLOGIST, "/today"))["text"]
    assert "欢迎您" in (await chat.starts(TECHNOLOGIST, await invitation_code(chat)))["text"]


async def test_a_director_makes_an_invitation_in_two_taps_and_takes_it_back(chat):
    ask = await chat.says(DIRECTOR, "/invite")
    assert "技师" in labels(ask)
    terms = await chat.taps(DIRECTOR, ask, "技师")
    made = await chat.taps(DIRECTOR, terms, "20 人")
    assert "https://t.me/yinling_test_bot?start=" in made["text"]
    code = made["text"].split("start=")[1].split()[0]
    withdrawn = await chat.taps(DIRECTOR, made, "撤回")
    assert code in withdrawn["text"]
    assert "已撤回" in (await chat.starts(OUTSIDER, code))["text"]


async def test_members_cannot_invite_not_even_by_a_button_made_up(chat):
    assert "只有本中心主任" in (await chat.says(TECHNOLOGIST, "/invite"))["text"]
    message = await chat.starts(TECHNOLOGIST)
    made_up = f"invite:{chat.centre.id}:nurse:-:20:7"
    answer = await chat.simulator.tap(TECHNOLOGIST, message["message_id"], made_up)
    assert "只有本中心主任" in answer["text"]
    with_role = f"invite:{chat.centre.id}:nurse:director:20:7"
    message = await chat.starts(DIRECTOR)
    answer = await chat.simulator.tap(DIRECTOR, message["message_id"], with_role)
    assert "只有集团管理员" in answer["text"]


async def test_an_administrator_by_setting_invites_a_director(chat):
    await chat.starts(ADMINISTRATOR)
    ask = await chat.says(ADMINISTRATOR, "/invite")
    terms = await chat.taps(ADMINISTRATOR, ask, "影像主任 + 中心主任")
    made = await chat.taps(ADMINISTRATOR, terms, "1 人")
    code = made["text"].split("start=")[1].split()[0]
    await chat.starts(OUTSIDER, code)
    assert "邀请哪个岗位" in (await chat.says(OUTSIDER, "/invite"))["text"]


async def test_the_language_is_changed_by_a_tap_and_the_menu_with_it(chat):
    ask = await chat.says(DIRECTOR, "/language")
    changed = await chat.taps(DIRECTOR, ask, "English")
    assert changed["text"] == "I will write in English from now on."
    assert "Qingshan Imaging Centre" in (await chat.starts(DIRECTOR))["text"]
    menus = await chat.simulator.calls("setMyCommands")
    own = [c["parameters"] for c in menus if "chat" in str(c["parameters"].get("scope"))]
    assert "invite people" in str(own[-1])


async def test_blocking_the_bot_ends_questions_until_the_person_is_back(chat):
    await chat.simulator.block(TECHNOLOGIST)
    await chat.simulator.wait_until_idle()
    await chat.question_comes(DIRECTOR)
    await chat.simulator.wait_until_idle()
    refused = [c for c in await chat.simulator.calls("sendMessage") if c["status"] == 403]
    assert refused == []
    await chat.simulator.unblock(TECHNOLOGIST)
    await chat.starts(TECHNOLOGIST)
    assert "今日一题" in (await chat.says(TECHNOLOGIST, "/today"))["text"]


async def test_who_starts_the_bot_again_is_asked_again_even_if_telegram_never_said_so(chat):
    async with chat.database.write() as session:
        await people.mark_reachable(session, telegram_id=TECHNOLOGIST, since=chat.clock.now())
    await chat.starts(TECHNOLOGIST)
    assert "今日一题" in (await chat.question_comes(TECHNOLOGIST))["text"]
