"""How a command line becomes a process's argv.

Facts come from a client once; the drawing gets facts only. Must not know other visuals.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
