"""Hold the booking: what is wished, what the bot does, what people have been told."""
