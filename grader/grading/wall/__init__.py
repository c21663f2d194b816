"""What keeps a submission from touching its own examination, and finds out who ended a sandbox.

Must not know exercises or points.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
