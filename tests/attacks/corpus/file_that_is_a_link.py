"""A link to a file of the host. Must not be followed."""


def write(path):
    path.symlink_to("/etc/passwd")


status, says = "did not run", "symbolic link"
