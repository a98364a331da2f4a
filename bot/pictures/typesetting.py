"""Typst with the one font that carries Chinese; data goes in as JSON, never as markup."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATES = Path(__file__).parent
FONT = "Noto Sans CJK SC"


@cache
def font_folder() -> Path:
    """Where the wheel keeps the fonts."""
    import manimgx_fonts_cjk

    return Path(manimgx_fonts_cjk.__file__).parent


def compile_page(
    template: str, data: dict[str, Any], *, form: Literal["png", "pdf"], ppi: float = 192.0
) -> bytes:
    """Set one page.

    Parameters
    ----------
    template
        File name of a template beside this module; it reads ``json(bytes(sys.inputs.data))``.
    data
        What the template shows. Names and texts stay data: typst evaluates none of it.
    form
        ``png`` or ``pdf``.
    ppi
        Pixels per inch of a PNG.
    """
    page = typst.compile(
        str(TEMPLATES / template),
        format=form,
        ppi=ppi,
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    assert isinstance(page, bytes)  # the templates set one page
    return page
