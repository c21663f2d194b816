"""The commands of ./dockyard. Each is one module, imported when it is called.

Nobody imports from here but the entry points.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
