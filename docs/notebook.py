"""A notebook of three cells for marimo: open the warehouse, ask it, draw what it says. docs/use.md says how to start it."""

import marimo

app = marimo.App()


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb

    # Read-only: a build goes on meanwhile, and the next query of a connection opened anew reads what it has made.
    home = os.environ.get("OPENLAG_HOME")
    file = Path(home) / "openlag.duckdb" if home else Path("warehouse") / "openlag.duckdb"
    connection = duckdb.connect(str(file), read_only=True)
    return alt, connection


@app.cell
def _(connection):
    lags = connection.execute(
        """
        select record_name, record_released_on, match_name, lag_days
        from marts.lag_by_record
        semi join core.headline using (pairing_id, scale_id, date_basis, rule_id)
        where is_matched and record_released_on >= '2023-03-14'
        order by record_released_on
        """
    ).pl()
    lags  # noqa: B018 - what a cell shows
    return (lags,)


@app.cell
def _(alt, lags):
    line = alt.Chart(alt.Data(values=[{"days": 182.625}])).mark_rule(strokeDash=[4, 4]).encode(x="days:Q")
    bars = (
        alt.Chart(lags)
        .mark_bar()
        .encode(x="lag_days:Q", y=alt.Y("record_name:N", sort=None), tooltip=["match_name:N", "lag_days:Q"])
    )
    chart = bars + line
    chart  # noqa: B018
    return (chart,)


if __name__ == "__main__":
    app.run()
