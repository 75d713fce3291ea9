"""Signing in by the city's identity provider: OpenID Connect, the authorization code flow with PKCE.

`client` is what the city has configured, `issuer` asks the provider, `tokens` and `claims` decide what its answers are
worth, `attempt` is what a browser keeps meanwhile, and `flow` joins them.
"""
