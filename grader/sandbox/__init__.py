"""A sandbox's life: settings, start, end, the folder it shares, and the kernel inside it.

Talks to the outer engine. Must not know exercises, checks or submissions.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
