"""Markup becomes the entities that Telegram makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import automatic_entities, parse_html, trim, utf16_length
from bot.simulator.errors import ApiError
from bot.simulator.markdown import RESERVED, parse_markdown, parse_markdown_v2


def marked(formatted: tuple[str, list[dict]]) -> list[tuple[str, str]]:
    """(type, text it covers) of each entity, cut out by UTF-16 offsets."""
    text, entities = formatted
    units = text.encode("utf-16-le")
    return [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in entities
    ]


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("<b>粗</b> <i>斜</i>", "粗 斜", [("bold", "粗"), ("italic", "斜")]),
        ("<b>a<i>b</i></b>", "ab", [("italic", "b"), ("bold", "ab")]),
        ("😀<code>x&lt;y</code>", "😀x<y", [("code", "x<y")]),
        ("&amp;&quot;&#8364;&nbsp;", '&"€&nbsp;', []),
        ('<a href="https://a.example/?x=1&amp;y=2">link</a>', "link", [("text_link", "link")]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", "x")]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", "s")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ("<b></b>nothing", "nothing", []),
    ],
)
def test_html(source, plain, entities):
    assert parse_html(source)[0] == plain
    assert marked(parse_html(source)) == entities


def test_html_links_and_code_keep_their_address_and_language():
    assert (
        parse_html('<a href="https://a.example/?x=1&amp;y=2">l</a>')[1][0]["url"]
        == "https://a.example/?x=1&y=2"
    )
    assert parse_html('<pre><code class="language-python">x</code></pre>')[1][0]["language"] == "python"
    assert parse_html('<a href="tg://user?id=7">you</a>')[1][0]["user"]["id"] == 7


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("*b* _i_ __u__ ~s~ ||p||", "b i u s p",
         [("bold", "b"), ("italic", "i"), ("underline", "u"), ("strikethrough", "s"), ("spoiler", "p")]),
        ("*a _b_*", "a b", [("italic", "b"), ("bold", "a b")]),
        (r"1\.5 W/kg", "1.5 W/kg", []),
        ("`a*b`", "a*b", [("code", "a*b")]),
        ("```python\nx = 1\n```", "x = 1\n", [("pre", "x = 1\n")]),
        ("[t](https://a.example/\\))", "t", [("text_link", "t")]),
        (">quote\nplain", "quote\nplain", [("blockquote", "quote\n")]),
        ("**>long\n>quote||", "long\nquote", [("expandable_blockquote", "long\nquote")]),
    ],
)  # fmt: skip
def test_markdown_v2(source, plain, entities):
    assert parse_markdown_v2(source)[0] == plain
    assert marked(parse_markdown_v2(source)) == entities


def test_older_markdown():
    source = r"*b* _i_ `c` [t](https://a.example) 2\*3"
    assert parse_markdown(source)[0] == "b i c t 2*3"
    assert [kind for kind, _ in marked(parse_markdown(source))] == ["bold", "italic", "code", "text_link"]


@pytest.mark.parametrize("character", sorted(RESERVED - set(">`_*[~|!")))
def test_a_reserved_character_must_be_escaped_in_markdown_v2(character):
    with pytest.raises(ApiError, match="is reserved and must be escaped"):
        parse_markdown_v2(f"a{character}b")
    assert parse_markdown_v2(f"a\\{character}b")[0] == f"a{character}b"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60))
def test_escaped_text_comes_back_unchanged(text):
    escaped = "".join(f"\\{c}" if c in RESERVED or c == "\\" else c for c in text)
    assert parse_markdown_v2(escaped) == (text, [])
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(html) == (text, [])


@given(st.text(alphabet=" \nab影😀", max_size=12), st.text(alphabet="ab影😀", min_size=1, max_size=6))
def test_trimming_keeps_an_entity_on_its_words(before, word):
    entity = {"type": "bold", "offset": utf16_length(before), "length": utf16_length(word)}
    assert marked(trim(f"{before}{word} \n", [entity])) == [("bold", word)]


def test_commands_links_and_mentions_are_found():
    text = "😀 /start@yinling_bot see t.me/yinling_bot?start=a1, https://a.example/x。 @li_li #MR a@b.example"
    assert automatic_entities("3/4 TR/TE 2.5") == []
    assert marked((text, automatic_entities(text))) == [
        ("bot_command", "/start@yinling_bot"),
        ("url", "t.me/yinling_bot?start=a1"),
        ("url", "https://a.example/x"),
        ("mention", "@li_li"),
        ("hashtag", "#MR"),
        ("email", "a@b.example"),
    ]
