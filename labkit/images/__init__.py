"""The images of the course: pulled or made from Debian's packages, when out of date.

Must not know how a sandbox runs or what a lesson teaches.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
