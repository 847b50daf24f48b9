"""The poll loop: an async generator over the Protocols of ``presence``, clock and sleep injected."""
