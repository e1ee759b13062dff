"""Run `recall-schedule init`: ask for what is needed, check each answer at once, and keep it in `.env`."""
