"""Book what series, rules and the team's default ask for, and let people choose them."""
