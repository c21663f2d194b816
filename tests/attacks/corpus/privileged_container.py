"""Starts containers that ask for everything: privileged, the host's disk, its devices.

What they see must be the sandbox.
"""


def attack(client, given):
    for options in (
        {"privileged": True},
        {"devices": ["/dev/vda:/dev/vda"]},
        {"cap_add": ["ALL"], "security_opt": ["seccomp=unconfined"], "pid_mode": "host"},
    ):
        script = "cat /h/etc/hostname; head -c 1 /dev/vda && echo ESC''APED; echo done"
        try:
            said = client.containers.run(
                "dockyard/busybox", ["sh", "-c", script], volumes={"/": {"bind": "/h"}}, **options
            )
            print(said.decode())
        except Exception as error:
            print("refused", str(error)[:100])
    print("tried")


prints = "tried"
