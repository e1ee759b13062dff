"""Talk to the providers of accounts: one OpenID Connect client, and a description of each provider."""
