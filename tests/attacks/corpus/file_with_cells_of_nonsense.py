"""Cells that are numbers, lists and texts. Must be refused in one line."""


def write(path):
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1, [], "x"]}')


status = "did not run"
