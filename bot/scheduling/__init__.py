"""Run the use cases: what handlers, webhooks and clocks ask for."""
