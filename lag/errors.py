"""What an estimator says when the data cannot carry an estimate."""


class NotEnoughData(Exception):
    """Fewer observations than the estimator needs.

    n: what there is. needed: the least it works with. Both are the exception's arguments, so that it passes between processes.
    """

    def __init__(self, n: int, needed: int) -> None:
        super().__init__(n, needed)
        self.n = n
        self.needed = needed

    def __str__(self) -> str:
        return f"{self.n} observations, and the estimator needs {self.needed}. Leave the figure out and say why."


class DidNotConverge(Exception):
    """A numerical search that ended before it found its minimum.

    what: the search, in words. iterations: how many it made. Both are the exception's arguments, as above.
    """

    def __init__(self, what: str, iterations: int) -> None:
        super().__init__(what, iterations)
        self.what = what
        self.iterations = iterations

    def __str__(self) -> str:
        return f"{self.what} found no minimum in {self.iterations} iterations. Leave its figures out and say why."


class NoScale(ValueError):
    """The anchors of an index do not set a scale: one is missing or left out, or the fit puts them equal or in reverse."""
