"""Ask whichever model the admin has chosen for a document: OpenAI's form of an endpoint, or Anthropic's."""
