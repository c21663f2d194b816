"""A process whose first thread has ended, which makes it look dead, does a container's work.

Its other thread lives, so it must be stopped as everything else, and answers nothing.
"""

START = """
import subprocess
import sys
import time

command = ["sleep", "1000000"]
client.containers.run("dockyard/busybox", command, name=given.box, detach=True)
"""

WORKS = """
code = '''
import ctypes, sys, threading, time, docker
def work():
    box = docker.from_env().containers.get(sys.argv[1])
    while True:
        box.exec_run(["cp", "/in", "/out"])
        open("/tmp/worked", "w").close()
        time.sleep(0.05)
threading.Thread(target=work).start()
time.sleep(0.5)
ctypes.CDLL(None).syscall(int(sys.argv[2]), 0)
'''
leave = {"x86_64": "60", "aarch64": "93"}[__import__("platform").machine()]
child = subprocess.Popen([sys.executable, "-c", code, given.box, leave])
deadline = time.monotonic() + 30
state = ""
while state != "Z" and time.monotonic() < deadline:
    time.sleep(0.1)
    with open(f"/proc/{child.pid}/stat") as file:
        state = file.read().rpartition(")")[2].split()[0]
while not os.path.exists("/tmp/worked"):
    time.sleep(0.1)
print("state", state)
"""

exercise = "answer_from_the_box"
cells = ["import os", START, WORKS]
prints = "state Z"
