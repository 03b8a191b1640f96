"""The picture that others show for the report, 1200 by 630 pixels: the claim, the answer, the tally, and the lags in small."""

from collections.abc import Sequence
from typing import Any

from reports.charts.style import INK, PAPER, SOFT, Margins, Size, finish, lines_of, text_layer
from reports.charts.tally import strip_of
from reports.query import Row

SHARE = Size("share", 600)  # drawn at half its size, so that its letters are large enough on a phone
HEIGHT = 315
EDGE = 24
STEP = 22  # pixels between marks
PLOT_FOOT = 52  # pixels below the plot: its axis and the credit


def plot_share(claim: str, word: str, tally: str, credit: str, lags: Sequence[Row]) -> dict[str, Any]:
    """The specification. credit: whose numbers these are, with the week and the day."""
    said = lines_of(tally, SHARE.width - 2 * EDGE, 15)[:4]
    above = 96 + 20 * len(said) + 26
    layers, height = strip_of(lags, SHARE.width - 2 * EDGE, STEP, HEIGHT - above - PLOT_FOOT)
    top = HEIGHT - PLOT_FOOT - height
    spec = finish(layers, Margins(EDGE, EDGE, top, PLOT_FOOT), SHARE, height)
    spec["layer"] += [
        text_layer(lines_of(claim, SHARE.width - 2 * EDGE, 16)[:1], 0, 36 - top, 16, 20, SOFT),
        text_layer([word], 0, 78 - top, 38, 40, INK, "bold"),
        text_layer(said, 0, 104 - top, 15, 20, INK),
        text_layer([credit], 0, HEIGHT - top - 10, 9, 12, SOFT),
    ]
    return spec | {"background": PAPER}
