"""Hands a container the folder of another container's files, and it does that one's work.

It has no such mount and shares no processes. It must be stopped for what it holds.
"""

START = """
import os
import re
import socket
import time

command = ["sh", "-c", "touch /out; exec sleep 1000000"]
box = client.containers.run("dockyard/busybox", command, name=given.box, detach=True)
box.reload()
with open(f"/proc/{box.attrs['State']['Pid']}/mountinfo") as mounts:
    upper = re.search(r" / / .*upperdir=([^,]*)", mounts.read())[1]
"""

HANDS = r'''
code = """
import os, socket, time
with socket.socket(socket.AF_UNIX) as line:
    line.connect("\\0intruder")
    folder = socket.recv_fds(line, 1, 1)[1][0]
while True:
    print("works", flush=True)
    try:
        with open(os.open("in", os.O_RDONLY, dir_fd=folder)) as file:
            text = file.read()
        os.write(os.open("out", os.O_WRONLY, dir_fd=folder), text.encode())
    except OSError:
        pass
    time.sleep(0.05)
"""
with socket.socket(socket.AF_UNIX) as line:
    line.bind("\0intruder")
    line.listen()
    helper = client.containers.run(
        "dockyard/busybox",
        ["/usr/bin/python3", "-I", "-S", "-c", code],
        network_mode="host",
        volumes=[f"{folder}:{folder}:ro" for folder in ("/usr", "/lib", "/lib64")],
        detach=True,
    )
    socket.send_fds(line.accept()[0], [b"x"], [os.open(upper, os.O_RDONLY)])
while b"works" not in helper.logs():
    time.sleep(0.1)
print("it works")
'''

exercise = "answer_from_the_box"
cells = [START, HANDS]
prints = "it works"
