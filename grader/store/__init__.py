"""The store of grading jobs: what is to be graded, who is at it, and what came of it."""
