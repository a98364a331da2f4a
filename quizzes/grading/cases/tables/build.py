"""Write `simplified.tsv` and `readings.tsv` beside this file.

Run `python -m quizzes.grading.cases.tables.build` after an update of OpenCC or pypinyin. Both are needed
only here; grading reads the two small tables.
"""

from pathlib import Path

HERE = Path(__file__).parent
CJK = range(0x4E00, 0xA000)

#: Characters whose frequent medical reading is not the first one of the general dictionary.
PREFERRED = {"曾": "ceng", "行": "xing", "重": "zhong", "长": "chang", "便": "bian", "血": "xue", "癌": "ai"}


def simplified_table() -> dict[str, str]:
    """Return each traditional character whose simplified form is one other character."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    pairs = {chr(code): convert(chr(code)) for code in CJK}
    return {old: new for old, new in pairs.items() if old != new and len(new) == 1}


def readings_table() -> dict[str, list[str]]:
    """Return toneless readings of the 6,763 characters of GB 2312, the usual one first."""
    from pypinyin import Style, pinyin

    table = {}
    for code in CJK:
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        [found] = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
        first = PREFERRED.get(character, found[0])
        table[character] = [first, *(reading for reading in dict.fromkeys(found) if reading != first)]
    # The general dictionary keeps the old reading "yan"; with it every 肺炎 sounds like 肺癌.
    table["癌"] = ["ai"]
    return table


def main() -> None:
    """Write both tables."""
    simplified = (f"{old}\t{new}\n" for old, new in simplified_table().items())
    (HERE / "simplified.tsv").write_text("".join(simplified), encoding="utf-8")
    readings = (f"{character}\t{' '.join(found)}\n" for character, found in readings_table().items())
    (HERE / "readings.tsv").write_text("".join(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
