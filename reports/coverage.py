"""How often the printed intervals of estimand A hold the truth, which is less often than they say.

Measured by a simulation of the real size, 20 leader records and six matching releases (docs/validation.md); tests/lag/test_coverage.py
repeats it and holds these figures within its Monte Carlo error.
"""

from reports import words
from reports.language import N_, _

# Of the wider of the textbook and the chain interval at 95%.
MEDIAN, SHARE_6M = 0.887, 0.901
# The simulated size, in words.
SIZE = N_("20 records and six matching releases")


def held(interval: str, coverage: float) -> str:
    """An interval in words with what it really covers; where there is none nothing is covered."""
    if interval in (_("interval unknown"), _("no interval")):
        return interval
    return _("{interval}, which holds the truth in {coverage} of our runs simulated with {size}").format(
        interval=interval, coverage=words.in_percent(coverage, 1), size=_(SIZE)
    )
