"""Puts a program over runc that has every container print the word that is asked for.

The check starts it itself, so nothing of it runs when the submission is stopped. It must be seen
that something lies over the daemon's programs.
"""

from tests.attacks.other_runc import STEALS, WRAPPER

MOUNTS = """
import shutil
import subprocess

make_wrapper()
program = os.path.realpath(shutil.which("runc"))
shutil.copy(program, "/tmp/real")
subprocess.run(["mount", "--bind", "/tmp/wrapper", program], check=True)
"""

exercise = "print_the_word"
cells = [WRAPPER, MOUNTS, STEALS]
prints = "stolen True"
status = "did not run"
says = "mounted over the programs"
