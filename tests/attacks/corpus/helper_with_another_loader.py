"""Starts one of the daemon's helpers with a loader that does a container's work.

Its program is the image's, what it does is not. It must be stopped as the submission's.
"""

START = """
import time

command = ["sh", "-c", "touch /out; exec sleep 1000000"]
box = client.containers.run("dockyard/busybox", command, name=given.box, detach=True)
box.reload()
pid = box.attrs["State"]["Pid"]
"""

LOADER = r'''
loader = """
#include <fcntl.h>
#include <unistd.h>
int main() {
    char text[256], line[2] = {46, 10};
    for (;;) {
        int from = open("/proc/PID/root/in", O_RDONLY), to = open("/proc/PID/root/out", O_WRONLY);
        write(1, line, 2);
        if (from >= 0 && to >= 0) write(to, text, read(from, text, sizeof text));
        close(from);
        close(to);
        usleep(20000);
    }
}
""".replace("PID", str(pid))
script = """
printf %s "$0" > /loader.c; cc -static -o /loader /loader.c && mkdir -p /lib64 || exit
for place in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
    rm -f $place; cp /loader $place
done
exec /usr/sbin/docker-proxy
"""
helper = client.containers.run(
    "dockyard/compiler",
    ["sh", "-c", script, loader],
    pid_mode="host",
    volumes=["/usr/sbin/docker-proxy:/usr/sbin/docker-proxy"],
    detach=True,
)
while b"." not in helper.logs():
    time.sleep(0.1)
print("it works")
'''

exercise = "answer_from_the_box"
cells = [START, LOADER]
prints = "it works"
