"""Rows of the org's tables: who we are, sessions, people, teams."""
