"""A local web application over the journal: watch runs, understand them, steer them."""
