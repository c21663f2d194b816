"""Pictures of what the daemon says: each takes facts, and gives text, HTML and a live view.

No module here holds a client: what moves is asked for through a callable that the caller gives.
"""
