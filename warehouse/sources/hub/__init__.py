"""The Hugging Face Hub: listings, rows, first weights, stated results, top lists, files of datasets, and the stored snapshot."""
