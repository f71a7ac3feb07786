"""How many tokens to speculate for each request of a served language model, under load."""
