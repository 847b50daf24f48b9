"""Which org is meant and how we are let in: saved orgs, logins, the Salesforce CLI, switching."""
