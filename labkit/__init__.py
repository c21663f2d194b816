"""The half of Dockyard that a person touches: command line, notebooks, cards."""
