"""`python -m labkit`, which is what ./dockyard runs."""

from labkit.cli import main

if __name__ == "__main__":
    main()
