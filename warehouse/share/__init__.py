"""What leaves the building: the export, its data package, and the dataset on the Hub."""
