"""Facts kept by hand (the CSV files), and the code that knows them."""
