"""The Japanese font that pictures are drawn with as PNG. In a page, SVG takes the fonts of whoever reads it."""

import importlib.util
from functools import cache
from pathlib import Path

import vl_convert

PACKAGE = "pylopdf_fonts_jp"  # Noto Sans JP, SIL Open Font License; a package of fonts alone
MISSING = (
    "The Japanese pictures in PNG show boxes for letters: no font of this machine has them. Run `make .venv/ready`, which installs the "
    "package pylopdf-fonts-jp with Noto Sans JP, or install fonts-noto-cjk (Debian, Ubuntu), and write the report again."
)


@cache
def register() -> None:
    """Let the converter find the font of the package, where it is installed; one of the machine's own stands in for it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is not None and spec.origin is not None:
        vl_convert.register_font_directory(str(Path(spec.origin).parent))


@cache
def advice() -> str | None:
    """What to do where Japanese letters cannot be drawn: without a font each is the same empty box."""
    register()
    one, other = (
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-family="sans-serif">'
            f"{letter}</text></svg>"
        )
        for letter in "遅記"
    )
    return MISSING if one == other else None
