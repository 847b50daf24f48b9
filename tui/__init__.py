"""de-presence: who is really at work in a Salesforce org, and whether Distribution Engine sends them records."""

__version__ = "0.1.0"
