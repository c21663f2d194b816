"""Tables and files for other programs, and the roster that says who should have handed in.

Must not know a daemon, a record or a page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
