"""Other servers that vouch for people: OpenID Connect."""
