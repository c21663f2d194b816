"""The kernel sends outputs that no notebook may hold: no name, a number for text, NaN.

The run must end there, and the executed notebook must be valid all the same.
"""


def attack(client, given):
    import json

    kernel = get_ipython().kernel  # noqa: F821
    kernel.session.pack = lambda content: json.dumps(content, default=str).encode()
    for content in (
        {"data": {"text/plain": 7, "application/json": float("nan")}, "metadata": {}},
        {"data": {"text/plain": "\ud800"}, "metadata": {}},
        {"data": {"../../intruder": "x"}, "metadata": []},
    ):
        kernel.session.send(kernel.iopub_socket, "display_data", content, kernel.get_parent())


status = "did not run"
says = "its kernel sent what no kernel sends"
