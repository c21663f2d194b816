"""An open lesson in a kernel: its session, exercises, cards, progress and magics.

What notebooks call is handed out by `labkit` itself. Must not know sandboxes or set-up.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
