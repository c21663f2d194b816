"""What all visuals are made of: the kinds of a card's tree, its two renderers, the live widget.

Must not know a daemon, a session or a single visual.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
