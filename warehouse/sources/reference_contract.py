"""The contract of each file of warehouse/reference as data: its columns, what a cell can be, and what names a row."""

from warehouse.sources.parse.csv_rows import Column
from warehouse.sources.parse.plausible import EARLIEST, FIRST_DAY

TEXT, DAY, NUMBER = Column(), Column("date"), Column("number")
ID = Column(is_required=True, pattern=r"[a-z0-9]+([-_][a-z0-9]+)*")
NAME = Column(is_required=True)
READ_ON = Column("date", is_required=True)
OPENNESS = (
    "open_unrestricted", "open_restricted", "open_noncommercial", "api", "hosted", "unreleased", "unknown",
)  # fmt: skip
DATE_KINDS = ("announced_on", "api_on", "weights_on", "published_on")
# After the four dates: bounds of them (seen in use or not out yet, by a page of a day), and days that say nothing of a date by themselves.
CLAIM_KINDS = (
    *DATE_KINDS, "hub_created_on", "hub_first_weights_on", "api_absent_on", "weights_absent_on", "api_seen_on", "weights_seen_on",
    "listed_on", "other_weights_on",
)  # fmt: skip
CHANNELS = (
    "reference",
    "maker_page",
    "score_source",
    "price_list",
    "repository",
    "recipe",
    "library",
    "thread",
    "page",
)
BOUNDS = ("exact", "lower", "upper", "none")
# "open" and "closed" are what a source says that names no class of licence or of access.
CLAIMED_OPENNESS = (*OPENNESS, "open", "closed")
NAMING_SOURCES = ("epoch_index", "epoch_archive", "models_dev", "model_release_dates")
# Sources that are public pages: each is named by its own address.
PAGE_SOURCES = ("maker_page", "thread", "page", "hub_page", "recipe", "library")
CLAIM_SOURCES = (*NAMING_SOURCES, "hub", *PAGE_SOURCES)
ALIAS_SOURCES = (*NAMING_SOURCES, "epoch_version", "epoch_vintage", "hub", "arena")
REVIEW_KINDS = ("identity", "release", "organization", "label")
SOURCE = Column(is_required=True, one_of=CLAIM_SOURCES)
ADDRESS = Column(is_required=True, pattern=r"https://\S+")
COSTED_BENCHMARKS = ("aider-polyglot", "swe-bench-bash", "the-agent-company", "weirdml")
DOMAINS = (
    "mathematics", "coding", "agents", "knowledge", "reasoning", "long context", "vision", "writing", "index",
)  # fmt: skip

