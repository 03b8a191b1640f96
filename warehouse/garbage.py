"""How often Python looks for garbage: a run makes millions of objects, of which hardly any are in circles."""

import atexit
import gc

AFTER = 100_000  # objects made


def look_seldom() -> None:
    """Look for it seldom, and not once more at the end of the process, when the system takes all back: of all that was imported, 0.3 s."""
    gc.set_threshold(AFTER)
    atexit.register(gc.freeze)
