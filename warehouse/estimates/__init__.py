"""Tables that the estimators make: each file reads core tables and returns a frame."""
