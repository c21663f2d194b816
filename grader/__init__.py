"""Headless half of Dockyard: exercises, facts of a daemon, checks, sandboxes, grading."""
