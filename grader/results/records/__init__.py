"""Signed records of every grade, in a chain that shows what was changed or left out.

Must not know pages, tables or the store of jobs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