CONTRACT: dict[str, dict[str, Column]] = {
    "organizations": {
        "organization_id": ID,
        "name": NAME,
        "country": TEXT,
        "hub_namespaces": TEXT,
        "kind": Column(one_of=("company", "university", "nonprofit", "government", "community")),
        "source": NAME,
        "read_on": READ_ON,
    },
    "releases": {
        "release_id": ID,
        "name": NAME,
        "short_name": TEXT,
        "family": TEXT,
        "organization_id": ID,
        "organizations": TEXT,
        "country": TEXT,
        "country_source": TEXT,
        "tier": Column(one_of=("top", "middle", "small")),
        "openness": Column(is_required=True, one_of=OPENNESS),
        "openness_source": TEXT,
        "licence": TEXT,
        "licence_source": TEXT,
        "announced_on": DAY,
        "announced_on_source": TEXT,
        "api_on": DAY,
        "api_on_source": TEXT,
        "weights_on": DAY,
        "weights_on_source": TEXT,
        "published_on": DAY,
        "published_on_source": TEXT,
        "hub_repository": TEXT,
        "hub_repository_source": TEXT,
        "date_spread_days": Column("integer"),
        "read_on": READ_ON,
        "notes": TEXT,
    },
    "benchmarks": {
        "benchmark_id": ID,
        "name": NAME,
        "other_names": TEXT,
        "domain": Column(is_required=True, one_of=DOMAINS),
        "scale_type": Column(is_required=True, one_of=("index", "proportion", "log")),
        "floor": NUMBER,
        "ceiling": NUMBER,
        "released_on": DAY,
        "released_on_source": TEXT,
        "superseded_by": TEXT,
        "superseded_by_source": TEXT,
        "source": NAME,
        "read_on": READ_ON,
    },
    "scores": {
        "release_id": ID,
        "benchmark_id": ID,
        "score": Column("number", is_required=True),
        "score_lower": NUMBER,
        "score_upper": NUMBER,
        "source": NAME,
        "read_on": READ_ON,
    },
    "prices": {
        "release_id": ID,
        "provider": ID,
        "source_model_id": NAME,
        "input_usd_per_mtok": Column("number", is_required=True),
        "output_usd_per_mtok": Column("number", is_required=True),
        "seen_on": Column("date", is_required=True),
        "source": NAME,
        "read_on": READ_ON,
        "notes": TEXT,
    },
    # Named as in Epoch's archive; core.identity_claims joins these names, and those of a later archive, to the releases.
    "run_costs": {
        "benchmark_id": Column(is_required=True, one_of=COSTED_BENCHMARKS),
        "source_name": NAME,
        "release_id": ID,
        "setting": TEXT,
        "score": Column("number", is_required=True),
        "cost_usd": Column("number", is_required=True),
        "run_on": DAY,
        "source": NAME,
        "read_on": READ_ON,
    },
    "training_compute": {
        "source_name": NAME,
        "release_id": ID,
        "training_compute_flop": Column("number", is_required=True),
        "confidence": NAME,
        "source": NAME,
        "read_on": READ_ON,
    },
    "aliases": {
        "source_id": Column(is_required=True, one_of=ALIAS_SOURCES),
        "source_name": NAME,
        "release_id": ID,
        "reason": NAME,
        "read_on": READ_ON,
    },
    "review_rejections": {
        "proposal_id": Column(is_required=True, pattern=r"[0-9a-f]{12}"),
        "kind": Column(is_required=True, one_of=REVIEW_KINDS),
        "source_id": NAME,
        "subject": NAME,
        "reason": NAME,
        "rejected_on": READ_ON,
    },
    "date_claims": {
        "release_id": ID,
        "kind": Column(is_required=True, one_of=CLAIM_KINDS),
        "day": Column("date", is_required=True),
        "precision": Column(is_required=True, one_of=("day", "month")),
        "source_id": SOURCE,
        "source_name": NAME,
        "source_url": ADDRESS,
        "evidence": NAME,
        "read_on": READ_ON,
        "notes": TEXT,
    },
    "date_precedence": {
        "kind": Column(is_required=True, one_of=DATE_KINDS),
        "source_id": Column(is_required=True, one_of=("releases", "model_prices", *CLAIM_SOURCES)),
        "claim_kind": Column(is_required=True, one_of=CLAIM_KINDS),
        "rank": Column("integer", is_required=True),
        "origin": ID,
        "channel": Column(is_required=True, one_of=CHANNELS),
        "bound": Column(is_required=True, one_of=BOUNDS),
        "reason": NAME,
    },
    "source_limits": {
        "source": ID,
        "age_limit_days": Column("integer", is_required=True),
        "rests_on_it": NAME,
        "reason": NAME,
    },
    # Each column whose blanking would change a figure or a label, and how full it was in a real file: blank where none is at hand.
    "source_columns": {
        "source": ID,
        "table_name": ID,
        "column_name": ID,
        "fill_share": NUMBER,
        "basis": NAME,
        "read_on": DAY,
    },
    "openness_claims": {
        "release_id": ID,
        "openness": Column(is_required=True, one_of=CLAIMED_OPENNESS),
        "licence": TEXT,
        "source_id": SOURCE,
        "source_name": NAME,
        "source_url": ADDRESS,
        "evidence": NAME,
        "read_on": READ_ON,
    },
    # The index as it stood on each day on which it changed; the rows of a publication that is refused are left out.
    "vintages": {
        "publication": Column("integer", is_required=True),
        "first_seen_on": Column("date", is_required=True),
        "row_count": Column("integer", is_required=True),
        "refused_reason": TEXT,
        "hole_reason": TEXT,
        "source": NAME,
        "read_on": READ_ON,
    },
    "score_vintages": {
        "name": NAME,
        "publication": Column("integer", is_required=True),
        "score": Column("number", is_required=True),
    },
    # Comparisons of one's own; the names are for people, of the comparison and of each of its groups.
    "pairings": {
        "pairing_id": Column(is_required=True, pattern=r"[a-z0-9]+(_{1,2}[a-z0-9]+)*"),
        "leader": NAME,
        "laggard": NAME,
        "pairing_name": NAME,
        "short_name": NAME,
        "leaders": NAME,
        "laggards": NAME,
        "reason": NAME,
    },
    # The stored snapshot of the Hub. What it says of a repository is pulled with that snapshot; here it lists the names that were read.
    "hub_models": {"hub_model_id": NAME, "read_on": READ_ON},
}


KEYS = {
    "organizations": ("organization_id",),
    "releases": ("release_id",),
    "benchmarks": ("benchmark_id",),
    "scores": ("release_id", "benchmark_id"),
    "prices": ("release_id", "provider", "seen_on"),
    "run_costs": ("benchmark_id", "source_name", "setting", "score"),
    "training_compute": ("source_name",),
    "aliases": ("source_id", "source_name"),
    "review_rejections": ("proposal_id",),
    "date_claims": ("release_id", "kind", "source_id", "day", "source_name"),
    "date_precedence": ("kind", "source_id", "claim_kind"),
    "source_limits": ("source",),
    "source_columns": ("table_name", "column_name"),
    "openness_claims": ("release_id", "source_id", "openness"),
    "vintages": ("publication",),
    "score_vintages": ("name", "publication"),
    "pairings": ("pairing_id",),
    "hub_models": ("hub_model_id",),
}


# The first day that a file can speak of: a benchmark can be older than any model.
FIRST_DAYS = dict.fromkeys(CONTRACT, EARLIEST) | {"benchmarks": FIRST_DAY}
# A release opens when it is announced, or later: of the rows of November 2026 all, but for Epoch's day of a preview, 56 days before.
MOST_DAYS_BEFORE_ANNOUNCEMENT = 90

# Nothing has been rejected in a new checkout, and nobody has a comparison of their own.
MAY_BE_EMPTY = frozenset({"review_rejections", "pairings"})
