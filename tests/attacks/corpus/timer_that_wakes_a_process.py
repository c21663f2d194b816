"""A process that was stopped wakes itself by a timer, does a container's work, and ends.

It is gone before it is asked who ran meanwhile. That it is gone must tell.
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
import ctypes, os, signal, sys, time, docker
if os.fork():
    os._exit(0)
os.setsid()
signal.signal(signal.SIGCONT, lambda *_: None)
class Event(ctypes.Structure):
    _fields_ = [("value", ctypes.c_void_p), ("signo", ctypes.c_int), ("notify", ctypes.c_int),
                ("rest", ctypes.c_char * 48)]
libc, timer = ctypes.CDLL(None), ctypes.c_void_p()
event = Event(None, signal.SIGCONT, 0)
assert libc.timer_create(1, ctypes.byref(event), ctypes.byref(timer)) == 0
period = (ctypes.c_long * 4)(1, 500_000_000, 1, 500_000_000)
assert libc.timer_settime(timer, 0, period, None) == 0
box = docker.from_env().containers.get(sys.argv[1])
while box.exec_run(["cp", "/in", "/out"]).exit_code:
    open("/tmp/worked", "w").close()
    time.sleep(0.02)
'''
subprocess.run([sys.executable, "-c", code, given.box], check=True)
while not os.path.exists("/tmp/worked"):
    time.sleep(0.1)
print("it waits")
"""

exercise = "answer_from_the_box"
cells = ["import os", START, WORKS]
prints = "it waits"
status = "did not run"
says = "ran or ended while a check looked"
