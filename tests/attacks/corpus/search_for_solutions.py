"""Searches every file that it can read for labs, checks, solutions and others' values.

None must be there.
"""


def attack(client, given):
    import os

    words = (b"def note_holds_the_word", b"def own_layers_only", b"mallory-solved")
    seen = 0
    for folder, folders, files in os.walk("/"):
        folders[:] = [f for f in folders if f not in ("proc", "sys", "images", "lib", "share")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path) and os.path.getsize(path) < 1_000_000:
                    with open(path, "rb") as file:
                        text = file.read()
                    seen += 1
                    if any(word in text for word in words) and "ipython" not in path.lower():
                        print("ESCAPED", path)
            except OSError:
                continue
        if os.path.basename(folder) in ("labs", "solutions") and "site-packages" not in folder:
            print("ESCAPED", folder)
    print("tried" if seen > 500 else "too few files", seen)


prints = "tried"
