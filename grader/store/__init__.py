"""The store of grading jobs: SQLite by default, PostgreSQL by URL. Where a grade is safe.

Must not know what a submission is or how it is graded.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
