"""A whole Hub of any size on loopback, made as it is asked for: no model, maker or count in it is real.

Pages come from a template, gzipped, with the Hub's cursors and headers, so that five million models take no memory. Six in ten models
derive from another one, an older one more often, so that there are chains; every tenth of them names a base that is not there, and a merge
names two. `python -m benchmarks.invented_hub 300000` serves it in the foreground and prints its address; with `--made` once its pages are
made, 70 bytes a model, so that they take no time from who asks.
"""

import argparse
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import numpy as np

from warehouse.sources.hub.rows import FIRST_DAY

NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
OLDEST = datetime.combine(FIRST_DAY, time.min, UTC)  # an earlier creation would be a row that is not plain
PAGE = 1000  # the most that the Hub gives at once
DICE = 8  # of each model
MAKERS, STRIDE = 40_009, 7_919  # both prime, so that every maker has its turn
RELATIONS = ("finetune", "adapter", "quantized", "quantized", "merge")
LICENCES = ("apache-2.0", "apache-2.0", "mit", "llama3.1", "other", "cc-by-nc-4.0")
TASKS = ("text-generation", "text-generation", "text-to-image", "automatic-speech-recognition", "text-classification")
SIZES = (135_000_000, 494_032_768, 1_543_714_304, 7_615_616_512, 32_763_876_352, 70_553_706_496, 671_026_419_200)
USUAL_TAGS = '"transformers","safetensors","llama","conversational","en","arxiv:1910.09700","autotrain_compatible","endpoints_compatible"'
MORE_TAGS = (
    ',"text-generation-inference","unsloth","trl","sft","generated_from_trainer","dataset:invented/instructions-1m","deploy:azure",'
    '"dataset:invented/preferences-100k","arxiv:2305.14314","arxiv:2106.09685","model-index","4-bit","tensorboard"'
)


class InventedHub:
    """The models of one week, by their number: 0 is the newest.

    n_models: in all. week: counts grow with it, a little, and nothing else changes.
    """

    def __init__(self, n_models: int, week: int = 0) -> None:
        self.n_models, self.week = n_models, week
        self.seconds = min(47, (NEWEST - OLDEST) // timedelta(seconds=max(n_models, 1)))  # from one model to the next

    def name(self, number: int) -> str:
        """A maker has some 75 models in three million, which do not stand together."""
        return f"maker-{number * STRIDE % MAKERS}/Kite-{number:x}"

    def rows(self, start: int, stop: int) -> Iterator[str]:
        """Models as the Hub writes them."""
        numbers = range(start, min(stop, self.n_models))
        for number, dice in zip(numbers, _dice(numbers), strict=True):
            yield self._row(number, dice)

    def page(self, start: int, stop: int) -> bytes:
        """Models as the Hub sends them, packed."""
        return gzip.compress(f"[{','.join(self.rows(start, stop))}]".encode(), 1, mtime=0)

    def _row(self, number: int, dice: list[float]) -> str:
        made = f"{(NEWEST - timedelta(seconds=self.seconds * number)).isoformat()[:19]}.000Z"
        downloads = int(20 / (dice[0] + 1e-5)) + (self.week if dice[1] < 0.3 else 0)  # few have nearly all
        more, tags = "", USUAL_TAGS + (MORE_TAGS if dice[2] < 0.7 else "")
        if dice[3] < 0.65:
            tags += f',"license:{LICENCES[int(dice[3] / 0.65 * len(LICENCES))]}"'
        if dice[4] < 0.6:
            relation = RELATIONS[int(dice[4] / 0.6 * len(RELATIONS))]
            bases = [self._base(number, dice[5])] + ([self._base(number, dice[6])] if relation == "merge" else [])
            tags += "".join(f',"base_model:{base}","base_model:{relation}:{base}"' for base in bases)
            models = ",".join(f'{{"_id":"{number:024x}","id":"{base}"}}' for base in bases)
            more += f',"baseModels":{{"relation":"{relation}","models":[{models}]}}'
        if dice[6] < 0.5:
            size = SIZES[int(dice[6] / 0.5 * len(SIZES))]
            more += f',"safetensors":{{"parameters":{{"BF16":{size}}},"total":{size}}}'
        if dice[7] < 0.6:
            more += f',"pipeline_tag":"{TASKS[int(dice[7] / 0.6 * len(TASKS))]}","library_name":"transformers"'
        return (
            f'{{"_id":"{self.n_models - number:024x}","id":"{self.name(number)}","createdAt":"{made}","lastModified":"{made}",'
            f'"downloads":{downloads},"downloadsAllTime":{downloads * 9},"likes":{downloads // 50},"gated":false,"private":false,'
            f'"tags":[{tags},"region:us"]{more}}}'
        )

    def _base(self, number: int, dice: float) -> str:
        """An older model, one of the oldest more often; every tenth is not listed."""
        if dice < 0.1:
            return f"gone-{int(dice * 1e5) % 97}/Base-{int(dice * 1e6) % 13}"
        older = self.n_models - 1 - number
        return self.name(self.n_models - 1 - int(older * ((dice - 0.1) / 0.9) ** 4)) if older else "gone-0/Base-0"


def _dice(numbers: range) -> list[list[float]]:
    """DICE numbers from 0 to 1 for each number, always the same ones."""
    x = (np.array(numbers, dtype=np.uint64)[:, None] * np.uint64(DICE) + np.arange(DICE, dtype=np.uint64)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    found: list[list[float]] = ((x >> np.uint64(11)) / 2**53).tolist()
    return found


class Handler(BaseHTTPRequestHandler):
    """The list of models; whatever its query asks for, each row has the same fields."""

    hub: InventedHub
    made: ClassVar[list[bytes]] = []  # pages of PAGE models
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """One page and, unless it is the last, the address of the next."""
        given = parse_qs(urlsplit(self.path).query)
        limit, start = int(given.get("limit", [str(PAGE)])[0]), int(given.get("cursor", ["0"])[0])
        is_made = self.made and limit == PAGE and start % PAGE == 0
        body = self.made[start // PAGE] if is_made else self.hub.page(start, start + limit)
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("RateLimit", '"api";r=999999;t=300')
        self.send_header("RateLimit-Policy", '"fixed window";"api";q=1000000;w=300')
        if start + limit < self.hub.n_models:
            first = self.path.partition("&cursor=")[0]
            self.send_header("Link", f'<http://{self.headers["Host"]}{first}&cursor={start + limit}>; rel="next"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("n_models", type=int)
    parser.add_argument("--week", type=int, default=0)
    parser.add_argument("--made", action="store_true", help="make all pages before they are asked for")
    given = parser.parse_args()
    Handler.hub = hub = InventedHub(given.n_models, given.week)
    if given.made:
        Handler.made = [hub.page(start, start + PAGE) for start in range(0, given.n_models, PAGE)]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"HF_ENDPOINT=http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
