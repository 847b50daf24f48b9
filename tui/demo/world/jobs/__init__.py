"""The org's Apex jobs on the world's clock: the platform's queue, the twin of the kit's job, the article's job."""
