"""What came of a check: expectations that raise, outcomes, reports, their text and their schema.

Plain data and words. Must not know a daemon, a notebook or a file of results.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
