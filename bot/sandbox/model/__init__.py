"""A pretend language model: it has read the demo's conversations, and can be slow, wrong or hostile."""
