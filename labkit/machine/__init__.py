"""This machine: its system, packages, engine, paths, disk and kernelspecs.

Must not know images, lessons or submissions.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
