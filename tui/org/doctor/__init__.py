"""The doctor of one org: what works for this user, what does not, why it matters, and the next step for each."""
