"""What the course is: lessons, exercises, what each learner gets, and the course's version.

Reads files of labs/ and the environment. Must not know a daemon, a sandbox or a notebook.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
