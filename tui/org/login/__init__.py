"""Ways into an org: the Salesforce CLI, a web login with PKCE, JWT bearer, client credentials."""
