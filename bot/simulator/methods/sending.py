"""Sending: texts, photos, documents, albums, polls and chat actions."""

from dataclasses import dataclass
from typing import Any

from bot.simulator import limits
from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Message, Wire
from bot.simulator.entities import formatted, utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.files import StoredFile
from bot.simulator.keyboards import Keyboard, read_markup
from bot.simulator.markdown import PARSERS
from bot.simulator.parameters import Parameters
from bot.simulator.polls import Poll
from bot.simulator.world import World

CHAT_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
CHAT_ACTION_SECONDS = 5.0


@dataclass(slots=True)
class Place:
    """Where a message will stand: its chat, and what it shares whatever it holds."""

    chat: Chat
    common: Wire
    keyboard: Keyboard | None  #: change of the phone's keyboard


def place_for(world: World, bot: BotAccount, parameters: Parameters, messages: int = 1) -> Place:
    """Check everything about a message but its content, flood control last."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    common: Wire = {}
    thread = _thread(chat, parameters)
    if thread is not None:
        common |= {"message_thread_id": thread, "is_topic_message": True}
    replied = _replied_message(chat, parameters)
    if replied is not None:
        common["reply_to_message"] = replied.without_reply()
    inline, keyboard = read_markup(parameters, private=chat.private)
    if inline:
        common["reply_markup"] = inline
    if parameters.flag("protect_content"):
        common["has_protected_content"] = True
    world.flood.spend(bot.id, chat.id, world.clock.timestamp(), messages)
    return Place(chat, common, keyboard)


def _thread(chat: Chat, parameters: Parameters) -> int | None:
    thread = parameters.integer("message_thread_id")
    if thread is None:
        return None
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return thread


def _replied_message(chat: Chat, parameters: Parameters) -> Message | None:
    reply = parameters.mapping("reply_parameters") if "reply_parameters" in parameters.raw else {}
    message_id = reply.get("message_id", parameters.integer("reply_to_message_id"))
    if message_id is None:
        return None
    message = chat.message(int(message_id))
    lenient = reply.get("allow_sending_without_reply", parameters.flag("allow_sending_without_reply"))
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message


def post(world: World, bot: BotAccount, place: Place, content: Wire) -> Wire:
    """Put a message of the bot into its place."""
    message = world.add_message(place.chat, bot.as_user(), content | place.common)
    place.chat.action = ("", 0.0)
    if place.keyboard is not None:
        remove = place.keyboard.get("remove_keyboard")
        place.chat.keyboard = None if remove else {**place.keyboard, "message_id": message.id}
    return message.wire


def formatted_field(
    parameters: Parameters, name: str, mode: str = "parse_mode", entities: str = "entities"
) -> tuple[str, list[Wire]]:
    """Text of one argument with its entities."""
    given = parameters.array(entities) if entities in parameters.raw else []
    return formatted(parameters.text(name), parameters.text(mode), given, PARSERS)


def text_content(parameters: Parameters) -> Wire:
    """`text` and `entities` of a text message."""
    text, entities = formatted_field(parameters, "text")
    limits.check_text(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(parameters: Parameters) -> Wire:
    """`caption` and `caption_entities`; empty without a caption."""
    caption, entities = formatted_field(parameters, "caption", entities="caption_entities")
    limits.check_caption(caption)
    content: Wire = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    if parameters.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    if parameters.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def incoming_file(world: World, parameters: Parameters, kind: str, name: str) -> StoredFile:
    """The file an argument brings (upload or attach://) or names (file id)."""
    value = parameters.text(name)
    upload = parameters.uploads.get(
        value.removeprefix("attach://") if value.startswith("attach://") else name
    )
    if upload is not None:
        return world.files.add_photo(upload) if kind == "photo" else world.files.add_document(upload)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the simulator fetches nothing
    return world.files.get(value, kind)


def media_content(world: World, parameters: Parameters, kind: str, name: str) -> Wire:
    """A photo or document with its caption."""
    caption = caption_content(parameters)
    stored = incoming_file(world, parameters, kind, name)
    value = world.files.sizes(stored.file_id) if kind == "photo" else stored.as_object()
    return {kind: value, **caption}


def send_message(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Send a text."""
    content = text_content(parameters)
    return post(world, bot, place_for(world, bot, parameters), content)


def send_photo(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Send a picture."""
    world.writable_chat(bot, parameters.text("chat_id"))
    content = media_content(world, parameters, "photo", "photo")
    return post(world, bot, place_for(world, bot, parameters), content)


def send_document(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Send a file."""
    world.writable_chat(bot, parameters.text("chat_id"))
    content = media_content(world, parameters, "document", "document")
    return post(world, bot, place_for(world, bot, parameters), content)


def send_media_group(world: World, bot: BotAccount, parameters: Parameters) -> list[Wire]:
    """Send an album of photos, or of documents."""
    items = parameters.array("media")
    if not limits.ALBUM[0] <= len(items) <= limits.ALBUM[1]:
        raise bad_request("wrong number of media in the album: 2 to 10 are allowed")
    kinds = {item.get("type") for item in items}
    if kinds not in ({"photo"}, {"document"}):
        raise bad_request("an album holds photos only or documents only")
    contents = [input_media_content(world, parameters, item) for item in items]
    place = place_for(world, bot, parameters, len(items))
    place.common.pop("reply_markup", None)
    group = str(10_000_000_000_000 + world.number())
    return [post(world, bot, place, content | {"media_group_id": group}) for content in contents]


def input_media_content(world: World, parameters: Parameters, media: Wire) -> Wire:
    """What an InputMediaPhoto or InputMediaDocument stands for."""
    kind = str(media.get("type"))
    if kind not in ("photo", "document"):
        raise bad_request(f'media of type "{kind}" is not simulated')
    return media_content(world, Parameters(media, parameters.uploads), kind, "media")


def send_chat_action(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Show "typing…" for five seconds."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    action = parameters.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = (action, world.clock.timestamp() + CHAT_ACTION_SECONDS)
    world.touched(chat)
    return True


def _poll_options(parameters: Parameters) -> list[Wire]:
    given = parameters.array("options")
    if not 1 <= len(given) <= limits.POLL_OPTIONS:
        few = not given
        raise bad_request(
            "poll must have at least 1 answer option"
            if few
            else f"poll can't have more than {limits.POLL_OPTIONS} options"
        )
    options = []
    for item in given:
        field = Parameters({"text": item} if isinstance(item, str) else item)
        text, entities = formatted_field(field, "text", "text_parse_mode", "text_entities")
        if not text:
            raise bad_request("poll options must be non-empty")
        if utf16_length(text) > limits.POLL_OPTION:
            raise bad_request(f"poll options length must not exceed {limits.POLL_OPTION}")
        options.append({"text": text, **({"text_entities": entities} if entities else {})})
    return options


def _poll_question(parameters: Parameters) -> Wire:
    text, entities = formatted_field(parameters, "question", "question_parse_mode", "question_entities")
    if not text:
        raise bad_request("poll question must be non-empty")
    if utf16_length(text) > limits.POLL_QUESTION:
        raise bad_request(f"poll question length must not exceed {limits.POLL_QUESTION}")
    return {"question": text, **({"question_entities": entities} if entities else {})}


def _explanation(parameters: Parameters) -> Wire:
    text, entities = formatted_field(
        parameters, "explanation", "explanation_parse_mode", "explanation_entities"
    )
    if utf16_length(text) > limits.POLL_EXPLANATION or text.count("\n") > limits.POLL_EXPLANATION_LINE_FEEDS:
        raise bad_request("message is too long")
    content: Wire = {"explanation": text} if text else {}
    return content | ({"explanation_entities": entities} if entities else {})


def _closing(world: World, parameters: Parameters) -> Wire:
    shortest, longest = limits.POLL_OPEN_SECONDS
    period, date = parameters.integer("open_period"), parameters.integer("close_date")
    now = world.timestamp()
    for seconds in (period, None if date is None else date - now):
        if seconds is not None and not shortest <= seconds <= longest:
            raise bad_request("POLL_CLOSE_DATE_INVALID" if period is None else "POLL_PERIOD_INVALID")
    if period is not None:
        return {"open_period": period, "close_date": now + period}
    return {"close_date": date} if date is not None else {}


def _correct_options(parameters: Parameters, options: list[Wire]) -> list[int]:
    single = parameters.integer("correct_option_id")
    correct: list[Any] = parameters.array("correct_option_ids") or ([] if single is None else [single])
    if not correct:
        raise bad_request("QUIZ_CORRECT_ANSWERS_EMPTY")
    if not all(isinstance(index, int) and 0 <= index < len(options) for index in correct):
        raise bad_request("QUIZ_CORRECT_ANSWER_INVALID")
    if len(correct) > 1 and not parameters.flag("allows_multiple_answers"):
        raise bad_request("QUIZ_CORRECT_ANSWERS_TOO_MUCH")
    return correct


def send_poll(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Send a poll or quiz."""
    question, options = _poll_question(parameters), _poll_options(parameters)
    kind = parameters.text("type", "regular") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("wrong poll type specified")
    quiz = kind == "quiz"
    correct = _correct_options(parameters, options) if quiz else []
    extra = _closing(world, parameters) | (_explanation(parameters) if quiz else {})
    place = place_for(world, bot, parameters)
    poll = Poll(
        id=str(5_000_000_000_000_000_000 + world.number()),
        bot=bot,
        chat=place.chat,
        question=question,
        options=options,
        kind=kind,
        anonymous=parameters.flag("is_anonymous", True),
        multiple=parameters.flag("allows_multiple_answers"),
        revoting=parameters.flag("allows_revoting", not quiz),
        correct=correct,
        extra=extra,
        closed=parameters.flag("is_closed"),
    )
    wire = post(world, bot, place, {"poll": poll.as_object()})
    poll.message_id = wire["message_id"]
    world.polls[poll.id] = poll
    if "close_date" in extra:
        world.close_poll_at(poll, extra["close_date"])
    return wire


METHODS = [send_message, send_photo, send_document, send_media_group, send_chat_action, send_poll]
