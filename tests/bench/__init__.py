"""The benchmark: what a person waits for, beside peers and limits that do the same in the same run.

``python -m tests.bench [--quick] [--case NAME…] [--json FILE]`` prints the table. Ratios are what counts: absolute
figures move from machine to machine. It is no test: tests assert the causes, such as calls made and rows formatted.
"""
