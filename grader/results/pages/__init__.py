"""Pages to read: a learner's feedback and an instructor's summary, free of active content.

Must not know a daemon, a record or the store of jobs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
