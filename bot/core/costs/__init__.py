"""Say what bots cost: prices, estimates, what was used, sums of a month and its budget."""
