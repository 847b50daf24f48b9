"""The kit: the Apex, flow and settings that go into the org, and how they get there and out again."""
