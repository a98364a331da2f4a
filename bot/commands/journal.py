"""`yinling journal …`: read a monthly issue and keep what was found in it."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from quizzes.journal import MOST_BYTES, Document, Issue, NotText, Reason, read_document, read_issue
from quizzes.journal.archive import Import, store, to_json
from quizzes.journal.pages import MOST_PAGES, RunningHead

journal = typer.Typer(help="月刊：导入。 The monthly journal: import.", no_args_is_help=True)

_REFUSALS = {
    "missing": "打不开这个文件：请检查路径和权限。 "
    "The file cannot be opened: check its path and permissions.",
    "too-large": f"文件超过 {MOST_BYTES >> 20} MB：请拆分后再导入。 "
    f"The file is larger than {MOST_BYTES >> 20} MB: split it and import the parts.",
    "old-office": "不能读取旧版 Office 文件：请用 Word 或 WPS 另存为 .docx。 "
    "Office files of the old kind cannot be read: save the file as .docx.",
    "office": "这不是 Word 文档（.docx）：请另存为 .docx、.pdf 或 .txt。 "
    "This is no Word document (.docx): save it as .docx, .pdf or .txt.",
    "encrypted": "文件有密码或加密：请去掉密码后另存，再导入。 "
    "The file has a password or is encrypted: save it without and import that.",
    "damaged": "文件已损坏：请打开原文件重新导出，再导入。 "
    "The file is damaged: open the original, export it again and import that.",
    "no-text": "文件里只有图片，没有文字：请用文字版，或先做文字识别（OCR）。 "
    "The file holds pictures but no text: use a version with text, or recognise its text (OCR) first.",
    "unpacked": "文件解压后过大：请删去图片，另存后再导入。 "
    "The file is too large when unpacked: delete its pictures, save it and import that.",
    "pages": f"PDF 超过 {MOST_PAGES} 页：请拆分后再导入。 "
    f"The PDF has more than {MOST_PAGES} pages: split it and import the parts.",
    "binary": "这不是 Word、PDF 或文本（UTF-8、UTF-16、GB18030）：请另存为 .docx、.pdf 或 .txt。 "
    "This is no Word document, PDF or text (UTF-8, UTF-16, GB18030): save it as .docx, .pdf or .txt.",
    "empty": "文件是空的：请换一个文件。 The file is empty: choose another one.",
    "no-month": "正文没有写明是哪一期：请加上 --issue 2022-10 这样的参数。 "
    "The text does not say which issue it is: add an option such as --issue 2022-10.",
    "bad-month": "--issue 要写成 2022-10 的样子。 --issue must look like 2022-10.",
    "no-schema": "数据库还没有升级：请先运行 yinling db upgrade。 "
    "The database lacks migrations: run yinling db upgrade first.",
}
_REASONS = {
    Reason.TITLE_NOT_FOUND: "目录里有，正文里找不到 / announced, but not found",
    Reason.CONTENTS_LINE: "看不懂的目录行 / unclear line of the contents",
    Reason.TOO_MANY_ENTRIES: "目录条目过多，未查找 / too many entries, not looked for",
    Reason.OUTSIDE_ARTICLES: "不属于任何文章 / in no article",
    Reason.GARBLED: "乱码 / garbled",
    Reason.LONE_TABLE_ROW: "只有一行的表格 / a single row of a table",
    Reason.HTML: "HTML 表格 / HTML table",
    Reason.FORMULA_NOT_CLOSED: "没有结束的公式 / formula without end",
}


@journal.callback()
def issues() -> None:
    """Make import a subcommand."""


@journal.command("import")
def import_issue(
    file: Annotated[
        Path, typer.Argument(help="文本、Markdown、Word（.docx）或 PDF。 Text, Markdown, Word or PDF.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="输出一个 JSON 对象。 Print one JSON object.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只读不存。 Read, store nothing.")] = False,
    month: Annotated[
        str | None, typer.Option("--issue", help="YYYY-MM，以此为准。 Overrides the text.")
    ] = None,
) -> None:
    """导入一期月刊。 Read an issue; show what was found and what was not; store it as a version."""
    document = _document(file)
    if month is not None and not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", month):
        _refuse("bad-month")
    issue = read_issue(document.text)
    if month is not None:
        issue = replace(issue, issue=month)
    if issue.issue is None and not dry_run:
        _refuse("no-month")
    done = None if dry_run else _stored(issue, document.text)
    if as_json:
        typer.echo(json.dumps(to_json(issue), ensure_ascii=False))
    else:
        _show(issue)
    for head in document.running_heads:
        typer.echo(_left_out(head), err=True)
    _say(done)


def _document(file: Path) -> Document:
    try:
        if file.stat().st_size > MOST_BYTES:
            _refuse("too-large")
        return read_document(file.read_bytes())
    except OSError:
        _refuse("missing")
    except NotText as error:
        _refuse(error.reason)


def _refuse(reason: str) -> NoReturn:
    typer.echo(_REFUSALS[reason], err=True)
    raise typer.Exit(2)


def _stored(issue: Issue, text: str) -> Import:
    from bot.commands.people import with_database
    from bot.services import utc_now
    from bot.settings import Settings
    from quizzes.storage import Database, migrations

    if migrations.pending(Settings().database_url):
        _refuse("no-schema")

    async def work(database: Database) -> Import:
        async with database.write() as session:
            return await store(session, issue, text=text, now=utc_now())

    return with_database(work)


def _show(issue: Issue) -> None:
    """A table of the articles, a count of the rest, and every place that was not understood."""
    console = Console(highlight=False)
    articles = Table(title=issue.issue or "?")
    for heading in ("栏目 category", "中心 centre", "题目 title", "作者 author", "行 lines"):
        articles.add_column(heading, overflow="fold")
    for a in issue.articles:
        lines = f"{a.start_line}-{a.end_line}"
        articles.add_row(*map(_plain, (a.category, a.centre, a.title, a.author, lines)))
    console.print(articles)
    counts = (
        ("表格 tables", len(issue.tables)),
        ("其中考核排名 exam rankings", len(issue.exam_tables)),
        ("公式 formulas", len(issue.formulas)),
        ("病例 cases", len(issue.cases)),
        ("讲座 lectures", len(issue.lectures)),
        ("带单位的数 numbers", len(issue.numbers)),
    )
    console.print("，".join(f"{name} {count}" for name, count in counts), markup=False)
    for each in issue.unread:
        first = each.text.split("\n")[0][:40]
        place = f"{each.start_line}-{each.end_line}"
        console.print(f"未读 unread {place}: {_REASONS[each.reason]}: {first}", markup=False, soft_wrap=True)
    if not issue.unread:
        console.print("没有读不懂的行。 No line was left unread.")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _left_out(head: RunningHead) -> str:
    return f"已去掉页眉页脚 left out on {head.pages} pages: {head.text}"


def _say(done: Import | None) -> None:
    if done is None:
        message = "未存储（--dry-run）。 Nothing was stored (--dry-run)."
    elif done.is_new:
        message = (
            f"已存为 {done.issue} 第 {done.version} 版。 Stored as version {done.version} of {done.issue}."
        )
    else:
        message = f"与第 {done.version} 版相同，未改动。 Same as version {done.version}: nothing changed."
    typer.echo(message, err=True)
