"""`openlag crawl` with batches of so few pages that a small Hub has several: `python -m tests.scale.crawler PAGES`."""

import sys
from functools import partial

from cli.main import main
from flows import crawl

if __name__ == "__main__":
    crawl.Asking = partial(crawl.Asking, pages_a_batch=int(sys.argv[1]))  # type: ignore[assignment, misc]
    sys.argv[1:] = ["crawl"]
    main()
