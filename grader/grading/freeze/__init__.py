"""What the outer engine runs inside a sandbox while checks look: it stops a submission's processes
and says whether the daemon is still what it was.

Run as `python3 -I -S FOLDER ASKED` from the sandbox's read-only image, where a submission cannot
write. Must not know anything but the standard library; its modules import each other relatively,
because there the folder is a package by itself.
"""
