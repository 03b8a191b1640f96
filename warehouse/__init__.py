"""Landing, sources and the DuckDB warehouse."""
