"""A real identity provider for tests, the certified `oidc-provider`, and ways to change one thing that it says."""
