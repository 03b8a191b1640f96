"""The whole Hub, listing by listing: kept once as Parquet, summed by the root of each lineage, and read by the build as sums."""
