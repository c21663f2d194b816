"""Errors in words: what raised in a cell, said as one would to a learner.

Must not know sessions or cards.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
