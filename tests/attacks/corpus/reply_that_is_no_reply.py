"""The kernel answers a cell with none of what Jupyter expects in an answer.

That must be the submission's fault, and no crash of the grader.
"""


def attack(client, given):
    session = get_ipython().kernel.session  # noqa: F821
    send = session.send

    def forged(stream, kind, content=None, *rest, **more):
        if kind == "execute_reply":
            content = {"passed": True}
        return send(stream, kind, content, *rest, **more)

    session.send = forged


status = "did not run"
says = "its kernel sent what no kernel sends"
