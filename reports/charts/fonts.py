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


# Where the converter looks for the machine's own, on Linux and macOS.
PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)


def found() -> list[tuple[str, int, int]]:
    """Name, size and time of every font that a picture could be drawn with."""
    package = _package()
    folders = [*(Path(place).expanduser() for place in PLACES), *([package] if package else [])]
    listed = (path for folder in folders for path in folder.rglob("*.[toTO]*") if path.is_file())
    return sorted((path.name, path.stat().st_size, int(path.stat().st_mtime)) for path in listed)


def _package() -> Path | None:
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


@cache
def register() -> None:
    """Let the converter find the font of the package, where it is installed; one of the machine's own stands in for it."""
    if folder := _package():
        vl_convert.register_font_directory(str(folder))


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
