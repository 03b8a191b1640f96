"""What a person has to decide: names, identities, proposals, and the files that an answer writes."""
