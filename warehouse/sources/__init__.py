"""One file a source: what it reads, as typed rows that say when and from where."""
