"""A notebook format that is a text with escape sequences. Must be refused, without them."""


def write(path):
    path.write_text('{"nbformat": "4\\u001b[2J", "cells": []}')


status, says = "did not run", "notebook format"
