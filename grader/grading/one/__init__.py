"""One submission: read, run cell by cell in a sandbox of its own, examined, reported.

Must not know other submissions, the store or the folder of results.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
