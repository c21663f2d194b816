"""Grading of submissions: one at a time (`one`), behind a wall (`wall`), many at once (`many`)."""
