"""The ways to reach DE: companion class, Flow action, anonymous Apex that throws or logs; which of them are in use."""
