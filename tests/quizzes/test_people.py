import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import invitations, people
from quizzes.errors import BadName, InvitationSpent, InvitationUnknown, NotAllowed, NotEnrolled
from quizzes.people import Position, RoleKind
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_centre, add_person


async def _invite(database, centre, **options):
    async with database.write() as session:
        return await invitations.invite(
            session, by=None, centre_id=centre.id, position=Position.TECHNOLOGIST, now=NOW, **options
        )


async def _redeem(database, code, telegram_id, now=NOW, name="新人"):
    async with database.write() as session:
        member_id = await people.meet(session, telegram_id=telegram_id, name=name, language="zh", now=now)
        await invitations.redeem(session, code=code, member_id=member_id, now=now)
    async with database.read() as session:
        return await people.find_person(session, telegram_id=telegram_id)


async def test_an_invitation_brings_somebody_into_a_centre_with_position_and_role(database, centre):
    made = await _invite(database, centre, role=RoleKind.DIRECTOR)
    person = await _redeem(database, made.code.lower(), 7)
    assert person.enrolled().centre == centre
    assert person.position is Position.TECHNOLOGIST
    assert person.may_direct(centre.id)


async def test_a_stranger_is_unknown_and_belongs_nowhere(database):
    async with database.write() as session:
        assert await people.find_person(session, telegram_id=1) is None
        await people.meet(session, telegram_id=1, name="A", language="zh", now=NOW)
        person = await people.find_person(session, telegram_id=1)
    with pytest.raises(NotEnrolled):
        person.enrolled()


async def test_a_code_that_does_not_exist_is_refused(database, centre):
    with pytest.raises(InvitationUnknown):
        await _redeem(database, "AAAAAAAAAA", 7)


async def test_an_invitation_ends_with_its_last_use_and_a_second_tap_uses_nothing(database, centre):
    made = await _invite(database, centre, uses=1)
    await _redeem(database, made.code, 7)
    await _redeem(database, made.code, 7)
    with pytest.raises(InvitationSpent, match="used-up"):
        await _redeem(database, made.code, 8)


async def test_an_invitation_expires(database, centre):
    made = await _invite(database, centre, valid_for=timedelta(days=1))
    with pytest.raises(InvitationSpent, match="expired"):
        await _redeem(database, made.code, 7, now=NOW + timedelta(days=1))


async def test_a_withdrawn_invitation_brings_nobody_back_in(database, centre):
    director = await add_person(database, centre, 1, role=RoleKind.DIRECTOR)
    made = await _invite(database, centre)
    await _redeem(database, made.code, 7)
    async with database.write() as session:
        await invitations.revoke_invitation(session, by=director, invitation_id=made.id, now=NOW)
    with pytest.raises(InvitationSpent, match="revoked"):
        await _redeem(database, made.code, 8)
    async with database.write() as session:
        member_id = (await people.find_person(session, telegram_id=7)).id
        await people.leave(session, member_id=member_id, now=NOW)
    with pytest.raises(InvitationSpent, match="revoked"):
        await _redeem(database, made.code, 7)


async def test_an_old_link_gives_back_neither_a_role_nor_a_position(database, centre):
    as_director = await _invite(database, centre, role=RoleKind.DIRECTOR)
    person = await _redeem(database, as_director.code, 7)
    async with database.write() as session:
        await people.revoke(
            session, member_id=person.id, kind=RoleKind.DIRECTOR, centre_id=centre.id, now=NOW
        )
        await people.join(session, member_id=person.id, centre_id=centre.id, position="nurse", now=NOW)
    again = await _redeem(database, as_director.code, 7)
    assert again.position is Position.NURSE
    assert not again.may_direct(centre.id)


async def test_an_expired_invitation_does_not_bring_back_who_left(database, centre):
    made = await _invite(database, centre, valid_for=timedelta(days=1))
    person = await _redeem(database, made.code, 7)
    async with database.write() as session:
        await people.leave(session, member_id=person.id, now=NOW)
    with pytest.raises(InvitationSpent, match="expired"):
        await _redeem(database, made.code, 7, now=NOW + timedelta(days=1))


