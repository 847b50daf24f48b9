"""What the loop tells, in sentences for a person. Pure, no Textual."""
