"""Grading a submission: reading it, running it in a sandbox, checking it from outside."""
