"""How fast Dockyard is, always as a ratio against something else on the same machine.

`python -m bench` lists what is measured; bench/README.md has the figures and how to read them.
"""