async def test_the_last_use_goes_to_one_of_those_who_tap_at_once(database, centre):
    made = await _invite(database, centre, uses=1)
    results = await asyncio.gather(
        *(_redeem(database, made.code, telegram_id) for telegram_id in range(10, 16)), return_exceptions=True
    )
    assert sum(isinstance(result, people.Person) for result in results) == 1
    assert sum(isinstance(result, InvitationSpent) for result in results) == 5


async def test_leaving_ends_roles_and_the_same_invitation_brings_back_without_a_new_use(database, centre):
    made = await _invite(database, centre, uses=1, role=RoleKind.DIRECTOR)
    person = await _redeem(database, made.code, 7)
    async with database.write() as session:
        await people.leave(session, member_id=person.id, now=NOW)
        gone = await people.find_person(session, telegram_id=7)
    assert gone.centre is None
    assert not gone.may_direct(centre.id)
    back = await _redeem(database, made.code, 7)
    assert back.id == person.id
    assert back.enrolled().centre == centre


async def test_moving_to_another_centre_ends_the_old_stay_and_its_roles(database, centre):
    other = await add_centre(database, "江畔影像中心")
    person = await add_person(database, centre, 7, role=RoleKind.DIRECTOR)
    made = await _invite(database, other)
    moved = await _redeem(database, made.code, 7)
    assert moved.id == person.id
    assert moved.enrolled().centre == other
    assert moved.directs == frozenset()


async def test_a_director_invites_to_their_own_centre_only_and_gives_no_roles(database, centre):
    other = await add_centre(database, "江畔影像中心")
    director = await add_person(database, centre, 1, role=RoleKind.DIRECTOR)
    async with database.write() as session:
        mine = await invitations.invite(
            session, by=director, centre_id=centre.id, position=Position.NURSE, now=NOW
        )
        assert mine.uses_left == 20
        with pytest.raises(NotAllowed):
            await invitations.invite(
                session, by=director, centre_id=other.id, position=Position.NURSE, now=NOW
            )
        with pytest.raises(NotAllowed):
            await invitations.invite(
                session,
                by=director,
                centre_id=centre.id,
                position=Position.NURSE,
                role=RoleKind.DIRECTOR,
                now=NOW,
            )


async def test_a_director_cannot_withdraw_another_centres_invitation(database, centre):
    other = await add_centre(database, "江畔影像中心")
    director = await add_person(database, other, 1, role=RoleKind.DIRECTOR)
    made = await _invite(database, centre)
    async with database.write() as session:
        with pytest.raises(InvitationUnknown):
            await invitations.revoke_invitation(session, by=director, invitation_id=made.id, now=NOW)


async def test_an_administrator_by_configuration_may_direct_every_centre(database, centre):
    await add_person(database, centre, 5)
    async with database.read() as session:
        person = await people.find_person(session, telegram_id=5, administrators=frozenset({5}))
    assert person.may_direct(12345)


@given(st.text(max_size=60))
def test_a_cleaned_name_is_one_short_readable_line(text):
    try:
        name = people.clean_name(text)
    except BadName:
        return
    assert 0 < len(name) <= people.NAME_LENGTH
    assert name == name.strip()
    assert "\n" not in name
    assert "\u202e" not in name
    assert people.clean_name(name) == name


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "!!!", "👍👍"])
def test_a_name_without_a_letter_is_refused(text):
    with pytest.raises(BadName):
        people.clean_name(text)


async def test_an_account_whose_name_cannot_be_shown_is_met_all_the_same(database):
    async with database.write() as session:
        await people.meet(session, telegram_id=9, name="\u202e", language="zh", now=NOW)
        assert (await people.find_person(session, telegram_id=9)).name == "#9"
