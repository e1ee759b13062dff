"""Put together what a day holds for a person, and decide when to send it."""
