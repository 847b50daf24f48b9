"""The org's live events: logouts by its Streaming API, logins by its login history."""
