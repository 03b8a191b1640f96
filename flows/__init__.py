"""Scheduled flows and the command line: thin edges that call the other packages."""

import os

from flows.lifeline import bind_scheduled_run

# Read by the libraries when they are imported, so it is set before anything else. No library reports home; a cold start of Prefect's
# local server takes about 16 s on two cores and would run into its default limit of 20.
os.environ.setdefault("DO_NOT_TRACK", "1")
# Systems of a hundred unknowns: a second thread costs more than it brings, and the backfill has a process a core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
# Prefect's own server is on the loopback interface, of which a proxy of the machine knows nothing.
for _name in ("NO_PROXY", "no_proxy"):
    os.environ[_name] = ",".join(filter(None, [os.environ.get(_name), "127.0.0.1", "localhost"]))
bind_scheduled_run()
