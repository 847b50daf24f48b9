"""The Textual app: draws what the loop tells and hands it what a person wants."""
