"""What opens over the desk: dialogs that ask, sheets that tell."""
