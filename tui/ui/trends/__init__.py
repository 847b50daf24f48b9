"""Trends: how the numbers of the counts line went over the last hours. Pure but for the colours' names."""
