"""What code in a kernel stands on: where it runs, labels, events, base images, removal.

Must not know lessons, exercises or cards.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
