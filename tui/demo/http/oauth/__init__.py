"""The org as an OAuth provider: authorize with PKCE, tokens of many grants, revoke."""
