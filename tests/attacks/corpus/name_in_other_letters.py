"""A name that looks like the given one and is written in other letters. Must not be found."""


def attack(client, given):
    names = [given.image.replace("i", "\u0456"), given.image + "\u200b", given.image.upper()]
    for name in names:
        try:
            client.images.get("dockyard/busybox").tag(name)
        except Exception as error:
            print("refused", type(error).__name__)
    print("tried")


prints = "tried"
