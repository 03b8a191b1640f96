"""Everything that goes over the network: one guarded client for every source, and for the questions whether a source is there."""
