"""Answers that resemble each other, and the variants in which an exercise was answered.

Compares text and never runs it. Must not know a roster or a page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
